// The panel of one decision: why, how sure, from where.

/** A scale of 0 to 1 with a score and the threshold on it. */
function scoreScale(score, threshold) {
  const x = (value) => (8 + Math.min(1, Math.max(0, value)) * 284).toFixed(1);
  const parts = [draw("line", { class: "base", x1: 8, x2: 292, y1: 22, y2: 22 })];
  for (const tick of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(draw("line", { class: "base", x1: x(tick), x2: x(tick), y1: 19, y2: 25 }), draw("text", { class: "tick", x: x(tick), y: 38, "text-anchor": "middle" }, String(tick)));
  }
  if (threshold !== undefined) {
    parts.push(draw("rect", { class: "beyond", x: x(threshold), y: 17, width: Math.max(0, x(1) - x(threshold)).toFixed(1), height: 10 }),
      draw("line", { class: "threshold", x1: x(threshold), x2: x(threshold), y1: 9, y2: 30 }));
  }
  parts.push(draw("circle", { class: "point", cx: x(score), cy: 22, r: 5 }));
  const words = threshold === undefined ? `Score ${score} of 1; no threshold decides.` : `Score ${score}; blocks above ${threshold} go.`;
  return draw("svg", { class: "scale", viewBox: "0 0 300 42", role: "img", "aria-label": words }, parts);
}

/** What moved the score: bars to the right speak for content, to the left against it. */
function causesTable(causes) {
  const most = Math.max(...causes.map((cause) => Math.abs(cause.push)), 0.01);
  return make("table", { class: "causes" },
    make("thead", null, make("tr", null, make("th", { scope: "col" }, "What moved the score"), make("th", { scope: "col" }, "foreign ← → content"), make("th", { scope: "col", class: "right" }, "log-odds"))),
    make("tbody", null, causes.map((cause) => {
      const width = (Math.abs(cause.push) / most) * 50;
      return make("tr", null, make("th", { scope: "row" }, foreign(cause.words)),
        make("td", { class: "push" }, draw("svg", { class: "signed", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
          draw("rect", { class: "bar-ground", width: 100, height: 8 }),
          draw("rect", { class: cause.push < 0 ? "against" : "for", x: (cause.push < 0 ? 50 - width : 50).toFixed(2), width: width.toFixed(2), height: 8 }),
          draw("line", { class: "zero", x1: 50, x2: 50, y1: 0, y2: 8 }))),
        make("td", { class: "right" }, `${cause.push > 0 ? "+" : cause.push < 0 ? "−" : ""}${Math.abs(cause.push).toFixed(2)}`));
    })));
}

/** A word of a shell, quoted if it must be. */
const shellWord = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function inspectCommand(document, at) {
  const names = [known.run, document.id];
  const words = names.map(shellWord);
  const why = ["--why", shellWord(`#${at + 1}`)];
  // An id must not be taken for an option.
  const named = names.some((name) => name.startsWith("-")) ? [...why, "--", ...words] : [...words, ...why];
  return ["tamis", "inspect", ...named].join(" ");
}

function reasonLine(name, evidence) {
  const stage = known.byName.get(name)?.stage;
  return make("div", { class: "why" }, reasonLabel(name), stage ? make("span", { class: "stage" }, `stage ${stage}`) : null,
    make("p", null, meaningOf(name) || "This report does not know the reason."), evidence ? make("p", { class: "evidence" }, foreign(evidence)) : null);
}

/** Draws the panel. */
function drawDecision(panel, document, at, { hasTrace, close, copy }) {
  const block = document.blocks[at];
  const fates = { keep: "stays", drop: "goes", edit: "is edited" };
  const row = (name, ...value) => [make("dt", null, name), make("dd", null, ...value)];
  const judged = hasTrace && isJudged(block);
  panel.dataset.block = at + 1;
  panel.hidden = false;
  panel.replaceChildren(
    make("header", null, make("h3", null, `Block ${number(at + 1)} ${fates[block.verdict] || block.verdict}`),
      make("button", { type: "button", click: copy }, "Copy permalink ", make("kbd", null, "c")),
      make("button", { type: "button", "aria-label": "Close", click: close }, "×")),
    make("div", { class: "panel-body" },
      block.verdict !== "edit" && block.reason ? [block.verdict === "keep" ? make("p", { class: "coverage" }, "It stays, though it was suspected of:") : null, reasonLine(block.reason, block.evidence)] : null,
      block.verdict === "keep" && !block.reason ? make("p", { class: "coverage" }, "Nothing speaks against it.") : null,
      (block.edits || []).map((edit) => make("div", { class: "edit-detail" }, reasonLine(edit.reason, edit.evidence),
        make("p", null, editedParts({ ...block, edits: [edit] }).filter((part) => typeof part !== "string").map((part) => editMark(part, null))),
        make("p", { class: "coverage" }, `Characters ${number(edit.start)} to ${number(edit.end)} of the document text${edit.score ? `, score ${edit.score.toFixed(3)}` : ""}.`))),
      judged ? make("div", { class: "judged" }, make("h4", null, "Score ", make("b", null, block.score.toFixed(3)),
        document.threshold === undefined ? make("span", { class: "faint" }, " no threshold decides alone") : make("span", { class: "faint" }, ` threshold ${document.threshold.toFixed(3)}, apart ${Math.abs(block.score - document.threshold).toFixed(3)}`)),
        scoreScale(block.score, document.threshold)) : null,
      !hasTrace ? make("p", { class: "coverage" }, "The run kept no trace, so blocks that stay have no score. Run with --trace to have them.") : null,
      (block.causes || []).length ? causesTable(block.causes) : null,
      make("dl", null,
        block.p === undefined ? null : row("Content, says the model", `p = ${block.p.toFixed(3)}`),
        row("Kind", foreign(block.kind)),
        row("Line of the input", block.line ? number(block.line) : "not known"),
        row("Characters", `${number(block.start)} to ${number(block.end)} of the document text`),
        block.decoded ? row("Decoded from", foreign(block.decoded.encoding), `, ${counted(block.decoded.layers, "layer")}: `, make("code", null, foreign(block.decoded.original))) : null),
      make("h4", null, "On the command line"),
      make("pre", { class: "command" }, foreign(inspectCommand(document, at)))));
}
