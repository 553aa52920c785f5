"""How likely a stretch of Chinese reads: a word-level unigram model with a little grammar of punctuation.

The words and their frequencies are wordfreq's large Chinese list.
"""

from __future__ import annotations

import gzip
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from operator import add

import msgspec
from msgspec import Struct

from site_builder.clean.channel import EATEN, opencc_characters, swap_table
from site_builder.clean.reference import package_file

LONGEST_WORD = 5
UNSEEN = -19.0  # natural logarithm of the probability of a Han character that the list lacks
_NOT_HAN = -12.0

# Natural logarithms of how often a mark comes among words and marks.
_MARK_COST = {
    "，": -2.6, "。": -3.4, "、": -3.8, "“": -4.5, "”": -4.5, "：": -4.8, "；": -6.0, "？": -6.8, "！": -6.8,
    "《": -5.5, "》": -5.5, "(": -5.0, ")": -5.0, "—": -5.5, "…": -7.0, " ": -4.5, "·": -7.0,
    "‘": -7.5, "’": -7.5, "【": -8.0, "】": -8.0, "〔": -8.5, "〕": -8.5, "%": -5.5, ".": -5.0, EATEN: -8.0,
}  # fmt: skip
_PAGE_DISCOUNT = 1.5
_GARBLED = re.compile(r"\?.{0,24}")
_HAN = re.compile("[㐀-鿿]{2,}")
_NARROW = {chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B)}
_PLAIN = _NARROW | {",": "，", ":": "：", ";": "；", "!": "！", "?": "？", "（": "(", "）": ")"}
_DIGIT, _LATIN, _OTHER_MARK = -3.5, -4.5, -10.0
_STOPS = frozenset("。！？")
_CLOSERS = frozenset("”’》】〕)")
_OPENERS = frozenset("“‘《【〔(")
_DASHES = frozenset("—·～")
_BREAKS = frozenset("，、；：")
_MISPLACED = -7.0


class Language(Struct, frozen=True):
    """Natural logarithms of word probabilities, in simplified script, and the way there from traditional."""

    words: dict[str, float]
    simplified: Mapping[str, str]
    back: Mapping[int, str]  # the same for `str.translate`

    def mark_cost(self, before: str, mark: str) -> float:
        """The cost of a character that is no Han character, behind `before` (one character, or none)."""
        mark, before = _PLAIN.get(mark, mark), _PLAIN.get(before, before)
        return _own_cost(mark) + _order_cost(before, mark)


def _own_cost(mark: str) -> float:
    known = _MARK_COST.get(mark)
    if known is not None:
        return known
    if mark.isascii() and mark.isalnum():
        return _DIGIT if mark.isdigit() else _LATIN
    return _NOT_HAN if mark.isalpha() else _OTHER_MARK


def _order_cost(before: str, mark: str) -> float:
    if before in _STOPS:
        return (
            _MISPLACED
            if mark in _BREAKS or mark in _STOPS
            else 0.5
            if mark in _CLOSERS
            else 0.0
            if mark in _OPENERS or mark == EATEN
            else -3.0
        )
    if before in _BREAKS or before in _OPENERS:
        return _MISPLACED if mark in _BREAKS or mark in _STOPS or mark in _CLOSERS else 0.0
    if before in _DASHES and (mark in _BREAKS or mark in _STOPS):
        return _MISPLACED
    if before in _CLOSERS and (mark in _BREAKS or mark in _STOPS):
        return 1.0
    return 0.0


def page_words(language: Language, text: str) -> dict[str, float]:
    """The page's own words: runs of two to four Han characters that stand in it at least twice.

    A stretch behind a `?` may be garbled and is not counted.
    """
    sound = _GARBLED.sub(" ", text).translate(language.back)
    runs: Iterable[str] = sound
    total = math.log(len(text) + 1) + _PAGE_DISCOUNT
    words: dict[str, float] = {}
    for length in (2, 3, 4):
        runs = list(map(add, runs, sound[length - 1 :]))
        counts = Counter(runs)
        words |= {run: math.log(n) - total for run, n in counts.items() if n > 1 and _HAN.fullmatch(run)}
    return words


@cache
def load_language() -> Language:
    """The model, read from the installed word list in about 0.2 s."""
    simplified = _to_simplified()
    back = {ord(traditional): form for traditional, form in simplified.items()}
    return Language(_word_list(), simplified, back)


def _word_list() -> dict[str, float]:
    """wordfreq's list: after a header, bucket n holds the words of frequency 10^(-n/100)."""
    packed = package_file("wordfreq", "data/large_zh.msgpack.gz")
    _header, *buckets = msgspec.msgpack.decode(gzip.decompress(packed))
    step = math.log(10) / 100
    han = re.compile(f"[㐀-鿿]{{1,{LONGEST_WORD}}}").fullmatch
    return {word: -step * rank for rank, bucket in enumerate(buckets) for word in filter(han, bucket)}


def _to_simplified() -> dict[str, str]:
    back = {traditional: chr(simplified) for simplified, traditional in swap_table().items()}
    return {t: s[0] for t, s in opencc_characters("TSCharacters").items()} | back | {"著": "着", "復": "复"}
