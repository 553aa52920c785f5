// The search page: what is typed or in the address, looked up in the index, shown as hits and told to who listens.
import { Index, folder, placesOf, standsIn, wordsOf } from "./search-index.js";

const HITS = 10;      // shown at once, if they cost few requests
const REQUESTS = 6, BYTES = 98_000; // for a search, until the reader asks for more; with their heads 100 KB
const SMALL = 1000;   // cases: up to here the filters are fetched without being asked for
const BEFORE = 24, WINDOW = 96; // characters of a passage, before the first word found and in all

const page = document.getElementById("search");
const told = page.dataset;
const form = page.querySelector("form"), box = form.elements.q;
const count = page.querySelector(".tally"), list = page.querySelector(".hits"), more = page.querySelector(".more-hits");
const filters = page.querySelector(".sieve"), browse = page.querySelector(".elsewhere");
let requests = 0, bytes = 0, largest = 0, turn = 0, shown = null, facets = null;

const index = new Index(
  { cases: +told.cases, bits: +told.bits, pack: +told.pack, home: told.home },
  async (path) => {
    requests++;
    const response = await fetch(told.root + path);
    if (!response.ok) throw new Error(path);
    const length = +response.headers.get("Content-Length"); // as it travels, where the host says
    bytes += length;
    if (path.endsWith(".json")) largest = Math.max(largest, length);
    return response;
  },
);
const folding = import("../search/fold.js").then((module) => folder(module.default));

/** What is asked for: the query and the chosen terms of each facet. */
function asked() {
  const state = new URLSearchParams(location.search);
  const query = state.get("q") ?? "";
  state.delete("q");
  return { query, chosen: [...state] };
}

/** Put a wish into the address; one that was only typed replaces the last, so that back leaves the page. */
function ask(query, chosen, isTyped) {
  const state = new URLSearchParams(query ? [["q", query], ...chosen] : chosen);
  const address = state.size ? `?${state}` : location.pathname;
  history[isTyped ? "replaceState" : "pushState"](null, "", address);
  run();
}

async function run() {
  const mine = ++turn;
  const { query, chosen } = asked();
  if (box.value !== query && document.activeElement !== box) box.value = query;
  page.classList.add("busy");
  requests = bytes = 0;
  try {
    await search(mine, query, chosen);
  } catch (error) {
    if (mine === turn) show({ hits: [], note: told.failed });
    console.warn(error);
  }
  if (mine === turn) page.classList.remove("busy");
}

async function search(mine, query, chosen) {
  const fold = await folding;
  const words = wordsOf(query, fold);
  browse.hidden = words.length > 0 || chosen.length > 0;
  shown = null;
  if (!browse.hidden) return show({ hits: [], note: "" });
  const wish = index.ask(words);
  if (words.length && !chosen.length) await firstHit(mine, wish, words, fold);
  const [candidates, filter] = await Promise.all([index.find(wish), chosen.length ? allFacets() : null]);
  if (mine !== turn) return;
  const found = words.length ? candidates : everyone();
  const kept = filter ? found.filter(({ number }) => passes(filter, chosen, number)) : found;
  shown = { mine, words, fold, chosen, found, rest: kept, hits: [], dropped: 0, isExact: wish.isExact, total: kept.length };
  const isSmall = +told.cases <= SMALL;
  await grow(HITS, isSmall && !facets ? REQUESTS - 1 : REQUESTS);
  if (mine !== turn) return;
  if (isSmall || chosen.length) await allFacets();
  if (mine === turn) showFacets();
}

const everyone = () => Array.from({ length: +told.cases }, (_, i) => ({ number: +told.cases - 1 - i, rank: 0, bits: [] }));

/** The best case by one gram and its surroundings, shown after two requests, before all others are known. */
async function firstHit(mine, wish, words, fold) {
  const best = await index.first(wish);
  const hit = best && (await checked(best, best.bits, words, fold));
  if (hit && mine === turn) show({ hits: [hit], words, fold, note: null });
}

/** A case with the places its words stand in, or null where one does not: neighbours of two grams need not meet. */
async function checked({ number }, bits, words, fold) {
  const hit = await index.hit(number);
  const stands = words.map((word, i) => standsIn(hit, word, fold, bits[i]));
  return stands.every(Boolean) ? { ...hit, stands } : null;
}

