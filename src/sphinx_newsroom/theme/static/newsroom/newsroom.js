// A button beside what is there to be copied: the address of a feed, a reference, the template of one.  What it copies
// stands on the page, and serves without script.
const { say } = newsroom;

function hidden(tag, text) {
  const element = document.createElement(tag);
  element.className = "visually-hidden";
  element.textContent = text;
  return element;
}

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

// The citation of the text as a file, made of its item of CSL-JSON.  Without script the links lead to the files of its year.
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

const FORMS = {
  bib: ["application/x-bibtex", bibtex],
  ris: ["application/x-research-info-systems", ris],
  "csl.json": ["application/vnd.citationstyles.csl+json", (item) => `${JSON.stringify([item], null, 1)}\n`],
};
for (const list of document.querySelectorAll("[data-cite]")) {
  const item = JSON.parse(list.dataset.cite);
  for (const link of list.querySelectorAll("a")) {
    const suffix = new URL(link.href).pathname.split("/index.")[1];
    const [type, made] = FORMS[suffix];
    link.href = URL.createObjectURL(new Blob([made(item, list.dataset.institution)], { type }));
    link.download = `${list.dataset.name}.${suffix}`;
  }
}
