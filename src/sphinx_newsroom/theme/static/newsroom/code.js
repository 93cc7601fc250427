// Code of a guide can be copied: newsroom.js, which runs next, puts a button beside what is marked here.  Of a terminal the
// commands are copied, without their prompt and without what they print.
function commands(lines) {
  let goesOn = false;
  const typed = lines.filter((line) => {
    const taken = goesOn || line.startsWith("$ ");
    goesOn = taken && line.endsWith("\\");
    return taken;
  });
  return typed.map((line) => line.replace(/^\$ /, "")).join("\n");
}

// A block, since newsroom.js has a constant of that name, too.
{
  const { say } = newsroom;
  for (const code of document.querySelectorAll(".doc .highlight > pre")) {
    if (code.closest(".nboutput, .output_area")) continue;
    const typed = code.closest(".highlight-console") && commands(code.textContent.split("\n"));
    if (typed) code.dataset.copied = typed;
    code.dataset.text = "";
    code.parentElement.dataset.copy = typed ? say("the commands") : say("the code");
  }
}