/** Show more hits, as many as asked for, or as the packs of so many more requests hold. */
async function grow(wanted, budget) {
  const { mine, words, fold } = shown;
  while (shown.rest.length && wanted > 0) {
    const batch = [];
    const packs = new Set();
    for (const each of shown.rest.slice(0, wanted)) {
      const path = index.packOf(each.number);
      if (!index.kept.has(path)) packs.add(path);
      const isDear = requests + packs.size > budget || (budget < Infinity && bytes + packs.size * largest > BYTES);
      if (isDear && (batch.length || shown.hits.length)) break;
      batch.push(each);
    }
    if (!batch.length) break;
    shown.rest = shown.rest.slice(batch.length);
    const hits = await Promise.all(batch.map((each) => checked(each, each.bits, words, fold)));
    if (mine !== turn) return;
    for (const hit of hits) {
      if (hit) { shown.hits.push(hit); wanted--; } else { shown.dropped++; }
    }
    show({ ...shown, note: null });
  }
  show({ ...shown, note: shown.total - shown.dropped ? null : told.none });
  tell();
}

function tell() {
  const left = shown.total - shown.dropped;
  const isSure = shown.isExact || !shown.rest.length;
  browse.hidden = left > 0;
  count.textContent = left ? `${isSure ? told.foundBefore : told.foundAbout} ${left} ${told.foundAfter}` : told.none;
}

// What is seen

function show({ hits, words, fold, note, rest }) {
  const known = new Map([...list.children].map((row) => [row.dataset.key, row]));
  const wish = (words ?? []).join(" ");
  list.replaceChildren(...hits.map((hit) => known.get(`${hit.number} ${wish}`) ?? row(hit, words, fold, wish)));
  if (note !== null) count.textContent = note;
  more.hidden = !rest?.length;
  if (!hits.length && !asked().chosen.length) filters.hidden = true;
}

function row(hit, words, fold, wish) {
  const block = hit.stands.find(({ block }) => block !== undefined)?.block;
  const [anchor, text] = block === undefined ? ["", hit.summary || hit.blocks[0]?.[1] || ""] : hit.blocks[block];
  const item = element("li", "");
  item.dataset.key = `${hit.number} ${wish}`;
  const link = marked("a", hit.titles[0], words, fold);
  link.href = told.root + hit.href;
  const heading = element("h2", "");
  heading.append(link);
  const about = element("p", "about");
  about.append(...[hit.place.join(" "), hit.year].filter(Boolean).map((each) => element("span", "", each)));
  item.append(heading, about);
  for (const title of hit.titles.slice(1)) {
    if (placesOf(title, words, fold).length) item.append(marked("p", title, words, fold, "also"));
  }
  const passage = marked("p", around(text, words, fold), words, fold, "passage");
  if (anchor) {
    const deep = element("a", "deep", "¶");
    deep.href = `${link.href}#${anchor}`;
    deep.setAttribute("aria-label", `${hit.titles[0]} ${anchor}`);
    passage.append(" ", deep);
  }
  if (text) item.append(passage);
  const terms = hit.terms.filter((term) => placesOf(term, words, fold).length);
  if (terms.length) {
    const line = element("p", "terms");
    line.append(...terms.map((term) => marked("span", term, words, fold)));
    item.append(line);
  }
  return item;
}

/** A piece of a text around the first word that stands in it. */
function around(text, words, fold) {
  const start = placesOf(text, words, fold)[0]?.[0] ?? 0;
  if (text.length <= WINDOW + BEFORE) return text;
  let from = Math.max(0, Math.min(start - BEFORE, text.length - WINDOW));
  let to = Math.min(text.length, from + WINDOW);
  if (from && isTrail(text, from)) from++;
  if (isTrail(text, to)) to++;
  return (from ? "……" : "") + text.slice(from, to) + (to < text.length ? "……" : "");
}

const isTrail = (text, at) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

function marked(tag, text, words, fold, kind = "") {
  const made = element(tag, kind);
  let at = 0;
  for (const [start, end] of placesOf(text, words, fold)) {
    made.append(text.slice(at, start), element("mark", "", text.slice(start, end)));
    at = end;
  }
  made.append(text.slice(at));
  return made;
}

function element(tag, kind, text = "") {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (text) made.textContent = text;
  return made;
}

// Filters

