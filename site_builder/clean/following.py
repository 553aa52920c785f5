"""Which words follow which: pairs of Chinese words and how likely the second is behind the first.

The table is distilled from libime's language model (`benchmarks/distil_words.py`), LGPL-2.1-or-later.
"""

from __future__ import annotations

import lzma
import math
from array import array
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

import msgspec
from msgspec import Struct

FILE = "following.xz"
WORD_STEP, PAIR_STEP, REST_STEP = 0.1, 0.1, 0.02  # nats: one unit of the stored bytes


class Table(Struct, frozen=True, array_like=True):
    """The file's content. Words stand by frequency, a line each; a byte each for their `costs` and `rests`.

    The second words behind each word stand one word's after another's: `gaps` between their numbers (little-endian
    base 128), a byte each for their costs; `lengths` in bytes of gaps and `counts` are unsigned 32-bit numbers.
    """

    words: str
    costs: bytes
    rests: bytes
    gaps: bytes
    pair_costs: bytes
    lengths: bytes
    counts: bytes


class After(NamedTuple):
    """What may follow a word: natural logarithms for known second words, and what every other word pays besides."""

    rest: float
    known: Mapping[str, float]


NOTHING = After(0.0, {})


class Following(dict[str, After]):
    """`After` by word, each decoded when first asked for."""

    def __init__(self, words: list[str], table: Table) -> None:
        super().__init__()
        self._words = words
        self._numbers = {word: number for number, word in enumerate(words)}
        self._table = table
        self._gaps = [0, *accumulate(array("I", table.lengths))]
        self._places = [0, *accumulate(array("I", table.counts))]

    def __missing__(self, word: str) -> After:
        number = self._numbers.get(word)
        found = self[word] = NOTHING if number is None else self._decoded(number)
        return found

    def _decoded(self, number: int) -> After:
        words, costs = self._words, self._table.pair_costs
        place, second, shift, gap = self._places[number], -1, 0, 0
        known = {}
        for byte in self._table.gaps[self._gaps[number] : self._gaps[number + 1]]:
            gap |= (byte & 0x7F) << shift
            if byte & 0x80:
                shift += 7
                continue
            second += gap
            known[words[second]] = -PAIR_STEP * costs[place]
            place, shift, gap = place + 1, 0, 0
        return After(-REST_STEP * self._table.rests[number], known)


class Words(NamedTuple):
    """The model's words with the natural logarithms of their probabilities, and what follows them."""

    costs: dict[str, float]
    following: Following


@cache
def load_following() -> Words:
    """The table, read in about 0.3 s."""
    packed = files("site_builder.clean").joinpath(FILE).read_bytes()
    table = msgspec.msgpack.decode(lzma.decompress(packed), type=Table)
    words = table.words.split("\n")
    return Words(dict(zip(words, (-WORD_STEP * cost for cost in table.costs), strict=True)), Following(words, table))


def mixed(one: float, other: float) -> float:
    """The logarithm of the mean of two probabilities given as logarithms."""
    high, low = max(one, other), min(one, other)
    return high + math.log1p(math.exp(low - high)) - math.log(2)
