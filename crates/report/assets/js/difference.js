// Two texts and what differs between them: pieces that both have, or one alone.

/** Pieces as rows that break where both texts have a line feed, so that both columns stay level. */
function differenceRows(pieces) {
  const rows = [];
  let row = { first: [], second: [], all: [], changed: false };
  const close = () => {
    if (row.all.length) rows.push(row);
    row = { first: [], second: [], all: [], changed: false };
  };
  for (const piece of pieces) {
    if (piece.of !== "both") {
      row[piece.of].push(piece);
      row.all.push(piece);
      row.changed = true;
      continue;
    }
    const lines = piece.text.split("\n");
    lines.forEach((text, at) => {
      if (text) {
        const part = { of: "both", text };
        row.first.push(part);
        row.second.push(part);
        row.all.push(part);
      }
      if (at < lines.length - 1) close();
    });
  }
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