function allFacets() {
  return index.once(`${told.home}search/facets.json`, async (response) => {
    facets = (await response.json()).map(([name, label, terms]) => ({
      name,
      label: label || told.years,
      terms: terms.map(([code, text, depth, steps]) => ({ code, text, depth, cases: numbers(steps) })),
    }));
    return facets;
  });
}

function numbers(steps) {
  const found = new Set();
  let number = 0;
  for (const step of steps) found.add((number += step));
  return found;
}

/** Whether a case has one chosen term of every facet that has any; `except` is a facet left out. */
function passes(known, chosen, number, except = "") {
  return known.every(({ name, terms }) => {
    const wanted = name === except ? [] : terms.filter(({ code }) => chosen.some(([facet, each]) => facet === name && each === code));
    return !wanted.length || wanted.some(({ cases }) => cases.has(number));
  });
}

function showFacets() {
  if (!facets || !shown) { filters.hidden = !shown?.hits.length; return; }
  const { chosen, found } = shown;
  const open = new Set([...filters.querySelectorAll("details[open]")].map((each) => each.dataset.name));
  const focused = document.activeElement?.dataset?.term;
  const groups = facets.map((facet) => group(facet, chosen, found, open)).filter(Boolean);
  filters.querySelector("div").replaceChildren(...groups);
  filters.querySelector(".clear").hidden = !chosen.length;
  filters.hidden = !groups.length;
  if (focused) filters.querySelector(`[data-term="${CSS.escape(focused)}"]`)?.focus();
}

function group(facet, chosen, found, open) {
  const within = found.filter(({ number }) => passes(facets, chosen, number, facet.name));
  const is = (code) => chosen.some(([name, each]) => name === facet.name && each === code);
  const rows = facet.terms
    .map((term) => ({ ...term, count: within.filter(({ number }) => term.cases.has(number)).length }))
    .filter((term) => term.count || is(term.code));
  if (!rows.length) return null;
  const made = element("details", "");
  made.dataset.name = facet.name;
  made.open = open.has(facet.name) || rows.some(({ code }) => is(code));
  const items = element("ul", "");
  for (const term of rows) items.append(choice(facet, term, is(term.code)));
  made.append(element("summary", "", facet.label), items);
  return made;
}

function choice(facet, term, isChosen) {
  const item = element("li", ""), label = element("label", ""), tick = element("input", "");
  tick.type = "checkbox";
  tick.checked = isChosen;
  tick.dataset.term = `${facet.name} ${term.code}`;
  tick.addEventListener("change", () => {
    const { query, chosen } = asked();
    const others = chosen.filter(([name, code]) => name !== facet.name || code !== term.code);
    ask(query, tick.checked ? [...others, [facet.name, term.code]] : others, false);
  });
  label.append(tick, element("span", "", term.text), element("span", "number", String(term.count)));
  item.dataset.depth = Math.min(term.depth, 3);
  item.append(label);
  return item;
}

// What the reader does

let waiting = 0;
const typed = () => ask(box.value.trim(), asked().chosen, true);
box.addEventListener("input", (event) => {
  clearTimeout(waiting);
  if (!event.isComposing) waiting = setTimeout(typed, 220);
});
box.addEventListener("compositionend", () => { clearTimeout(waiting); waiting = setTimeout(typed, 220); });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  if (box.value.trim() !== asked().query) ask(box.value.trim(), asked().chosen, false);
});
more.addEventListener("click", async () => {
  const seen = list.children.length;
  page.classList.add("busy");
  await grow(HITS, Infinity);
  page.classList.remove("busy");
  list.children[seen]?.querySelector("a").focus();
});
filters.addEventListener("toggle", async () => { if (filters.open) { await allFacets(); showFacets(); } });
filters.querySelector(".clear").addEventListener("click", () => { ask(asked().query, [], false); box.focus(); });
addEventListener("popstate", () => { box.value = asked().query; run(); });
addEventListener("keydown", (event) => {
  if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const stops = [box, ...list.querySelectorAll("h2 a")];
  const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!stops.includes(document.activeElement) || !next) return;
  event.preventDefault();
  next.focus();
});

page.querySelector(".keys").hidden = false;
filters.open = +told.cases <= SMALL && matchMedia("(min-width: 900px)").matches;
page.querySelector(".script-note").hidden = true;
box.value = asked().query;
if (!box.value) box.focus();
run();
