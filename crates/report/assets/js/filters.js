// Which documents of the review are listed, and in what order.

/** Orders: what each means in a line, and how it compares. */
const ORDERS = {
  closest: {
    title: "Closest calls first",
    meaning: "Documents with the removed block whose score is least over the threshold come first; those that lost nothing by a score come last.",
    key: (document) => document.closest ?? Infinity,
  },
  against: {
    title: "Against the score first",
    meaning: "Documents with the removed block whose score is furthest below the threshold come first: a rule or its neighbours took it, not the model.",
    key: (document) => -overruled(document).apart,
  },
  share: {
    title: "Largest loss first, by share",
    meaning: "Documents that lost the largest share of their words come first.",
    key: (document) => (document.words_in ? -(document.words_in - document.words_out) / document.words_in : 1),
  },
  words: {
    title: "Largest loss first, by words",
    meaning: "Documents that lost most words come first.",
    key: (document) => document.words_out - document.words_in,
  },
  random: {
    title: "Random",
    meaning: "Shuffled by the seed. Documents that were chosen by chance come first: they stand for the run; the others were chosen for what they show.",
    key: null,
  },
  run: { title: "As in the run", meaning: "In the order in which the run wrote them.", key: () => 0 },
};

const noFilters = () => ({ query: "", reasons: new Set(), fates: new Set(), host: null, low: null, high: null, changed: false });

/** Numbers that look random and are the same for the same seed (mulberry32). */
function numbersOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function ordered(documents, order, seed) {
  const { key } = ORDERS[order];
  const next = key ? null : numbersOf(seed);
  const keyed = documents.map((document, at) => ({ document, at, key: key ? key(document) : next() - (document.by_chance ? 1 : 0) }));
  keyed.sort((a, b) => (a.key === b.key ? a.at - b.at : a.key - b.key));
  return keyed.map((entry) => entry.document);
}

/** Names of the reasons that did something in a document, or to it, with how often. */
function reasonsOf(document) {
  if (document.reasonCounts) return document.reasonCounts;
  const counts = new Map();
  const count = (reason) => reason && counts.set(reason, (counts.get(reason) || 0) + 1);
  for (const block of document.blocks) {
    if (block.verdict === "drop") count(block.reason || "other");
    for (const edit of block.edits || []) count(edit.reason);
    if (block.decoded) count(block.decoded.reason);
  }
  if (document.fate !== "kept" && document.why) count(document.why.split(":")[0]);
  // Not part of the data: kept, because filters ask for it often.
  Object.defineProperty(document, "reasonCounts", { value: counts });
  return counts;
}

/** What a document is called: by its title, or else by how what stays of it begins. */
function nameOf(document) {
  if (document.title) return document.title;
  const first = document.blocks.find((block) => block.verdict !== "drop" && block.text.trim()) ?? document.blocks[0];
  const begin = [...(first?.text.trim() ?? "").replace(/\s+/g, " ").slice(0, 200)];
  return begin.length > 80 ? `${begin.slice(0, 80).join("")}…` : begin.join("") || document.id;
}

/** Whether a judge gave the block its score. */
const isJudged = (block) => block.verdict === "keep" || (block.verdict === "drop" && (block.stage || "strip") === "strip");

/** Whether the score of a block is in the range; without a trace blocks that stay have none. */
const inRange = (block, filters) => isJudged(block) && (known.has_trace || block.verdict === "drop") && (filters.low === null || block.score >= filters.low) && (filters.high === null || block.score <= filters.high);

function isHit(document, pattern) {
  const has = (text) => {
    pattern.lastIndex = 0;
    return text !== undefined && text !== null && pattern.test(text);
  };
  return has(document.id) || has(document.title) || has(document.url) || document.blocks.some((block) => has(block.text));
}

