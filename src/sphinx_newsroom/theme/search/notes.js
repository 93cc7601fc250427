/* What the search page says beside the hits: what was made of the query, whom it names, and where their feeds are. */
(() => {
  "use strict";

  const { FIELDS, contentRoot, openDirectory, parse, tokens, wordsWanted, isPlain, isField, replaced, languageName } = newsroom.parts;
  const KINDS = ["organization", "official", "topic"];
  const FORMS = 8; // other forms that are named

  /* An element with attributes and children; text stays text. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "onclick" || key === "onchange") made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value != null) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  const quoted = (words) => words.map((word) => `“${word}”`).join(", ");
  const releases = (count) => `${count.toLocaleString(document.documentElement.lang || "en")} ${count === 1 ? "release" : "releases"}`;

  /* Did you mean: the query that was answered instead, as a link that makes it the query. */
  function meant({ corrected, unknown, beginnings, apart, partial }, follow) {
    const said = [];
    if (corrected) {
      said.push(element(
        "p", {}, `No release holds ${quoted(unknown)}. Did you mean `, follow({ q: corrected }, corrected),
        partial ? "?" : "? These releases hold it.",
      ));
    }
    if (beginnings.length) said.push(element("p", {}, `No release holds ${quoted(beginnings)} as a word; words that begin so count.`));
    if (apart.length) said.push(element("p", {}, `No release holds ${quoted(apart)}; these hold its parts elsewhere.`));
    return said;
  }

  /* Which words are in the way, where no release holds all. */
  function lacks({ least, of, missed }) {
    const strange = missed.filter(({ known }) => !known).map(({ text }) => text);
    const others = missed.filter(({ known }) => known).map(({ text }) => text);
    const rest = "These hold all else, best first.";
    if (missed.length === least) {
      const said = [
        strange.length ? `No release holds ${quoted(strange)}.` : "",
        others.length ? `No release holds ${quoted(others)} together with the rest.` : "",
      ];
      return element("p", {}, [...said, rest].filter(Boolean).join(" "));
    }
    return element("p", {}, [
      strange.length ? `No release holds ${quoted(strange)}.` : "",
      `No release holds all ${of}. These hold ${of - least} of them, best first, and each says which it lacks.`,
    ].filter(Boolean).join(" "));
  }

  /* What the count counts where other forms of the words are among it. */
  function formsSaid(state, { total, understood: { forms, typed } }, follow) {
    if (typed === null || typed === total || !forms.length) return [];
    const all = forms.flatMap((one) => one.forms);
    const some = `${all.slice(0, FORMS).join(", ")}${all.length > FORMS ? ", …" : ""}`;
    const items = parse(state.q).groups.flat();
    const swaps = forms.flatMap(({ word }) => items.filter(({ text }) => text === word).map(({ at }) => ({ at, token: null, other: `"${word}"` })));
    const exact = typed ? [" ", follow({ q: replaced(state.q, swaps) }, "Only as typed"), "."] : [];
    return [element(
      "p", {}, typed ? `${typed.toLocaleString()} as typed, ${(total - typed).toLocaleString()} in other forms: ${some}.` : `None as typed; in other forms: ${some}.`, ...exact,
    )];
  }

  const NAMED = [...new Set(Object.values(FIELDS))].map((name) => `${name}:`).join(", ");

  /* What of the query was not understood, and what is instead. */
  function misunderstood({ notes, fields }) {
    const said = notes.map(({ what, text, better, key }) => ({
      "no date": `“${text}” after ${key}: is no date, so it was looked for as words. Write ${key}:2011-06-21, ${key}:2011-06 or ${key}:2011.`,
      "unclear date": `“${text}” may be either of two days, so its numbers were looked for. Write ${better} for the day that has the month second.`,
      field: `“${text}:” is no field, so its words were looked for. Fields are ${NAMED}.`,
      brackets: "Brackets are not understood: OR joins the two words beside it.",
    })[what]);
    for (const { key, text, values, unclear, count } of fields) {
      if (unclear && key === "year") said.push(`“${text}” is no year and narrows nothing. Write year:2011 or year:2009-2011.`);
      else if (unclear && key === "month") said.push(`“${text}” is no month and narrows nothing. Write month:march or month:2011-03.`);
      else if (key === "year" && !count) said.push(`No release is from ${text}.`);
      else if (!count && !KINDS.includes(key) && key !== "type" && key !== "language") said.push(`No release is ${key === "month" ? "of" : key} ${text}.`);
      else if (!values.length && !count) said.push(`No ${key} that releases name is called “${text}”.`);
    }
    return said.map((text) => element("p", {}, text));
  }

  function datesSaid({ dates }, state, follow) {
    return dates.map(({ text, at }) => element(
      "p", {}, `“${text}”: released then, or naming the date. `, follow({ q: replaced(state.q, [{ at, token: null, other: `"${text}"` }]) }, "Only these words"), ".",
    ));
  }

  /* The entities that a search is about: [{key, value, asked}]; *asked* where it asks for them and not for their name's words. */
  function entitiesOf(state, fields, names) {
    const found = KINDS.flatMap((key) => state.filters[key].map((value) => ({ key, value, asked: true })));
    for (const { key, values } of fields) {
      if (KINDS.includes(key) && values.length === 1) found.push({ key, value: values[0], asked: true });
    }
    const query = parse(state.q);
    const words = wordsWanted(query).length ? wordsWanted(query) : query.groups[0]?.[0].tokens ?? [];
    const rest = { ...query, groups: query.groups.filter(([item]) => !isField(item)) };
    if (!words.length || !isPlain(rest)) return found;
    for (const key of KINDS) {
      for (const [value, [name, short = "", , also = []]] of Object.entries(names[key])) {
        const same = [name, short, ...also].some((text) => [...new Set(tokens(text))].join(" ") === [...new Set(words)].join(" "));
        if (same && !found.some((other) => other.key === key && other.value === value)) found.push({ key, value, asked: false });
      }
    }
    return found;
  }

  function isAlone(state, fields) {
    const { groups, without } = parse(state.q);
    const filters = Object.values(state.filters).flat().length;
    return filters + fields.length === 1 && groups.length === fields.length && !without.length && !state.from && !state.to;
  }

  function listed(parts) {
    return parts.flatMap((part, i) => (i ? [i === parts.length - 1 ? " and " : ", ", part] : [part]));
  }

  /* What else there is on an entity: its page and feed, its releases, and those it was before and after. */
  function aboutEntity({ key, value, asked }, alone, directory, follow, state) {
    if (!Object.hasOwn(directory.names[key], value)) return []; // an address may ask for anything
    const [name, , count = 0, , earlier = [], later = []] = directory.names[key][value];
    const said = [];
    const page = `${contentRoot()}${key}s/${value}`;
    const others = (values) => listed(values.map((id) => {
      const [other, , number] = directory.names[key][id];
      return element("span", {}, follow({ q: "", filters: { ...state.none, [key]: [id] } }, other), ` (${releases(number)})`);
    }));
    if (asked && alone) {
      const links = [element("a", { href: `${page}.html` }, `All about ${name}`)];
      if (directory.feeds.includes(key) && count) links.push(element("a", { href: `${page}/rss.xml` }, `Follow ${name} by RSS`));
      said.push(element("p", { class: "search-entity" }, ...links.flatMap((link, i) => (i ? [" · ", link] : [link]))));
    }
    if (!asked && count) {
      said.push(element("p", {}, follow({ q: "", filters: { ...state.none, [key]: [value] } }, `${releases(count)} naming ${name}`),
        ", by whatever name."));
    }
    if (earlier.length) said.push(element("p", {}, `Before ${name} there was `, ...others(earlier), "."));
    if (later.length) said.push(element("p", {}, `After ${name} came `, ...others(later), "."));
    return said;
  }

  /* Where the releases of one type or language alone can be followed. */
  function aboutPlain(state, { facets, understood }, alone, directory) {
    if (!alone) return [];
    return ["type", "language"].filter((key) => directory.feeds.includes(key)).flatMap((key) => {
      const asked = [...state.filters[key], ...understood.fields.filter((field) => field.key === key).flatMap(({ values }) => values)];
      const facet = asked.length === 1 && facets[key].find(({ value, count }) => value === asked[0] && count);
      if (!facet) return [];
      const what = key === "type" ? `all of the type ${facet.name}` : `all in ${languageName(facet.value)}`;
      return [element("p", { class: "search-entity" }, element("a", { href: `${contentRoot()}${key}s/${facet.value}/rss.xml` }, `Follow ${what} by RSS`))];
    });
  }

  /* The notes to an answer, as paragraphs.  *follow*(change, words) gives a link to the search that a change leads to. */
  async function notes(state, answer, follow) {
    const directory = await openDirectory();
    const { understood } = answer;
    const alone = isAlone(state, understood.fields);
    return [
      ...meant(understood, follow),
      ...(understood.partial ? [lacks(understood.partial)] : []),
      ...formsSaid(state, answer, follow),
      ...(understood.optional.length ? [element("p", {}, `Need not be there: ${quoted(understood.optional)}.`)] : []),
      ...datesSaid(understood, state, follow),
      ...misunderstood(understood),
      ...aboutPlain(state, answer, alone, directory),
      ...entitiesOf(state, understood.fields, directory.names).flatMap(
        (entity) => aboutEntity(entity, alone, directory, follow, state),
      ),
    ];
  }

  Object.assign(newsroom.parts, { element, notes });
})();
