/* newsroom.search(): a query and filters to hits and counts. */
(() => {
  "use strict";

  const {
    KEYS, DAY, contentRoot, load, openArchive, openFacets, parse, replaced, ALL, evaluate, matchOf, releasesOf, isDate, firstDay, lastDay,
    marked, excerpt, textOf, breath,
  } = newsroom.parts;
  const TOGETHER = 8; // releases of an h file, as search/index_files.py has it
  const SORTS = ["relevance", "date", "oldest"];
  const SEVERAL = ["organization", "official", "topic"]; // facets of which a release may have several values

  /* Takes away the releases that fields and exclusions rule out; says what each field means.  A field whose value is
     unclear takes away none. */
  async function narrow(archive, { fields, scores }, without) {
    const keep = (inside, wanted) => {
      for (let n = 0; n < scores.length; n++) if (Boolean(inside[n]) !== wanted) scores[n] = 0;
    };
    const meant = fields.map((field) => ({ key: field.key, text: field.text, ...releasesOf(archive, field) }));
    for (const { releases, unclear } of meant) {
      if (unclear) continue;
      const inside = new Uint8Array(archive.total);
      for (const n of releases) inside[n] = 1;
      keep(inside, true);
    }
    for (const { held } of await Promise.all(without.map((item) => matchOf(archive, item)))) keep(held, false);
    return meant.map(({ key, text, values, releases, unclear }) => ({ key, text, values, unclear, count: releases.length }));
  }

  // ---- filters, counts, order -------------------------------------------------------------------

  const chosenOf = (options, key) => [options.filters?.[key] ?? []].flat().map(String);

  const isAll = (options, key) => SEVERAL.includes(key) && (options.all ?? []).includes(key);

  /* For each release how many facets shut it out, and which one did last; dates shut out for good. */
  function shutOut(archive, options) {
    const shut = { count: new Uint8Array(archive.total), key: new Uint8Array(archive.total) };
    KEYS.forEach((key, k) => {
      const chosen = chosenOf(options, key);
      if (!chosen.length) return;
      const inside = new Uint32Array(archive.total);
      for (const value of chosen) for (const n of archive.values[key].get(value) || []) inside[n] += 1;
      const least = isAll(options, key) ? chosen.length : 1;
      for (let n = 0; n < inside.length; n++) {
        if (inside[n] >= least) continue;
        shut.count[n] += 1;
        shut.key[n] = k;
      }
    });
    const from = options.from ? firstDay(options.from) : -Infinity;
    const to = options.to ? lastDay(options.to) : Infinity;
    for (let n = 0; n < archive.total; n++) {
      if (archive.days[n] < from || archive.days[n] > to) shut.count[n] = KEYS.length + 1;
    }
    return shut;
  }

  /* For each value of a facet the results that there are with it: whatever else of that facet is chosen, or beside what
     is chosen where all of it must be there. */
  function countFacets(archive, scores, shut, options) {
    const facets = {};
    const { compare } = new Intl.Collator();
    KEYS.forEach((key, k) => {
      const chosen = chosenOf(options, key);
      const others = isAll(options, key) ? 0 : 1; // facets that may shut out what is counted: this one
      facets[key] = [];
      for (const [value, releases] of archive.values[key]) {
        let count = 0;
        for (const n of releases) {
          if (scores[n] && (!shut.count[n] || (shut.count[n] === others && shut.key[n] === k))) count += 1;
        }
        if (count || chosen.includes(value)) facets[key].push({ value, name: archive.names[key]?.[value]?.[0] ?? value, count });
      }
      facets[key].sort(key === "year" ? (a, b) => b.value - a.value : (a, b) => b.count - a.count || compare(a.name, b.name));
    });
    return facets;
  }

  /* What lacks nothing first, in any order. */
  function order(scores, shut, sort) {
    const found = [];
    for (let n = scores.length - 1; n >= 0; n--) if (scores[n] && !shut.count[n]) found.push(n);
    if (sort === "oldest") found.reverse();
    const value = sort === "relevance" ? (n) => scores[n] : (n) => Number(scores[n] >= ALL);
    // By date already, and the sort is stable: equal values stay so.
    return found.sort((a, b) => value(b) - value(a));
  }

  // ---- the answer -----------------------------------------------------------------------------------

  /* What a hit shows beside its excerpt, and where its text is: {head, part, place}. */
  async function headOf(archive, number) {
    const part = archive.parts.find(({ base, count }) => number < base + count);
    const place = number - part.base;
    const heads = await load(`${part.name}/h${Math.floor(place / TOGETHER)}`, part.version);
    return { head: heads[place % TOGETHER], part: part.name, place };
  }

  /* What a hit shows; excerpt() is the promise of a stretch of its text. */
  async function show(archive, number, { units }, sought) {
    const { head, part, place } = await headOf(archive, number);
    const [id, title, issuer, language, summary = "", reference = ""] = head;
    const issuers = issuer.split(" ").map((by) => {
      const [name, short] = archive.issuers[by] || [by];
      return short || name;
    });
    return {
      id,
      url: `${contentRoot()}releases/${id}.html`,
      title,
      date: new Date(archive.days[number] * DAY).toISOString().slice(0, 10),
      language,
      issuer: [issuers.slice(0, -1).join(", "), issuers.at(-1)].filter(Boolean).join(" and "),
      number: reference,
      marks: { title: marked(title, sought), number: marked(reference, sought) },
      without: units.filter(({ match, optional }) => !match.held[number] && !optional).map(({ text }) => text),
      excerpt: async () => excerpt(summary, await textOf(id, part, place), sought),
    };
  }

  const soughtBy = (units) => ({
    terms: new Set(units.flatMap(({ match }) => [...match.terms])), phrases: units.flatMap(({ phrases }) => phrases),
  });

  /* The query as it was understood.  *corrected* is it with other words put in for the *unknown* ones, or null; *apart* are
     compounds whose words were found elsewhere; *near* says how many of the results, the last ones, lack something, *absent* what stands in none; *forms* are
     other forms of words that count, and *typed* how many of the results hold all words as they were typed; *empty*
     says that the query holds nothing to look for. */
  function understood(query, { units, changes, apart, optional }, fields, { groups, notes }, ranked, full) {
    const swaps = changes.filter(({ other }) => other).sort((a, b) => a.at[0] - b.at[0]);
    const forms = units.filter(({ word, match }) => word && match.forms.size).map(({ text, match }) => ({ word: text, forms: [...match.forms].sort() }));
    return {
      corrected: swaps.length
        ? replaced(query, swaps.map(({ at, whole, token, other }) => ({ at, token: whole ? null : token, other })))
        : null,
      unknown: swaps.map(({ text }) => text),
      apart,
      beginnings: changes.filter(({ beginning }) => beginning).map(({ text }) => text),
      near: ranked.length - full,
      absent: units.filter(({ match, optional: may }) => !match.count && !may).map(({ text }) => text),
      optional,
      forms,
      typed: units.length ? ranked.filter((n) => units.every(({ match, optional: may }) => may || match.held[n] === 2)).length : null,
      dates: groups.flat().filter(({ kind }) => kind === "date").map(({ text, date, at }) => ({ text, date, at })),
      notes,
      fields,
    };
  }

  // ---- what a program may ask for -----------------------------------------------------------------------

  const OPTIONS = ["filters", "all", "from", "to", "sort", "offset", "limit"];
  function wrong(what) {
    throw new TypeError(`newsroom.search(): ${what}`);
  }

  function only(given, names, what) {
    if (typeof given !== "object" || Array.isArray(given)) wrong(`${what} are an object; write { ${names[0]}: … }`);
    for (const key of Object.keys(given)) {
      if (!names.includes(key)) wrong(`there is no ${JSON.stringify(key)} among the ${what}; write one of ${names.join(", ")}`);
    }
  }

  function whole(name, value) {
    if (!(Number.isInteger(value) || value === Infinity) || value < 0) wrong(`${name} is ${JSON.stringify(value)}; write a whole number from 0`);
    return value;
  }

  /* The options with what is left out put in; what would be passed over in silence is an error. */
  function checked(query, options) {
    if (typeof query !== "string") wrong("the query is no text; write words between quotation marks");
    only(options, OPTIONS, "options");
    only(options.filters ?? {}, KEYS, "filters");
    for (const name of ["from", "to"]) {
      const date = options[name];
      if (date && !isDate(date)) wrong(`${name} is ${JSON.stringify(date)}; write a date such as "2011-06-21"`);
    }
    const { all = [] } = options;
    if (!Array.isArray(all) || !all.every((key) => SEVERAL.includes(key))) wrong(`all is ${JSON.stringify(all)}; write a list of some of ${SEVERAL.join(", ")}`);
    const { sort = "relevance", offset = 0, limit = 10 } = options;
    if (!SORTS.includes(sort)) wrong(`sort is ${JSON.stringify(sort)}; write one of ${SORTS.join(", ")}`);
    return { ...options, sort, offset: whole("offset", offset), limit: whole("limit", limit) };
  }

  const isOfFacet = ({ kind, key }) => kind === "field" && KEYS.includes(key) && key !== "year";

  /* Loads the facets if a query asks for releases by them. */
  async function openAsked(archive, { groups, without }, options = {}) {
    if (![...groups.flat(), ...without].some(isOfFacet) && !KEYS.slice(1).some((key) => chosenOf(options, key).length)) return;
    await openFacets(archive);
  }

  /* The answer to a query, with promises of what is loaded later: the facets, and the excerpt of each hit.  Of the hits that
     lack something there are only as many as make *least*, since the text of each is a file to load. */
  async function answer(query, options, least = Infinity) {
    const asked = query ?? "";
    const { offset, limit, ...within } = checked(asked, options ?? {});
    const archive = await openArchive();
    const parsed = parse(asked);
    await openAsked(archive, parsed, within);
    const empty = Boolean(asked.trim()) && !parsed.groups.length && !parsed.without.length;
    const found = await evaluate(archive, parsed);
    const { scores, units } = found;
    if (empty) scores.fill(0);
    const fields = await narrow(archive, found, parsed.without);
    const shut = shutOut(archive, within);
    const ranked = order(scores, shut, within.sort);
    const full = ranked.filter((n) => scores[n] >= ALL).length;
    const end = Math.min(offset + limit, Math.max(full, least));
    const sought = soughtBy(units.filter(({ optional }) => !optional));
    return {
      total: ranked.length,
      results: await Promise.all(ranked.slice(offset, end).map((number) => show(archive, number, found, sought))),
      facets: async () => {
        await openFacets(archive);
        await breath();
        return countFacets(archive, scores, shut, within);
      },
      understood: { ...understood(asked, found, fields, parsed, ranked, full), empty },
    };
  }

  /* DESIGN section 6.  *filters* maps year, organization, official, topic, type, language to a list: any within a
     list, all across; of the facets in *all*, all of the list.  *from* and *to* are dates, both within, also "2011" or
     "2011-06"; *sort* is "relevance", "date" (newest first) or "oldest".  All words and phrases of the query must be there,
     a word in any of its forms.  Where few releases have all, those that lack little follow; *without* says what a hit lacks.
     A facet is a list of {value, name, count}, count being the results with that value under the other filters;
     what has none is left out unless it was chosen.  *understood* says what was made of the query. */
  async function search(query, options) {
    const found = await answer(query, options);
    const results = await Promise.all(found.results.map(async (result) => {
      const parts = await result.excerpt();
      return { ...result, excerpt: parts.map(([text]) => text).join(""), marks: { ...result.marks, excerpt: parts } };
    }));
    return { ...found, results, facets: await found.facets() };
  }

  // ---- for alerts (alerts/matching.py) ------------------------------------------------------------------

  /* The releases that hold all of a query, of those *within* or of all, as numbers.  No word gives way to another. */
  async function holding(query, within) {
    const whole = await openArchive();
    const archive = { ...whole, since: within ? Math.min(...within) : 0 };
    const parsed = parse(query);
    if (!parsed.groups.length && !parsed.without.length) return [];
    await openAsked(archive, parsed);
    const { units, fields } = await evaluate(archive, parsed, true);
    const scores = new Uint8Array(archive.total);
    for (const n of within ?? archive.days.keys()) scores[n] = Number(units.every(({ match, optional }) => optional || match.held[n]));
    await narrow(archive, { fields, scores }, parsed.without);
    return [...scores.keys()].filter((n) => scores[n]);
  }

  /* The releases of some days: [[id, number]]. */
  async function releasedOnDays(dates) {
    const archive = await openArchive();
    const days = new Set(dates.map(firstDay));
    const numbers = [...archive.days.keys()].filter((number) => days.has(archive.days[number]));
    return Promise.all(numbers.map(async (number) => [(await headOf(archive, number)).head[0], number]));
  }

  Object.assign(newsroom.parts, { search, answer, holding, releasedOnDays });
})();
