// Keys, the dialog that lists them, and copying.

const KEYS = [
  ["1 – 5", "Overview, Review, Duplicates, Lines, Compare"],
  ["j  k", "next, previous document (also n, p); in Lines: source"],
  ["J  K", "next, previous removed block (also ↓ ↑); in Duplicates: member"],
  ["t", "the closest call of the document"],
  ["Enter", "why the block stays or goes; in the search: next hit"],
  ["Esc", "close"],
  ["/", "search"],
  ["f", "filters"],
  ["u", "one column or two"],
  ["c", "copy a permalink to the decision"],
  ["?", "this list"],
];

const helpDialog = make("dialog", { class: "help", "aria-label": "Keys" },
  make("h2", null, "Keys"),
  make("table", null, make("tbody", null, KEYS.map(([keys, meaning]) => make("tr", null, make("th", { scope: "row" }, keys.split("  ").map((key) => [make("kbd", null, key), " "])), make("td", null, meaning))))),
  make("button", { type: "button", click: () => helpDialog.close() }, "Close"));

// A modal dialog keeps the focus to itself, closes with Escape and gives the focus back.
const showHelp = () => helpDialog.open || helpDialog.showModal();

function startKeys() {
  document.body.append(helpDialog);
  const button = document.getElementById("help");
  button.hidden = false;
  button.addEventListener("click", showHelp);
  document.addEventListener("keydown", onKey);
}

const isTyping = (element) => element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement ||
  (element instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(element.type));

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || helpDialog.open) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  // Keys that work a control stay with it.
  const onControl = event.target.closest?.("a, button, summary, input, select");
  if (onControl && (event.key === "Enter" || event.key === " ")) return;
  if (event.target.closest?.("input[type=radio]") && event.key.startsWith("Arrow")) return;
  if (handles(event)) event.preventDefault();
}

function handles(event) {
  if (event.key === "?") showHelp();
  else if (/^[1-5]$/.test(event.key)) {
    const name = ["overview", "review", "duplicates", "lines", "compare"][Number(event.key) - 1];
    if (!views.has(name)) return false;
    go(`#${name}`);
  } else if (event.key === "u") layout.toggle();
  else return views.get(current)?.key(event) || false;
  return true;
}

/** Copies a text, and says so; if the browser forbids it, shows the text to be copied by hand. */
async function copyText(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    tell(done);
    return;
  } catch {
    // Files may have no clipboard: the old way.
  }
  const field = make("textarea", { class: "clipboard", readonly: true });
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  tell(copied ? done : text);
}
