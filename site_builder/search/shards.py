"""Shards: the postings of the grams whose keys begin alike, as bytes.

A shard is a row of numbers, each in groups of seven bits, the lowest first, the highest bit set on all but the last.
First how many lists there are; then for each list, in the order of keys, twice the step from the key before and a flag,
and how many cases it names. Then the cases of all lists, in ascending order, as the first, then the steps less one,
each four times that and in how many surroundings the gram stands there, 0 where it may be any. Then all these
surroundings. With the flag a list names the cases that are *not* in it, which is shorter for grams that most cases have
in any surroundings. There is one way to write a shard, so that a changed one equals one made from nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from site_builder.search.grams import KEY_BITS, REST_BITS, Postings, Shape, runs

Numbers = NDArray[np.uint64]
Sizes = NDArray[np.int64]


class Lists(NamedTuple):
    """The lists of a shard one after the other: how many cases each has, the cases, and each one's surroundings."""

    sizes: Sizes
    cases: Numbers
    known: Numbers


def merge(parts: Sequence[Postings]) -> Postings:
    """Postings joined and put in order."""
    return np.sort(np.concatenate(parts)) if parts else np.empty(0, np.uint64)


def cut(postings: Postings, shape: Shape, first: int, last: int) -> list[Postings]:
    """The postings of the shards from `first` up to but not with `last`."""
    at = [shard << (64 - shape.shard_bits) for shard in range(first, last)]
    is_end = last == 1 << shape.shard_bits
    ends = np.searchsorted(postings, np.array(at if is_end else [*at, last << (64 - shape.shard_bits)], np.uint64))
    return [postings[start:end] for start, end in pairwise([*ends.tolist(), *([len(postings)] if is_end else [])])]


def shard_of(postings: Postings, shape: Shape) -> NDArray[np.int64]:
    """The numbers of the shards that postings belong to."""
    # In two steps: a shift by all 64 bits is none.
    return (postings >> np.uint64(REST_BITS) >> np.uint64(KEY_BITS - shape.shard_bits)).astype(np.int64)


def encode(postings: Postings, shape: Shape, first: int, last: int) -> list[bytes]:
    """The bytes of the shards from `first` up to but not with `last`, given their postings."""
    around = postings & np.uint64((1 << shape.around_bits) - 1)
    at, known = runs(postings >> np.uint64(shape.around_bits))
    known *= around[at] != 0
    rows = postings[at]
    keys = rows >> np.uint64(REST_BITS)
    cases = (rows >> np.uint64(shape.around_bits)) & np.uint64((1 << (REST_BITS - shape.around_bits)) - 1)
    starts, sizes = runs(keys)
    is_most = 2 * sizes > shape.cases
    if len(starts):
        is_most &= np.maximum.reduceat(known, starts) == 0
    lists = _turned(Lists(sizes, cases, known.astype(np.uint64)), is_most, shape.cases)
    # Where the shards end among the lists, these among the cases, and those among the surroundings.
    marks = np.arange(first, last + 1, dtype=np.int64) << (KEY_BITS - shape.shard_bits)
    ends = np.searchsorted(keys[starts].astype(np.int64), marks)
    case_ends = _totals(lists.sizes)[ends]
    known_ends = _totals(lists.known)[case_ends]
    heads = np.empty(2 * len(sizes), np.uint64)
    heads[0::2] = (_steps(keys[starts], ends[:-1], marks[:-1]) << np.uint64(1)) | is_most.astype(np.uint64)
    heads[1::2] = lists.sizes.astype(np.uint64)
    steps = (_gaps(lists) << np.uint64(2)) | lists.known
    parts = (
        _packed(np.diff(ends).astype(np.uint64), np.arange(len(ends))),
        _packed(heads, 2 * ends),
        _packed(steps, case_ends),
        _packed(around.compress(around != 0), known_ends),
    )
    return [b"".join(pieces) for pieces in zip(*parts, strict=True)]


