/* Search over the static index in _search/ (see docs/explanation and search/index.py, which writes it).
   Defines newsroom.search() on every page and loads nothing until it is called. */
(() => {
  "use strict";

  const KEYS = ["year", "organization", "official", "topic", "type", "language"];
  const SHOWN = 4; // releases in a "d" file
  const LENGTH_UNIT = 16;
  const SHORTEST_PREFIX = 3; // a shorter last word is taken as it stands: half of all words begin with "co"
  const PREFIX_WEIGHT = 0.5; // of a word that begins with the one looked for, beside the word itself
  const K1 = 1.2;
  const B = 0.6;
  const EXCERPT = 220; // characters

  // ---- words: the rules of search/tokens.py -------------------------------------------------

  const LETTERS = {
    "ß": "ss", "ς": "σ", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'",
  };
  const LONGEST = 40;
  const SINGLE = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const WORD = new RegExp(`[${SINGLE}]|(?:(?![${SINGLE}])[\\p{L}\\p{N}])+`, "gu");
  const RUN = new RegExp(`[${SINGLE}]|(?:(?![${SINGLE}])[\\p{L}\\p{N}\\p{M}])+`, "gu");
  const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");

  function tokens(text) {
    const folded = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(LETTER, (c) => LETTERS[c]);
    const words = folded.replace(/(?<=[\p{L}\p{N}])'s(?![\p{L}\p{N}])/gu, "").match(WORD) || [];
    return words.map((word) => (word.length > LONGEST ? Array.from(word).slice(0, LONGEST).join("") : word));
  }

  // ---- files ----------------------------------------------------------------------------------

  const loading = new Map(); // key -> {promise, resolve}

  function contentRoot() {
    return (document.documentElement.dataset.content_root || "").replace(/^\.\/(?=.)|^\.\/$/, "");
  }

  /* The value that the file of *key* hands to searchData(); *version* keeps caches from mixing two builds. */
  function load(key, version = "") {
    if (!loading.has(key)) {
      const entry = {};
      entry.promise = new Promise((resolve, reject) => {
        entry.resolve = resolve;
        const script = document.createElement("script");
        script.src = `${contentRoot()}_search/${key}.js${version && `?v=${version}`}`;
        script.onload = () => script.remove();
        script.onerror = () => {
          script.remove();
          loading.delete(key); // so that the next search tries again
          reject(new Error(`The search index could not be loaded (${key}).`));
        };
        document.head.append(script);
      });
      loading.set(key, entry);
    }
    return loading.get(key).promise;
  }

  function searchData(key, value) {
    loading.get(key)?.resolve(value);
  }

  // ---- numbers: the rules of search/codec.py ----------------------------------------------------

  const DIGIT = new Uint8Array(128);
  for (let code = 0x21, digit = 0; code < 0x7f; code++) {
    if (code !== 0x22 && code !== 0x5c) DIGIT[code] = digit++;
  }

  function numbers(text) {
    const values = [];
    let rest = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = DIGIT[text.charCodeAt(i)];
      if (digit >= 60) {
        rest = rest * 32 + digit - 60;
      } else {
        values.push(rest * 60 + digit);
        rest = 0;
      }
    }
    return values;
  }

  function ascending(text) {
    let value = 0;
    return numbers(text).map((step) => (value += step));
  }

  /* Calls visit(document, weight) for each release of a word. */
  function eachPosting(text, visit) {
    const values = numbers(text);
    let number = -1;
    for (let i = 0; i < values.length; i++) {
      number += (values[i] >> 1) + 1;
      visit(number, values[i] & 1 ? values[++i] + 2 : 1);
    }
  }

  // ---- the archive as columns: releases numbered from the oldest to the newest ------------------

  const DAY = 86_400_000;
  let opening = null;

  function openArchive() {
    opening ??= readArchive().catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  async function readArchive() {
    const directory = await load("index");
    const parts = await Promise.all(directory.years.map(([year, , version]) => load(`${year}/index`, version)));
    const total = directory.years.reduce((sum, [, count]) => sum + count, 0);
    const found = {
      total,
      names: directory.names,
      years: [],
      days: new Int32Array(total), // since 1970-01-01
      lengths: new Float32Array(total),
      values: Object.fromEntries(KEYS.map((key) => [key, new Map()])), // facet -> value -> releases
    };
    let base = 0;
    parts.forEach((part, i) => {
      const [year, count, version] = directory.years[i];
      const firstDay = Date.parse(`${String(year).padStart(4, "0")}-01-01`) / DAY;
      found.days.set(ascending(part.dates).map((day) => firstDay + day), base);
      found.lengths.set(numbers(part.lengths), base);
      found.years.push({ year, version, base, count, first: part.first ? part.first.split(" ") : [], files: new Map() });
      found.values.year.set(String(year), Array.from({ length: count }, (_, n) => base + n));
      for (const key of KEYS.slice(1)) {
        for (const [value, text] of Object.entries(part.facets[key])) {
          const releases = found.values[key].get(value) || [];
          for (const number of ascending(text)) releases.push(base + number);
          found.values[key].set(value, releases);
        }
      }
      base += count;
    });
    found.average = found.lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, total);
    return found;
  }

  // ---- words to releases ------------------------------------------------------------------------

  /* The number of the last file whose first word is not after *word*. */
  function fileOf(first, word) {
    let low = 0;
    let high = first.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (first[middle] <= word) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async function rowsOf(year, file) {
    if (!year.files.has(file)) {
      const fields = (await load(`${year.year}/t${file}`, year.version)).split(" ");
      const rows = new Map();
      for (let i = 0; i < fields.length; i += 2) rows.set(fields[i], fields[i + 1]);
      year.files.set(file, rows);
    }
    return year.files.get(file);
  }

  /* The postings of *word*, and with *prefix* of all words that begin with it, in one year. */
  async function lookUp(year, word, prefix) {
    const rows = [];
    let file = fileOf(year.first, word);
    if (!year.first.length) return rows;
    do {
      for (const [term, text] of await rowsOf(year, file)) {
        if (term === word || (prefix && term.startsWith(word))) rows.push({ term, text });
      }
      file += 1;
    } while (prefix && year.first[file]?.startsWith(word));
    return rows;
  }

  /* The releases that hold *word*: weight by release, how many hold it, and the terms that matched. */
  async function match(archive, word, prefix) {
    const found = await Promise.all(archive.years.map((year) => lookUp(year, word, prefix)));
    const weights = new Float32Array(archive.total);
    const terms = new Set();
    let exact = 0;
    let any = 0;
    found.forEach((rows, i) => {
      const { base } = archive.years[i];
      for (const { term, text } of rows) {
        terms.add(term);
        eachPosting(text, (number, weight) => {
          if (term === word) exact += 1;
          if (!weights[base + number]) any += 1;
          weights[base + number] += term === word ? weight : weight * PREFIX_WEIGHT;
        });
      }
    });
    return { weights, terms, count: exact || any };
  }

  async function matchWord(archive, word, last) {
    const found = await match(archive, word, last && word.length >= SHORTEST_PREFIX);
    return found.count || word.length < 2 ? found : match(archive, word, true);
  }

  /* BM25 over the releases that hold every word; 0 where one is missing. */
  async function rank(archive, words) {
    const matches = await Promise.all(words.map((word, i) => matchWord(archive, word, i === words.length - 1)));
    const scores = new Float32Array(archive.total).fill(words.length ? 0 : 1);
    matches.forEach(({ weights, count }, i) => {
      const rarity = Math.log(1 + (archive.total - count + 0.5) / (count + 0.5));
      for (let n = 0; n < scores.length; n++) {
        const weight = i && !scores[n] ? 0 : weights[n];
        const length = K1 * (1 - B + (B * archive.lengths[n]) / archive.average);
        scores[n] = weight ? scores[n] + (rarity * weight * (K1 + 1)) / (weight + length) : 0;
      }
    });
    return { scores, terms: new Set(matches.flatMap(({ terms }) => [...terms])) };
  }

  // ---- filters, counts, order -------------------------------------------------------------------

  function day(date, otherwise) {
    const parsed = Date.parse(date || "");
    return Number.isNaN(parsed) ? otherwise : Math.floor(parsed / DAY);
  }

  const wanted = (options, key) => [options.filters?.[key] ?? []].flat().map(String);

  /* For each release how many facets shut it out, and which one did last; dates shut out for good. */
  function shutOut(archive, options) {
    const shut = { count: new Uint8Array(archive.total), key: new Uint8Array(archive.total) };
    KEYS.forEach((key, k) => {
      const chosen = wanted(options, key);
      if (!chosen.length) return;
      const inside = new Uint8Array(archive.total);
      for (const value of chosen) for (const n of archive.values[key].get(value) || []) inside[n] = 1;
      for (let n = 0; n < inside.length; n++) {
        if (inside[n]) continue;
        shut.count[n] += 1;
        shut.key[n] = k;
      }
    });
    const from = day(options.from, -Infinity);
    const to = day(options.to, Infinity);
    for (let n = 0; n < archive.total; n++) {
      if (archive.days[n] < from || archive.days[n] > to) shut.count[n] = KEYS.length + 1;
    }
    return shut;
  }

  /* For each value of a facet the results that there are with it, whatever else of that facet is chosen. */
  function countFacets(archive, scores, shut, options) {
    const facets = {};
    KEYS.forEach((key, k) => {
      const chosen = wanted(options, key);
      facets[key] = [];
      for (const [value, releases] of archive.values[key]) {
        let count = 0;
        for (const n of releases) {
          if (scores[n] && (!shut.count[n] || (shut.count[n] === 1 && shut.key[n] === k))) count += 1;
        }
        if (count || chosen.includes(value)) facets[key].push({ value, name: archive.names[key]?.[value]?.[0] ?? value, count });
      }
      facets[key].sort(
        key === "year" ? (a, b) => b.value - a.value : (a, b) => b.count - a.count || a.name.localeCompare(b.name),
      );
    });
    return facets;
  }

  function order(scores, shut, byDate) {
    const found = [];
    for (let n = scores.length - 1; n >= 0; n--) if (scores[n] && !shut.count[n]) found.push(n);
    // Newest first already, and the sort is stable: equal scores stay so.
    return byDate ? found : found.sort((a, b) => scores[b] - scores[a]);
  }

  // ---- what a hit shows -------------------------------------------------------------------------

  /* The stretches of *text* as [text, marked]. */
  function marked(text, terms) {
    const parts = [];
    let end = 0;
    for (const run of text.matchAll(RUN)) {
      if (!tokens(run[0]).some((token) => terms.has(token))) continue;
      if (run.index > end) parts.push([text.slice(end, run.index), false]);
      parts.push([run[0], true]);
      end = run.index + run[0].length;
    }
    if (end < text.length) parts.push([text.slice(end), false]);
    return parts;
  }

  /* The stretch of *body* with most of the different words, as parts; the summary where there are none. */
  function excerpt(summary, body, terms) {
    const hits = [];
    if (terms.size) {
      for (const run of body.matchAll(RUN)) {
        const term = tokens(run[0]).find((token) => terms.has(token));
        if (term) hits.push({ term, at: run.index });
      }
    }
    let best = { at: 0, words: 0 };
    hits.forEach(({ at }, i) => {
      const words = new Set();
      for (let j = i; j < hits.length && hits[j].at < at + EXCERPT * 0.7; j++) words.add(hits[j].term);
      if (words.size > best.words) best = { at, words: words.size };
    });
    if (!best.words) return marked(cut(summary || body, 0), terms);
    return marked(cut(body, best.at), terms);
  }

  /* About EXCERPT characters around *at*, whole words, one line. */
  function cut(text, at) {
    let start = Math.max(0, Math.min(at - 60, text.length - EXCERPT));
    const paragraph = text.lastIndexOf("\n\n", at);
    if (paragraph >= start) start = paragraph + 2;
    else if (start > 0) start = text.indexOf(" ", start) + 1;
    let end = Math.min(text.length, start + EXCERPT);
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + EXCERPT / 2);
    const line = text.slice(start, end).replace(/\s+/g, " ").trim();
    return `${start > 0 ? "… " : ""}${line}${end < text.length ? " …" : ""}`;
  }

  async function show(archive, number, terms) {
    const year = archive.years.find(({ base, count }) => number < base + count);
    const place = number - year.base;
    const rows = await load(`${year.year}/d${Math.floor(place / SHOWN)}`, year.version);
    const [id, title, date, issuer, language, summary, body] = rows[place % SHOWN];
    const parts = excerpt(summary, body, terms);
    const [issuerName, issuerShort] = archive.names.organization[issuer] || [issuer];
    return {
      id,
      url: `${contentRoot()}releases/${id}.html`,
      title,
      date,
      language,
      issuer: issuerShort || issuerName,
      excerpt: parts.map(([text]) => text).join(""),
      marks: { title: marked(title, terms), excerpt: parts },
    };
  }

  /* DESIGN section 6.  *filters* maps year, organization, official, topic, type, language to a list: any within a
     list, all across; *from* and *to* are dates, both within; *sort* is "relevance" or "date".  All words of the query
     must be there; the last one may be a beginning, and so may a word that no release holds as it stands.
     A facet is a list of {value, name, count}, count being the results with that value under the other filters;
     what has none is left out unless it was chosen. */
  async function search(query = "", options = {}) {
    const found = await openArchive();
    const words = [...new Set(tokens(query).reverse())].reverse(); // of repeated words the last stays
    const { scores, terms } = await rank(found, words);
    const shut = shutOut(found, options);
    const ranked = order(scores, shut, options.sort === "date" || !words.length);
    const offset = options.offset ?? 0;
    const shown = ranked.slice(offset, offset + (options.limit ?? 10));
    return {
      total: ranked.length,
      results: await Promise.all(shown.map((number) => show(found, number, terms))),
      facets: countFacets(found, scores, shut, options),
    };
  }

  window.newsroom = Object.assign(window.newsroom || {}, { search, searchData, searchWords: tokens });

  // ---- on every page: "/" goes to the search box, Escape leaves it ---------------------------------

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
      if (at === box()) at.blur();
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

  // The search page's own script stands beside this one; no other page loads it.
  const source = document.currentScript?.src;

  function startPage() {
    if (!source || !document.getElementById("newsroom-search")) return;
    const script = document.createElement("script");
    script.src = source.replace("search.js", "search-page.js");
    document.head.append(script);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startPage);
  else startPage();
})();