/** Whether filters let a document through. */
function passes(document, filters, pattern) {
  if (filters.fates.size && !filters.fates.has(document.fate)) return false;
  if (filters.host !== null && document.host !== filters.host) return false;
  if (filters.changed && document.fate === "kept" && !document.blocks.some((block) => block.verdict !== "keep" || block.decoded)) return false;
  if (filters.reasons.size && ![...filters.reasons].some((reason) => reasonsOf(document).has(reason))) return false;
  if ((filters.low !== null || filters.high !== null) && !document.blocks.some((block) => inRange(block, filters))) return false;
  return !pattern || isHit(document, pattern);
}

/** The form of the filters. `changed(filters)` is called when the user has changed one. */
class FilterForm {
  constructor(place, documents, changed) {
    this.documents = documents;
    this.filters = noFilters();
    this.order = documents.some((document) => document.closest !== undefined) ? "closest" : "share";
    this.seed = 1;
    this.changed = changed;
    this.search = make("input", { type: "search", name: "q", placeholder: "Search id, title, address, text", "aria-label": "Search", autocomplete: "off", spellcheck: "false" });
    this.choice = make("select", { name: "order", "aria-label": "Order" },
      Object.entries(ORDERS).map(([name, order]) => make("option", { value: name }, order.title)));
    this.choice.value = this.order;
    this.seedField = make("input", { type: "number", name: "seed", min: 0, step: 1, value: 1, "aria-label": "Seed", title: "Seed of the random order" });
    this.meaning = make("p", { class: "meaning" });
    this.chips = make("ul", { class: "chips", "aria-label": "Filters that are set" });
    this.folded = make("details", { class: "more-filters" }, make("summary", null, "Filters ", make("kbd", null, "f")), this.fields());
    this.form = make("form", { id: "review-filters", submit: (event) => event.preventDefault() },
      make("div", { class: "search" }, this.search, make("kbd", null, "/")), make("div", { class: "order" }, this.choice, this.seedField), this.meaning, this.chips, this.folded);
    place.append(this.form);
    // The search speaks through `input`; its `change` on Enter would draw the document anew.
    this.form.addEventListener("change", (event) => event.target === this.search || this.read());
    this.search.addEventListener("input", paused(() => this.read()));
    this.describe();
  }

  fields() {
    const counts = new Map();
    const hosts = new Map();
    const fates = new Map();
    for (const document of this.documents) {
      for (const reason of reasonsOf(document).keys()) counts.set(reason, (counts.get(reason) || 0) + 1);
      hosts.set(document.host, (hosts.get(document.host) || 0) + 1);
      fates.set(document.fate, (fates.get(document.fate) || 0) + 1);
    }
    const byCount = (a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);
    const check = (name, value, label, count) =>
      make("label", { class: "check" }, make("input", { type: "checkbox", name, value }), label, make("span", { class: "count" }, number(count)));
    const stages = new Map();
    for (const entry of [...counts].sort(byCount)) {
      const stage = known.byName.get(entry[0])?.stage || "other";
      if (!stages.has(stage)) stages.set(stage, []);
      stages.get(stage).push(entry);
    }
    const groups = ["decode", "strip", "filter", "dedup", "other"].filter((stage) => stages.has(stage));
    this.hostChoice = make("select", { name: "host" }, make("option", { value: "*" }, "any"),
      [...hosts].sort(byCount).map(([host, count]) => make("option", { value: `=${host}` }, `${host ? seenText(host) : "not known"} (${number(count)})`)));
    return [
      make("fieldset", null, make("legend", null, "What became of it"),
        [...fates].sort(byCount).map(([fate, count]) => check("fate", fate, fate, count)),
        make("label", { class: "check" }, make("input", { type: "checkbox", name: "changed" }), "only documents that changed")),
      make("fieldset", null, make("legend", null, "Host or source"), this.hostChoice),
      make("fieldset", { class: "range" }, make("legend", null, "Has a judged block with a score"),
        make("label", null, "from ", make("input", { type: "number", name: "low", min: 0, max: 1, step: 0.01 })),
        make("label", null, "to ", make("input", { type: "number", name: "high", min: 0, max: 1, step: 0.01 }))),
      make("fieldset", null, make("legend", null, "Reason, any of"),
        groups.map((stage) => make("div", { class: "reason-group" }, make("h4", null, stage),
          stages.get(stage).map(([reason, count]) => check("reason", reason, reasonLabel(reason), count))))),
    ];
  }

