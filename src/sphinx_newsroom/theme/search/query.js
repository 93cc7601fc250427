/* What a reader types, as search understands it: words, phrases, alternatives, exclusions, fields, dates. */
(() => {
  "use strict";

  const { UNSPACED, tokens, dateAt, dateOf } = newsroom.parts;
  const FIELDS = {
    official: "official", officials: "official", organization: "organization", organisation: "organization",
    organizations: "organization", org: "organization", topic: "topic", topics: "topic", type: "type",
    language: "language", year: "year", month: "month", date: "date",
    from: "from", since: "from", to: "to", until: "to", before: "before", after: "after",
  };
  const DATED = ["date", "from", "to", "before", "after"]; // fields whose value is a date
  const POSSESSIVE = /([\p{L}\p{N}])['’‘ʼʻʹ]s(?![\p{L}\p{N}])/giu;
  const FIELD = new RegExp(`(${Object.keys(FIELDS).join("|")}):\\s*`, "iuy");
  const OPERATOR = /(OR|AND|NOT)(?=\s|$)/y;
  const VALUE = /"[^"]*"?|[^\s"]+/y;
  const NO_FIELD = /^(\p{L}{2,}):(?!\/\/)[\p{L}\p{N}"]/u;
  const PARTING = /[;|]|,(?!\d)/g; // parts words without a space beside it
  const JOINABLE = /^[\p{L}\p{M}'’.‐‑–-]+$/u;

  /* What a piece of the query asks for: one item as a rule, none where there is no word in it. */
  function itemsOf(value, at) {
    const quoted = value.startsWith('"');
    const plain = quoted ? value : value.replace(POSSESSIVE, "$1");
    const words = tokens(plain);
    const beginning = !quoted && value.endsWith("*");
    if (words.length > 1 && quoted) return [{ kind: "phrase", tokens: words, text: value, at }];
    if (words.length > 1 && !beginning) {
      return [{ kind: "compound", tokens: words, text: value, at, joinable: JOINABLE.test(plain), unspaced: UNSPACED.test(value) }];
    }
    const letters = plain.normalize("NFC").replace(/[^\p{L}\p{N}\p{M}]/gu, "");
    const isCapital = /\p{Lu}/u.test(letters) && letters === letters.toUpperCase();
    return words.map((token, i) => ({
      kind: "word", token, raw: words.length > 1 ? token : letters, text: words.length > 1 ? token : value, at, exact: quoted,
      beginning: beginning && i === words.length - 1, isName: /^\p{Lu}/u.test(letters) && !isCapital, isShort: isCapital && letters.length > 1,
    }));
  }

  /* What begins at a place of the query: {items, end}, and *note* where something of it is not understood. */
  function pieceAt(text, start) {
    FIELD.lastIndex = start;
    const field = FIELD.exec(text);
    const key = field && FIELDS[field[1].toLowerCase()];
    const at = field ? FIELD.lastIndex : start;
    if (at === text.length) return { end: at, items: [] };
    const dated = !field || DATED.includes(key) || key === "month" ? dateAt(text, at) : null;
    if (dated?.date && field) return { end: dated.end, items: [{ kind: "field", key, text: dated.date, at: [at, dated.end] }] };
    if (dated?.date) {
      const said = text.slice(at, dated.end);
      return { end: dated.end, items: [{ kind: "date", date: dated.date, text: said, tokens: tokens(said), at: [at, dated.end] }] };
    }
    VALUE.lastIndex = at;
    const [value] = VALUE.exec(text);
    const end = at + value.length;
    if (field) {
      const said = value.replaceAll('"', "").trim();
      if (DATED.includes(key) && said && !dateOf(said)) {
        return { end, items: itemsOf(value, [at, end]), note: { what: "no date", text: said, key } };
      }
      return { end, items: said ? [{ kind: "field", key, text: said, at: [at, end] }] : [] };
    }
    const [, name] = NO_FIELD.exec(value) ?? [];
    const note = dated?.unclear ? { what: "unclear date", text: text.slice(at, dated.end), better: dated.unclear }
      : name ? { what: "field", text: name } : null;
    return { end, items: itemsOf(value, [at, end]), note };
  }

  /* {groups, without, notes}: a group is a list of items of which any will do, all groups must be there, nothing of
     *without* may.  An item is of one of five kinds: a word ({token, raw, exact, beginning, …}), a phrase ({tokens}), a
     compound, which holds several words without a space, such as co-operation, PR/2011/40 or 会議 ({tokens, joinable,
     unspaced}), a field ({key}), a date ({date, tokens}).  Each has its *text* and where that stands, *at*. */
  function parse(query) {
    const text = query.replace(/[“”„‟«»]/g, '"').replace(PARTING, " ");
    const found = { groups: [], without: [], notes: [] };
    let [either, minus, at] = [false, false, 0];
    while (at < text.length) {
      if (/\s/.test(text[at])) {
        at += 1;
        continue;
      }
      OPERATOR.lastIndex = at;
      const [, operator] = OPERATOR.exec(text) ?? [];
      if (operator) {
        at += operator.length;
        if (operator === "NOT") minus = true;
        else either = operator === "OR" && found.groups.length > 0;
        continue;
      }
      if (/[-−–]/.test(text[at]) && /\S/.test(text[at + 1] ?? "")) {
        minus = true;
        at += 1;
      }
      const { items, end, note } = pieceAt(text, at);
      at = end;
      if (note) found.notes.push(note);
      for (const item of items) put(found, item, minus, either);
      [either, minus] = [false, false];
    }
    if (/[()]/.test(text) && / (OR|NOT) /.test(text)) found.notes.push({ what: "brackets" });
    return found;
  }

  function put(found, item, minus, either) {
    if (minus) found.without.push(item);
    else if (either) found.groups.at(-1).push(item);
    else if (item.kind !== "word" || !found.groups.some(([one, ...others]) => !others.length && one.token === item.token)) {
      found.groups.push([item]);
    }
  }

  /* The words of a query that are wanted as words, in its order. */
  function wordsWanted({ groups }) {
    const single = groups.filter((group) => group.length === 1).map(([item]) => item);
    return single.flatMap((item) => (item.kind === "word" ? [item.token] : item.kind === "compound" ? item.tokens : []));
  }

  /* Whether all that a query asks for are words, or nothing but one phrase: what may be a name. */
  function isPlain({ groups, without }) {
    const items = groups.flat();
    return !without.length && items.length === groups.length
      && (items.every(({ kind }) => kind === "word" || kind === "compound") || (items.length === 1 && items[0].kind === "phrase"));
  }

  /* *query* with others put in for some of its words: [{at, token, other}]; without *token* for all that stands there. */
  function replaced(query, swaps) {
    let text = query;
    for (const start of [...new Set(swaps.map(({ at }) => at[0]))].sort((a, b) => b - a)) {
      const here = swaps.filter(({ at }) => at[0] === start);
      const [, end] = here[0].at;
      const words = tokens(text.slice(start, end));
      const other = (word) => here.find(({ token }) => token === word)?.other ?? word;
      const whole = words.length === 1 || !here[0].token;
      text = text.slice(0, start) + (whole ? here[0].other : words.map(other).join(" ")) + text.slice(end);
    }
    return text;
  }

  Object.assign(newsroom.parts, { FIELDS, parse, wordsWanted, isPlain, replaced });
})();
