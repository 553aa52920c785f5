// Facets: any of the values chosen in one, all facets at once. What is chosen stands in the address, the same in all scripts.
const SHOWN = 20;
const page = document.getElementById("browse");
const pattern = page.querySelector(".cases > li");
const said = page.dataset;
const portions = new Map();
let size = 0;
let bits = {};

if (pattern) {
  fetch(said.root + said.index)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then(start)
    .catch(() => (page.querySelector(".count").textContent = said.failed));
}

function start(index) {
  size = index.cases;
  for (const [facet, values] of Object.entries(index.facets)) {
    bits[facet] = {};
    for (const [code, distances] of Object.entries(values)) bits[facet][code] = toBits(distances);
  }
  for (const row of page.querySelectorAll("[data-code]")) addBox(row);
  const told = document.querySelector("[data-with-script]");
  told.textContent = told.dataset.withScript;
  page.querySelector(".facets").addEventListener("change", () => choose(1));
  page.querySelector(".clear").addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    choose(1);
    page.querySelector(".count").focus();
  });
  for (const button of page.querySelectorAll("[data-step]"))
    button.addEventListener("click", () => {
      choose(number() + Number(button.dataset.step));
      page.querySelector(".count").scrollIntoView({ block: "start" });
    });
  addEventListener("popstate", read);
  page.querySelector(".count").tabIndex = -1;
  read();
}

function toBits(distances) {
  const set = new Uint32Array((size + 31) >> 5);
  let at = -1;
  for (const distance of distances) {
    at += distance;
    set[at >> 5] |= 1 << (at & 31);
  }
  return set;
}

function addBox(row) {
  const name = row.firstElementChild;
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.name = row.closest("[data-facet]").dataset.facet;
  box.value = row.dataset.code;
  if (name.dataset.seal) label.dataset.seal = name.dataset.seal;
  label.append(box, name.textContent);
  name.replaceWith(label);
}

const boxes = () => page.querySelectorAll(".facets input");
const number = () => Math.max(1, Number(new URLSearchParams(location.search).get("page")) || 1);

function chosen() {
  const found = {};
  for (const box of boxes()) if (box.checked) (found[box.name] ||= []).push(box.value);
  return found;
}

// The address says all; the boxes follow it when somebody goes back.
function read() {
  const query = new URLSearchParams(location.search);
  for (const box of boxes()) box.checked = (query.get(box.name) || "").split(",").includes(box.value);
  show();
}

function choose(at) {
  const query = Object.entries(chosen()).map(([facet, codes]) => `${facet}=${codes.join(",")}`);
  if (at > 1) query.push(`page=${at}`);
  history.pushState(null, "", query.length ? `?${query.join("&")}` : location.pathname);
  show();
}

function meeting(selection, left) {
  const set = new Uint32Array((size + 31) >> 5).fill(0xffffffff);
  if (size & 31) set[set.length - 1] = 2 ** (size & 31) - 1;
  for (const [facet, codes] of Object.entries(selection)) {
    if (facet === left) continue;
    for (let at = 0; at < set.length; at++) {
      let any = 0;
      for (const code of codes) any |= bits[facet]?.[code]?.[at] || 0;
      set[at] &= any;
    }
  }
  return set;
}

function count(set, other) {
  let sum = 0;
  for (let at = 0; at < set.length; at++) {
    let word = other ? set[at] & other[at] : set[at];
    for (; word; word &= word - 1) sum++;
  }
  return sum;
}