  /** Takes the form into the filters. */
  read() {
    const form = this.form;
    const checked = (name) => new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((input) => input.value));
    const figure = (name) => (form.elements[name].value === "" || Number.isNaN(form.elements[name].valueAsNumber) ? null : form.elements[name].valueAsNumber);
    const host = this.hostChoice.value;
    this.filters = {
      query: this.search.value,
      reasons: checked("reason"),
      fates: checked("fate"),
      host: host.startsWith("=") ? host.slice(1) : null,
      low: figure("low"),
      high: figure("high"),
      changed: form.elements.changed.checked,
    };
    this.order = this.choice.value;
    this.seed = Math.abs(Math.trunc(this.seedField.valueAsNumber)) || 0;
    this.describe();
    this.changed();
  }

  /** The same as if the user had set these filters, and no others. */
  set(filters) {
    this.put(filters);
    this.changed();
  }

  /** Puts filters into the form, those given alone. */
  put(filters) {
    this.filters = { ...noFilters(), ...filters };
    this.search.value = this.filters.query;
    for (const input of this.form.querySelectorAll("input[name=reason]")) input.checked = this.filters.reasons.has(input.value);
    for (const input of this.form.querySelectorAll("input[name=fate]")) input.checked = this.filters.fates.has(input.value);
    const host = this.filters.host === null ? "*" : `=${this.filters.host}`;
    this.hostChoice.value = host;
    this.form.elements.low.value = this.filters.low ?? "";
    this.form.elements.high.value = this.filters.high ?? "";
    this.form.elements.changed.checked = this.filters.changed;
    this.describe();
  }

  describe() {
    const { filters } = this;
    this.meaning.textContent = ORDERS[this.order].meaning;
    this.seedField.hidden = this.order !== "random";
    const chip = (words, without) =>
      make("li", null, make("button", { type: "button", class: "chip", title: "Take this filter away", click: () => this.set({ ...this.filters, ...without }) }, words, " ×"));
    const chips = [...filters.reasons].map((reason) => chip(foreign(reason), { reasons: new Set([...filters.reasons].filter((other) => other !== reason)) }));
    for (const fate of filters.fates) chips.push(chip(fate, { fates: new Set([...filters.fates].filter((other) => other !== fate)) }));
    if (filters.host !== null) chips.push(chip(filters.host ? foreign(filters.host) : "no host", { host: null }));
    if (filters.low !== null || filters.high !== null) chips.push(chip(`score ${filters.low ?? 0} to ${filters.high ?? 1}`, { low: null, high: null }));
    if (filters.changed) chips.push(chip("changed", { changed: false }));
    if (filters.query.trim()) chips.push(chip(["“", foreign(filters.query.trim()), "”"], { query: "" }));
    this.chips.replaceChildren(...chips);
  }

  /** Documents that are let through, in order. */
  listed() {
    const pattern = patternOf(this.filters.query);
    return ordered(this.documents.filter((document) => passes(document, this.filters, pattern)), this.order, this.seed);
  }

  /** Filters of an address. */
  static of(query) {
    const figure = (name) => (query.has(name) && query.get(name) !== "" && Number.isFinite(Number(query.get(name))) ? Number(query.get(name)) : null);
    return {
      query: query.get("q") || "",
      reasons: new Set(query.getAll("reason")),
      fates: new Set(query.getAll("fate")),
      host: query.has("host") ? query.get("host") : null,
      low: figure("low"),
      high: figure("high"),
      changed: query.has("changed"),
    };
  }
}
