"""How likely a stretch of Chinese reads, by its words and pairs of words.

The frequencies of words are the means of wordfreq's large Chinese list and libime's, the pairs libime's.
"""

from __future__ import annotations

import gzip
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from operator import add

import msgspec
from msgspec import Struct

from site_builder.clean.channel import opencc_characters, swap_table
from site_builder.clean.clauses import BEGINNING, opened
from site_builder.clean.following import Following, load_following, mixed
from site_builder.clean.reference import package_file

LONGEST_WORD = 5
UNSEEN = -19.0  # natural logarithm of the probability of a Han character that the list lacks
_ONE_LIST = 0.7
_WORD = re.compile(f"[㐀-鿿]{{1,{LONGEST_WORD}}}")

_PAGE_DISCOUNT = 1.5
_NATIVE = 3
_GARBLED = re.compile(r"[㐀-鿿]?\?.{0,24}")
_HAN_PAIR = re.compile("[㐀-鿿]{2}")
_LONGEST_OWN = 4


class Language(Struct, frozen=True):
    """Natural logarithms of word probabilities, in simplified script, and the way there from traditional."""

    words: dict[str, float]
    following: Following
    simplified: Mapping[str, str]
    back: Mapping[int, str]  # the same for `str.translate`


class PageWords:
    """The page's own words: runs of two to four Han characters that stand in it at least twice.

    A stretch behind a `?` may be garbled and is not counted, nor is the character before it: there words are cut off.
    """

    def __init__(self, language: Language, text: str) -> None:
        sound = _GARBLED.sub(" ", text).translate(language.back)
        self._total = math.log(len(text) + 1) + _PAGE_DISCOUNT
        pairs = list(map(add, sound, sound[1:]))
        own = self._repeated(Counter(pairs))
        self._costs = {pair: cost for pair, cost in own.items() if _HAN_PAIR.fullmatch(pair)}
        self._behind: dict[str, dict[str, float]] = {}
        for pair, cost in self._costs.items():
            self._behind.setdefault(pair[0], {})[pair[1]] = cost
        places = [place for place, pair in enumerate(pairs) if pair in self._costs]
        for length in range(3, _LONGEST_OWN + 1):
            runs = [(place, sound[place : place + length]) for place, after in pairwise(places) if after == place + 1]
            longer = self._repeated(Counter(run for _place, run in runs))
            self._costs |= longer
            places = [place for place, run in runs if run in longer]

    def cost(self, word: str) -> float | None:
        """What the word costs on this page, if it is one."""
        return self._costs.get(word)

    def longest_ending(self, pair: str) -> int:
        """How long a word of the page that ends with these two characters can be; 0 where there is none."""
        return _LONGEST_OWN if pair in self._costs else 0

    def behind(self, character: str) -> Costs:
        """The words of two characters that begin with this one: their costs by the second one."""
        return self._behind.get(character, {})

    def _repeated(self, counts: Counter[str]) -> dict[str, float]:
        return {run: math.log(n) - self._total for run, n in counts.items() if n > 1}


@cache
def load_language() -> Language:
    """The model, read from two word lists."""
    costs, following = load_following()
    words = _both(_word_list(), costs)
    following[BEGINNING] = opened(words)
    simplified = _to_simplified(words)
    back = {ord(traditional): form for traditional, form in simplified.items()}
    return Language(words, following, simplified, back)


def page_language(text: str) -> Language:
    """The model for a page: one that was traditional before the swap holds forms which that does not give (後, 裡)."""
    sound = _GARBLED.sub(" ", text)
    return _with_native_forms() if sum(map(native_forms().__contains__, sound)) >= _NATIVE else load_language()


@cache
def native_forms() -> Mapping[str, str]:
    """The traditional characters that the script swap does not give, and their simplified forms."""
    known = load_language().simplified
    return {t: s[0] for t, s in opencc_characters("TSCharacters").items() if t not in known and s[0] != t}


@cache
def _with_native_forms() -> Language:
    language = load_language()
    simplified = {**native_forms(), **language.simplified}
    back = {ord(traditional): form for traditional, form in simplified.items()}
    return msgspec.structs.replace(language, simplified=simplified, back=back)


Costs = Mapping[str, float]


def likeliest_words(text: str, words: Costs) -> tuple[list[str], float]:
    """A simplified text cut into its likeliest words, and what they cost together (nats)."""
    best = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - LONGEST_WORD), end)
        costs = ((start, words.get(text[start:end], UNSEEN if start == end - 1 else None)) for start in starts)
        best.append(max((best[start][0] + cost, start) for start, cost in costs if cost is not None))
    found, end = [], len(text)
    while end:
        start = best[end][1]
        found.append(text[start:end])
        end = start
    return found[::-1], best[-1][0]


@cache
def continued() -> Mapping[str, Costs]:
    """The words with their costs, by all but the last character and by that."""
    found: dict[str, dict[str, float]] = {}
    for word, cost in load_language().words.items():
        if len(word) > 1:
            found.setdefault(word[:-1], {})[word[-1]] = cost
    return found


@cache
def preceded() -> Mapping[str, Costs]:
    """The words of two characters with their costs, by the second character and the first one."""
    found: dict[str, dict[str, float]] = {}
    for word, cost in load_language().words.items():
        if len(word) == 2:
            found.setdefault(word[1], {})[word[0]] = cost
    return found


@cache
def openings() -> Mapping[str, float]:
    """The cost of all words together that begin so, with one character or two."""
    sums: defaultdict[str, float] = defaultdict(float)
    for word, cost in load_language().words.items():
        share = math.exp(cost)
        sums[word[0]] += share
        if len(word) > 2:
            sums[word[:2]] += share
    return {opening: math.log(share) for opening, share in sums.items()}


@cache
def longest_ending() -> Mapping[str, int]:
    """The length of the longest of the model's words that end with these two characters."""
    found: dict[str, int] = {}
    for word in load_language().words:
        if len(word) > 1:
            found[word[-2:]] = max(len(word), found.get(word[-2:], 0))
    return found


def _both(ours: dict[str, float], theirs: dict[str, float]) -> dict[str, float]:
    """The means of two lists; a word that only one of them has is worth a little less."""
    words = {word: cost - _ONE_LIST for word, cost in (ours | theirs).items()}
    return words | {word: mixed(ours[word], theirs[word]) for word in ours.keys() & theirs.keys()}


def is_word(text: str) -> bool:
    """Whether the text can be a word of the model: at most `LONGEST_WORD` Han characters."""
    return _WORD.fullmatch(text) is not None


def _word_list() -> dict[str, float]:
    """wordfreq's list: after a header, bucket n holds the words of frequency 10^(-n/100)."""
    packed = package_file("wordfreq", "data/large_zh.msgpack.gz")
    _header, *buckets = msgspec.msgpack.decode(gzip.decompress(packed))
    step = math.log(10) / 100
    return {word: -step * rank for rank, bucket in enumerate(buckets) for word in filter(_WORD.fullmatch, bucket)}


def _to_simplified(words: Mapping[str, float]) -> dict[str, str]:
    """The way back from the channel's script swap, to the commonest of the characters that it gives one form.

    Other traditional forms are not among what it gives.
    """
    swap = swap_table()
    usual = {t: s[0] for t, s in opencc_characters("TSCharacters").items() if swap.get(ord(s[0]), s[0]) == t}
    rare_first = sorted(map(chr, swap), key=lambda character: words.get(character, UNSEEN))
    return usual | {swap[ord(character)]: character for character in rare_first} | {"著": "着"}
