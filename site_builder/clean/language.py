"""How likely a stretch of Chinese reads, by its words and pairs of words.

The frequencies of words are the means of wordfreq's large Chinese list and libime's, the pairs libime's.
"""

from __future__ import annotations

import gzip
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec
from msgspec import Struct

from site_builder.clean.channel import opencc_characters, swap_table
from site_builder.clean.clauses import BEGINNING, opened
from site_builder.clean.following import Following, load_following, mixed
from site_builder.clean.reference import package_file

LONGEST_WORD = 5
REMEMBERED = 1 << 16  # answers kept of each question that pages ask again and again
UNSEEN = -19.0  # natural logarithm of the probability of a Han character that the list lacks
_ONE_LIST = 0.7
_WORD = re.compile(f"[㐀-鿿]{{1,{LONGEST_WORD}}}")

_NATIVE = 3
GARBLED = re.compile(r"[㐀-鿿]?\?.{0,24}")  # what may be damaged, and the character before it, cut off its word


class Begun(NamedTuple):
    """A simplified character, what it costs as a word, and what all words together cost that begin with it."""

    word: str
    cost: float
    opening: float


class Characters(dict[str, Begun]):
    """`Begun` by the character in either script, each worked out when first asked for."""

    def __init__(self, words: Mapping[str, float], simplified: Mapping[str, str]) -> None:
        super().__init__()
        self._words = words
        self._simplified = simplified

    def __missing__(self, character: str) -> Begun:
        word = self._simplified.get(character, character)
        found = self[character] = Begun(word, self._words.get(word, UNSEEN), openings().get(word, UNSEEN))
        return found


class Language(Struct, frozen=True):
    """Natural logarithms of word probabilities, in simplified script, and the way there from traditional."""

    words: dict[str, float]
    following: Following
    characters: Characters
    simplified: Mapping[str, str]
    back: Mapping[int, str]  # the same for `str.translate`


@cache
def load_language() -> Language:
    """The model, read from two word lists."""
    costs, following = load_following()
    words = _both(_word_list(), costs)
    following[BEGINNING] = opened(words)
    simplified = _to_simplified(words)
    back = {ord(traditional): form for traditional, form in simplified.items()}
    return Language(words, following, Characters(words, simplified), simplified, back)


def page_language(text: str) -> Language:
    """The model for a page: one that was traditional before the swap holds forms which that does not give (後, 裡)."""
    forms, sound = native_forms(), GARBLED.sub(" ", text)
    is_native = not forms.keys().isdisjoint(sound) and sum(map(forms.__contains__, sound)) >= _NATIVE
    return _with_native_forms() if is_native else load_language()


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
    return Language(language.words, language.following, Characters(language.words, simplified), simplified, back)


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


Ended = tuple[int, str, float]  # the length of a word, the word, its cost


@lru_cache(REMEMBERED)
def words_ending(run: str) -> Sequence[Ended]:
    """The words of several characters that end where the run does, the shortest first."""
    words = load_language().words
    endings = ((length, run[-length:]) for length in range(2, len(run) + 1))
    return tuple((length, word, words[word]) for length, word in endings if word in words)


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
def longest_endings() -> Mapping[str, int]:
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
