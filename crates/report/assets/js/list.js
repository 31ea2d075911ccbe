// Long lists: only as many rows as have been scrolled to are made.

const LIST_STEP = 120;

/** A list of links; `row(item)` makes the content of one, `hash(item)` its address, `id(item)` its name. */
class LinkList {
  constructor(place, { row, hash, id, attribute, label }) {
    Object.assign(this, { place, row, hash, id, attribute, label });
    this.items = [];
    this.made = 0;
    this.list = make("ol", { class: "links", "aria-label": label });
    place.append(this.list);
    place.addEventListener("scroll", () => {
      if (place.scrollTop + place.clientHeight > place.scrollHeight - 600) this.more();
    });
  }

  show(items) {
    this.items = items;
    this.made = 0;
    this.list.replaceChildren();
    this.place.scrollTop = 0;
    this.more();
  }

  more(upTo = this.made + LIST_STEP) {
    const end = Math.min(this.items.length, upTo);
    const rows = [];
    for (; this.made < end; this.made++) {
      const item = this.items[this.made];
      rows.push(make("li", null, make("a", { href: this.hash(item), [this.attribute]: this.id(item) }, ...this.row(item))));
    }
    this.list.append(...rows);
  }

  /** Marks an item as the open one and brings it into view. */
  mark(item) {
    this.list.querySelector("a[aria-current]")?.removeAttribute("aria-current");
    const at = this.items.indexOf(item);
    if (at < 0) return;
    if (at >= this.made) this.more(at + LIST_STEP);
    const link = this.list.children[at].firstElementChild;
    link.setAttribute("aria-current", "true");
    const box = this.place.getBoundingClientRect();
    const row = link.getBoundingClientRect();
    if (row.top < box.top || row.bottom > box.bottom) {
      this.place.scrollTop += row.top - box.top - box.height / 3;
    }
  }

  /** The item so many places from another; the first if that one is not listed. */
  beside(item, by) {
    const at = this.items.indexOf(item);
    if (at < 0) return this.items[0];
    return this.items[at + by];
  }
}

/** Calls a function once input has paused. */
function paused(run, milliseconds = 140) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), milliseconds);
  };
}

/** Two columns or one: a choice that all differences share. */
const layout = {
  unified: false,
  toggle() {
    layout.unified = !layout.unified;
    document.body.classList.toggle("unified", layout.unified);
    for (const button of document.querySelectorAll("[data-layout]")) button.setAttribute("aria-pressed", String(layout.unified));
    tell(layout.unified ? "One column" : "Side by side");
  },
  button: () => make("button", { type: "button", "data-layout": "unified", "aria-pressed": String(layout.unified), click: () => layout.toggle() },
    "One column ", make("kbd", null, "u")),
};
