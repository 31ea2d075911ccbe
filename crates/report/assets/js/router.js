// What is shown is what the address says behind `#`: VIEW[/PART...][?KEY=VALUE&...], each part escaped.

const unescaped = (part) => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

function parsed(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const [view, ...parts] = path.split("/").map(unescaped);
  return { view: view || "overview", parts, query: new URLSearchParams(query) };
}

/** The address of a view and its parts. */
function hashOf(view, parts, query) {
  const path = [view, ...parts.map((part) => encodeURIComponent(part))].join("/");
  const keys = query ? new URLSearchParams(query).toString() : "";
  return `#${path}${keys ? `?${keys}` : ""}`;
}

/** Goes to an address; one that only moves inside a document takes the place of the last. */
function go(hash, inPlace) {
  if (inPlace) {
    history.replaceState(null, "", hash);
    return;
  }
  if (location.hash === hash) follow();
  else location.hash = hash;
}

let current = "overview";

async function follow() {
  const route = parsed(location.hash);
  const view = views.has(route.view) && document.getElementById(`view-${route.view}`) ? route.view : "missing";
  const changed = view !== current;
  current = view;
  for (const section of document.querySelectorAll("main > .view")) section.hidden = section.id !== `view-${view}`;
  for (const tab of document.querySelectorAll("nav a[data-view]")) {
    if (tab.dataset.view === view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  document.body.dataset.view = view;
  const title = view.charAt(0).toUpperCase() + view.slice(1);
  document.title = `${title} · ${seenText(known.run)} · tamis`;
  const section = document.getElementById(`view-${view}`);
  if (view === "missing") {
    section.replaceChildren(make("div", { class: "missing" }, make("h1", null, "Nothing here"),
      make("p", null, "The address ", make("code", null, foreign(location.hash)), " names nothing in this report."),
      make("p", null, make("a", { href: "#overview" }, "To the overview"))));
  } else {
    try {
      await views.get(view).open(route, section);
    } catch (error) {
      section.replaceChildren(make("div", { class: "missing", role: "alert" }, make("h1", null, "This view cannot be shown"), make("p", null, foreign(error.message))));
    }
  }
  // Another view may have been asked for while the data of this one were unpacked.
  if (view !== current) return;
  if (changed && view === "overview") window.scrollTo(0, 0);
  document.body.dataset.ready = view;
}

views.set("overview", { open() {}, key: () => false });
