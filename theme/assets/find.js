// On every page: / goes to the search box, unless something is being typed.
addEventListener("keydown", (event) => {
  const box = document.querySelector("main .find input") ?? document.querySelector(".find input");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !box) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
  box.select();
});
