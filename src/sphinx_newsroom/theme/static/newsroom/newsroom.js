// A button beside what is there to be copied: the address of a feed, a reference, Wikipedia's template.
const { say } = newsroom;

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const hidden = (tag, text) => element(tag, { class: "visually-hidden" }, text);

function textOf(element) {
  const shown = element.dataset.copied || element.textContent.trim();
  return element.href && !shown.includes("://") ? element.href : shown;
}

async function copy(element) {
  try {
    await navigator.clipboard.writeText(textOf(element));
    return true;
  } catch {
    // No clipboard, as on a site without https: what is selected can be copied in the old way, or by hand.
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}

// The citation of the text, made of what the head and the address of the page say, and of what its list has beside that.
// Without script the links lead to the files of its year.
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const BIBTEX = { "\\": "\\textbackslash", "~": "\\textasciitilde", "^": "\\textasciicircum", "{": "\\textbraceleft", "}": "\\textbraceright" };

// Braces keep the capitals; those of the text itself become commands, since BibTeX counts them.
const whole = (text) => text && `{${text.replace(/[\\~^{}]/g, (sign) => `{${BIBTEX[sign]}}`).replace(/[%#&$_]/g, "\\$&")}}`;

// Source: Oren Patashnik, BibTeXing (1988), section 3; the biblatex manual, sections 2.1.1 and 2.2.
function bibtex(item, institution) {
  const [year, month, day] = item.issued["date-parts"][0].map((part) => String(part).padStart(2, "0"));
  const fields = {
    author: item.author && `{${item.author.map((author) => whole(author.literal)).join(" and ")}}`,
    title: `{${whole(item.title)}}`,
    institution: whole(institution),
    type: whole(item.genre),
    number: whole(item.number),
    date: `{${year.padStart(4, "0")}-${month}-${day}}`,
    year: `{${year.padStart(4, "0")}}`,
    month: MONTHS[month - 1],
    address: whole(item["publisher-place"]),
    url: item.URL && `{${item.URL}}`,
    language: whole(item.language),
    note: whole(item.note),
  };
  const lines = Object.entries(fields).map(([name, value]) => (value ? `  ${name} = ${value},\n` : ""));
  return `@techreport{${item.id},\n${lines.join("")}}\n`;
}

// Source: Research Information Systems, RIS Format Specifications (2011), "Report".
function ris(item, institution) {
  const [year, month, day] = item.issued["date-parts"][0].map((part) => String(part).padStart(2, "0"));
  const fields = [
    ["TY", "RPRT"],
    // A name with a comma would be taken for a person's.
    ...(item.author || []).filter(({ literal }) => !literal.includes(",")).map(({ literal }) => ["AU", literal]),
    ["TI", item.title],
    ["PB", institution],
    ["M3", item.genre],
    ["SN", item.number],
    ["CY", item["publisher-place"]],
    ["DA", `${year.padStart(4, "0")}/${month}/${day}/`],
    ["PY", year.padStart(4, "0")],
    ["LA", item.language],
    ["UR", item.URL],
    ["N1", item.note],
    ["ID", item.id],
  ];
  return `${fields.map(([tag, value]) => (value ? `${tag}  - ${value}\r\n` : "")).join("")}ER  - \r\n`;
}

// Source: https://en.wikipedia.org/wiki/Template:Cite_press_release, Help:Magic words and Help:Wikitext on what signs mean
// there: what begins a link, a template, a tag, an entity, a signature, or ends a parameter; two apostrophes would slant
// the words, and two underscores may be a magic word.
function wikipedia(item, institution, type) {
  const [year, month, day] = item.issued["date-parts"][0];
  const fields = {
    title: item.title,
    type,
    publisher: institution,
    id: item.number,
    date: `${day} ${new Date(2000, month - 1).toLocaleString("en", { month: "long" })} ${year}`,
    location: item["publisher-place"],
    language: /^en\b/.test(item.language) ? "" : item.language,
  };
  const entities = (signs) => signs.replace(/./g, (sign) => `&#${sign.charCodeAt()};`);
  const parts = Object.entries(fields).map(([name, value]) =>
    value ? ` |${name}=${value.replace(/[|[\]{}<>&~]|''+|__+/g, entities)}` : "");
  const address = item.URL?.replace(/[|[\]{}<>"' ]/g, (sign) => `%${sign.charCodeAt().toString(16).toUpperCase()}`);
  return `{{cite press release${address ? ` |url=${address}` : ""}${parts.join("")}}}`;
}

const FORMS = {
  bib: ["application/x-bibtex", bibtex],
  ris: ["application/x-research-info-systems", ris],
  "csl.json": ["application/vnd.citationstyles.csl+json", (item) => `${JSON.stringify([item], null, 1)}\n`],
};

const inHead = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

for (const list of document.querySelectorAll("[data-cite]")) {
  const { wikipedia: type, ...own } = JSON.parse(list.dataset.cite);
  const id = decodeURIComponent(location.pathname).split("/releases/").pop().replace(/\.html$/, "");
  const institution = inHead("citation_technical_report_institution");
  const item = {
    id: id.replaceAll("/", ":"),
    type: "report",
    ...own,
    title: inHead("citation_title"),
    number: inHead("citation_technical_report_number"),
    publisher: own.author ? undefined : institution, // styles print both
    issued: { "date-parts": [inHead("citation_publication_date").split("/").map(Number)] },
    language: inHead("citation_language") ?? document.documentElement.lang,
    URL: document.querySelector('link[rel="canonical"]')?.getAttribute("href"),
    note: inHead("z:extra"),
  };
  for (const link of list.querySelectorAll("a")) {
    const suffix = new URL(link.href).pathname.split("/index.")[1];
    const [kind, made] = FORMS[suffix];
    link.href = URL.createObjectURL(new Blob([made(item, institution)], { type: kind }));
    link.download = `${id.split("/").pop()}.${suffix}`;
  }
  const template = element("pre", { dir: "ltr", "data-text": "" }, wikipedia(item, institution, type));
  const place = element("div", { "data-copy": say("the template for Wikipedia") }, template);
  list.after(element("details", { class: "wikipedia" }, element("summary", {}, "Wikipedia"), place));
}

const said = hidden("p", "");
said.setAttribute("role", "status");
document.querySelector("main").append(said);

const words = [];
for (const place of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  const word = document.createTextNode(say("Copy"));
  const name = ` ${place.dataset.copy || say("the address of {name}", { name: place.closest("div").querySelector("dt").textContent })}`;
  words.push(word);
  button.type = "button";
  button.append(word, hidden("span", name));
  button.addEventListener("click", async () => {
    const done = await copy(place.querySelector("[data-text], a"));
    for (const other of words) other.data = say("Copy");
    word.data = done ? say("Copied") : say("Selected");
    said.textContent = word.data + name;
  });
  place.append(" ", button);
}
