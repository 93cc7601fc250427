/* What the search page says beside the hits: what was made of the query, whom it names, and where their feeds are. */
(() => {
  "use strict";

  const { contentRoot, openDirectory, parse, tokens, wordsWanted, languageName } = newsroom.parts;
  const KINDS = ["organization", "official", "topic"];

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
  function meant(understood, follow) {
    const said = [];
    if (understood.corrected) {
      said.push(element(
        "p", {}, understood.known ? "No release holds all these words. " : `No release holds ${quoted(understood.unknown)}. `,
        "Did you mean ", follow({ q: understood.corrected }, understood.corrected), "? These releases hold it.",
      ));
    }
    if (understood.beginnings.length) {
      said.push(element("p", {}, `These releases hold words that begin with ${quoted(understood.beginnings)}.`));
    }
    if (understood.apart.length) said.push(element("p", {}, `No release holds ${quoted(understood.apart)}; these hold its parts elsewhere.`));
    for (const { key, text, values } of understood.fields) {
      if (values.length) continue;
      const what = key === "year" ? `No release is from ${text}.` : `No ${key} that releases name is called “${text}”.`;
      said.push(element("p", {}, what));
    }
    return said;
  }

  /* The entities that a search is about: [{key, value, asked}]; *asked* where it asks for them and not for their name's words. */
  function entitiesOf(state, fields, names) {
    const found = KINDS.flatMap((key) => state.filters[key].map((value) => ({ key, value, asked: true })));
    for (const { key, values } of fields) {
      if (KINDS.includes(key) && values.length === 1) found.push({ key, value: values[0], asked: true });
    }
    const query = parse(state.q);
    const wanted = wordsWanted(query);
    const words = wanted.length ? wanted : query.phrases[0] || [];
    if (!words.length || (wanted.length && query.phrases.length) || query.phrases.length > 1) return found;
    for (const key of KINDS) {
      for (const [value, [name, short = "", , also = []]] of Object.entries(names[key])) {
        const same = [name, short, ...also].some((text) => [...new Set(tokens(text))].join(" ") === [...new Set(words)].join(" "));
        if (same && !found.some((other) => other.key === key && other.value === value)) found.push({ key, value, asked: false });
      }
    }
    return found;
  }

  function isAlone(state, fields) {
    const query = parse(state.q);
    const filters = Object.values(state.filters).flat().length;
    const others = wordsWanted(query).length + query.phrases.length + Object.values(query.without).flat().length;
    return filters + fields.length === 1 && !others && !state.from && !state.to;
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
      ...aboutPlain(state, answer, alone, directory),
      ...entitiesOf(state, understood.fields, directory.names).flatMap(
        (entity) => aboutEntity(entity, alone, directory, follow, state),
      ),
    ];
  }

  Object.assign(newsroom.parts, { element, notes });
})();
