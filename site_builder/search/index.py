"""The index: its cases and what they are found by, and the files its postings are kept in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from site_builder.search.grams import Field, Part, Postings, Shape, Units, Words, postings_of, word_parts
from site_builder.search.shards import cut, encode, merge

SHARDS_TOGETHER = 8  # whose numbers fit into the cache of a processor
TOGETHER = 25  # cases: enough that a single one costs no calls of its own, few enough for a processor's cache


class IndexPlan(Struct, frozen=True):
    """What an index is made of beside the texts: the cases in the order of their numbers, and how characters fold."""

    ids: tuple[str, ...]
    words: tuple[Words, ...]
    classes: tuple[str, ...]

    @property
    def shape(self) -> Shape:
        """How the index is cut."""
        return Shape(len(self.ids))

    @property
    def paths(self) -> tuple[str, ...]:
        """Where the shards stand in `output/`, in their order."""
        return tuple(f"search/{number:x}.bin" for number in range(1 << self.shape.shard_bits))


def postings(plan: IndexPlan, numbers: Sequence[int], units: Callable[[str], Units]) -> Iterator[Postings]:
    """The postings of some cases, of a few together in order; `units` gives a case's text as it is searched, by id."""
    for at in range(0, len(numbers), TOGETHER):
        parts: list[Part] = []
        for number in numbers[at : at + TOGETHER]:
            parts += (*word_parts(number, plan.words[number]), Part(number, Field.BODY, units(plan.ids[number])))
        yield postings_of(plan.shape, parts)


def shards(plan: IndexPlan, postings: Iterable[Postings], first: int, last: int) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of the shards from `first` up to but not with `last`, given their postings alone."""
    paths, pieces = plan.paths, cut(merge([*postings]), plan.shape, first, last)
    for at in range(first, last, SHARDS_TOGETHER):
        end = min(at + SHARDS_TOGETHER, last)
        piece = np.concatenate(pieces[at - first : end - first])
        yield from zip(paths[at:end], encode(piece, plan.shape, at, end), strict=True)
