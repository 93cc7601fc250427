/* The search page: its form, facets, hits and address.  Loaded by search.js where the page has #newsroom-search.
   The address is the state: every change goes through go(), every display through render(). */
(() => {
  "use strict";

  const { say, pieces, plural, day, number, searching } = newsroom;
  const { breath, openDirectory, element, notes, quoted, suggestAt, languageName, answer, isDate } = newsroom.parts;
  const FACETS = {
    year: say("Year"), organization: say("Organization"), official: say("Official"), topic: say("Topic"), type: say("Type"),
    language: say("Language"),
  };
  const KEYS = Object.keys(FACETS);
  const PAGE = 10;
  const FEW = 5; // hits at first, where the last of them lack something
  const FACET_ROWS = 12; // of a long facet, until all are asked for
  const TYPING_PAUSE = 200; // milliseconds
  const SAID = 80; // characters of a query that are said again
  const SEVERAL = ["organization", "official", "topic"]; // of which a release may have several
  const FRAGMENTS = 6; // places that a link to a hit marks on its page

  const byId = (id) => document.getElementById(id);
  const form = byId("newsroom-search");
  const box = form.querySelector("input[name=q]");
  const facetsArea = byId("newsroom-facets");
  const status = byId("newsroom-search-status");
  const list = byId("newsroom-results");
  const more = byId("newsroom-more");
  const browse = byId("newsroom-browse");
  const pageLanguage = document.documentElement.lang || "en";

  // ---- state and address ------------------------------------------------------------------------

  /* A date of the address; what is none would narrow nothing, so it is none. */
  function dateIn(address, name) {
    const text = address.get(name) || "";
    return isDate(text) ? text : "";
  }

  function readState() {
    const address = new URLSearchParams(location.search);
    return {
      q: (address.get("q") || "").trim(),
      filters: Object.fromEntries(KEYS.map((key) => [key, [...new Set(address.getAll(key).filter(Boolean))]])),
      all: SEVERAL.filter((key) => address.getAll("all").includes(key)),
      from: dateIn(address, "from"),
      to: dateIn(address, "to"),
      sort: ["date", "oldest"].find((sort) => sort === address.get("sort")) ?? "relevance",
      shown: Math.max(PAGE, Number(history.state?.shown) || 0),
    };
  }

  function address(state) {
    const parts = new URLSearchParams();
    if (state.q) parts.set("q", state.q);
    for (const key of KEYS) for (const value of state.filters[key]) parts.append(key, value);
    for (const key of state.all) if (state.filters[key].length > 1) parts.append("all", key);
    if (state.from) parts.set("from", state.from);
    if (state.to) parts.set("to", state.to);
    if (state.sort !== "relevance") parts.set("sort", state.sort);
    return `?${parts}`;
  }

  const ownTitle = document.title;

  /* What a bookmark and the list of visited addresses say: the query before the title. */
  function titleOf(state) {
    const chosen = KEYS.flatMap((key) => state.filters[key].map((value) => nameOf(key, value)));
    return [said([state.q, ...chosen].filter(Boolean).join(", ")), ownTitle].filter(Boolean).join(" – ");
  }

  const isFiltered = (state) => Boolean(state.from || state.to || KEYS.some((key) => state.filters[key].length));

  let state = readState();
  let typing = false; // the letters of one word are one step back, not many

  function go(change, { replace = false } = {}) {
    state = { ...state, shown: PAGE, ...change };
    if (address(state) !== (location.search || "?")) {
      history[replace ? "replaceState" : "pushState"]({ shown: state.shown }, "", address(state));
    }
    render();
  }

  /* A link to the search that *change* leads to; it can be opened elsewhere like any other. */
  function follow(change, words) {
    const link = element("a", { href: address({ ...state, ...change }) }, words);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(change);
    });
    return link;
  }

  function toggled(key, value, on) {
    return { filters: { ...state.filters, [key]: without(state.filters[key], value, on) } };
  }

  const NOTHING_CHOSEN = () => ({ filters: Object.fromEntries(KEYS.map((key) => [key, []])), all: [], from: "", to: "" });

  // ---- words for values ---------------------------------------------------------------------------

  const dateText = (date) => (date.length === 10 ? day(date) : date);

  const names = new Map(); // "organization unodc" -> name, as the last facets told

  function nameOf(key, value, name = names.get(`${key} ${value}`) ?? value) {
    return key === "language" ? languageName(value) : name;
  }

  // ---- the parts that the page's skeleton leaves to the script --------------------------------------

  const chips = element("div", { class: "filter-chips" });
  const advice = element("div", { class: "search-advice", hidden: true });
  const noted = element("div", { class: "search-notes", "aria-live": "polite" });
  const bestFirst = element("option", { value: "relevance" }, say("Best match first"));
  const sort = element(
    "select",
    { name: "sort", onchange: () => go({ sort: sort.value }) },
    bestFirst,
    element("option", { value: "date" }, say("Newest first")),
    element("option", { value: "oldest" }, say("Oldest first")),
  );
  const sorting = element("label", { class: "search-sort", hidden: true }, ...pieces("Order {choice}", { choice: sort }));
  list.before(noted, sorting, chips, advice);
  status.tabIndex = -1; // where the keyboard goes on when what it was on has gone

  const wide = matchMedia("(min-width: 56rem)").matches;
  const dates = Object.fromEntries(
    ["from", "to"].map((name) => [
      name, element("input", { type: "date", name, onchange: (event) => go({ [name]: event.target.value }) }),
    ]),
  );
  const dateFacet = element(
    "details", { class: "facet facet-dates", open: wide, "aria-label": say("Date") },
    element("summary", {}, say("Date")),
    element("label", {}, ...pieces("From {date}", { date: dates.from })),
    element("label", {}, ...pieces("To {date}", { date: dates.to })),
  );
  const facets = Object.fromEntries(
    KEYS.map((key) => {
      const rows = element("ul");
      const all = element("button", { type: "button", class: "facet-all", hidden: true, onclick: () => showAll(key) });
      const open = wide && (key === "year" || key === "organization");
      const both = element("input", { type: "checkbox", name: "all", value: key, onchange: () => go({ all: without(state.all, key, both.checked) }) });
      const together = element("label", { class: "facet-together", hidden: true }, both, ` ${say("All of these in one release")}`);
      const details = element("details", { class: "facet", open, hidden: true, "aria-label": FACETS[key] }, element("summary", {}, FACETS[key]), together, rows, all);
      return [key, { details, rows, all, both, together, complete: false, values: [] }];
    }),
  );
  const skip = element("a", { class: "skip-link", href: "#newsroom-results", onclick: (event) => {
    event.preventDefault();
    toFirstHit();
  } }, say("Skip to results"));
  const facetParts = [facets.year.details, dateFacet, ...KEYS.slice(1).map((key) => facets[key].details)];

  const without = (list, value, on) => [...list.filter((other) => other !== value), ...(on ? [value] : [])];

  function showAll(key) {
    const next = facets[key].rows.children.length;
    facets[key].complete = true;
    renderFacet(key);
    facets[key].rows.children[next]?.querySelector("input").focus();
  }

  // ---- display --------------------------------------------------------------------------------------

  function renderFacet(key) {
    const facet = facets[key];
    const chosen = state.filters[key];
    const values = [...facet.values];
    for (const value of chosen) {
      if (!values.some((known) => known.value === value)) values.push({ value, name: nameOf(key, value), count: 0 });
    }
    const long = values.length > FACET_ROWS + 3 && !facet.complete;
    const shown = long ? values.filter(({ value }, i) => i < FACET_ROWS || chosen.includes(value)) : values;
    const focused = document.activeElement?.name === key ? document.activeElement.value : null;
    facet.rows.replaceChildren(...shown.map(({ value, name, count }) => facetRow(key, value, name, count)));
    if (focused !== null) [...facet.rows.querySelectorAll("input")].find((input) => input.value === focused)?.focus();
    facet.together.hidden = chosen.length < 2 || !SEVERAL.includes(key);
    facet.both.checked = state.all.includes(key);
    facet.all.hidden = !long;
    facet.all.textContent = plural("All {number}", "All {number}", values.length);
    // Year and organization always stand there; what has one value narrows nothing.
    facet.details.hidden = !values.length || (values.length < 2 && !chosen.length && key !== "year" && key !== "organization");
  }

  function facetRow(key, value, name, count) {
    const input = element("input", {
      type: "checkbox", name: key, value, onchange: () => go(toggled(key, value, input.checked)),
    });
    input.checked = state.filters[key].includes(value);
    return element("li", {}, element(
      "label", {}, input, ` ${nameOf(key, value, name)} `, element("span", { class: "count" }, number(count)),
    ));
  }

  function chip(label, change) {
    return element(
      "button", { type: "button", class: "filter-chip", "aria-label": say("Remove the filter {filter}", { filter: label }), onclick: () => go(change()) },
      label,
    );
  }

  function renderChips() {
    const shown = KEYS.flatMap((key) => state.filters[key].map(
      (value) => chip(nameOf(key, value), () => toggled(key, value, false)),
    ));
    if (state.from) shown.push(chip(say("From {date}", { date: dateText(state.from) }), () => ({ from: "" })));
    if (state.to) shown.push(chip(say("To {date}", { date: dateText(state.to) }), () => ({ to: "" })));
    if (shown.length > 1) {
      shown.push(element("button", { type: "button", class: "filter-clear", onclick: () => go(NOTHING_CHOSEN()) }, say("Remove all")));
    }
    const at = [...chips.children].indexOf(document.activeElement);
    chips.replaceChildren(...shown);
    if (at >= 0) (shown[Math.min(at, shown.length - 1)] ?? status).focus();
  }

  const withMarks = (parts) => parts.map(([text, hit]) => (hit ? element("mark", {}, text) : text));

  /* The address of a hit, where the browser marks what was found (https://wicg.github.io/scroll-to-text-fragment). */
  function addressOf({ url, marks }) {
    const found = [...(marks.excerpt ?? []), ...marks.title].filter(([, hit]) => hit).map(([text]) => text.trim());
    const wanted = [...new Set(found)].slice(0, FRAGMENTS).map((text) => `text=${encodeURIComponent(text).replaceAll("-", "%2D")}`);
    return wanted.length ? `${url}#:~:${wanted.join("&")}` : url;
  }

  const waiting = new WeakMap(); // excerpt -> what fills it
  const seeing = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      seeing.unobserve(target);
      waiting.get(target)();
    }
  }, { rootMargin: "25%" });

  /* A hit; the first of those that lack something says so of all that follow. */
  function hit(result, isFirstNear) {
    const language = result.language === pageLanguage ? {} : { lang: result.language, dir: "auto" };
    const link = element("a", { href: addressOf(result) }, ...withMarks(result.marks.title));
    const shown = element("p", { class: "hit-excerpt", ...language, dir: "auto" });
    // Titles do not wait for the texts, which are loaded when their hits are nearly on the screen.
    waiting.set(shown, () => result.excerpt().then((excerpt) => {
      shown.replaceChildren(...withMarks(excerpt));
      link.href = addressOf({ ...result, marks: { ...result.marks, excerpt } });
    }).catch(() => {}));
    seeing.observe(shown);
    return element(
      "li", { class: "hit" },
      ...(isFirstNear ? [element("p", { class: "near-hits" }, say("These match only part of your query; each result shows what is missing."))] : []),
      element(
        "p", { class: "hit-meta" },
        element("time", { datetime: result.date }, dateText(result.date)), ...(result.issuer ? [" · ", element("bdi", {}, result.issuer)] : []),
        ...(result.number ? [" · ", element("bdi", {}, ...withMarks(result.marks.number))] : []),
      ),
      element("h2", { class: "hit-title", ...language }, link),
      shown,
      ...(result.without.length ? [element("p", { class: "hit-without" }, say("Without {words}", { words: quoted(result.without) }))] : []),
    );
  }

  function said(query) {
    const characters = [...query];
    return characters.length > SAID ? `${characters.slice(0, SAID).join("").trimEnd()}…` : query;
  }

  function statusText({ total, understood: { corrected, empty, near } }) {
    const asked = said(corrected ?? state.q);
    if (empty) return say("{query} contains no words to search for.", { query: quoted([asked]) });
    const query = /["“”«»„]/.test(asked) ? asked : quoted([asked]);
    if (!total && isFiltered(state)) {
      return asked ? say("No release found for {query} with these filters.", { query }) : say("No release found with these filters.");
    }
    if (!total) return say("No release found for {query}.", { query });
    if (near === total) return plural("No release matches all of {query}. {number} release matches part of it", "No release matches all of {query}. {number} releases match part of it", near, { query });
    const found = asked
      ? plural("{number} release for {query}", "{number} releases for {query}", total - near, { query })
      : plural("{number} release", "{number} releases", total);
    return near ? plural("{found}, and {number} more that match part of it", "{found}, and {number} more that match part of it", near, { found }) : found;
  }

  function renderAdvice({ total, understood: { empty, absent } }) {
    advice.hidden = total > 0;
    const says = [];
    if (empty) says.push(say("Type a word, a name or a number."));
    else if (absent.length) says.push(`${say("No release contains {words}.", { words: quoted(absent) })} ${say("Check the spelling, or use other words.")}`);
    else if (state.q) says.push(say("Check the spelling, or use other words."));
    if (isFiltered(state)) says.push(say("Remove a filter: each one narrows the search."));
    advice.replaceChildren(...says.map((text) => element("p", {}, text)));
  }

  function idle() {
    answered();
    list.replaceChildren();
    facetsArea.replaceChildren(); // empty, the page's style gives it no column
    status.textContent = "";
    noted.replaceChildren();
    for (const part of [sorting, more, advice]) part.hidden = true;
    browse.hidden = false;
  }

  function failed(error) {
    renderChips();
    idle();
    status.textContent = `${error.message} ${say("Try again, or browse the releases below.")}`;
  }

  let answered = newsroom.begun ?? (() => {}); // to be called when nothing is under way any more
  let latest = 0; // answers to questions that are no longer asked are dropped

  async function ask(options, least) {
    const turn = ++latest;
    list.setAttribute("aria-busy", "true");
    answered();
    answered = searching();
    try {
      const { q, filters, all, from, to, sort: sort_ } = state;
      const found = await answer(q, { ...options, filters, all, from, to, sort: sort_ }, least);
      return turn === latest ? found : null;
    } catch (error) {
      if (turn === latest) failed(error);
      return null;
    } finally {
      if (turn === latest) answered();
      list.removeAttribute("aria-busy");
    }
  }

  /* Puts hits into the list, from its place *offset* on. */
  function show({ total, results, understood: { near } }, offset) {
    if (!offset) list.replaceChildren();
    list.append(...results.map((result, i) => hit(result, near < total && offset + i === total - near)));
  }

  async function renderFacets(counts) {
    const turn = latest;
    for (const key of counts ? KEYS : []) {
      if (facetsArea.firstChild) await breath(); // before that nothing may be painted halfway
      if (turn !== latest) return;
      for (const { value, name } of counts[key]) names.set(`${key} ${value}`, name);
      facets[key].values = counts[key];
      renderFacet(key);
    }
    renderChips();
    document.title = titleOf(state); // by now the names are known
  }

  async function render() {
    if (box.value.trim() !== state.q) box.value = state.q;
    for (const name of ["from", "to"]) dates[name].value = state[name];
    document.title = titleOf(state);
    const asked = Boolean(state.q) || isFiltered(state);
    if (!asked) {
      latest += 1;
      renderChips();
      idle();
      return;
    }
    openDirectory().catch(() => {}); // notes() will ask for it
    const found = await ask({ limit: state.shown }, state.shown > PAGE ? state.shown : FEW);
    if (!found) return;
    const turn = latest;
    const said_ = await notes({ ...state, none: NOTHING_CHOSEN().filters }, found, follow);
    const counting = found.facets().catch(() => null); // hits are there without them, too
    if (isFiltered(state)) await renderFacets(await counting); // else the names of what is chosen would push the hits down
    else await breath();
    if (turn !== latest) return;
    if (!facetsArea.firstChild) facetsArea.append(skip, ...facetParts);
    browse.hidden = true;
    sorting.hidden = found.total < 2;
    bestFirst.hidden = !state.q;
    sort.value = state.q || state.sort !== "relevance" ? state.sort : "date"; // what is only filtered is newest first
    show(found, 0);
    more.hidden = found.total <= found.results.length;
    status.textContent = statusText(found);
    renderAdvice(found);
    const followed = noted.contains(document.activeElement);
    noted.replaceChildren(...said_);
    if (followed) status.focus();
    const counts = await counting;
    if (turn === latest) await renderFacets(counts);
  }

  async function showMore() {
    const before = list.children.length;
    const found = await ask({ offset: before, limit: PAGE });
    if (!found) return;
    state = { ...state, shown: before + PAGE };
    history.replaceState({ shown: state.shown }, "");
    show(found, before);
    more.hidden = list.children.length >= found.total;
    list.children[before]?.querySelector("a").focus();
    status.textContent = plural("{found}, {number} shown", "{found}, {number} shown", list.children.length, { found: statusText(found) });
  }

  // ---- what readers do --------------------------------------------------------------------------------

  function chooseEntity({ key, value, rest }) {
    clearTimeout(pause);
    go({ q: rest, ...toggled(key, value, true) }, { replace: typing });
    typing = false;
  }

  /* The arrow keys go from the box through the hits and back; Escape goes back at once. */
  function stops() {
    return [box, ...list.querySelectorAll(".hit-title a"), ...(more.hidden ? [] : [more])];
  }

  function toFirstHit() {
    const [, first] = stops();
    first?.focus();
    return Boolean(first);
  }

  for (const part of [list, more]) {
    part.addEventListener("keydown", (event) => {
      const all = stops();
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const at = all.indexOf(document.activeElement);
      if (at < 1 || event.ctrlKey || event.metaKey || event.altKey || !(step || event.key === "Escape")) return;
      event.preventDefault();
      all[step ? Math.min(at + step, all.length - 1) : 0].focus();
    });
  }

  suggestAt(box, chooseEntity, toFirstHit);

  let pause = 0;
  box.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      go({ q: box.value.trim() }, { replace: typing });
      typing = true;
    }, TYPING_PAUSE);
  });
  box.addEventListener("blur", () => { typing = false; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    go({ q: box.value.trim() }, { replace: typing });
    typing = false;
  });
  more.addEventListener("click", showMore);
  addEventListener("popstate", () => {
    clearTimeout(pause);
    typing = false;
    state = readState();
    render();
  });

  render();
})();
