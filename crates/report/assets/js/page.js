// The script of a report. It runs from the file alone: no network, no library, no storage but the theme.
//
// Texts of pages enter the page through textContent and text nodes only (dom.js: `foreign`, `make`), never as markup.
//
// Hooks that tests may rely on:
//   section#view-NAME[data-view=NAME]        the views: overview, review, duplicates, lines, compare; all but one `hidden`
//   nav a[data-view=NAME][aria-current]      the tabs
//   [data-figure=PATH][data-value=N]         a figure of stats.json (overview), PATH such as books.kept
//   #review-list [data-document=ID]          documents of the review in their order; the open one has aria-current=true
//   #review-document[data-document=ID]       the open document
//   .block[data-block=N]                     its blocks, N from 1; with data-verdict, data-reason, data-family
//   #decision[data-block=N]                  the panel of the chosen block
//   #review-count, #hit-count                "n of m documents", "hit n of m"
//   #review-filters                          the form: q, order, seed, reason (checkboxes), fate (checkboxes), host, low, high, changed
//   #duplicates-list [data-document=ID]      clusters by the id that stays; [data-member=ID] its members; #duplicates-difference
//   #lines-list [data-host=HOST]             sources; #lines-table tr[data-line=N]; form #lines-filters: q, treatment
//   #compare-list [data-document=ID]         changed documents; #compare-transitions tr[data-from][data-to]; #compare-difference
//   #message                                 what was just done, for eyes and screen readers
//   body[data-ready=VIEW]                    set when a view has been drawn

/** What the page knows at once: run, reasons, families, coverage of the views. Filled by `start`. */
const known = { run: "", gaps: [], reasons: [], families: [], byName: new Map() };

/** Views by name: `open(route)` draws a route, `key(event)` handles a key and says whether it did. */
const views = new Map();

async function start() {
  startTheme();
  startKeys();
  try {
    Object.assign(known, await load("page"));
    known.byName = new Map(known.reasons.map((reason) => [reason.name, reason]));
  } catch (error) {
    tell(error.message);
  }
  window.addEventListener("hashchange", () => follow());
  follow();
}

/** The theme: what the system says, or light or dark. */
function startTheme() {
  const button = document.getElementById("theme");
  const names = ["system", "light", "dark"];
  let theme = "system";
  try {
    theme = localStorage.getItem("tamis-theme") || "system";
  } catch {
    // A browser may forbid storage to files; then the choice lasts as long as the page.
  }
  const show = () => {
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    button.textContent = `Theme: ${theme}`;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    theme = names[(names.indexOf(theme) + 1) % names.length];
    try {
      localStorage.setItem("tamis-theme", theme);
    } catch {
      // As above.
    }
    show();
  });
  show();
}

/** Says something for a moment. */
function tell(text) {
  const place = document.getElementById("message");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => place.classList.remove("shown"), 2600);
}
