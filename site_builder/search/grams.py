"""Grams: every character of a text and every pair of neighbours, as numbers that say where their postings are kept.

A *posting* is 64 bits: a key, the number of a case, and what stands around the gram there. The key's 35 bits are 32
that stand for the gram and 3 for the field it was found in; its upper bits choose the shard. The gram's bits are its
two UTF-16 units, mixed so that neighbours in Unicode are spread over all shards; nothing is lost by that, so different
grams never share a key.

What stands *around* a pair is told by a few bits of the character after it and of the one before: with them one shard
decides a word of four characters, where pairs alone would name every case in which they meet apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from site_builder.search.fold import fold_units
from site_builder.search.initials import initials

MIX = 0x9E3779B1  # odd: multiplied by it modulo 2³², different numbers stay different
FIELD_BITS = 3
KEY_BITS = 32 + FIELD_BITS
REST_BITS = 64 - KEY_BITS
BEFORE_BITS = 4
MOST_AROUND = 2  # of a gram in a field of a case; one that stands in more surroundings may stand in any

# Ordered as numbers, postings are ordered by key, then by case, then by surroundings.
Postings = NDArray[np.uint64]
Units = NDArray[np.uint16]


class Field(IntEnum):
    """Where a gram was found, what weighs most first. A head is the beginning of a title, four characters."""

    HEAD = 0
    TITLE = 1
    INITIALS = 2
    SUMMARY = 3
    TERM = 4
    BODY = 5


class Words(Struct, frozen=True):
    """What a case is found by beside its text: lines of text, those of all scripts together.

    Pinyin initials are those of the first title.
    """

    title: str
    summary: str
    terms: str


class Shape(Struct, frozen=True):
    """How an index of so many cases is cut and how its postings are divided."""

    cases: int

    @property
    def shard_bits(self) -> int:
        """The shards are 2 to this power, four to eight cases each: some 20 to 35 KB where texts differ much."""
        return max(0, -(-self.cases // 4) - 1).bit_length()

    @property
    def around_bits(self) -> int:
        """The last bits of a posting, which tell what stands around the gram: what the case's number leaves."""
        return REST_BITS - max(15, (self.cases - 1).bit_length())


class Part(NamedTuple):
    """A text of a case, by the case's number, and the field it stands in."""

    number: int
    field: Field
    units: Units


def word_parts(number: int, words: Words) -> list[Part]:
    """What a case is found by beside its text."""
    titles = words.title.split("\n")
    texts = [
        (Field.TITLE, words.title),
        (Field.INITIALS, initials(titles[0])),
        (Field.SUMMARY, words.summary),
        (Field.TERM, words.terms),
    ]
    heads = (Part(number, Field.HEAD, fold_units(title)[:4]) for title in titles)
    return [*(Part(number, field, fold_units(text)) for field, text in texts if text), *heads]


def postings_of(shape: Shape, parts: Sequence[Part]) -> Postings:
    """The postings of some texts; what a gram has around it in a field of a case is told by all of them together."""
    return settled(_postings(shape, parts), shape)


def settled(postings: Postings, shape: Shape) -> Postings:
    """Postings in order, each once; of a gram with too many surroundings only that it is there."""
    postings = np.sort(postings)
    postings = postings.compress(_is_first(postings))
    starts, sizes = runs(postings >> np.uint64(shape.around_bits))
    is_any = sizes > MOST_AROUND
    if is_any.any():
        kept = np.repeat(~is_any, sizes)
        kept[starts[is_any]] = True
        postings[starts[is_any]] &= ~np.uint64((1 << shape.around_bits) - 1)
        postings = postings.compress(kept)
    return postings


def runs(ordered: Postings) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where equal numbers begin in a row that has them side by side, and how many they are."""
    starts = np.flatnonzero(_is_first(ordered))
    return starts, np.diff(starts, append=len(ordered))


def _is_first(ordered: Postings) -> NDArray[np.bool_]:
    """Which numbers of a row differ from the one before."""
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def _postings(shape: Shape, parts: Sequence[Part]) -> Postings:
    """The postings of some texts, in no order; a blank parts one text from the next."""
    blank = np.full(1, 0x20, np.uint16)
    wide = np.concatenate([blank, *(each for part in parts for each in (part.units, blank))]).astype(np.uint32)
    around_bits = shape.around_bits
    marks = np.array([0, *(part.field << REST_BITS | part.number << around_bits for part in parts)], np.uint64)
    fixed = np.repeat(marks, [1, *(len(part.units) + 1 for part in parts)])
    words = wide > 0x20  # no gram holds a blank: readers type words
    is_pair = words[:-1] & words[1:]
    pairs = ((wide[:-1] << np.uint32(16)) | wide[1:]).compress(is_pair)
    around = _around(shape, wide).compress(is_pair)
    ones = _keyed(wide.compress(words) << np.uint32(16)) | fixed.compress(words)
    return np.concatenate((ones, _keyed(pairs) | around | fixed[:-1].compress(is_pair)))


def _keyed(grams: NDArray[np.uint32]) -> Postings:
    mixed: Postings = (grams * np.uint32(MIX)).astype(np.uint64) << np.uint64(FIELD_BITS + REST_BITS)
    return mixed


def _around(shape: Shape, wide: NDArray[np.uint32]) -> Postings:
    """For each pair of neighbours a number, never 0, of the unit after them and the one before."""
    mixed = wide * np.uint32(MIX)
    after, before = np.ones((2, len(wide) - 1), np.uint64)
    after[:-1] = np.maximum(mixed[2:] >> np.uint32(32 - shape.around_bits + BEFORE_BITS), 1)
    before[1:] = mixed[:-2] >> np.uint32(32 - BEFORE_BITS)
    around: Postings = (after << np.uint64(BEFORE_BITS)) | before
    return around
