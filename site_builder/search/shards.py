"""Shards: the postings of the grams whose keys begin alike, as bytes.

A shard is a row of numbers, each in groups of seven bits, the lowest first, the highest bit set on all but the last.
First how many lists there are; then for each list, in the order of keys, twice the step from the key before and a flag,
and how many numbers it has; then the lists' numbers one after the other. A list names cases in ascending order: the
first, then the steps less one. With the flag it names those that are *not* in it, which is shorter for grams that most
cases have. There is one way to write a shard, so that a changed one equals one made from nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from site_builder.search.grams import KEY_BITS, Keys

Numbers = NDArray[np.uint64]
# A posting is a key with the number of a case below it: ordered as numbers, postings are ordered by key, then by case.
Postings = NDArray[np.uint64]

CASE_BITS = 24


def post(number: int, keys: Keys) -> Postings:
    """The postings of a case."""
    return (keys << np.uint64(CASE_BITS)) | np.uint64(number)


def merge(parts: Sequence[Postings]) -> Postings:
    """Postings joined and put in order."""
    return np.sort(np.concatenate(parts)) if parts else np.empty(0, np.uint64)


def cut(postings: Postings, bits: int, first: int, last: int) -> list[Postings]:
    """The postings of the shards from `first` up to but not with `last`, of 2 ** `bits` shards."""
    at = [shard << (KEY_BITS - bits + CASE_BITS) for shard in range(first, last + 1)]
    ends = np.searchsorted(postings, np.array(at, np.uint64)).tolist()
    return [postings[start:end] for start, end in pairwise(ends)]


def shard_of(keys: Keys, bits: int) -> NDArray[np.int64]:
    """The numbers of the shards that keys belong to."""
    return (keys >> np.uint64(KEY_BITS - bits)).astype(np.int64)


def encode(postings: Postings, bits: int, count: int) -> bytes:
    """A shard's bytes; `count` is how many cases the collection has."""
    keys = (postings >> np.uint64(CASE_BITS)) & np.uint64((1 << (KEY_BITS - bits)) - 1)
    cases = postings & np.uint64((1 << CASE_BITS) - 1)
    starts = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
    sizes = np.diff(np.append(starts, len(keys)))
    steps = np.diff(keys[starts], prepend=np.uint64(0))
    is_most = 2 * sizes > count
    if is_most.any():
        cases, sizes = _complemented(cases, starts, sizes, is_most, count)
        starts = np.cumsum(sizes) - sizes
    heads = np.empty(2 * len(sizes), np.uint64)
    heads[0::2] = (steps << np.uint64(1)) | is_most.astype(np.uint64)
    heads[1::2] = sizes.astype(np.uint64)
    gaps = np.diff(cases, prepend=np.uint64(0)) - np.uint64(1)
    begins = starts[sizes > 0]
    gaps[begins] = cases[begins]
    return _packed(np.concatenate((np.array([len(sizes)], np.uint64), heads, gaps)))


def decode(content: bytes, shard: int, bits: int, count: int) -> Postings:
    """The postings in a shard's bytes."""
    numbers = _unpacked(content)
    lists = int(numbers[0])
    heads, gaps = numbers[1 : 1 + 2 * lists], numbers[1 + 2 * lists :]
    keys = np.cumsum(heads[0::2] >> np.uint64(1)) + np.uint64(shard << (KEY_BITS - bits))
    sizes = heads[1::2].astype(np.int64)
    parts = _parts(gaps, sizes)
    cases = [_named(part, bool(flag), count) for part, flag in zip(parts, heads[0::2] & np.uint64(1), strict=True)]
    every = np.repeat(keys, [len(each) for each in cases])
    postings: Postings = (every << np.uint64(CASE_BITS)) | np.concatenate([*cases, np.empty(0, np.uint64)])
    return postings


def _complemented(
    cases: Numbers, starts: NDArray[np.int64], sizes: NDArray[np.int64], is_most: NDArray[np.bool_], count: int
) -> tuple[Numbers, NDArray[np.int64]]:
    """The lists with the missing cases in place of those that most cases are in, and their sizes."""
    everyone = np.arange(count, dtype=np.uint64)
    lists = [
        np.setdiff1d(everyone, cases[start : start + size], assume_unique=True) if most else cases[start : start + size]
        for start, size, most in zip(starts, sizes, is_most, strict=True)
    ]
    return np.concatenate(lists), np.array([len(each) for each in lists], np.int64)


def _parts(values: Numbers, sizes: NDArray[np.int64]) -> Iterator[Numbers]:
    at = 0
    for size in sizes.tolist():
        yield values[at : at + size]
        at += size


def _named(gaps: Numbers, is_most: bool, count: int) -> Numbers:
    cases = np.cumsum(gaps + np.uint64(1)) - np.uint64(1)
    return np.setdiff1d(np.arange(count, dtype=np.uint64), cases, assume_unique=True) if is_most else cases


def _packed(numbers: Numbers) -> bytes:
    lengths = np.ones(len(numbers), np.int64)
    for bits in range(7, KEY_BITS + 1, 7):
        lengths += numbers >= np.uint64(1 << bits)
    ends = np.cumsum(lengths)
    content = np.empty(int(ends[-1]), np.uint8)
    at = ends - lengths
    rest, left = numbers, lengths
    while len(rest):
        content[at] = (rest & np.uint64(127)).astype(np.uint8) | np.where(left > 1, 128, 0).astype(np.uint8)
        more = left > 1
        at, rest, left = at[more] + 1, rest[more] >> np.uint64(7), left[more] - 1
    return content.tobytes()


def _unpacked(content: bytes) -> Numbers:
    groups = np.frombuffer(content, np.uint8)
    starts = np.flatnonzero(np.concatenate(([True], groups[:-1] < 128)))
    places = np.arange(len(groups)) - np.repeat(starts, np.diff(np.append(starts, len(groups))))
    return np.add.reduceat((groups & 127).astype(np.uint64) << (7 * places).astype(np.uint64), starts)
