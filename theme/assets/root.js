// Leads a reader of Chinese straight to the script of the browser's languages; everybody else chooses.
const tag = navigator.languages.find((language) => /^zh\b/i.test(language));
if (tag) {
  const traditional = /hant|-(tw|hk|mo)\b/i.test(tag) && !/hans/i.test(tag);
  const door = document.querySelector(`.homes a:lang(${traditional ? "zh-Hant" : "zh-Hans"})`);
  if (door) location.replace(door.href);
}
