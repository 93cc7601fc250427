// What a page, a drawing or an item of a feed may not hold, whether it ran or not.  Evaluated by `watching.py`.

const SCHEMES = ["http:", "https:", "mailto:", "tel:", "ftp:", "file:"];
const NEVER = ["iframe", "frame", "frameset", "object", "embed", "applet", "base", "portal", "handler", "listener",
  "fencedframe"];
const LOADS = ["src", "srcset", "poster", "background", "data", "lowsrc", "dynsrc", "imagesrcset"];
const LINKS = ["href", "action", "formaction"];
const FOLLOWS = [...LINKS, "ping", "to", "from", "by", "values", "cite", "longdesc", "manifest"];
const DRAWN = ["image", "use", "feimage", "pattern", "lineargradient", "radialgradient", "filter"];

function parsed(value, base) {
  try { return new URL(value, base); } catch { return null; }
}

/** The scheme of an address that is no address of a document or person; feeds have one that readers subscribe by. */
function unsound(url) {
  return !SCHEMES.includes(url.protocol) && !url.href.startsWith("feed://archive.example/");
}

function* faultsOfLink(element, name, key, url, home) {
  const script = /^(javascript|vbscript):$/.test(url.protocol);
  if (DRAWN.includes(name)) {
    if (url.protocol !== "data:" && url.host !== home) yield "loads from elsewhere";
    if (name === "use" && url.protocol === "data:") yield "uses a document in an address";
  } else if (url.protocol === "blob:" && element.matches("main [data-cite] > li > a[download]")) {
    // The page's own script makes the file of a citation, of this page and no other.
    if (url.origin !== location.origin) yield "a file from elsewhere";
  } else if (LINKS.includes(key) ? unsound(url) : script) {
    yield `a link to ${url.protocol}`;
  }
  // A browser fetches nothing for these.
  if (name === "link" && url.host !== home && !/canonical|alternate|license/.test(element.rel)) {
    yield "loads from elsewhere";
  }
}

function* faultsOfLoad(value, base, home) {
  for (const part of value) {
    const url = parsed(part.trim().split(/\s+/)[0], base);
    if (!url) continue;
    if (url.host && url.host !== home) yield "loads from elsewhere";
    if (/^(javascript|vbscript):$/.test(url.protocol)) yield `loads ${url.protocol}`;
    if (url.protocol === "data:" && !/^data:image\/(?!svg)/i.test(url.href)) yield "loads a document in an address";
  }
}

function* faultsOf(element, base, own) {
  const name = element.localName.toLowerCase();
  const home = new URL(base).host;
  // Of this type nothing runs, and in the head of a page it is the archive's own; in a text or a feed nothing of it may be.
  const data = element.type === "application/ld+json" && element.parentNode === element.ownerDocument.head && !element.src;
  if (name === "script" && !data && !own.some((prefix) => element.src?.startsWith?.(prefix))) yield "a script element";
  if (NEVER.includes(name)) yield "an element that may not be there";
  // A policy can only forbid; whatever else a meta element can say there does something.
  const policy = element.httpEquiv === "Content-Security-Policy";
  if (name === "meta" && element.hasAttribute("http-equiv") && !policy) yield "a meta element with http-equiv";
  if (name === "style" && element.closest("main, .feed-item")) yield "a style element in the text";
  for (const attribute of element.attributes) {
    const key = attribute.localName.toLowerCase(), value = attribute.value;
    if (/^on/.test(key)) yield "an event attribute";
    if (key === "srcdoc") yield "an attribute srcdoc";
    if (key === "style" && /url\(|expression|@import|image-set/i.test(value)) yield "a style that loads";
    if (key === "attributename" && /^(on|href|xlink:href)/i.test(value)) yield "an animation of a handler";
    if (FOLLOWS.includes(key)) {
      const url = parsed(value, base);
      if (url) yield* faultsOfLink(element, name, key, url, home);
    }
    if (LOADS.includes(key)) yield* faultsOfLoad(key.endsWith("srcset") ? value.split(",") : [value], base, home);
  }
}

/** What is wrong with a tree of elements; *own* are the beginnings of the addresses of the site's own scripts. */
function inspect(root, base, own) {
  const found = [];
  for (const element of root.querySelectorAll("*")) {
    for (const fault of faultsOf(element, base, own)) {
      found.push(`${fault}: ${element.cloneNode(false).outerHTML?.slice(0, 160)}`);
    }
  }
  return found;
}

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Click each link of a document that could run something, as a reader would. */
function click(document = window.document) {
  let clicked = 0;
  for (const link of document.querySelectorAll("a, area")) {
    const written = link.getAttribute("href") ?? link.getAttributeNS("http://www.w3.org/1999/xlink", "href") ?? "";
    const url = parsed(written, document.baseURI);
    if (!url || !/^(javascript|vbscript|livescript|data|blob|filesystem):$/.test(url.protocol)) continue;
    link.removeAttribute("target");
    link.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, view: document.defaultView}));
    clicked += 1;
  }
  return clicked;
}

/** Set each item of a feed into this page, as a reader without a policy might; what is wrong, by the item's number. */
async function show(items, base) {
  const found = [];
  for (const [index, html] of items.entries()) {
    const box = document.createElement("div");
    box.className = "feed-item";
    document.body.append(box);
    box.innerHTML = html;
    for (const fault of inspect(box, base, [])) found.push([index, fault]);
  }
  await pause(200);
  return found;
}

/**
 * Write a page into a frame, where everything happens as if it were opened, and say whether something is wrong.
 * That takes less than half of the time of opening it.
 */
async function isSuspect(place, own) {
  const html = await (await fetch(place)).text();
  const frame = document.createElement("iframe");
  frame.hidden = true;
  document.body.append(frame);
  history.replaceState(null, "", place); // a document that is written takes its address from who writes it
  const loaded = new Promise((done) => { frame.onload = () => done(true); });
  const page = frame.contentDocument, address = location.href;
  page.open();
  page.write(html);
  page.close();
  const ended = await Promise.race([loaded, pause(10_000)]);
  const faults = inspect(page, page.baseURI, own);
  if (click(page)) await pause(20);
  const stayed = frame.contentDocument === page && page.URL === address;
  frame.remove();
  return !ended || !stayed || faults.length > 0;
}
