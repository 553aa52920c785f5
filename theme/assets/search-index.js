// The index as the browser reads it: folding, grams, shards and the cases they name. docs/search.md describes the files.

const MIX = 0x9e3779b1, FIELD_BITS = 3, BEFORE_BITS = 4;
const FEW = 2; // cases that may not have a word after all: as many are looked at rather than more shards asked for
const HEAD = 0, TITLE = 1, INITIALS = 2, SUMMARY = 3, TERM = 4, BODY = 5;
const SURE = 1 << 8;
const LETTERS = 0x530;
const BLANK = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** How one character folds, given the classes of characters that are one to search. */
export function folder(classes) {
  const leaders = new Map();
  for (const [leader, ...members] of classes.split(" ")) for (const each of members) leaders.set(each, leader);
  const basic = (character) => {
    const code = character.codePointAt(0);
    if (BLANK.test(character)) return " ";
    const narrow = code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0) : character;
    const small = narrow.codePointAt(0) < LETTERS ? narrow.toLowerCase() : narrow;
    return small.length === 1 ? small : narrow;
  };
  return (character) => {
    const plain = leaders.get(character) ?? basic(character);
    return leaders.get(plain) ?? plain;
  };
}

/** The words of a query, folded. */
export function wordsOf(query, fold) {
  return [...query].map(fold).join("").split(" ").filter(Boolean);
}

/** Where folded words stand in a text: [start, end] pairs in order, none inside another. */
export function placesOf(text, words, fold) {
  const units = [], starts = [];
  let at = 0;
  for (const character of text) {
    for (const unit of fold(character).split("")) { units.push(unit); starts.push(at); }
    at += character.length;
  }
  starts.push(at);
  const folded = units.join("");
  const found = [];
  for (const word of words) {
    for (let i = folded.indexOf(word); i >= 0; i = folded.indexOf(word, i + word.length)) {
      found.push([starts[i], starts[i + word.length]]);
    }
  }
  found.sort((one, other) => one[0] - other[0] || other[1] - one[1]);
  return found.filter(([start], i) => !i || start >= Math.max(...found.slice(0, i).map(([, end]) => end)));
}

/** Where the pairs of a word begin that are asked for, the one that decides most first, at most three. */
function pairsOf(length) {
  if (length < 5) return [[], [0], [0], [0, 1], [1, 0, 2]][length];
  const last = Math.min(2, Math.ceil(length / 2) - 2);
  return Array.from({ length: last + 1 }, (_, i) => 1 + Math.round((i * (length - 3)) / last));
}

/** The grams of a word to ask for, each with the characters around it where the word has any. */
function gramsOf(word) {
  const code = (at) => (at >= 0 && at < word.length ? word.charCodeAt(at) : null);
  return pairsOf(word.length).map((at) => ({
    gram: (code(at) << 16) | (code(at + 1) ?? 0),
    before: code(at - 1),
    after: code(at + 2),
  }));
}

const top = (code, bits) => Math.imul(code, MIX) >>> (32 - bits);

/** What has a gram's surroundings, as a shard tells them, stand as in a word. */
function surroundings({ before, after }, bits) {
  const wanted = [before === null ? null : top(before, BEFORE_BITS), after === null ? null : Math.max(1, top(after, bits - BEFORE_BITS))];
  return {
    isFree: before === null && after === null,
    fit: (around) =>
      (wanted[0] === null || around % 2 ** BEFORE_BITS === wanted[0]) && (wanted[1] === null || around >> BEFORE_BITS === wanted[1]),
  };
}

function numbersOf(bytes) {
  const numbers = [];
  let number = 0, scale = 1;
  for (const byte of bytes) {
    number += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) { numbers.push(number); number = 0; scale = 1; }
  }
  return numbers;
}

/** The lists of a shard by the rest of their keys: each the places of its cases, and of their surroundings. */
function listsOf(bytes) {
  const numbers = numbersOf(bytes), lists = new Map(), count = numbers[0];
  let key = 0, at = 1 + 2 * count, known = at;
  for (let i = 0; i < count; i++) known += numbers[2 + 2 * i];
  for (let i = 0; i < count; i++) {
    const head = numbers[1 + 2 * i], end = at + numbers[2 + 2 * i];
    key += Math.floor(head / 2);
    lists.set(key, { numbers, at, end, known, isMost: head % 2 === 1 });
    for (; at < end; at++) known += numbers[at] % 4;
  }
  return lists;
}

/** The cases of a list with where their surroundings stand, from and to; those that may have any have none. */
function* casesIn({ numbers, at, end, known, isMost }, cases) {
  let last = -1, next = 0;
  for (; at < end; at++) {
    last += Math.floor(numbers[at] / 4) + 1;
    if (!isMost) yield [last, known, (known += numbers[at] % 4)];
    else for (; next < last; next++) yield [next, 0, 0];
    next = last + 1;
  }
  if (isMost) for (; next < cases; next++) yield [next, 0, 0];
}

