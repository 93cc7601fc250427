// A button beside each feed address copies it as it is shown; the address itself serves without script.
function hidden(tag, text) {
  const element = document.createElement(tag);
  element.className = "visually-hidden";
  element.textContent = text;
  return element;
}

async function copy(link) {
  const shown = link.textContent.trim();
  try {
    await navigator.clipboard.writeText(shown.includes("://") ? shown : link.href);
    return true;
  } catch {
    // No clipboard, as on a site without https: what is selected can be copied in the old way, or by hand.
    getSelection().selectAllChildren(link);
    return document.execCommand("copy");
  }
}

const said = hidden("p", "");
said.setAttribute("role", "status");
document.querySelector("main").append(said);

const words = [];
for (const place of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  const word = document.createTextNode("Copy");
  const name = ` the address of ${place.closest("div").querySelector("dt").textContent}`;
  words.push(word);
  button.type = "button";
  button.append(word, hidden("span", name));
  button.addEventListener("click", async () => {
    const done = await copy(place.querySelector("a"));
    for (const other of words) other.data = "Copy";
    word.data = done ? "Copied" : "Selected";
    said.textContent = word.data + name;
  });
  place.append(" ", button);
}
