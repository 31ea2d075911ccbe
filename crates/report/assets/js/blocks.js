// The blocks of a document, before and after, level with each other.

/** Dropped blocks in a row, for one reason, from which on a run is folded, and how many of them are shown then. */
const FOLD_FROM = 8;
const FOLD_SHOWN = 3;

/** The text of a block cut at its edits: plain strings and edits with what stood there. Offsets count Unicode scalars. */
function editedParts(block) {
  const edits = block.edits || [];
  if (!edits.length) return [block.text];
  const scalars = Array.from(block.text);
  const before = block.start + Array.from(block.marker).length;
  const parts = [];
  let from = 0;
  for (const edit of edits) {
    const start = Math.min(Math.max(edit.start - before, from), scalars.length);
    const end = Math.min(Math.max(edit.end - before, start), scalars.length);
    if (start > from) parts.push(scalars.slice(from, start).join(""));
    parts.push({ edit, old: scalars.slice(start, end).join("") });
    from = end;
  }
  if (from < scalars.length) parts.push(scalars.slice(from).join(""));
  return parts;
}

function editMark(part, pattern) {
  const { edit, old } = part;
  const family = familyOf(edit.reason);
  const title = [edit.reason, edit.evidence].filter(Boolean).join(": ");
  return [
    old ? make("del", { class: "edit", "data-family": family, title: seenText(title) }, foreign(old, pattern)) : null,
    edit.replacement ? make("ins", { class: "edit", "data-family": family, title: seenText(title) }, old ? make("span", { class: "arrow" }, "→") : null, foreign(edit.replacement, pattern)) : null,
  ];
}

const KIND_CLASSES = new Set(["title", "heading", "list-item", "table-row", "quote", "code", "caption", "definition"]);

function blockBefore(block, pattern) {
  const text = block.verdict === "drop"
    ? make("del", { class: "gone" }, foreign(block.text, pattern))
    : editedParts(block).map((part) => (typeof part === "string" ? foreign(part, pattern) : editMark(part, pattern)));
  return [block.marker ? make("span", { class: "marker" }, foreign(block.marker.trimEnd()), " ") : null, text,
    block.decoded ? make("span", { class: "decoded", title: seenText(`decoded from ${block.decoded.encoding}: ${block.decoded.original}`) }, "decoded") : null];
}

function blockAfter(block, pattern) {
  if (block.verdict === "drop") return [make("span", { class: "nothing", "aria-hidden": "true" })];
  return [block.marker ? make("span", { class: "marker" }, foreign(block.marker.trimEnd()), " ") : null,
    editedParts(block).map((part) => {
      if (typeof part === "string") return foreign(part, pattern);
      return part.edit.replacement ? make("ins", { class: "edit", "data-family": familyOf(part.edit.reason) }, foreign(part.edit.replacement, pattern)) : null;
    })];
}

/** What a block is called in the margin, if it stands out. */
function blockReasons(block) {
  if (block.verdict === "drop") return [block.reason || "other"];
  const names = (block.edits || []).map((edit) => edit.reason);
  if (block.decoded) names.push(block.decoded.reason);
  if (!names.length && block.reason) names.push(block.reason);
  return [...new Set(names)];
}

/** Blocks as runs: dropped ones that follow each other for one reason, and all others alone. */
function runsOf(blocks) {
  const runs = [];
  blocks.forEach((block, at) => {
    const reason = block.verdict === "drop" ? block.reason || "other" : null;
    const last = runs.at(-1);
    if (reason && last && last.reason === reason) last.blocks.push(at);
    else runs.push({ reason, blocks: [at] });
  });
  return runs;
}

/** How far the score of a block is over the threshold, if it went for that. What stays is not asked: the threshold may be the
 *  score of the last block that stays. */
function distance(document, block) {
  const went = block.verdict === "drop" && block.stage === "strip" && block.score > document.threshold && block.score < 1;
  return went ? block.score - document.threshold : Infinity;
}