def decode(content: bytes, shard: int, shape: Shape) -> Postings:
    """The postings in a shard's bytes."""
    numbers = _unpacked(content)
    count = int(numbers[0])
    heads, rows = numbers[1 : 1 + 2 * count], numbers[1 + 2 * count :]
    keys = np.cumsum(heads[0::2] >> np.uint64(1)) + np.uint64(shard << (KEY_BITS - shape.shard_bits))
    sizes = heads[1::2].astype(np.int64)
    steps, around = rows[: sizes.sum()], rows[sizes.sum() :]
    lists = Lists(sizes, _cases(steps >> np.uint64(2), sizes), steps & np.uint64(3))
    lists = _turned(lists, (heads[0::2] & np.uint64(1)).astype(np.bool_), shape.cases)
    named = (np.repeat(keys, lists.sizes) << np.uint64(REST_BITS)) | (lists.cases << np.uint64(shape.around_bits))
    times = np.maximum(lists.known, 1).astype(np.int64)
    postings: Postings = np.repeat(named, times)
    postings[np.repeat(lists.known > 0, times)] |= around
    return postings


def _turned(lists: Lists, is_most: NDArray[np.bool_], count: int) -> Lists:
    """The lists with all other cases in place of some lists' own; done twice, it is undone."""
    if not is_most.any():
        return lists
    is_turned = np.repeat(is_most, lists.sizes)
    rows = np.repeat(np.arange(is_most.sum()), lists.sizes[is_most])
    is_other = np.ones((int(is_most.sum()), count), np.bool_)
    is_other[rows, lists.cases.compress(is_turned).astype(np.int64)] = False
    sizes = lists.sizes.copy()
    sizes[is_most] = is_other.sum(axis=1)
    is_new = np.repeat(is_most, sizes)
    cases, known = np.empty(len(is_new), np.uint64), np.zeros(len(is_new), np.uint64)
    cases[np.flatnonzero(is_new)] = np.nonzero(is_other)[1]
    left = np.flatnonzero(~is_new)
    cases[left], known[left] = lists.cases.compress(~is_turned), lists.known.compress(~is_turned)
    return Lists(sizes, cases, known)


def _gaps(lists: Lists) -> Numbers:
    gaps = np.diff(lists.cases, prepend=np.uint64(0)) - np.uint64(1)
    begins = (np.cumsum(lists.sizes) - lists.sizes)[lists.sizes > 0]
    gaps[begins] = lists.cases[begins]
    return gaps


def _cases(gaps: Numbers, sizes: Sizes) -> Numbers:
    """The cases of all lists from their gaps."""
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(gaps + np.uint64(1))))
    before = np.repeat(sums[np.cumsum(sizes) - sizes], sizes)
    cases: Numbers = sums[1:] - before - np.uint64(1)
    return cases


def _totals(sizes: Sizes | Numbers) -> Sizes:
    """How much there is before each of some parts, and in all."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))


def _steps(keys: Numbers, begins: Sizes, marks: Sizes) -> Numbers:
    """The step of each key from the one before it in its shard, or from the shard's first."""
    steps = np.diff(keys, prepend=np.uint64(0))
    is_led = begins < len(keys)
    # Of shards without lists the last to begin at a key is its own.
    steps[begins[is_led]] = keys[begins[is_led]] - marks[is_led].astype(np.uint64)
    return steps


def _packed(numbers: Numbers, ends: Sizes) -> list[bytes]:
    """Some numbers as groups of seven bits, cut where parts of them begin and end."""
    lengths = np.ones(len(numbers), np.int64)
    long = np.flatnonzero(numbers > 127)
    rest, more = numbers[long], long
    while len(more):
        lengths[more] += 1
        rest = rest >> np.uint64(7)
        more, rest = more.compress(rest > 127), rest.compress(rest > 127)
    totals = _totals(lengths)
    content = np.empty(int(totals[-1]), np.uint8)
    content[totals[:-1]] = numbers.astype(np.uint8)  # of long ones the last seven bits, then what follows
    at, rest = totals[:-1][long], numbers[long]
    while len(rest):
        content[at] |= 128
        at, rest = at + 1, rest >> np.uint64(7)
        content[at] = rest.astype(np.uint8)
        at, rest = at.compress(rest > 127), rest.compress(rest > 127)
    every = content.tobytes()
    return [every[start:end] for start, end in pairwise(totals[ends].tolist())]


def _unpacked(content: bytes) -> Numbers:
    groups = np.frombuffer(content, np.uint8)
    starts = np.flatnonzero(np.concatenate(([True], groups[:-1] < 128)))
    places = np.arange(len(groups)) - np.repeat(starts, np.diff(np.append(starts, len(groups))))
    return np.add.reduceat((groups & 127).astype(np.uint64) << (7 * places).astype(np.uint64), starts)
