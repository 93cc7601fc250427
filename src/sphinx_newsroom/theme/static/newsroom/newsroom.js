// A button beside each feed address copies it; the address itself serves without script.
for (const place of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.querySelector("a").href);
    button.textContent = "Copied";
  });
  place.append(" ", button);
}
