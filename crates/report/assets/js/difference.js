// Two texts and what differs between them: pieces that both have, or one alone.

/** Pieces as rows that break where both texts have a line feed, so that both columns stay level. */
function differenceRows(pieces) {
  const rows = [];
  const blank = () => ({ first: [], second: [], all: [], changed: false });
  let row = blank();
  let pending = { first: "", second: "" };
  const close = () => {
    if (row.all.length) rows.push(row);
    row = blank();
  };
  const add = (of, text) => {
    if (!text) return;
    const part = { of, text };
    if (of !== "second") row.first.push(part);
    if (of !== "first") row.second.push(part);
    row.all.push(part);
    if (of !== "both") row.changed = true;
  };
  // What differs in one place: first lines stand beside each other, and so do last ones if both texts have several.
  const settle = () => {
    const first = pending.first.split("\n");
    const second = pending.second.split("\n");
    pending = { first: "", second: "" };
    add("first", first.shift());
    add("second", second.shift());
    const last = { first: first.pop(), second: second.pop() };
    for (const [of, middle] of [["first", first], ["second", second]]) {
      for (const text of middle) {
        close();
        add(of, text);
      }
    }
    if (last.first !== undefined || last.second !== undefined) close();
    add("first", last.first);
    add("second", last.second);
  };
  for (const piece of pieces) {
    if (piece.of !== "both") {
      pending[piece.of] += piece.text;
      continue;
    }
    settle();
    piece.text.split("\n").forEach((text, at) => {
      if (at > 0) close();
      add("both", text);
    });
  }
  settle();
  close();
  return rows;
}

function differencePiece(piece, pattern) {
  const content = foreign(piece.text, pattern);
  if (piece.of === "first") return make("del", null, content);
  if (piece.of === "second") return make("ins", null, content);
  return content;
}

/** The difference as rows of two columns, which the style makes one if that is asked for. Titles are made by functions. */
function differenceTable(pieces, firstTitle, secondTitle, pattern) {
  const words = (of) => pieces.filter((piece) => piece.of === of).reduce((sum, piece) => sum + piece.text.split(/\s+/).filter(Boolean).length, 0);
  const cell = (parts) => parts.map((piece) => differencePiece(piece, pattern));
  return make("div", { class: "difference" },
    make("p", { class: "coverage" }, `${counted(words("first"), "word")} only in the first, ${words("second") ? number(words("second")) : "none"} only in the second.`),
    make("div", { class: "difference-head" }, make("div", { class: "first" }, firstTitle()), make("div", { class: "second" }, secondTitle()),
      make("div", { class: "both" }, firstTitle(), " → ", secondTitle())),
    differenceRows(pieces).map((row) => make("div", { class: row.changed ? "difference-row changed" : "difference-row" },
      make("div", { class: "first", dir: "auto" }, ...cell(row.first)), make("div", { class: "second", dir: "auto" }, ...cell(row.second)),
      make("div", { class: "both", dir: "auto" }, ...cell(row.all)))));
}
