// Duplicates: clusters of documents that say the same, and what differs between them.

const duplicates = {
  data: null,
  cluster: null,
  member: null,

  async start(section) {
    this.data = await load("duplicates");
    this.byId = new Map();
    for (const cluster of this.data.clusters) {
      this.byId.set(cluster.kept_id, cluster);
    }
    const sizes = section.querySelector("#cluster-sizes");
    this.search = make("input", { type: "search", name: "q", placeholder: "Search id, title, address", "aria-label": "Search", autocomplete: "off", spellcheck: "false" });
    const reasons = new Map();
    for (const cluster of this.data.clusters) for (const member of cluster.members) reasons.set(member.reason, (reasons.get(member.reason) || 0) + 1);
    this.reason = make("select", { name: "reason", "aria-label": "Reason" }, make("option", { value: "" }, "any reason"),
      [...reasons].sort().map(([reason, times]) => make("option", { value: reason }, `${seenText(reason)} (${number(times)})`)));
    this.count = make("p", { class: "list-count", role: "status" });
    const form = make("form", { id: "duplicates-filters", submit: (event) => event.preventDefault() }, make("div", { class: "search" }, this.search, make("kbd", null, "/")), make("div", { class: "order" }, this.reason));
    form.addEventListener("change", () => this.relist());
    this.search.addEventListener("input", paused(() => this.relist()));
    const place = make("div", { class: "list-scroll", id: "duplicates-list" });
    this.main = make("article", { class: "main", "aria-label": "Cluster" });
    section.replaceChildren(make("div", { class: "panes" }, make("div", { class: "side" }, form, sizes, this.count, place), this.main));
    this.list = new LinkList(place, {
      label: "Clusters",
      attribute: "data-document",
      id: (cluster) => cluster.kept_id,
      hash: (cluster) => hashOf("duplicates", [cluster.kept_id]),
      row: (cluster) => [
        make("span", { class: "name", dir: "auto" }, foreign(cluster.title || cluster.kept_id)),
        make("span", { class: "detail" }, make("span", { class: "size" }, counted(cluster.size, "document")),
          make("span", { class: "host" }, foreign([...new Set(cluster.members.map((member) => member.reason))].join(", ")))),
      ],
    });
    this.relist();
  },

  relist() {
    const pattern = patternOf(this.search.value);
    const reason = this.reason.value;
    const has = (text) => {
      if (!text) return false;
      pattern.lastIndex = 0;
      return pattern.test(text);
    };
    this.listed = this.data.clusters.filter((cluster) => (!reason || cluster.members.some((member) => member.reason === reason)) &&
      (!pattern || has(cluster.kept_id) || has(cluster.title) || has(cluster.url) || cluster.members.some((member) => has(member.id) || has(member.url))));
    this.list.show(this.listed);
    const all = this.data.clusters.length;
    this.count.replaceChildren(make("b", null, this.listed.length === all ? counted(all, "cluster") : `${number(this.listed.length)} of ${counted(all, "cluster")}`), ` · ${this.covered()}`);
    if (!this.listed.length) this.list.list.replaceChildren(make("li", null, empty(all ? "No cluster passes these filters." : "No document says the same as another, or they were not compared.")));
    if (this.cluster) this.list.mark(this.cluster);
  },

  covered() {
    const { taken, all } = this.data.coverage;
    return taken >= all ? "all of the run" : `of ${number(all)} in the run: the largest, and some chosen by a hash of their ids`;
  },

  async follow(route, section) {
    // One start, however often the address changes while the data are unpacked.
    this.started ||= this.start(section);
    await this.started;
    const [id, memberId] = route.parts;
    if (id === undefined) {
      if (this.listed[0]) this.show(this.cluster || this.listed[0], null);
      else this.main.replaceChildren(make("div", { class: "missing" }, empty(this.data.clusters.length ? "No cluster passes these filters." : "No document says the same as another, or they were not compared.")));
      return;
    }
    const cluster = this.byId.get(id);
    if (!cluster) {
      this.main.replaceChildren(make("div", { class: "missing" }, make("h2", null, "Nothing to show"),
        make("p", null, "No cluster of ", make("code", null, foreign(id)), " is among those this report shows: ", this.covered(), ".")));
      return;
    }
    const member = memberId === undefined ? null : cluster.members.find((candidate) => candidate.id === memberId) || null;
    if (memberId !== undefined && !member) tell("That member is not among those this report shows.");
    this.show(cluster, member);
  },

  show(cluster, member) {
    const same = cluster === this.cluster;
    const scrolled = same ? this.main.scrollTop : 0;
    this.cluster = cluster;
    this.member = member || (same && this.member) || cluster.members[0] || null;
    this.list.mark(cluster);
    const missing = cluster.size - 1 - cluster.members.length;
    this.main.replaceChildren(
      make("header", { class: "document-head" },
        make("div", { class: "document-line" }, make("h2", { dir: "auto" }, foreign(cluster.title || cluster.kept_id)), make("div", { class: "buttons" }, layout.button())),
        make("p", { class: "facts" }, make("span", { class: "fate kept" }, "stays"), make("span", null, `${counted(cluster.size, "document")} in the cluster`),
          make("span", null, make("a", { href: hashOf("review", [cluster.kept_id]) }, "in the review"))),
        make("p", { class: "facts ids" }, make("code", null, foreign(cluster.kept_id)), cluster.url === undefined ? null : address(cluster.url))),
      make("div", { class: "pad" },
        make("div", { class: "scroll-x" }, make("table", { class: "wide members" },
          make("thead", null, make("tr", null, ["Went for it", "Reason", "Alike", "", "Evidence"].map((title, at) => make("th", { scope: "col", class: at === 2 ? "right" : null }, title)))),
          make("tbody", null, cluster.members.map((candidate) => make("tr", { "data-member": candidate.id, "aria-current": candidate === this.member ? "true" : null },
            make("th", { scope: "row" }, make("a", { href: hashOf("duplicates", [cluster.kept_id, candidate.id]) }, foreign(candidate.id))),
            make("td", null, reasonLabel(candidate.reason)),
            make("td", { class: "right" }, share(Math.round(candidate.similarity * 1000), 1000)),
            make("td", { class: "bars" }, bar(candidate.similarity, "kept")),
            make("td", null, foreign(candidate.evidence))))))),
        missing > 0 ? make("p", { class: "coverage" }, `${counted(missing, "further member")} are not shown.`) : null,
        this.difference(cluster)));
    this.main.scrollTop = scrolled;
  },

  difference(cluster) {
    const { member } = this;
    if (!member) return cluster.text === undefined ? empty("None of its members is shown.") : make("p", { class: "text-alone", dir: "auto" }, foreign(cluster.text));
    const notes = [member.cut ? "One of the two texts was cut before they were compared." : null,
      member.similarity >= 1 && !member.cut && member.difference.length && member.difference.every((piece) => piece.of === "both") ? "Word by word the same." : null].filter(Boolean).join(" ");
    return make("section", { id: "duplicates-difference", "data-member": member.id },
      make("h3", null, "What differs"), member.url === undefined ? null : make("p", { class: "facts ids" }, address(member.url)),
      notes ? make("p", { class: "coverage" }, notes) : null,
      member.difference.length
        ? differenceTable(member.difference, () => ["stays: ", foreign(cluster.kept_id)], () => ["went: ", foreign(member.id)])
        : empty(cluster.text === undefined ? "The document that stays is from an earlier batch: its text is not known here." : "No difference was recorded."));
  },

  key(event) {
    const { key } = event;
    const step = { j: 1, n: 1, k: -1, p: -1 }[key];
    const inside = { J: 1, ArrowDown: 1, K: -1, ArrowUp: -1 }[key];
    if (step && this.cluster) {
      const next = this.list.beside(this.cluster, step);
      if (next) go(hashOf("duplicates", [next.kept_id]));
    } else if (inside && this.cluster && this.member) {
      const next = this.cluster.members[this.cluster.members.indexOf(this.member) + inside];
      if (next) go(hashOf("duplicates", [this.cluster.kept_id, next.id]), true), this.show(this.cluster, next);
    } else if (key === "/" || key === "f") this.search.select();
    else if (key === "c" && this.cluster) {
      go(hashOf("duplicates", [this.cluster.kept_id, ...(this.member ? [this.member.id] : [])]), true);
      copyText(location.href, "Permalink copied");
    } else return false;
    return true;
  },
};

views.set("duplicates", { open: (route, section) => duplicates.follow(route, section), key: (event) => duplicates.key(event) });
