// Two runs over the same documents: what changed.

const compare = {
  data: null,
  document: null,
  transition: null,

  async start(section) {
    this.data = await load("compare");
    this.first = known.run;
    this.second = this.data.other.name;
    this.byId = new Map(this.data.documents.map((document) => [document.id, document]));
    this.search = make("input", { type: "search", name: "q", placeholder: "Search id, title, difference", "aria-label": "Search", autocomplete: "off", spellcheck: "false" });
    this.choice = make("select", { name: "transition", "aria-label": "What changed" }, make("option", { value: "" }, "any change"),
      this.data.transitions.map((transition, at) => make("option", { value: at }, seenText(`${transition.from} → ${transition.to} (${number(transition.words)} words)`))));
    this.choice.addEventListener("change", () => {
      this.transition = this.choice.value === "" ? null : this.data.transitions[Number(this.choice.value)];
      this.relist();
    });
    this.search.addEventListener("input", paused(() => this.relist()));
    this.count = make("p", { class: "list-count", role: "status" });
    const place = make("div", { class: "list-scroll", id: "compare-list" });
    const form = make("form", { id: "compare-filters", submit: (event) => event.preventDefault() }, make("div", { class: "search" }, this.search, make("kbd", null, "/")), make("div", { class: "order" }, this.choice));
    this.summaryLink = make("a", { href: "#compare", class: "summary-link" }, "Summary of both runs");
    this.main = make("article", { class: "main", "aria-label": "Comparison" });
    section.replaceChildren(make("div", { class: "panes" }, make("div", { class: "side" }, form, this.summaryLink, this.count, place), this.main));
    this.list = new LinkList(place, {
      label: "Documents that changed",
      attribute: "data-document",
      id: (document) => document.id,
      hash: (document) => hashOf("compare", [document.id]),
      row: (document) => [
        make("span", { class: "name", dir: "auto" }, foreign(document.title || document.id)),
        make("span", { class: "detail" }, make("span", { class: "host" }, document.host ? foreign(document.host) : "no host"),
          document.fates[0] === document.fates[1] ? null : make("span", { class: "fate dropped" }, foreign(document.fates.join(" → ")))),
        make("span", { class: "loss" }, make("span", null, this.change(document.words[0], document.words[1])), make("span", { class: "faint" }, " words")),
      ],
    });
    this.relist();
  },

  change(first, second) {
    const apart = second - first;
    return apart === 0 ? "±0" : `${apart > 0 ? "+" : "−"}${number(Math.abs(apart))}`;
  },

  relist() {
    const pattern = patternOf(this.search.value);
    const has = (text) => {
      if (!text) return false;
      pattern.lastIndex = 0;
      return pattern.test(text);
    };
    const { transition } = this;
    this.listed = this.data.documents.filter((document) => (!transition || document.transitions.some((other) => other.from === transition.from && other.to === transition.to)) &&
      (!pattern || has(document.id) || has(document.title) || document.difference.some((piece) => has(piece.text))));
    this.list.show(this.listed);
    const all = this.data.documents.length;
    this.count.replaceChildren(make("b", null, this.listed.length === all ? counted(all, "document") : `${number(this.listed.length)} of ${counted(all, "document")}`), ` of ${number(this.data.changed)} that changed`);
    if (!this.listed.length) this.list.list.replaceChildren(make("li", null, empty(all ? "No document passes these filters." : "No document changed.")));
    if (this.document) this.list.mark(this.document);
  },

  async follow(route, section) {
    // One start, however often the address changes while the data are unpacked.
    this.started ||= this.start(section);
    await this.started;
    if (route.query.has("from")) {
      const at = this.data.transitions.findIndex((transition) => transition.from === route.query.get("from") && transition.to === route.query.get("to"));
      this.transition = this.data.transitions[at] || null;
      this.choice.value = at < 0 ? "" : String(at);
      this.relist();
      if (at < 0) tell("No such change is in this comparison.");
      else if (this.listed[0]) {
        this.showDocument(this.listed[0]);
        return;
      } else tell("None of the documents shown changed so.");
    }
    const [id] = route.parts;
    if (id === undefined) {
      this.showSummary();
      return;
    }
    const document = this.byId.get(id);
    if (document) this.showDocument(document);
    else {
      this.main.replaceChildren(make("div", { class: "missing" }, make("h2", null, "Nothing to show"), make("p", null, "The document ", make("code", null, foreign(id)), " is not among those this comparison shows: ",
        `${number(this.data.documents.length)} of ${number(this.data.changed)} that changed.`)));
    }
  },

  showDocument(document) {
    this.document = document;
    this.summaryLink.removeAttribute("aria-current");
    this.list.mark(document);
    const pattern = patternOf(this.search.value);
    this.main.replaceChildren(
      make("header", { class: "document-head" },
        make("div", { class: "document-line" }, make("h2", { dir: "auto" }, foreign(document.title || document.id, pattern)), make("div", { class: "buttons" }, layout.button())),
        make("p", { class: "facts" }, make("span", { class: "fate" }, foreign(document.fates[0] === document.fates[1] ? document.fates[0] : document.fates.join(" → "))),
          make("span", null, `${number(document.words[0])} → ${number(document.words[1])} words (${this.change(document.words[0], document.words[1])})`), document.host ? make("span", null, foreign(document.host)) : null,
          make("span", null, make("a", { href: hashOf("review", [document.id]) }, "in the review"))),
        make("p", { class: "facts ids" }, make("code", null, foreign(document.id, pattern)))),
      make("div", { class: "pad" }, document.cut ? make("p", { class: "coverage" }, "One of the two texts was cut before they were compared.") : null,
        document.transitions.length ? make("ul", { class: "transitions" }, document.transitions.map((transition) => make("li", null, this.transitionLabel(transition), make("span", { class: "count" }, `${counted(transition.words, "word")}`)))) : null,
        make("section", { id: "compare-difference" }, document.difference.length ? differenceTable(document.difference, () => foreign(this.first), () => foreign(this.second), pattern) : empty("The texts are the same."))));
    this.main.scrollTop = 0;
  },

  /** What the figures of documents are of. */
  covered() {
    const { taken, all } = this.data.coverage;
    if (taken >= all) return `of all ${counted(all, "document")}`;
    return `of ${number(taken)} documents of about ${number(all)}, chosen by a hash of their ids, as are spans and fates below`;
  },

  transitionLabel: (transition) => [compare.kindLabel(transition.from), " → ", compare.kindLabel(transition.to)],

  figures() {
    const rows = [
      ["Records in", "books", "records_in"], ["Kept", "books", "kept"], ["Duplicates", "books", "duplicates"], ["Dropped", "books", "dropped"], ["Rejected", "books", "rejected"],
      ["Words in", "volume", "words_in"], ["Words left", "volume", "words_out"], ["Blocks left", "volume", "blocks_out"], ["Bytes out", "volume", "bytes_out"],
    ];
    const head = ["", "First", "Second", "Difference"].map((title) => make("th", { scope: "col", class: title ? "right" : null }, title));
    return make("table", { id: "compare-figures" }, make("thead", null, make("tr", null, head)), make("tbody", null, rows.map(([title, part, name]) => {
      const [first, second] = [known[part][name], this.data.other.stats[part][name]];
      return make("tr", { "data-figure": `${part}.${name}` }, make("th", { scope: "row" }, title), make("td", { class: "right" }, number(first)), make("td", { class: "right" }, number(second)),
        make("td", { class: first === second ? "right faint" : "right" }, this.change(first, second)));
    })));
  },

  /** A reason, or what stands in its place. */
  kindLabel: (name) => (known.byName.has(name) ? reasonLabel(name) : make("span", { class: `fate ${name === "kept" ? "kept" : ""}` }, foreign(name))),

  showSummary() {
    this.document = null;
    this.summaryLink.setAttribute("aria-current", "true");
    this.list.mark(null);
    const { data } = this;
    const titles = (...names) => make("thead", null, make("tr", null, names.map((name) => make("th", { scope: "col", class: name.startsWith(">") ? "right" : null }, name.replace(/^>/, "")))));
    const most = Math.max(1, ...data.reasons.map((reason) => Math.abs(reason.words[1] - reason.words[0])));
    const signed = (apart) => {
      const width = (Math.abs(apart) / most) * 50;
      return draw("svg", { class: "signed", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" }, draw("rect", { class: "bar-ground", width: 100, height: 8 }),
        draw("rect", { class: apart < 0 ? "for" : "against", x: (apart < 0 ? 50 - width : 50).toFixed(2), width: width.toFixed(2), height: 8 }), draw("line", { class: "zero", x1: 50, x2: 50, y1: 0, y2: 8 }));
    };
    const section = (title, note, table) => make("section", null, make("h3", null, title), note ? make("p", { class: "coverage" }, note) : null, table);
    this.main.replaceChildren(
      make("header", { class: "document-head" }, make("h2", null, foreign(this.first), " → ", foreign(this.second)),
        make("p", { class: "facts" }, make("span", null, make("b", null, number(data.changed)), ` documents changed, ${number(data.same)} are the same`),
          make("span", null, `${number(data.only_first)} only in the first, ${number(data.only_second)} only in the second`), make("span", { class: "faint" }, this.covered()))),
      make("div", { class: "pad compare-summary" },
        section("Figures of both runs", null, this.figures()),
        section("Removal by reason", "Over all documents of both runs; bars to the right: the second removes more.", data.reasons.length ? make("div", { class: "scroll-x" }, make("table", { class: "wide", id: "compare-reasons" },
          titles("Reason", ">Words, first", ">Words, second", ">Difference", "less | more", ">Spans", ">Documents"),
          make("tbody", null, data.reasons.map((reason) => make("tr", { "data-reason": reason.reason }, make("th", { scope: "row" }, reasonLabel(reason.reason)),
            make("td", { class: "right" }, number(reason.words[0])), make("td", { class: "right" }, number(reason.words[1])), make("td", { class: "right" }, make("b", null, this.change(...reason.words))),
            make("td", { class: "bars" }, signed(reason.words[1] - reason.words[0])), make("td", { class: "right" }, reason.spans.map(number).join(" → ")), make("td", { class: "right" }, reason.documents.map(number).join(" → "))))))) : empty("No reason removed more or less.")),
        section("Where spans went", "What one run removed for a reason, and what the other did with it. The words open the documents.", data.transitions.length ? make("div", { class: "scroll-x" }, make("table", { class: "wide", id: "compare-transitions" },
          titles("In the first", "In the second", ">Words", "", ">Spans", ">Documents"),
          make("tbody", null, data.transitions.map((transition) => make("tr", { "data-from": transition.from, "data-to": transition.to }, make("th", { scope: "row" }, this.kindLabel(transition.from)), make("td", null, this.kindLabel(transition.to)),
            make("td", { class: "right" }, make("a", { href: hashOf("compare", [], { from: transition.from, to: transition.to }) }, number(transition.words))), make("td", { class: "bars" }, bar(transition.words / Math.max(1, data.transitions[0].words), "plain")),
            make("td", { class: "right" }, number(transition.spans)), make("td", { class: "right" }, number(transition.documents))))))) : empty("All spans were treated the same.")),
        section("Documents", null, data.fates.length ? make("table", { id: "compare-fates" }, titles("In the first", "In the second", ">Documents"), make("tbody", null, data.fates.map((fate) => make("tr", null, make("td", null, this.kindLabel(fate.from)), make("td", null, this.kindLabel(fate.to)), make("td", { class: "right" }, number(fate.documents)))))) : empty("No document has another fate.")),
        section("Settings that differ", null, data.settings.length ? make("div", { class: "scroll-x" }, make("table", { id: "compare-settings" }, titles("Key", "First", "Second"), make("tbody", null, data.settings.map((setting) => make("tr", null, make("th", { scope: "row" }, make("code", null, foreign(setting.key))),
          [setting.first, setting.second].map((value) => make("td", null, value ? make("code", null, foreign(value)) : make("span", { class: "faint" }, "not set")))))))) : empty("All settings are the same."))));
    this.main.scrollTop = 0;
  },

  key(event) {
    const step = { j: 1, n: 1, k: -1, p: -1 }[event.key];
    if (step) {
      const next = this.document ? this.list.beside(this.document, step) : this.listed[0];
      if (next) go(hashOf("compare", [next.id]));
    } else if (event.key === "/") this.search.select();
    else if (event.key === "f") this.choice.focus();
    else if (event.key === "c") copyText(location.href, "Permalink copied");
    else return false;
    return true;
  },
};

if (document.getElementById("view-compare")) {
  views.set("compare", { open: (route, section) => compare.follow(route, section), key: (event) => compare.key(event) });
}
