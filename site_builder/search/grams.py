"""Grams: every character of a text and every pair of neighbours, as numbers that say where their postings are kept.

A *key* is 35 bits: 32 that stand for the gram, 3 for the field it was found in. The upper bits choose the shard. The
gram's bits are its two UTF-16 units, mixed so that neighbours in Unicode are spread over all shards; nothing is lost by
that, so different grams never share a key.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from site_builder.search.fold import fold_units
from site_builder.search.initials import initials

MIX = 0x9E3779B1  # odd: multiplied by it modulo 2³², different numbers stay different
FIELD_BITS = 3
KEY_BITS = 32 + FIELD_BITS

Keys = NDArray[np.uint64]


class Field(IntEnum):
    """Where a gram was found, what weighs most first. A head is the beginning of a title."""

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


def word_keys(words: Words) -> Keys:
    """The keys of a case's words in ascending order, each once."""
    titles = words.title.split("\n")
    fields = (
        (Field.TITLE, words.title),
        (Field.INITIALS, initials(titles[0])),
        (Field.SUMMARY, words.summary),
        (Field.TERM, words.terms),
    )
    keys = [_keys(fold_units(text), field) for field, text in fields]
    return _once([*keys, *(_keys(fold_units(title)[:2], Field.HEAD) for title in titles)])


def body_keys(bodies: Iterable[str]) -> Keys:
    """The keys of a text, given in every script, in ascending order, each once."""
    folded: list[NDArray[np.uint16]] = []
    for body in bodies:
        units = fold_units(body)
        if not any(np.array_equal(units, each) for each in folded):  # nearly always one form for all scripts
            folded.append(units)
    return _once([_keys(units, Field.BODY) for units in folded])


def shard_bits(cases: int) -> int:
    """Into how many shards, as a power of two, an index is cut: some 10 KB each."""
    return max(0, -(-cases // 3) - 1).bit_length()


def _keys(units: NDArray[np.uint16], field: Field) -> Keys:
    wide = units.astype(np.uint32)
    words = wide > 0x20  # no gram holds a blank: readers type words
    ones = wide[words] << np.uint32(16)
    pairs = ((wide[:-1] << np.uint32(16)) | wide[1:])[words[:-1] & words[1:]]
    mixed = (np.concatenate((ones, pairs)) * np.uint32(MIX)).astype(np.uint64)
    keys: Keys = (mixed << np.uint64(FIELD_BITS)) | np.uint64(field)
    return keys


def _once(keys: list[Keys]) -> Keys:
    ordered: Keys = np.sort(np.concatenate(keys)) if keys else np.empty(0, np.uint64)
    is_first: NDArray[np.bool_] = np.diff(ordered, prepend=~ordered[:1]) != 0
    return ordered[is_first]
