// Making elements. Whatever comes from pages goes through `foreign`.

const SVG = "http://www.w3.org/2000/svg";

/** Characters that show nothing of themselves or change the direction of others; joiners of letters stay as they are. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  // One by one: there may be more of them than a call takes arguments.
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** An element of HTML; attributes that are functions are listeners. */
const make = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

/** An element of SVG. */
const draw = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

/** Text with its unseen characters as chips and what `pattern` finds as marks, in nested lists. */
function pieces(text, pattern) {
  const parts = [];
  const seen = (piece) => {
    let from = 0;
    const found = [];
    for (const match of piece.matchAll(UNSEEN)) {
      if (match.index > from) found.push(piece.slice(from, match.index));
      found.push(make("span", { class: "unseen" }, `\\u{${match[0].codePointAt(0).toString(16)}}`));
      from = match.index + match[0].length;
    }
    if (from < piece.length) found.push(piece.slice(from));
    return found;
  };
  let from = 0;
  if (pattern) {
    for (const match of text.matchAll(pattern)) {
      if (!match[0]) continue;
      parts.push(seen(text.slice(from, match.index)), make("mark", { class: "hit" }, seen(match[0])));
      from = match.index + match[0].length;
    }
  }
  parts.push(seen(text.slice(from)));
  return parts;
}

/** Text of a page, in an element that keeps its direction to itself. */
const foreign = (text, pattern) => make("bdi", null, pieces(String(text), pattern));

/** The same for attributes, such as titles. */
const seenText = (text) => String(text).replace(UNSEEN, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);

/** An address: a link if it is one of the web, text in any case. */
function address(url, pattern) {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    return make("span", { class: "address" }, foreign(url, pattern));
  }
  if (parsed.protocol !== "http:" && parsed.protocol !== "https:") return make("span", { class: "address" }, foreign(url, pattern));
  return make("a", { class: "address", href: parsed.href, rel: "noreferrer noopener", target: "_blank" }, foreign(url, pattern));
}

const grouped = new Intl.NumberFormat("en-US");
const number = (value) => grouped.format(value);
const counted = (value, one) => `${number(value)} ${one}${value === 1 ? "" : "s"}`;

/** As the overview writes shares: what is neither none nor all never reads as if it were. */
function share(part, whole) {
  if (!whole) return "–";
  const percent = (part * 100) / whole;
  if (part === 0) return "0\u00a0%";
  if (part === whole) return "100\u00a0%";
  if (percent > 0 && percent < 0.1) return "<\u00a00.1\u00a0%";
  if (part < whole && percent >= 99.95) return ">\u00a099.9\u00a0%";
  return `${percent.toFixed(1)}\u00a0%`;
}

/** A bar of a part of a whole, 0..=1. */
function bar(part, kind) {
  const width = part > 0 ? Math.max(0.6, Math.min(100, part * 100)) : 0;
  return draw("svg", { class: `bar ${kind}`, viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { class: "bar-ground", width: 100, height: 8 }),
    draw("rect", { class: "bar-part", width: width.toFixed(2), height: 8 }));
}

const familyOf = (reason) => known.byName.get(reason)?.family || "unrelated";
const meaningOf = (reason) => known.byName.get(reason)?.meaning || "";

/** The name of a reason with the mark of its family. */
const reasonLabel = (reason, ...more) =>
  make("span", { class: "reason", "data-family": familyOf(reason), title: seenText(meaningOf(reason)) }, foreign(reason), ...more);

/** A pattern that finds a text in any case, or null for none. */
function patternOf(query) {
  const words = query.trim();
  if (!words) return null;
  return new RegExp(words.replace(/[\\^$.*+?()[\]{}|/-]/g, (c) => (c === "-" ? "\\x2d" : `\\${c}`)), "giu");
}

const empty = (...text) => make("p", { class: "empty" }, ...text);

/** How much of the run a view shows, in words. */
function coverage(of, one) {
  if (of.taken >= of.all) return `All ${counted(of.all, one)} of the run.`;
  const shown = `${number(of.taken)} of ${counted(of.all, one)}`;
  return known.gaps.length ? `${shown}. ${known.gaps.join(" ")}` : `${shown}, chosen by a hash of their ids.`;
}