async function show() {
  const selection = chosen();
  for (const row of page.querySelectorAll("[data-code]")) {
    const facet = row.closest("[data-facet]");
    facet.meeting ||= meeting(selection, facet.dataset.facet);
    const hits = count(facet.meeting, bits[facet.dataset.facet]?.[row.dataset.code] || []);
    row.lastElementChild.textContent = hits;
    row.classList.toggle("idle", !hits);
  }
  for (const facet of page.querySelectorAll("[data-facet]")) delete facet.meeting;
  const found = meeting(selection);
  const hits = [];
  for (let at = 0; at < size; at++) if (found[at >> 5] & (1 << (at & 31))) hits.push(at);
  page.querySelector(".count b").textContent = hits.length;
  chips();
  const last = Math.max(1, Math.ceil(hits.length / SHOWN));
  const at = Math.min(number(), last);
  turn(at, last);
  for (const link of document.querySelectorAll("nav.script a")) link.search = location.search;
  const rows = await Promise.all(hits.slice((at - 1) * SHOWN, at * SHOWN).map(card));
  if (JSON.stringify(selection) !== JSON.stringify(chosen()) || at !== Math.min(number(), last)) return;
  const list = page.querySelector(".cases");
  list.replaceChildren(...rows);
  if (!rows.length) {
    const none = document.createElement("li");
    none.textContent = said.none;
    list.append(none);
  }
}

function chips() {
  const list = page.querySelector(".chips");
  for (const old of list.querySelectorAll("[data-chip]")) old.remove();
  const checked = [...boxes()].filter((box) => box.checked);
  list.hidden = !checked.length;
  for (const box of checked) {
    const chip = document.createElement("li");
    chip.dataset.chip = "";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${box.parentElement.textContent} ×`;
    button.setAttribute("aria-label", `${said.remove} ${box.parentElement.textContent}`);
    button.addEventListener("click", () => {
      box.checked = false;
      choose(1);
      (list.querySelector("[data-chip] button") || page.querySelector(".count")).focus();
    });
    chip.append(button);
    list.lastElementChild.before(chip);
  }
}

function turn(at, last) {
  const bar = page.querySelector("nav.turn");
  bar.hidden = last < 2;
  bar.querySelector("span").textContent = `${at} / ${last}`;
  bar.querySelector('[data-step="-1"]').disabled = at === 1;
  bar.querySelector('[data-step="1"]').disabled = at === last;
}

function portion(which) {
  if (!portions.has(which))
    portions.set(which, fetch(`${said.root}${said.portions}${which}.json`).then((answer) => answer.json()));
  return portions.get(which);
}

async function card(at) {
  const [title, href, issued, place, summary, five] = (await portion(Math.floor(at / said.portion)))[at % said.portion];
  const row = pattern.cloneNode(true);
  const when = row.querySelector(".when");
  when.replaceChildren();
  if (issued) {
    const time = document.createElement("time");
    time.dateTime = issued;
    time.textContent = hanDate(issued);
    when.append(time);
  } else when.append(said.undated);
  if (place.length) {
    const where = document.createElement("span");
    where.textContent = place.join(" · ");
    when.append(where);
  }
  const link = row.querySelector("h3 a");
  link.href = said.root + href;
  link.textContent = title;
  link.parentElement.classList.toggle("phrased", hasShortPhrases(title));
  const what = row.querySelector(".what");
  what.querySelector("p")?.remove();
  if (summary) what.append(Object.assign(document.createElement("p"), { textContent: summary }));
  row.querySelector(".five")?.remove();
  if (five) row.append(page.querySelector("template").content.cloneNode(true));
  row.querySelectorAll(".five > li").forEach((seal, which) => {
    const label = seal.title.split("：")[0];
    const is = five[which] === "1";
    seal.classList.toggle("on", is);
    seal.title = is ? label : `${label}：${said.silent}`;
    seal.querySelector(".hidden").textContent = seal.title;
  });
  return row;
}

// As the builder knows titles that may be broken behind their stops alone.
const hasShortPhrases = (title) => title.split(/(?<=[，。；：！？、—…\s])/u).every((phrase) => phrase.trim().length <= 12);

// As the builder writes dates: 2024-10-08 is 2024年10月8日, 2022/2024 is 2022年—2024年.
function hanDate(date) {
  const day = (text) => {
    const parts = text.replace(/~$/, "").split("-").filter(Boolean).map(Number);
    return parts.map((part, at) => part + "年月日"[at]).join("") + (text.endsWith("~") ? "左右" : "");
  };
  return date.split("/").map(day).join("—");
}
