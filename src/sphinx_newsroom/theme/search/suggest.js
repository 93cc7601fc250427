/* What a reader may mean while typing in the search box: organizations, officials and topics, by any of their names.
   The box is a combobox with a list (WAI-ARIA, list autocomplete): arrows move, Enter goes, Escape closes. */
(() => {
  "use strict";

  const { say, sayAs, plural } = newsroom;
  const { FIELDS, contentRoot, openDirectory, tokens } = newsroom.parts;
  const KINDS = ["organization", "official", "topic"];
  const KIND_WORDS = { organization: say("organization"), official: say("official"), topic: say("topic") };
  const FIELD = new RegExp(`^(|.*?\\s)(${Object.keys(FIELDS).join("|")}):\\s*"?([^":]*)$`, "i");
  const SHORTEST = 2; // letters
  const SHOWN = 6;
  const LONGEST = 10; // words of a name

  let named = null; // [{key, value, name, short, count, also, words}]

  async function entities() {
    if (named) return named;
    const { names } = await openDirectory();
    named = KINDS.flatMap((key) => Object.entries(names[key]).map(([value, [name, short = "", count = 0, also = []]]) => ({
      key, value, name, short, count, words: [name, short, ...also].filter(Boolean).map((text) => ({ text, tokens: tokens(text) })),
    })));
    return named;
  }

  /* How well *wanted*, whose last word may be a beginning, fits a name: 0 not at all, 3 from its first word on. */
  function fit(name, wanted) {
    const taken = wanted.every((word, i) => (
      i === wanted.length - 1 ? name.some((other) => other.startsWith(word)) : name.includes(word)
    ));
    if (!taken) return 0;
    if (name.join(" ").startsWith(wanted.join(" "))) return 3;
    return name.at(-1).startsWith(wanted[0]) ? 2 : 1; // a family name, more often than not
  }

  /* Those of *known* whose names *wanted* fits, the best first; *rest* is what else stands in the box. */
  function fitting(known, wanted, rest) {
    if (wanted.join("").length < SHORTEST) return [];
    const found = [];
    for (const entity of known) {
      let best = { score: 0 };
      for (const { text: name, tokens: name_ } of entity.words) {
        const score = fit(name_, wanted);
        if (score > best.score) best = { score, name };
      }
      if (best.score) found.push({ ...entity, score: best.score, by: best.name, rest });
    }
    found.sort((a, b) => b.score - a.score || b.count - a.count || a.name.localeCompare(b.name));
    return found.slice(0, SHOWN);
  }

  /* The entities that the end of *text* names: all of it if it can be, else its last words, or what a field such as
     official: asks for; with what stands before. */
  async function suggestions(text) {
    const known = await entities();
    const [, before, field, value] = FIELD.exec(text) ?? [];
    if (field) return fitting(known.filter(({ key }) => key === FIELDS[field.toLowerCase()]), tokens(value), before.trim());
    if (/["“”«»]|\S:\S*$/.test(text)) return [];
    const words = text.split(/\s+/).filter(Boolean);
    for (let from = Math.max(0, words.length - LONGEST); from < words.length; from++) {
      if (words[from].startsWith("-")) continue;
      const found = fitting(known, tokens(words.slice(from).join(" ")), words.slice(0, from).join(" "));
      if (found.length) return found;
    }
    return [];
  }

  function part(className, text) {
    const made = document.createElement("span");
    made.className = className;
    made.textContent = text;
    return made;
  }

  function optionFor(entity, id) {
    const option = document.createElement("li");
    option.id = id;
    option.setAttribute("role", "option");
    const also = entity.by !== entity.name && entity.by !== entity.short ? ` (${entity.by})` : "";
    const short = entity.short && entity.short !== entity.name ? ` (${entity.short})` : "";
    option.append(
      part("suggestion-name", entity.name + (also || short)), part("suggestion-kind", `${sayAs("between names", ", ")}${KIND_WORDS[entity.key]}`),
      part("count", ` ${plural("{number} release", "{number} releases", entity.count)}`),
    );
    return option;
  }

  /* The way to what the archive says of it, beside that to the releases that name it. */
  function entryFor(entity, id) {
    const option = document.createElement("li");
    option.id = `${id}-entry`;
    option.className = "suggestion-entry";
    option.setAttribute("role", "option");
    option.append(say("Entry"), part("visually-hidden", ` ${say("of {name}", { name: entity.name })}`));
    return option;
  }

  const entryOf = ({ key, value }) => `${contentRoot()}${key}s/${encodeURIComponent(value)}.html`;

  /* Offers suggestions at *box*, each as the releases that name it and as its entry; *choose* is called with the one whose
     releases are taken, *leave* where the arrow goes down and none are offered: it returns whether it went anywhere. */
  function suggestAt(box, choose, leave = () => false) {
    const list = document.createElement("ul");
    const told = part("visually-hidden", "");
    list.id = `${box.id || "newsroom-box"}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", say("Named in the archive"));
    told.setAttribute("role", "status");
    box.after(list, told);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
    })) box.setAttribute(name, value);

    let offered = [];
    let active = -1;
    let turn = 0; // an answer that comes after the list was closed is not offered

    function activate(index) {
      active = index;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      if (index < 0) box.removeAttribute("aria-activedescendant");
      else box.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index]?.scrollIntoView({ block: "nearest" });
    }

    function close() {
      turn += 1;
      offered = [];
      list.replaceChildren();
      list.hidden = true;
      told.textContent = "";
      box.setAttribute("aria-expanded", "false");
      activate(-1);
    }

    async function offer() {
      const text = box.value;
      const own = ++turn;
      const found = await suggestions(text).catch(() => []); // without the index there is still the box
      if (own !== turn || document.activeElement !== box) return;
      if (!found.length) {
        close();
        return;
      }
      offered = found.flatMap((entity) => [entity, { ...entity, isEntry: true }]);
      list.replaceChildren(...offered.map((entity, i) => (entity.isEntry ? entryFor : optionFor)(entity, `${list.id}-${i}`)));
      list.hidden = false;
      told.textContent = plural("{number} suggestion", "{number} suggestions", found.length);
      box.setAttribute("aria-expanded", "true");
      activate(-1);
    }

    function take(index) {
      const entity = offered[index];
      close();
      if (entity.isEntry) location.assign(entryOf(entity));
      else choose(entity);
    }

    box.addEventListener("input", offer);
    box.addEventListener("blur", close);
    box.form?.addEventListener("submit", close);
    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" && !offered.length) {
        if (!event.altKey && leave()) event.preventDefault();
        else if (box.value.trim()) offer();
      }
      if (!offered.length) return;
      if (event.key === "ArrowDown") activate(active + 1 < offered.length ? active + 1 : -1);
      else if (event.key === "ArrowUp") activate(active < 0 ? offered.length - 1 : active - 1);
      else if (event.key === "Enter" && active >= 0) take(active);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) take([...list.children].indexOf(option));
    });
  }

  newsroom.parts.suggestAt = suggestAt;

  // ---- the box of a page that is not the search page: a suggestion leads there --------------------------

  const box = document.querySelector("form[role=search] input[type=search][name=q]");
  if (box && !document.getElementById("newsroom-search")) {
    suggestAt(box, ({ key, value, rest }) => {
      location.assign(`${contentRoot()}search.html?${new URLSearchParams([...(rest ? [["q", rest]] : []), [key, value]])}`);
    });
    if (document.activeElement === box && box.value) box.dispatchEvent(new Event("input"));
  }
})();
