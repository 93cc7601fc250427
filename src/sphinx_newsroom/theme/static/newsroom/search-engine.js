/* newsroom.search(): a query and filters to hits and counts. */
(() => {
  "use strict";

  const {
    KEYS, DAY, contentRoot, load, openArchive, parse, replaced, tokens, findWord, findPhrase, rank, near, parted, marked, excerpt,
  } = newsroom.parts;
  const SHOWN = 4; // releases in a "d" file
  const CHANGED = 0.5; // how far a word put in for a known one is trusted, beside a longer form of it
  const SHORTEST_PREFIX = 3; // half of all words begin with "co"
  const LONGEST_PART = 8; // characters of what is looked for as one word where words are written without spaces

  // ---- which releases a query finds -----------------------------------------------------------

  const any = (scores) => scores.some(Boolean);
  const put = (list, at, value) => list.map((other, i) => (i === at ? value : other));

  /* What may stand in for *word*: words that begin with it, words that it may be a mistyping of, and two words with a
     hyphen between them, which other words that it resembles less come after. */
  async function* others(archive, word) {
    if (word.exact || word.beginning) return;
    if (word.token.length >= SHORTEST_PREFIX) {
      const longer = await findWord(archive, word.token, true);
      if (longer.count) yield { match: longer, beginning: true };
    }
    const taken = async (candidate) => ({ match: await findWord(archive, candidate.word), word: candidate.word });
    const candidates = await near(archive, word.token);
    for (const candidate of candidates) if (candidate.far <= 1) yield await taken(candidate);
    const isKnown = (await findWord(archive, word.token)).count > 0;
    const parts = isKnown || candidates[0]?.far <= 1 ? null : await parted(archive, word.token);
    if (parts) yield { match: await findPhrase(archive, parts), word: parts.join("-") };
    for (const candidate of candidates) if (candidate.far > 1) yield await taken(candidate);
    for (const candidate of await near(archive, word.token, 1)) yield await taken(candidate);
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

  /* What a compound that stands nowhere as it is written stands for: one word (cooperation), the longest parts that stand
     somewhere (where words are written without spaces), or its words wherever they stand. */
  async function resolved(archive, compound) {
    const joined = compound.joinable && (await findWord(archive, compound.tokens.join("")));
    if (joined?.count) return { word: { token: compound.text, at: compound.at, whole: true }, match: joined, other: compound.tokens.join("") };
    if (!compound.unspaced) return { words: compound.tokens.map((token) => ({ token, at: compound.at })) };
    const phrases = [];
    for (let rest = compound.tokens; rest.length; rest = rest.slice(phrases.at(-1).length)) {
      let length = Math.min(rest.length, LONGEST_PART);
      while (length > 1 && !(await findPhrase(archive, rest.slice(0, length))).count) length -= 1;
      phrases.push(rest.slice(0, length));
    }
    return { phrases };
  }

  /* The words and phrases of *query* with its compounds: phrases where they stand, else what they stand for. */
  async function withCompounds(archive, query) {
    const found = { words: [...query.words], phrases: [...query.phrases], joined: [], apart: [] };
    for (const compound of query.compounds) {
      if ((await findPhrase(archive, compound.tokens)).count) {
        found.phrases.push(compound.tokens);
        continue;
      }
      const { word, match, other, words = [], phrases = [] } = await resolved(archive, compound);
      if (word) found.joined.push({ word, to: { match, word: other } });
      else found.apart.push(compound.text);
      found.words.push(...words);
      found.phrases.push(...phrases);
    }
    return found;
  }

  /* The releases that hold all words and phrases of *query*, with what was taken for words that are not found. */
  async function evaluate(archive, query) {
    const { words, phrases, joined, apart } = await withCompounds(archive, query);
    const together = await Promise.all(phrases.map((tokens_) => findPhrase(archive, tokens_)));
    const fixed = [...together, ...joined.map(({ to }) => to.match)];
    const matches = await Promise.all(words.map((word) => findWord(archive, word.token, word.beginning)));
    let found = { matches, changes: [] };
    if (!any(rank(archive, [...fixed, ...matches])) && words.length && fixed.every(({ count }) => count)) {
      const better = matches.every(({ count }) => count)
        ? await oneGivesWay(archive, words, matches, fixed)
        : await giveWay(archive, words, matches, fixed);
      found = better ?? found;
    }
    const all = [...fixed, ...found.matches];
    const scores = rank(archive, all);
    const sought = {
      terms: new Set(all.flatMap(({ terms }) => [...terms])),
      phrases: [...phrases, ...found.changes.flatMap(({ to }) => (to.word?.includes("-") ? [tokens(to.word)] : []))],
    };
    const changes = any(scores) ? [...joined, ...found.changes] : [];
    return { scores, sought, changes, known: matches.every(({ count }) => count) && !joined.length, apart: any(scores) && !changes.length ? apart : [] };
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
      ...query.without.compounds.map((compound) => findPhrase(archive, compound.tokens)),
    ]);
    for (const { held } of without) keep(held, false);
    return fields;
  }

  // ---- filters, counts, order -------------------------------------------------------------------

  /* The first day of a date, or of the year or month that it tells; the last one is the day before the next's first. */
  const firstDay = (date) => Date.parse(date) / DAY;

  function lastDay(date) {
    const [year, month, day] = date.split("-").map(Number);
    if (day) return firstDay(date);
    const next = !month || month === 12 ? [year + 1, 1] : [year, month + 1];
    return firstDay(`${String(next[0]).padStart(4, "0")}-${String(next[1]).padStart(2, "0")}`) - 1;
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
    const from = options.from ? firstDay(options.from) : -Infinity;
    const to = options.to ? lastDay(options.to) : Infinity;
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
    const [id, title, date, issuer, language, summary, body, reference = ""] = rows[place % SHOWN];
    const parts = excerpt(summary, body, sought);
    const issuers = issuer.split(" ").map((by) => {
      const [name, short] = archive.names.organization[by] || [by];
      return short || name;
    });
    return {
      id,
      url: `${contentRoot()}releases/${id}.html`,
      title,
      date,
      language,
      issuer: [issuers.slice(0, -1).join(", "), issuers.at(-1)].filter(Boolean).join(" and "),
      number: reference,
      excerpt: parts.map(([text]) => text).join(""),
      marks: { title: marked(title, sought), number: marked(reference, sought), excerpt: parts },
    };
  }

  /* The query as it was understood.  *corrected* is it with other words put in for the *unknown* ones, or null; *known*
     says that these are known, too, but never stand together with the rest; *apart* are compounds whose words were found
     elsewhere; *empty* says that the query holds nothing to look for. */
  function understood(query, { changes, known, apart }, fields, empty) {
    const swaps = changes.filter(({ to }) => to.word).sort((a, b) => a.word.at[0] - b.word.at[0]);
    return {
      corrected: swaps.length
        ? replaced(query, swaps.map(({ word, to }) => ({ at: word.at, token: word.whole ? null : word.token, other: to.word })))
        : null,
      unknown: swaps.map(({ word }) => word.token),
      known,
      apart,
      beginnings: changes.filter(({ to }) => to.beginning).map(({ word }) => word.token),
      fields,
      empty,
    };
  }

  const isEmpty = ({ without = {}, ...wanted }) => [...Object.values(wanted), ...Object.values(without)].every((list) => !list.length);

  // ---- what a program may ask for -----------------------------------------------------------------------

  const OPTIONS = ["filters", "from", "to", "sort", "offset", "limit"];
  const A_DATE = /^\d{4}(-\d\d(-\d\d)?)?$/;

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
      if (date && (!A_DATE.test(date) || Number.isNaN(firstDay(date)))) wrong(`${name} is ${JSON.stringify(date)}; write a date such as "2011-06-21"`);
    }
    const { sort = "relevance", offset = 0, limit = 10 } = options;
    if (sort !== "relevance" && sort !== "date") wrong(`sort is ${JSON.stringify(sort)}; write "relevance" or "date"`);
    return { ...options, sort, offset: whole("offset", offset), limit: whole("limit", limit) };
  }

  /* DESIGN section 6.  *filters* maps year, organization, official, topic, type, language to a list: any within a
     list, all across; *from* and *to* are dates, both within, also "2011" or "2011-06"; *sort* is "relevance" or "date".  All words and phrases of
     the query must be there.  A word that no release holds is taken for the beginning of one, or for a mistyped one.
     A facet is a list of {value, name, count}, count being the results with that value under the other filters;
     what has none is left out unless it was chosen.  *understood* says what was made of the query. */
  async function search(query, options) {
    const asked = query ?? "";
    const { offset, limit, ...within } = checked(asked, options ?? {});
    const archive = await openArchive();
    const parsed = parse(asked);
    const empty = Boolean(asked.trim()) && isEmpty(parsed);
    const found = await evaluate(archive, parsed);
    const { scores } = found;
    if (empty) scores.fill(0);
    const fields = await narrow(archive, parsed, scores);
    const shut = shutOut(archive, within);
    const isRanked = parsed.words.length + parsed.phrases.length + parsed.compounds.length > 0;
    const ranked = order(scores, shut, within.sort === "date" || !isRanked);
    return {
      total: ranked.length,
      results: await Promise.all(ranked.slice(offset, offset + limit).map((number) => show(archive, number, found.sought))),
      facets: countFacets(archive, scores, shut, within),
      understood: understood(asked, found, fields, empty),
    };
  }

  Object.assign(newsroom.parts, { search, languageName });
})();