/** The block that a judge removed though its score is furthest below the threshold, and by how much; -1 if there is none. */
function overruled(document) {
  let found = { at: -1, apart: 0 };
  document.blocks.forEach((block, at) => {
    const apart = document.threshold - block.score;
    if (block.verdict === "drop" && block.stage === "strip" && apart > found.apart) found = { at, apart };
  });
  return found;
}

/** A score so little over the threshold is called close. */
const NEAR = 0.25;

/** The removed block whose score is nearest to the threshold; -1 if none went for its score. */
function closestBlock(document) {
  let best = -1;
  let least = Infinity;
  document.blocks.forEach((block, at) => {
    const apart = distance(document, block);
    if (apart < least) [best, least] = [at, apart];
  });
  return best;
}

function blockRow(document, at, { pattern, first, runLength, closest, hasTrace }) {
  const { threshold } = document;
  const block = document.blocks[at];
  const reasons = blockReasons(block);
  const family = reasons.length ? familyOf(reasons[0]) : null;
  const doubt = block.verdict === "keep" && !block.decoded && block.reason;
  const labels = first ? reasons.map((reason) => reasonLabel(reason)) : [];
  const kind = KIND_CLASSES.has(block.kind) ? ` kind-${block.kind}` : "";
  return make("div", {
    class: `block${block.gap_before ? " gap" : ""}${first ? " first" : ""}${kind}`,
    role: "row",
    tabindex: "-1",
    "data-block": at + 1,
    "data-verdict": block.verdict,
    "data-reason": reasons.join(" ") || null,
    "data-family": family,
    "aria-label": `Block ${at + 1}, ${block.verdict}${reasons.length ? `, ${seenText(reasons.join(", "))}` : ""}`,
  },
  make("div", { class: "place", role: "cell" }, String(at + 1)),
  make("div", { class: "margin", role: "cell" },
    doubt && first ? make("span", { class: "doubt", title: "It stays; this is what it was suspected of." }, "kept: ") : null,
    labels, first && runLength > 1 ? make("span", { class: "times" }, `× ${number(runLength)}`) : null,
    at === closest && block.score - threshold < NEAR ? make("span", { class: "closest" }, "closest call") : null),
  make("div", { class: "score", role: "cell" }, hasTrace && isJudged(block) ? block.score.toFixed(2).replace(/^0/, "") : ""),
  make("div", { class: "before", role: "cell", dir: "auto" }, blockBefore(block, pattern)),
  make("div", { class: "after", role: "cell", dir: "auto" }, blockAfter(block, pattern)));
}

/** Draws all blocks. `open` holds the runs (by their first block) that the user unfolded. */
function drawBlocks(place, document, options) {
  const { open, unfoldAll } = options;
  const fragment = new DocumentFragment();
  for (const run of runsOf(document.blocks)) {
    const folded = run.reason && run.blocks.length >= FOLD_FROM && !unfoldAll && !open.has(run.blocks[0]);
    const shown = folded ? run.blocks.slice(0, FOLD_SHOWN) : run.blocks;
    shown.forEach((at, nth) => {
      fragment.append(blockRow(document, at, { ...options, first: nth === 0, runLength: run.blocks.length }));
    });
    if (run.reason && run.blocks.length >= FOLD_FROM && !unfoldAll) fragment.append(foldRow(document, run, folded, options));
  }
  if (document.blocks_left_out) {
    fragment.append(make("p", { class: "left-out" }, `${counted(document.blocks_left_out, "further block")} are left out here to keep this file small; the run itself has them.`));
  }
  place.replaceChildren(fragment);
}

function foldRow(document, run, folded, options) {
  const hidden = run.blocks.slice(FOLD_SHOWN);
  const words = hidden.reduce((sum, at) => sum + document.blocks[at].text.split(/\s+/).filter(Boolean).length, 0);
  const label = folded ? `${counted(hidden.length, "more block")} of ${seenText(run.reason)}, ${counted(words, "word")}: show` : `Fold ${counted(hidden.length, "block")} of ${seenText(run.reason)}`;
  return make("div", { class: "fold", "data-family": familyOf(run.reason) },
    make("button", { type: "button", "aria-expanded": String(!folded), click: () => options.unfold(run.blocks[0], folded) }, label));
}
