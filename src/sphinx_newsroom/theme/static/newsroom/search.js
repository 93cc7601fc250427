/* On every page: what scripts say, in the page's language; newsroom.search(), which loads the parts of search when it is
   first called; and the keys of the box. */
(() => {
  "use strict";

  const source = document.currentScript?.src ?? "";
  const ENGINE = "engine";
  const PAGE = "page"; // has the engine, too
  const newsroom = (window.newsroom ??= {});
  const loaded = new Map(); // part -> promise

  /* Scripts are this site's own: a browser that knows Trusted Types loads none whose address did not pass here. */
  const root = source.replace(/_static\/newsroom\/search\.js.*$/, "");
  const ofThisSite = (address) => {
    const whole = new URL(address, document.baseURI).href;
    if (!whole.startsWith(root)) throw new TypeError(`${whole} is no script of this site.`);
    return whole;
  };
  const policy = window.trustedTypes?.createPolicy("newsroom", { createScriptURL: ofThisSite });
  newsroom.script = policy ? (address) => policy.createScriptURL(address) : ofThisSite;

  // ---- words: _search/words-<language>.js has them, loaded before this; English stands where it is said -----

  const language = document.documentElement.lang || "en";
  const { messages = {}, form = (number) => Number(number !== 1) } = newsroom.words ?? {};
  const written = language.startsWith("en") ? "en-GB" : `${language}-u-nu-latn`; // the day first; digits as pages have them
  const numbers = new Intl.NumberFormat(written, { useGrouping: "always" });
  const days = new Intl.DateTimeFormat(written, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

  /* A message with *parts* in its braces, as a list: parts may be elements. */
  function filled(message, parts) {
    return message.split(/\{(\w+)\}/).map((piece, i) => (i % 2 ? parts[piece] : piece)).filter((piece) => piece !== "");
  }

  const messageOf = (message) => messages[message]?.[0] ?? message;
  const pieces = (message, parts = {}) => filled(messageOf(message), parts);
  const say = (message, parts = {}) => pieces(message, parts).join("");
  const sayAs = (context, message) => messages[`${context}\u0004${message}`]?.[0] ?? message;

  /* A message that depends on a number, which stands in it as {number}. */
  function pluralPieces(one, many, number, parts = {}) {
    const forms = messages[one] ?? [one, many];
    return filled(forms[form(number)] ?? forms[0], { ...parts, number: numbers.format(number) });
  }

  const plural = (...asked) => pluralPieces(...asked).join("");

  /* "21 June 2011" of 2011-06-21, as pages have it: in Russian without the word for the year, in French "1er mai". */
  const day = (iso) => days.format(new Date(iso)).replace(/\s[гр]\.$/u, "").replace(/^1 /, language.startsWith("fr") ? "1er " : "1 ");

  const number = (count) => numbers.format(count);
  const listed = (parts) => parts.flatMap((part, i) => (
    i ? [i === parts.length - 1 ? sayAs("between names", " and ") : sayAs("between names", ", "), part] : [part]
  ));

  Object.assign(newsroom, { say, sayAs, pieces, plural, pluralPieces, day, number, listed });

  // ---- the parts of search ------------------------------------------------------------------------------

  function loadPart(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = newsroom.script(source.replace("_static/newsroom/search.js", `_search/${name}.js`));
        const failed = () => {
          loaded.delete(name);
          reject(new Error(say("Search could not be loaded ({name}).", { name })));
        };
        // A browser that is too old for a script loads it and runs none of it.
        script.onload = () => (newsroom.parts?.search ? resolve() : failed());
        script.onerror = failed;
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  }

  const isSearchPage = () => Boolean(document.getElementById("newsroom-search"));

  async function search(query, options) {
    await loadPart(isSearchPage() ? PAGE : ENGINE);
    return newsroom.parts.search(query, options);
  }

  Object.assign(newsroom, { search });

  // ---- "/" goes to the box, Escape leaves it; who goes there gets suggestions -------------------------

  function box() {
    return document.querySelector("#newsroom-search input[name=q]") || document.querySelector("input[type=search][name=q]");
  }

  /* The tip of a name goes at Escape, and may come again once pointer or focus has left the name. */
  function putTipsAway() {
    for (const name of document.querySelectorAll(".newsroom-entity:is(:hover, :focus-visible)")) {
      name.classList.add("tip-away");
      for (const left of ["pointerleave", "blur"]) {
        name.addEventListener(left, () => name.classList.remove("tip-away"), { once: true });
      }
    }
  }

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key === "Escape") {
      if (at === box() && !event.defaultPrevented) at.blur();
      putTipsAway();
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const typing = at.isContentEditable || at.matches?.("textarea, select, input:not([type=checkbox], [type=radio])");
      const target = box();
      if (typing || !target) return;
      event.preventDefault();
      target.focus();
      target.select();
    }
  });

  // ---- the search page, until its parts have come --------------------------------------------------------

  const SLOW = 400; // milliseconds after which who waits is told
  const byId = (id) => document.getElementById(id);

  /* Says that a search is under way where it takes long; what it gives back stops that. */
  function searching() {
    const told = setTimeout(() => { byId("newsroom-search-status").textContent = say("Searching…"); }, SLOW);
    return () => clearTimeout(told);
  }

  Object.assign(newsroom, { searching });

  /* Who followed a search sees what was asked for, and not first the years, which then go. */
  function begin() {
    const asked = new URLSearchParams(location.search);
    if (![...asked.values()].some(Boolean)) return;
    box().value ||= asked.get("q") ?? "";
    byId("newsroom-browse").hidden = true;
    newsroom.begun = searching();
  }

  function failed({ message }) {
    newsroom.begun?.();
    byId("newsroom-browse").hidden = false;
    byId("newsroom-search-status").textContent = `${message} ${say("Try again, or browse the releases below.")}`;
  }

  function start() {
    if (!source) return;
    if (isSearchPage()) {
      begin();
      loadPart(PAGE).catch(failed);
    }
    else box()?.addEventListener("focus", () => loadPart(ENGINE).catch(() => {}), { once: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
