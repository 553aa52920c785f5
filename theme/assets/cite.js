// A button at the foot of each reference that copies it. Where a browser lets nothing be copied, the reference is
// selected and the reader told so; without this script it is there to be selected.
for (const reference of document.querySelectorAll("[data-copy]")) {
  const said = reference.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = said.copy;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    button.textContent = (await copied(reference)) ? said.copied : said.selected;
    setTimeout(() => { button.textContent = said.copy; }, 2500);
  });
  reference.after(button);
}

async function copied(reference) {
  try {
    await navigator.clipboard.writeText(reference.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(reference);
    return document.execCommand("copy");
  }
}
