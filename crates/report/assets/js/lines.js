// Lines that stand in several documents of a source, and how they were treated.

/** Rows that a table shows at first, and more at a time. */
const LINES_STEP = 300;

const TREATMENTS = [
  ["all", "all", () => true],
  ["both", "both ways", (line) => line.kept > 0 && line.gone > 0],
  ["kept", "kept only", (line) => line.gone === 0],
  ["dropped", "dropped only", (line) => line.kept === 0],
];

/** What of a line stands in the text of its block: without the marker before it, the longest piece between signs of shortening. */
const searched = (text) => text.replace(/^(-|\d+\.) /, "").split("…").reduce((longest, piece) => (piece.length > longest.length ? piece : longest), "").trim();

const lines = {
  data: null,
  source: null,

  async start(section) {
    this.data = await load("lines");
    for (const source of this.data.sources) {
      for (const line of source.lines) {
        line.gone = Object.values(line.dropped).reduce((sum, times) => sum + times, 0);
        line.source = source;
      }
      source.torn = source.lines.filter((line) => line.kept > 0 && line.gone > 0).length;
    }
    this.everything = { host: null, documents: 0, lines: this.data.sources.flatMap((source) => source.lines), more: 0, torn: this.data.sources.reduce((sum, source) => sum + source.torn, 0) };
    this.search = make("input", { type: "search", name: "q", placeholder: "Search lines", "aria-label": "Search lines", autocomplete: "off", spellcheck: "false" });
    this.form = make("form", { id: "lines-filters", submit: (event) => event.preventDefault() },
      make("div", { class: "search" }, this.search, make("kbd", null, "/")),
      make("fieldset", { class: "treatments" }, make("legend", null, "Treatment"),
        TREATMENTS.map(([value, title], at) => make("label", { class: "check" }, make("input", { type: "radio", name: "treatment", value, checked: at === 0 }), title))));
    this.form.addEventListener("change", () => this.table());
    this.search.addEventListener("input", paused(() => this.table()));
    const place = make("div", { class: "list-scroll", id: "lines-list" });
    this.main = make("article", { class: "main", "aria-label": "Repeated lines" });
    const further = this.data.more ? ` ${counted(this.data.more, "further source")} not listed.` : "";
    const error = this.data.error ? ` A count may be too small by up to ${number(this.data.error)}.` : "";
    section.replaceChildren(make("div", { class: "panes" }, make("div", { class: "side" }, this.form, make("p", { class: "list-count" }, coverage(this.data.coverage, "document"), further, error), place), this.main));
    this.list = new LinkList(place, {
      label: "Sources",
      attribute: "data-host",
      id: (source) => source.host ?? "*",
      hash: (source) => (source.host === null ? "#lines" : hashOf("lines", [source.host || "="])),
      row: (source) => [
        make("span", { class: "name" }, source.host === null ? "All sources" : source.host ? foreign(source.host) : "not known"),
        make("span", { class: "detail" }, make("span", null, counted(source.lines.length + source.more, "line")),
          source.host === null ? null : make("span", null, counted(source.documents, "document")),
          source.torn ? make("span", { class: "torn" }, `${number(source.torn)} both ways`) : null),
      ],
    });
    this.list.show([this.everything, ...this.data.sources]);
  },

  async follow(route, section) {
    // One start, however often the address changes while the data are unpacked.
    this.started ||= this.start(section);
    await this.started;
    const [host] = route.parts;
    if (host === undefined) this.source = this.everything;
    else {
      this.source = this.data.sources.find((source) => (source.host || "=") === host);
      if (!this.source) {
        this.main.replaceChildren(make("div", { class: "missing" }, make("h2", null, "Nothing to show"), make("p", null, "No repeated lines of ", make("code", null, foreign(host)), " are in this report.")));
        return;
      }
    }
    this.list.mark(this.source);
    this.table();
  },

  /** The table of the chosen source: lines that were treated both ways first, then the most frequent. */
  table() {
    const { source } = this;
    if (!source) return;
    const treatment = TREATMENTS.find(([value]) => value === this.form.elements.treatment.value) || TREATMENTS[0];
    const pattern = patternOf(this.search.value);
    const rows = source.lines.filter((line) => {
      if (pattern) pattern.lastIndex = 0;
      return treatment[2](line) && (!pattern || pattern.test(line.text));
    });
    const torn = (line) => Math.min(line.kept, line.gone);
    rows.sort((a, b) => torn(b) - torn(a) || b.kept + b.gone - a.kept - a.gone);
    const body = make("tbody");
    let shown = 0;
    const button = make("button", { type: "button", class: "more" });
    const more = () => {
      const next = rows.slice(shown, shown + LINES_STEP);
      body.append(...next.map((line, at) => this.row(line, shown + at, pattern)));
      shown += next.length;
      button.textContent = `Show ${number(Math.min(LINES_STEP, rows.length - shown))} more of ${number(rows.length - shown)}`;
      button.hidden = shown >= rows.length;
    };
    button.addEventListener("click", more);
    more();
    const whole = source.lines.length;
    this.main.replaceChildren(
      make("header", { class: "document-head" }, make("h2", null, source.host === null ? "Repeated lines of all sources" : source.host ? foreign(source.host) : "Source not known"),
        make("p", { class: "facts" }, make("span", { id: "lines-count" }, rows.length === whole ? counted(whole, "line") : `${number(rows.length)} of ${counted(whole, "line")}`),
          source.host === null ? null : make("span", null, `in ${counted(source.documents, "document")}`), source.more ? make("span", { class: "faint" }, `${counted(source.more, "further line")} not listed`) : null,
          make("span", { class: "faint" }, "Lines that were both kept and dropped first: there a rule may be in doubt."))),
      make("div", { class: "pad" }, rows.length
        ? make("div", { class: "scroll-x" }, make("table", { class: "wide", id: "lines-table" },
          make("thead", null, make("tr", null, make("th", { scope: "col" }, "Line"), make("th", { scope: "col", class: "right" }, "Kept"), make("th", { scope: "col", class: "bars" }, "kept | dropped"),
            make("th", { scope: "col", class: "right" }, "Dropped"), make("th", { scope: "col" }, "As"))), body))
        : empty(whole ? "No line passes these filters." : known.gaps.length ? "Not looked at." : "No line stands in several documents of a source."), button));
  },

  row(line, at, pattern) {
    const all = line.kept + line.gone;
    const reasons = Object.entries(line.dropped).sort((a, b) => b[1] - a[1]);
    return make("tr", { "data-line": at + 1, class: line.kept && line.gone ? "torn" : null },
      make("th", { scope: "row", dir: "auto" }, make("a", { href: hashOf("review", [], { q: searched(line.text) }), title: "Documents of the review with this line" }, foreign(line.text, pattern)),
        this.source.host === null ? make("span", { class: "meaning" }, line.source.host ? foreign(line.source.host) : "not known") : null),
      make("td", { class: "right" }, number(line.kept)),
      make("td", { class: "bars" }, draw("svg", { class: "bar split", viewBox: "0 0 100 8", preserveAspectRatio: "none", role: "img", "aria-label": `kept ${line.kept}, dropped ${line.gone}` },
        draw("rect", { class: "split-kept", width: ((line.kept / all) * 100).toFixed(2), height: 8 }),
        draw("rect", { class: "split-dropped", x: ((line.kept / all) * 100).toFixed(2), width: ((line.gone / all) * 100).toFixed(2), height: 8 }))),
      make("td", { class: "right" }, number(line.gone)),
      make("td", { class: "mainly" }, reasons.map(([reason, times]) => make("span", { class: "pair" }, reasonLabel(reason), make("span", { class: "count" }, number(times))))));
  },

  key(event) {
    const step = { j: 1, n: 1, k: -1, p: -1 }[event.key];
    if (step) {
      const next = this.list.beside(this.source, step);
      if (next) go(this.list.hash(next));
    } else if (event.key === "/") this.search.select();
    else if (event.key === "f") this.form.querySelector("input[name=treatment]:checked").focus();
    else if (event.key === "c") copyText(location.href, "Permalink copied");
    else return false;
    return true;
  },
};

views.set("lines", { open: (route, section) => lines.follow(route, section), key: (event) => lines.key(event) });
