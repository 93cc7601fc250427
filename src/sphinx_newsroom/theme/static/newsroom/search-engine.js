/* newsroom.search(): a query and filters to hits and counts. */
(() => {
  "use strict";

  const {
    KEYS, DAY, contentRoot, load, openArchive, parse, replaced, tokens, findWord, findPhrase, rank, near, marked, excerpt,
  } = newsroom.parts;
  const SHOWN = 4; // releases in a "d" file
  const CHANGED = 0.5; // how far a word put in for a known one is trusted, beside a longer form of it
  const SHORTEST_PREFIX = 3; // half of all words begin with "co"

  // ---- which releases a query finds -----------------------------------------------------------

  const any = (scores) => scores.some(Boolean);
  const put = (list, at, value) => list.map((other, i) => (i === at ? value : other));

  /* What may stand in for *word*: words that begin with it, then words that it may be a mistyping of. */
  async function* others(archive, word) {
    if (word.exact || word.beginning) return;
    if (word.token.length >= SHORTEST_PREFIX) {
      const longer = await findWord(archive, word.token, true);
      if (longer.count) yield { match: longer, beginning: true };
    }
    for (const letter of [0, 1]) {
      for (const candidate of await near(archive, word.token, letter)) {
        yield { match: await findWord(archive, candidate.word), word: candidate.word };
      }
    }
  }

  /* Words that stand nowhere give way, each to the first that the rest of the query goes with. */
  async function giveWay(archive, words, matches, fixed) {
    const changes = [];
    let chosen = matches;
    for (const [i, word] of words.entries()) {
      if (matches[i].count) continue;
      const rest = [...fixed, ...chosen.filter((match, j) => j !== i && match.count)];
      let taken = null;
      for await (const option of others(archive, word)) {
        const goes = any(rank(archive, [...rest, option.match]));
        if (goes || !taken) taken = option;
        if (goes) break;
      }
      if (!taken) return null;
      chosen = put(chosen, i, taken.match);
      changes.push({ word, to: taken });
    }
    return { matches: chosen, changes };
  }

  /* Every word stands somewhere, but never all together: one gives way, the one that leaves the best hit. */
  async function oneGivesWay(archive, words, matches, fixed) {
    let best = null;
    for (const [i, word] of words.entries()) {
      for await (const option of others(archive, word)) {
        const chosen = put(matches, i, option.match);
        const score = rank(archive, [...fixed, ...chosen]).reduce((most, one) => Math.max(most, one), 0) * (option.word ? CHANGED : 1);
        if (score > (best?.score ?? 0)) best = { score, matches: chosen, changes: [{ word, to: option }] };
      }
    }
    return best;
  }

  /* The releases that hold all words and phrases of *query*, with what was taken for words that are not found. */
  async function evaluate(archive, query) {
    const fixed = await Promise.all(query.phrases.map((words) => findPhrase(archive, words)));
    const matches = await Promise.all(query.words.map((word) => findWord(archive, word.token, word.beginning)));
    let found = { matches, changes: [] };
    if (!any(rank(archive, [...fixed, ...matches])) && query.words.length && fixed.every(({ count }) => count)) {
      const better = matches.every(({ count }) => count)
        ? await oneGivesWay(archive, query.words, matches, fixed)
        : await giveWay(archive, query.words, matches, fixed);
      found = better ?? found;
    }
    const all = [...fixed, ...found.matches];
    const scores = rank(archive, all);
    const sought = { terms: new Set(all.flatMap(({ terms }) => [...terms])), phrases: query.phrases };
    const apart = matches.every(({ count }) => count); // each word stands somewhere
    return { scores, sought, apart, changes: any(scores) ? found.changes : [] };
  }

  // ---- fields: official:fedotov ------------------------------------------------------------------

  const holds = (name, wanted) => {
    const words = tokens(name);
    return wanted.every((word, i) => words.some((other) => (i === wanted.length - 1 ? other.startsWith(word) : other === word)));
  };

  function languageName(tag) {
    try {
      return new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" }).of(tag);
    } catch {
      return tag; // not a language tag
    }
  }

  /* The values of a facet that a reader means by *text*: those called so in full, else those whose name holds it. */
  function meant(archive, key, text) {
    const values = [...archive.values[key].keys()];
    if (key === "year") {
      const [first, last = first] = text.split(/\s*(?:-|–|\.\.)\s*/);
      return values.filter((year) => Number(year) >= Number(first) && Number(year) <= Number(last || 9999));
    }
    const wanted = tokens(text);
    const named = values.map((value) => {
      const [name = value, short = "", , also = []] = archive.names[key]?.[value] ?? [];
      return { value, names: [value, name, short, key === "language" ? languageName(value) : "", ...also].filter(Boolean) };
    });
    const same = named.filter(({ names }) => names.some((name) => tokens(name).join(" ") === wanted.join(" ")));
    const found = same.length ? same : named.filter(({ names }) => wanted.length && names.some((name) => holds(name, wanted)));
    return found.map(({ value }) => value);
  }

  /* Takes away the releases that fields and exclusions rule out; says what each field means. */
  async function narrow(archive, query, scores) {
    const keep = (inside, wanted) => {
      for (let n = 0; n < scores.length; n++) if (Boolean(inside[n]) !== wanted) scores[n] = 0;
    };
    const fields = [];
    for (const [list, wanted] of [[query.fields, true], [query.without.fields, false]]) {
      for (const { key, text } of list) {
        const inside = new Uint8Array(archive.total);
        const values = meant(archive, key, text);
        for (const value of values) for (const n of archive.values[key].get(value)) inside[n] = 1;
        keep(inside, wanted);
        if (wanted) fields.push({ key, text, values });
      }
    }
    const without = await Promise.all([
      ...query.without.words.map((word) => findWord(archive, word.token, word.beginning)),
      ...query.without.phrases.map((words) => findPhrase(archive, words)),
    ]);
    for (const { held } of without) keep(held, false);
    return fields;
  }

  // ---- filters, counts, order -------------------------------------------------------------------

  function day(date, otherwise) {
    const parsed = Date.parse(date || "");
    return Number.isNaN(parsed) ? otherwise : Math.floor(parsed / DAY);
  }

  const chosenOf = (options, key) => [options.filters?.[key] ?? []].flat().map(String);

  /* For each release how many facets shut it out, and which one did last; dates shut out for good. */
  function shutOut(archive, options) {
    const shut = { count: new Uint8Array(archive.total), key: new Uint8Array(archive.total) };
    KEYS.forEach((key, k) => {
      const chosen = chosenOf(options, key);
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
      const chosen = chosenOf(options, key);
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

  // ---- the answer -----------------------------------------------------------------------------------

  async function show(archive, number, sought) {
    const year = archive.years.find(({ base, count }) => number < base + count);
    const place = number - year.base;
    const rows = await load(`${year.year}/d${Math.floor(place / SHOWN)}`, year.version);
    const [id, title, date, issuer, language, summary, body] = rows[place % SHOWN];
    const parts = excerpt(summary, body, sought);
    const [issuerName, issuerShort] = archive.names.organization[issuer] || [issuer];
    return {
      id,
      url: `${contentRoot()}releases/${id}.html`,
      title,
      date,
      language,
      issuer: issuerShort || issuerName,
      excerpt: parts.map(([text]) => text).join(""),
      marks: { title: marked(title, sought), excerpt: parts },
    };
  }

  /* The query as it was understood.  *corrected* is it with other words put in for the *unknown* ones, or null; *apart*
     says that these are known, too, but never stand together with the rest. */
  function understood(query, changes, apart, fields) {
    let corrected = query;
    const swaps = changes.filter(({ to }) => to.word).sort((a, b) => b.word.at[0] - a.word.at[0]);
    for (const { word, to } of swaps) corrected = replaced(corrected, word, to.word);
    return {
      corrected: swaps.length ? corrected : null,
      unknown: swaps.map(({ word }) => word.token).reverse(),
      apart,
      beginnings: changes.filter(({ to }) => to.beginning).map(({ word }) => word.token),
      fields,
    };
  }

  /* DESIGN section 6.  *filters* maps year, organization, official, topic, type, language to a list: any within a
     list, all across; *from* and *to* are dates, both within; *sort* is "relevance" or "date".  All words and phrases of
     the query must be there.  A word that no release holds is taken for the beginning of one, or for a mistyped one.
     A facet is a list of {value, name, count}, count being the results with that value under the other filters;
     what has none is left out unless it was chosen.  *understood* says what was made of the query. */
  async function search(query = "", options = {}) {
    const archive = await openArchive();
    const parsed = parse(query);
    const { scores, sought, apart, changes } = await evaluate(archive, parsed);
    const fields = await narrow(archive, parsed, scores);
    const shut = shutOut(archive, options);
    const ranked = order(scores, shut, options.sort === "date" || !(parsed.words.length || parsed.phrases.length));
    const offset = options.offset ?? 0;
    const shown = ranked.slice(offset, offset + (options.limit ?? 10));
    return {
      total: ranked.length,
      results: await Promise.all(shown.map((number) => show(archive, number, sought))),
      facets: countFacets(archive, scores, shut, options),
      understood: understood(query, changes, apart, fields),
    };
  }

  Object.assign(newsroom.parts, { search, languageName });
})();
