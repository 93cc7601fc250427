/* Beside the guides: a box that finds those that have all words of a query. Their texts are loaded when it is first used. */
(() => {
  "use strict";

  const place = document.querySelector("[data-guides]");
  if (!place) return;
  const { say } = newsroom;
  const root = (document.documentElement.dataset.content_root || "").replace(/^\.\//, "");
  const MOST = 10;
  const AROUND = 60; // characters of a text before and after the first word that was found
  let loading;

  function load() {
    loading ??= new Promise((resolve, reject) => {
      newsroom.guides = resolve;
      const script = document.createElement("script");
      script.src = newsroom.script(`${root}_search/guides.js`);
      script.onerror = () => {
        loading = undefined;
        reject(new Error(say("The guides could not be loaded.")));
      };
      document.head.append(script);
    });
    return loading;
  }

  function made(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  /* The guides that have all words, those with more of them in the title first. */
  function found(guides, words) {
    return guides
      .map(([title, address, text]) => {
        const heading = title.toLowerCase();
        const all = `${heading} ${text.toLowerCase()}`;
        const rank = words.every((word) => all.includes(word)) ? 1 + words.filter((word) => heading.includes(word)).length : 0;
        return { title, address, text, rank };
      })
      .filter((guide) => guide.rank)
      .sort((one, other) => other.rank - one.rank)
      .slice(0, MOST);
  }

  function excerpt(text, words) {
    const at = Math.max(0, text.toLowerCase().indexOf(words[0]));
    const begin = at > AROUND ? text.indexOf(" ", at - AROUND) + 1 : 0;
    const end = text.lastIndexOf(" ", at + AROUND);
    return `${begin ? "… " : ""}${text.slice(begin, end > at ? end : at + AROUND)} …`;
  }

  const box = made("input", { type: "search", id: "newsroom-guides", autocomplete: "off" });
  const status = made("p", { className: "kicker" });
  status.setAttribute("role", "status");
  const list = made("ul", { className: "guides-found" });
  const form = made("form", {}, made("label", { htmlFor: box.id, textContent: say("Search the guides") }), box);
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", say("Guides"));

  async function show() {
    const query = box.value.trim().toLowerCase();
    const words = query.split(/\s+/).filter(Boolean);
    let guides;
    try {
      guides = await load();
    } catch (error) {
      status.textContent = error.message;
      return;
    }
    if (query !== box.value.trim().toLowerCase()) return; // typed on meanwhile
    const hits = words.length ? found(guides, words) : [];
    status.textContent = words.length && !hits.length ? say("No guide contains all these words.") : "";
    list.replaceChildren(
      ...hits.map((hit) =>
        made("li", {}, made("a", { href: root + hit.address, textContent: hit.title }), made("span", { className: "office", textContent: excerpt(hit.text, words) })),
      ),
    );
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("input", show);
  place.append(form, status, list);
})();
