// A button beside each reference that copies it. Without this the reference is there to be selected.
for (const reference of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = reference.dataset.copy;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(reference.textContent);
    button.textContent = reference.dataset.copied;
    setTimeout(() => { button.textContent = reference.dataset.copy; }, 2000);
  });
  reference.after(button);
}
