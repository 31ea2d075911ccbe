// Data of the views: base64 of deflated JSON in elements that no browser runs, read when a view is first opened.

const loaded = new Map();

/** The data of a view, a promise. */
function load(name) {
  if (!loaded.has(name)) loaded.set(name, decode(name));
  return loaded.get(name);
}

async function decode(name) {
  const element = document.getElementById(`data-${name}`);
  if (!element) throw new Error(`This file holds no data for the view “${name}”.`);
  if (typeof DecompressionStream !== "function") {
    throw new Error("This browser cannot unpack the data of this view (it lacks DecompressionStream): use Chromium 103, Firefox 113, Safari 16.4 or later.");
  }
  const binary = atob(element.textContent.trim());
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const value = JSON.parse(await new Response(stream).text());
  element.textContent = "";
  return value;
}
