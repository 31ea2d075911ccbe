// Review: documents before and after, one at a time.

const review = {
  data: null,
  form: null,
  list: null,
  listed: [],
  document: null,
  chosen: -1,
  panelOpen: false,
  hit: -1,
  open: new Set(),

  async start(section) {
    this.data = await load("review");
    this.byId = new Map(this.data.documents.map((document) => [document.id, document]));
    this.count = make("p", { id: "review-count", class: "list-count", role: "status" });
    const side = make("div", { class: "side" });
    this.main = make("article", { id: "review-document", class: "main", "aria-label": "Document" });
    this.panel = make("aside", { id: "decision", "aria-label": "Decision", hidden: true });
    section.replaceChildren(make("div", { class: "panes" }, side, this.main, this.panel));
    this.form = new FilterForm(side, this.data.documents, () => this.refilter());
    side.append(this.count, make("div", { class: "list-scroll", id: "review-list" }));
    const place = side.lastElementChild;
    this.list = new LinkList(place, {
      label: "Documents",
      attribute: "data-document",
      id: (document) => document.id,
      hash: (document) => hashOf("review", [document.id]),
      row: (document) => this.listRow(document),
    });
    this.relist();
  },

  listRow(document) {
    const lost = document.words_in ? (document.words_in - document.words_out) / document.words_in : 0;
    return [
      make("span", { class: "name", dir: "auto" }, foreign(nameOf(document))),
      make("span", { class: "detail" },
        document.fate === "kept" ? null : make("span", { class: `fate ${document.fate}` }, document.fate),
        make("span", { class: "host" }, foreign(document.host || document.id)),
        document.closest === undefined ? null : make("span", { class: "near", title: "Least distance of a removed block over the threshold" }, `+${document.closest.toFixed(3)}`)),
      make("span", { class: "loss", title: `${number(document.words_in)} words, ${number(document.words_out)} left` }, bar(lost, "dropped"),
        make("span", null, share(document.words_in - document.words_out, document.words_in))),
    ];
  },

  relist() {
    this.listed = this.form.listed();
    this.list.show(this.listed);
    const all = this.data.documents.length;
    const of = this.listed.length === all ? counted(all, "document") : `${number(this.listed.length)} of ${counted(all, "document")}`;
    this.count.replaceChildren(make("b", null, of), ` · ${this.covered()}`);
    if (!this.listed.length) this.list.list.replaceChildren(make("li", null, empty(all ? "No document passes these filters." : "This report shows no documents.")));
    if (this.document) this.list.mark(this.document);
  },

  covered() {
    const { taken, all } = this.data.coverage;
    if (taken >= all) return `all ${number(all)} of the run`;
    if (!taken && known.gaps.length) return known.gaps.join(" ");
    const chance = this.data.documents.filter((document) => document.by_chance).length;
    return `of ${number(all)} in the run: ${number(chance)} chosen by a hash of their ids, ${number(taken - chance)} for what they show`;
  },

  /** After the user changed a filter: the first document that passes, unless the open one does. */
  refilter() {
    if (!this.list) return;
    this.relist();
    if (this.listed.includes(this.document)) this.show(this.document, this.form.filters.query.trim() ? -1 : this.chosen, false);
    else if (this.listed[0]) go(hashOf("review", [this.listed[0].id]));
    else this.showNone("No document passes these filters.");
  },

  async follow(route, section) {
    // One start, however often the address changes while the data are unpacked.
    this.started ||= this.start(section);
    await this.started;
    const [id, blockNumber] = route.parts;
    if ([...route.query.keys()].length) {
      this.document = null;
      this.form.put(FilterForm.of(route.query));
      this.relist();
    }
    if (id === undefined) {
      const document = this.document || this.listed[0];
      if (document) this.show(document, -1, false);
      else this.showNone(this.data.documents.length ? "No document passes these filters." : "This report shows no documents.");
      return;
    }
    const document = this.byId.get(id);
    if (!document) {
      this.showNone("The document ", make("code", null, foreign(id)), " is not among those this report shows: ", this.covered());
      return;
    }
    const at = blockNumber === undefined ? -1 : Number(blockNumber) - 1;
    if (blockNumber !== undefined && !document.blocks[at]) tell(`This document has no block ${blockNumber} in this report.`);
    this.show(document, document.blocks[at] ? at : -1, document.blocks[at] !== undefined);
  },

  showNone(...text) {
    this.document = null;
    this.closePanel();
    this.main.removeAttribute("data-document");
    this.main.replaceChildren(make("div", { class: "missing" }, make("h2", null, "Nothing to show"), make("p", null, ...text),
      this.data.documents.length ? make("p", null, make("button", { type: "button", click: () => this.form.set({}) }, "Take all filters away")) : null));
  },

  show(document, at, panel) {
    if (document !== this.document) {
      this.open = new Set();
      this.hit = -1;
    }
    this.document = document;
    this.chosen = at;
    this.main.dataset.document = document.id;
    this.pattern = patternOf(this.form.filters.query);
    this.closest = this.data.has_trace ? closestBlock(document) : -1;
    this.blocks = make("div", { class: "blocks", role: "table", "aria-label": "Blocks before and after" });
    this.main.replaceChildren(this.head(document), this.blocks);
    this.main.scrollTop = 0;
    this.drawBlocks();
    this.list.mark(document);
    if (at >= 0) this.choose(at, panel);
    else {
      this.closePanel();
      if (this.pattern) this.goToHit(1);
      else if (this.isAbout && this.wanted.length) this.choose(this.wanted[0], false);
      else if (this.form.order === "closest" && this.closest >= 0) this.choose(this.closest, false);
      else if (this.form.order === "against" && overruled(document).at >= 0) this.choose(overruled(document).at, false);
    }
  },

  drawBlocks() {
    const { document } = this;
    if (!document.blocks.length) {
      this.blocks.replaceChildren(empty("This document has no blocks."));
      this.wanted = [];
      return;
    }
    drawBlocks(this.blocks, document, {
      pattern: this.pattern,
      open: this.open,
      unfoldAll: Boolean(this.pattern),
      closest: this.closest,
      hasTrace: this.data.has_trace,
      unfold: (first, isFolded) => {
        if (isFolded) this.open.add(first);
        else this.open.delete(first);
        this.drawBlocks();
        if (this.chosen >= 0) this.mark(this.chosen);
      },
    });
    this.wanted = this.removedBlocks();
    // One block can be reached by Tab; keys go on from there.
    const reached = (this.chosen >= 0 && this.row(this.chosen)) || this.blocks.querySelector(".block");
    if (reached) reached.tabIndex = 0;
  },

  /** Blocks that keys go through: what was removed or changed; with a filter of reasons or scores, what it is about. */
  removedBlocks() {
    const { filters } = this.form;
    const numbers = this.document.blocks.map((_, at) => at);
    const removed = numbers.filter((at) => this.document.blocks[at].verdict !== "keep" || this.document.blocks[at].decoded);
    const ranged = filters.low !== null || filters.high !== null;
    this.isAbout = false;
    if (!filters.reasons.size && !ranged) return removed;
    const about = numbers.filter((at) => {
      const block = this.document.blocks[at];
      return (!filters.reasons.size || blockReasons(block).some((reason) => filters.reasons.has(reason))) && (!ranged || inRange(block, filters));
    });
    this.isAbout = about.length > 0;
    return this.isAbout ? about : removed;
  },

  head(document) {
    const at = this.listed.indexOf(document);
    const lost = document.words_in - document.words_out;
    const step = (by, words, key) => make("button", { type: "button", "aria-label": words, title: words, disabled: !this.list.beside(document, by), click: () => this.beside(by) }, by < 0 ? "‹ " : "", make("kbd", null, key), by > 0 ? " ›" : "");
    const counts = [...reasonsOf(document)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return make("header", { class: "document-head" },
      make("div", { class: "document-line" },
        make("h2", { dir: "auto" }, foreign(nameOf(document), this.pattern)),
        make("div", { class: "buttons" }, step(-1, "Previous document", "k"), step(1, "Next document", "j"), layout.button(),
          make("button", { type: "button", click: () => this.copy() }, "Copy permalink ", make("kbd", null, "c")))),
      make("p", { class: "facts" },
        make("span", { class: `fate ${document.fate}` }, document.fate),
        document.why ? make("span", { class: "why-document" }, foreign(document.why)) : null,
        document.kept_id === undefined ? null : make("span", null, "stays: ", make("a", { href: hashOf("duplicates", [document.kept_id, document.id]) }, foreign(document.kept_id))),
        make("span", null, `${number(document.words_in)} → ${number(document.words_out)} words`, lost ? make("span", { class: "faint" }, ` (−${share(lost, document.words_in)})`) : null),
        make("span", null, foreign(document.markup)),
        document.threshold === undefined ? null : make("span", null, `threshold ${document.threshold.toFixed(3)}`),
        document.by_chance ? make("span", { class: "faint" }, "chosen by chance") : null,
        document.flags.map((flag) => make("span", { class: "flag" }, foreign(flag))),
        at < 0 && this.listed.length !== this.data.documents.length ? make("span", { class: "flag" }, "not among the filtered") : null),
      make("p", { class: "facts ids" }, make("code", null, foreign(document.id, this.pattern)), document.url === undefined ? null : address(document.url, this.pattern)),
      make("div", { class: "document-line" },
        make("ul", { class: "legend", "aria-label": "Reasons in this document" }, counts.map(([reason, times]) =>
          make("li", null, make("button", { type: "button", title: seenText(`Next: ${meaningOf(reason)}`), click: () => this.nextOf(reason) }, reasonLabel(reason), make("span", { class: "count" }, number(times)))))),
        make("div", { class: "hits" }, this.hitButtons())),
      make("div", { class: "column-heads", "aria-hidden": "true" }, make("span", { class: "place" }), make("span", { class: "margin" }, "Reason"), make("span", { class: "score" }, this.data.has_trace ? "Score" : ""),
        make("span", { class: "before" }, make("span", { class: "two-columns" }, "Before"), make("span", { class: "one-column" }, "Before, with what changed")), make("span", { class: "after" }, "After")));
  },

  hitButtons() {
    if (!this.pattern) return null;
    this.hitCount = make("span", { id: "hit-count" });
    return [this.hitCount, make("button", { type: "button", "aria-label": "Previous hit", click: () => this.goToHit(-1) }, "↑"), make("button", { type: "button", "aria-label": "Next hit", click: () => this.goToHit(1) }, "↓")];
  },

  /** Hits in order: those of the head, then those of the left column. */
  goToHit(by) {
    const marks = [...this.main.querySelectorAll(".document-head mark.hit, .before mark.hit")];
    this.main.querySelector("mark.now")?.classList.remove("now");
    if (!marks.length) {
      this.hitCount.textContent = "no hit in the text";
      return;
    }
    this.hit = (this.hit + by + marks.length) % marks.length;
    marks[this.hit].classList.add("now");
    marks[this.hit].scrollIntoView({ block: "center" });
    this.hitCount.textContent = `hit ${number(this.hit + 1)} of ${number(marks.length)}`;
  },

  row: (at) => review.blocks.querySelector(`[data-block="${at + 1}"]`),

  mark(at) {
    this.blocks.querySelector(".chosen")?.classList.remove("chosen");
    let row = this.row(at);
    if (!row) {
      const run = runsOf(this.document.blocks).find((candidate) => candidate.blocks.includes(at));
      this.open.add(run.blocks[0]);
      this.drawBlocks();
      row = this.row(at);
    }
    row.classList.add("chosen");
    return row;
  },

  /** Chooses a block, and shows why it stays or goes if asked to, or if the panel is open. */
  choose(at, panel) {
    this.chosen = at;
    const row = this.mark(at);
    row.scrollIntoView({ block: "center" });
    if (panel || this.panelOpen) {
      this.panelOpen = true;
      drawDecision(this.panel, this.document, at, { hasTrace: this.data.has_trace, close: () => this.closePanel(true), copy: () => this.copy() });
      row.scrollIntoView({ block: "center" });
    }
    for (const other of this.blocks.querySelectorAll('.block[tabindex="0"]')) other.tabIndex = -1;
    row.tabIndex = 0;
  },

  pick(at, panel) {
    go(hashOf("review", [this.document.id, String(at + 1)]), true);
    this.choose(at, panel);
    this.row(at).focus({ preventScroll: true });
  },

  closePanel(byUser) {
    this.panelOpen = false;
    this.panel.hidden = true;
    this.panel.replaceChildren();
    if (byUser && this.chosen >= 0) this.row(this.chosen)?.focus({ preventScroll: true });
  },

  beside(by) {
    const next = this.document ? this.list.beside(this.document, by) : this.listed[0];
    if (next) go(hashOf("review", [next.id]));
    else tell(by > 0 ? "This is the last document" : "This is the first document");
  },

  nextRemoved(by, among = this.wanted) {
    const next = by > 0 ? among.find((at) => at > this.chosen) : among.findLast((at) => at < this.chosen);
    if (next === undefined) tell(by > 0 ? "Nothing further was removed in this document" : "Nothing was removed before this");
    else this.pick(next, false);
  },

  nextOf(reason) {
    const numbers = this.document.blocks.map((_, at) => at).filter((at) => blockReasons(this.document.blocks[at]).includes(reason));
    if (!numbers.length) return;
    this.pick(numbers.find((at) => at > this.chosen) ?? numbers[0], false);
  },

  async copy() {
    if (!this.document) return;
    const parts = [this.document.id, ...(this.chosen >= 0 ? [String(this.chosen + 1)] : [])];
    go(hashOf("review", parts), true);
    await copyText(location.href, "Permalink copied");
  },

  key(event) {
    const { key } = event;
    if (!this.document && !["/", "f"].includes(key)) return false;
    if (key === "j" || key === "n") this.beside(1);
    else if (key === "k" || key === "p") this.beside(-1);
    else if (key === "J" || key === "ArrowDown") this.nextRemoved(1);
    else if (key === "K" || key === "ArrowUp") this.nextRemoved(-1);
    else if (key === "/") this.form.search.select();
    else if (key === "f") {
      this.form.folded.open = !this.form.folded.open;
      if (this.form.folded.open) this.form.folded.querySelector("input, select").focus();
    } else if (key === "c") this.copy();
    else if (key === "t" && this.closest >= 0) this.pick(this.closest, false);
    else if (key === "Enter" && event.target.closest?.(".block")) this.pick(Number(event.target.closest(".block").dataset.block) - 1, true);
    else if (key === "Enter" && this.chosen >= 0 && event.target === document.body) this.pick(this.chosen, true);
    else if (key === "Escape" && this.panelOpen) this.closePanel(true);
    else return false;
    return true;
  },
};

views.set("review", {
  open: (route, section) => review.follow(route, section),
  key: (event) => review.key(event),
});

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("#review-document .block");
  // A selection of text is no click on a block.
  if (row && !event.target.closest("a, button") && String(getSelection()) === "") review.pick(Number(row.dataset.block) - 1, true);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === review.form?.search && review.document && review.pattern) review.goToHit(event.shiftKey ? -1 : 1);
});
