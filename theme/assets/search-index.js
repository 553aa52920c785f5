// The index as the browser reads it: folding, grams, shards and the cases they name. docs/search.md describes the files.

const MIX = 0x9e3779b1, FIELD_BITS = 3;
const HEAD = 0, TITLE = 1, INITIALS = 2, SUMMARY = 3, TERM = 4, BODY = 5;
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

/** The grams of a word to ask for, from its first on, at most four: its pairs of neighbours. */
function gramsOf(word) {
  if (word.length === 1) return [word.charCodeAt(0) << 16];
  const pairs = Array.from({ length: word.length - 1 }, (_, i) => (word.charCodeAt(i) << 16) | word.charCodeAt(i + 1));
  return pairs.length > 4 ? [0, 1, 2, 3].map((i) => pairs[Math.round((i * (pairs.length - 1)) / 3)]) : pairs;
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

/** The lists of a shard by the rest of their keys; a list says which cases have a gram in a field. */
function listsOf(bytes, cases) {
  const numbers = numbersOf(bytes), lists = new Map();
  let key = 0, at = 1 + 2 * numbers[0];
  for (let i = 0; i < numbers[0]; i++) {
    const head = numbers[1 + 2 * i], size = numbers[2 + 2 * i];
    key += Math.floor(head / 2);
    lists.set(key, { gaps: numbers.slice(at, at + size), isMost: head % 2 === 1, cases });
    at += size;
  }
  return lists;
}

function* casesIn({ gaps, isMost, cases }) {
  let last = -1, next = 0;
  for (const gap of gaps) {
    last += gap + 1;
    if (!isMost) yield last;
    else for (; next < last; next++) yield next;
    next = last + 1;
  }
  if (isMost) for (; next < cases; next++) yield next;
}

/** An index of so many cases in 2 ** bits shards; `read` gives the response for an address below the site's root. */
export class Index {
  constructor({ cases, bits, pack, home }, read) {
    Object.assign(this, { cases, bits, pack, home, read, kept: new Map() });
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

  /** For each case the fields that have a gram, as bits. */
  async fieldsOf(gram) {
    const path = `search/${this.shardOf(gram).toString(16)}.bin`;
    const lists = await this.once(path, async (response) => listsOf(new Uint8Array(await response.arrayBuffer()), this.cases));
    const rest = (Math.imul(gram, MIX) >>> 0) % 2 ** (32 - this.bits);
    const fields = new Uint8Array(this.cases);
    for (let field = HEAD; field <= BODY; field++) {
      const list = lists.get(rest * 2 ** FIELD_BITS + field);
      if (list) for (const number of casesIn(list)) fields[number] |= 1 << field;
    }
    return fields;
  }

  /** For each case the fields that have all grams of a word, as bits; the head only by the word's first gram. */
  async matches(grams) {
    const [first, ...rest] = await Promise.all(grams.map((gram) => this.fieldsOf(gram)));
    return first.map((bits, number) => {
      const all = rest.reduce((left, each) => left & each[number], bits & ~1);
      return all && (all & (1 << TITLE) ? all | (bits & 1) : all);
    });
  }

  /** The cases that may have all words, best first, newest first among equals. `bits` are the fields of each word. */
  async candidates(gramsOfWords) {
    const matches = await Promise.all(gramsOfWords.map((grams) => this.matches(grams)));
    const found = [];
    for (let number = this.cases - 1; number >= 0; number--) {
      const bits = matches.map((each) => each[number]);
      const rank = bits.reduce((sum, each) => sum + (each ? 31 - Math.clz32(each & -each) : Infinity), 0);
      if (rank < Infinity) found.push({ number, rank, bits });
    }
    return found.sort((one, other) => one.rank - other.rank);
  }

  /** What words ask for: the grams of each, and the one to begin with; exact where no text need be looked at. */
  ask(words) {
    const grams = words.map(gramsOf);
    const longest = grams.reduce((best, each) => (each.length > best.length ? each : best), []);
    // Most words have two characters: a pair that stands across two words is rarer than a word.
    return { grams, first: longest[1] ?? longest[0], isExact: grams.every((each) => each.length === 1) };
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
