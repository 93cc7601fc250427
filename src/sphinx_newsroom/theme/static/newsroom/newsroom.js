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
  const root = source.replace(/_static\/newsroom\/newsroom\.js.*$/, "");
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
        script.src = newsroom.script(source.replace("_static/newsroom/newsroom.js", `_search/${name}.js`));
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

/* What a page does for the keyboard. Without script, browsers do most of it by themselves. */
(() => {
  "use strict";

  // What is wider than its column scrolls, and is then a stop of the Tab key (WCAG 2.1.1); what fits is none.
  const wide = document.querySelectorAll("pre, .prose table, .table-wrapper, .pst-scrollable-table-container, .scroll, div.output_area, math");

  function scrolls(element) {
    return element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX);
  }

  function reach() {
    for (const element of wide) {
      if (scrolls(element)) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
    }
  }

  reach();
  if (wide.length) addEventListener("resize", reach);

  // Where years stand in one row that is wider than the page, the newest are seen first.
  for (const years of document.querySelectorAll(".bars")) {
    years.scrollLeft = getComputedStyle(years).direction === "rtl" ? -years.scrollWidth : years.scrollWidth;
  }

  // Zotero offers the releases of a list to pick from (COinS); those of a year it asks for itself.
  // Source: ANSI/NISO Z39.88-2004, matrix info:ofi/fmt:kev:mtx:book.
  const address = document.querySelector('link[rel="canonical"]')?.href ?? location.href;
  for (const row of document.querySelectorAll("body:not(:has(.unapi-id)) .releases > li")) {
    const link = row.querySelector(".headline a");
    const gone = row.querySelector(".status-withdrawn");
    const issuer = row.querySelector(".issuer");
    const item = document.createElement("span");
    item.className = "Z3988";
    item.title = new URLSearchParams({
      ctx_ver: "Z39.88-2004",
      rft_val_fmt: "info:ofi/fmt:kev:mtx:book",
      "rft.genre": "report",
      "rft.btitle": (gone ? `${gone.textContent}: ` : "") + link.textContent,
      "rft.date": row.querySelector("time").dateTime,
      [issuer ? "rft.aucorp" : "rft.publisher"]: (issuer ?? document.querySelector(".site-name")).textContent,
      rft_id: new URL(link.getAttribute("href"), address),
    });
    row.append(item);
  }

  // What a reader reports has the paragraph that was selected, or that a link led to.
  const report = document.querySelector(".report a");
  if (report) {
    const address = report.getAttribute("href");
    let selected = "";
    document.addEventListener("selectionchange", () => {
      const { anchorNode, isCollapsed } = getSelection();
      const within = anchorNode?.nodeType === Node.TEXT_NODE ? anchorNode.parentElement : anchorNode;
      const paragraph = isCollapsed ? null : within?.closest('[id^="p-"]');
      if (paragraph) selected = paragraph.id;
    });
    report.addEventListener("click", () => {
      const id = selected || (location.hash.startsWith("#p-") ? location.hash.slice(1) : "");
      const page = encodeURIComponent(report.dataset.page);
      report.href = id ? address.replaceAll(page, `${page}%23${encodeURIComponent(id)}`) : address;
    });
  }
})();

