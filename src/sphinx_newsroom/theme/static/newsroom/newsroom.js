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