/** The fields that have one gram and another, surely where one of them does: it tells of the other's characters. */
const both = (one, other) => (one & other & (SURE - 1)) | ((one | other) & -SURE);

/** An index of so many cases in 2 ** bits shards; `read` gives the response for an address below the site's root. */
export class Index {
  constructor({ cases, bits, pack, home }, read) {
    const around = 29 - Math.max(15, 32 - Math.clz32(Math.max(0, cases - 1)));
    Object.assign(this, { cases, bits, around, pack, home, read, kept: new Map() });
  }

  /** A file once, however often it is asked for; one that failed is asked for again. */
  once(path, parse) {
    if (!this.kept.has(path)) {
      const value = this.read(path).then(parse);
      value.catch(() => this.kept.delete(path));
      this.kept.set(path, value);
    }
    return this.kept.get(path);
  }

  shardOf(gram) {
    return this.bits ? (Math.imul(gram, MIX) >>> 0) >>> (32 - this.bits) : 0;
  }

  /** For each case the fields that have a gram as a word has it, as bits; and those that surely do, eight bits up. */
  async fieldsOf(wish) {
    const path = `search/${this.shardOf(wish.gram).toString(16)}.bin`;
    const lists = await this.once(path, async (response) => listsOf(new Uint8Array(await response.arrayBuffer())));
    const rest = (Math.imul(wish.gram, MIX) >>> 0) % 2 ** (32 - this.bits);
    const { isFree, fit } = surroundings(wish, this.around);
    const fields = new Uint16Array(this.cases);
    for (let field = HEAD; field <= BODY; field++) {
      const list = lists.get(rest * 2 ** FIELD_BITS + field);
      if (!list) continue;
      for (const [number, from, to] of casesIn(list, this.cases)) {
        const fits = from === to || list.numbers.slice(from, to).some(fit);
        if (fits) fields[number] |= (isFree || from < to ? SURE + 1 : 1) << field;
      }
    }
    return fields;
  }

  /** For each case the fields that have all grams of a word; the head only by the word's first gram. */
  async matches(grams) {
    const [first, ...rest] = await Promise.all(grams.map((gram) => this.fieldsOf(gram)));
    const heads = (SURE + 1) << HEAD;
    return first.map((bits, number) => {
      const all = rest.reduce((left, each) => both(left, each[number]), bits & ~heads);
      return all & (1 << TITLE) ? all | (bits & heads) : all;
    });
  }

  /** The cases that may have all words, best first, newest first among equals. `bits` are the fields of each word. */
  async candidates(gramsOfWords) {
    const matches = await Promise.all(gramsOfWords.map((grams) => this.matches(grams)));
    const found = [];
    for (let number = this.cases - 1; number >= 0; number--) {
      const bits = matches.map((each) => each[number] % SURE);
      const rank = bits.reduce((sum, each) => sum + (each ? 31 - Math.clz32(each & -each) : Infinity), 0);
      if (rank < Infinity) found.push({ number, rank, bits, isSure: matches.every((each) => each[number] & (each[number] >> 8)) });
    }
    return found.sort((one, other) => one.rank - other.rank);
  }

  /** What words ask for, the grams of each; exact where no text need be looked at. */
  ask(words) {
    return { grams: words.map(gramsOf), isExact: words.every((word) => word.length < 3) };
  }

  /** The best case by as few grams of an only word as tell of one: what surrounds the first decides four characters. */
  async first({ grams: [word, ...others] }) {
    for (let count = 1; !others.length && count <= word.length; count++) {
      const best = (await this.candidates([word.slice(0, count)])).find(({ isSure }) => isSure);
      if (best) return best;
    }
    return null;
  }

  /** The cases that may have all words, by as few grams as decide: of four characters the middle two nearly always do. */
  async find({ grams }) {
    if (grams.length === 1 && grams[0].length === 3) {
      const found = await this.candidates([grams[0].slice(0, 1)]);
      if (found.filter(({ isSure }) => !isSure).length <= FEW) return found;
    }
    return this.candidates(grams);
  }

  /** A case as its pack has it. */
  async hit(number) {
    const hits = await this.once(this.packOf(number), (response) => response.json());
    const [[href, titles, year, place, summary, terms], blocks, others] = hits[number % this.pack];
    return { number, href, titles, year, place, summary, terms, blocks, others };
  }

  packOf(number) {
    return `${this.home}search/${Math.floor(number / this.pack)}.json`;
  }
}

/** Where a word stands in a case, or null. A word found by initials is believed: the case does not hold its pinyin. */
export function standsIn(hit, word, fold, bits) {
  const has = (text) => [...text].map(fold).join("").includes(word);
  if (hit.titles.some(has)) return { field: TITLE };
  if (has(hit.summary)) return { field: SUMMARY };
  if (bits & (1 << INITIALS)) return { field: INITIALS };
  if (hit.terms.some(has)) return { field: TERM };
  const block = hit.blocks.findIndex(([, text, other]) => has(text) || other?.includes(word));
  if (block >= 0) return { field: BODY, block };
  return hit.others.includes(word) ? { field: TERM } : null;
}