/* What can be copied, and how a text is cited. */
(() => {
  "use strict";

  const { say } = newsroom;

  // ---- code of a guide can be copied: of a terminal the commands, without their prompt and without what they print
  function commands(lines) {
    let goesOn = false;
    const typed = lines.filter((line) => {
      const taken = goesOn || line.startsWith("$ ");
      goesOn = taken && line.endsWith("\\");
      return taken;
    });
    return typed.map((line) => line.replace(/^\$ /, "")).join("\n");
  }

  for (const code of document.querySelectorAll(".doc .highlight > pre")) {
    if (code.closest(".nboutput, .output_area")) continue;
    const typed = code.closest(".highlight-console") && commands(code.textContent.split("\n"));
    if (typed) code.dataset.copied = typed;
    code.dataset.text = "";
    code.parentElement.dataset.copy = typed ? say("the commands") : say("the code");
  }

  // ---- a button beside what is there to be copied: the address of a feed, a reference, Wikipedia's template

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  const hidden = (tag, text) => element(tag, { class: "visually-hidden" }, text);

  function textOf(element) {
    const shown = element.dataset.copied || element.textContent.trim();
    return element.href && !shown.includes("://") ? element.href : shown;
  }

  async function copy(element) {
    try {
      await navigator.clipboard.writeText(textOf(element));
      return true;
    } catch {
      // No clipboard, as on a site without https: what is selected can be copied in the old way, or by hand.
      getSelection().selectAllChildren(element);
      return document.execCommand("copy");
    }
  }

  // The citation of the text, made of what the head and the address of the page say, and of what its list has beside that.
  // Without script the links lead to the files of its year.
  const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  const BIBTEX = { "\\": "\\textbackslash", "~": "\\textasciitilde", "^": "\\textasciicircum", "{": "\\textbraceleft", "}": "\\textbraceright" };

  // Braces keep the capitals; those of the text itself become commands, since BibTeX counts them.
  const whole = (text) => text && `{${text.replace(/[\\~^{}]/g, (sign) => `{${BIBTEX[sign]}}`).replace(/[%#&$_]/g, "\\$&")}}`;

  // Source: Oren Patashnik, BibTeXing (1988), section 3; the biblatex manual, sections 2.1.1 and 2.2.
  function bibtex(item, institution) {
    const [year, month, day] = item.issued["date-parts"][0].map((part) => String(part).padStart(2, "0"));
    const fields = {
      author: item.author && `{${item.author.map((author) => whole(author.literal)).join(" and ")}}`,
      title: `{${whole(item.title)}}`,
      institution: whole(institution),
      type: whole(item.genre),
      number: whole(item.number),
      date: `{${year.padStart(4, "0")}-${month}-${day}}`,
      year: `{${year.padStart(4, "0")}}`,
      month: MONTHS[month - 1],
      address: whole(item["publisher-place"]),
      url: item.URL && `{${item.URL}}`,
      language: whole(item.language),
      note: whole(item.note),
    };
    const lines = Object.entries(fields).map(([name, value]) => (value ? `  ${name} = ${value},\n` : ""));
    return `@techreport{${item.id},\n${lines.join("")}}\n`;
  }

  // Source: Research Information Systems, RIS Format Specifications (2011), "Report".
  function ris(item, institution) {
    const [year, month, day] = item.issued["date-parts"][0].map((part) => String(part).padStart(2, "0"));
    const fields = [
      ["TY", "RPRT"],
      // A name with a comma would be taken for a person's.
      ...(item.author || []).filter(({ literal }) => !literal.includes(",")).map(({ literal }) => ["AU", literal]),
      ["TI", item.title],
      ["PB", institution],
      ["M3", item.genre],
      ["SN", item.number],
      ["CY", item["publisher-place"]],
      ["DA", `${year.padStart(4, "0")}/${month}/${day}/`],
      ["PY", year.padStart(4, "0")],
      ["LA", item.language],
      ["UR", item.URL],
      ["N1", item.note],
      ["ID", item.id],
    ];
    return `${fields.map(([tag, value]) => (value ? `${tag}  - ${value}\r\n` : "")).join("")}ER  - \r\n`;
  }

  // Source: https://en.wikipedia.org/wiki/Template:Cite_press_release, Help:Magic words and Help:Wikitext on what signs mean
  // there: what begins a link, a template, a tag, an entity, a signature, or ends a parameter; two apostrophes would slant
  // the words, and two underscores may be a magic word.
  function wikipedia(item, institution, type) {
    const [year, month, day] = item.issued["date-parts"][0];
    const fields = {
      title: item.title,
      type,
      publisher: institution,
      id: item.number,
      date: `${day} ${new Date(2000, month - 1).toLocaleString("en", { month: "long" })} ${year}`,
      location: item["publisher-place"],
      language: /^en\b/.test(item.language) ? "" : item.language,
    };
    const entities = (signs) => signs.replace(/./g, (sign) => `&#${sign.charCodeAt()};`);
    const parts = Object.entries(fields).map(([name, value]) =>
      value ? ` |${name}=${value.replace(/[|[\]{}<>&~]|''+|__+/g, entities)}` : "");
    const address = item.URL?.replace(/[|[\]{}<>"' ]/g, (sign) => `%${sign.charCodeAt().toString(16).toUpperCase()}`);
    return `{{cite press release${address ? ` |url=${address}` : ""}${parts.join("")}}}`;
  }

  newsroom.wikipedia = wikipedia;

  const FORMS = {
    bib: ["application/x-bibtex", bibtex],
    ris: ["application/x-research-info-systems", ris],
    "csl.json": ["application/vnd.citationstyles.csl+json", (item) => `${JSON.stringify([item], null, 1)}\n`],
  };

  const inHead = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

  for (const list of document.querySelectorAll("[data-cite]")) {
    const { wikipedia: type, ...own } = JSON.parse(list.dataset.cite);
    const id = decodeURIComponent(location.pathname).split("/releases/").pop().replace(/\.html$/, "");
    const institution = inHead("citation_technical_report_institution");
    const item = {
      id: id.replaceAll("/", ":"),
      type: "report",
      ...own,
      title: inHead("citation_title"),
      number: inHead("citation_technical_report_number"),
      publisher: own.author ? undefined : institution, // styles print both
      issued: { "date-parts": [inHead("citation_publication_date").split("/").map(Number)] },
      language: inHead("citation_language") ?? document.documentElement.lang,
      URL: document.querySelector('link[rel="canonical"]')?.getAttribute("href"),
      note: inHead("z:extra"),
    };
    for (const link of list.querySelectorAll("a")) {
      const suffix = new URL(link.href).pathname.split("/index.")[1];
      const [kind, made] = FORMS[suffix];
      link.href = URL.createObjectURL(new Blob([made(item, institution)], { type: kind }));
      link.download = `${id.split("/").pop()}.${suffix}`;
    }
    const template = element("pre", { dir: "ltr", "data-text": "" }, wikipedia(item, institution, type));
    const place = element("div", { "data-copy": say("the Wikipedia template") }, template);
    list.after(element("details", { class: "wikipedia" }, element("summary", {}, "Wikipedia"), place));
  }

  const said = hidden("p", "");
  said.setAttribute("role", "status");
  const places = document.querySelectorAll("[data-copy]");
  if (places.length) document.querySelector("main").append(said);

  const words = [];
  for (const place of places) {
    const button = document.createElement("button");
    const word = document.createTextNode(say("Copy"));
    const name = ` ${place.dataset.copy || say("the address of {name}", { name: place.closest("div").querySelector("dt").textContent })}`;
    words.push(word);
    button.type = "button";
    button.append(word, hidden("span", name));
    button.addEventListener("click", async () => {
      const done = await copy(place.querySelector("[data-text], a"));
      for (const other of words) other.data = say("Copy");
      word.data = done ? say("Copied") : say("Selected");
      said.textContent = word.data + name;
    });
    place.append(" ", button);
  }
})();
