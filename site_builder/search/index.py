"""The index: its cases and what they are found by, and the files its postings are kept in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from site_builder.search.grams import Postings, Shape, Units, Words, body_postings, word_postings
from site_builder.search.shards import cut, encode, merge


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


def case_postings(plan: IndexPlan, number: int, units: Units) -> Postings:
    """The postings of a case, given its text as it is searched."""
    shape = plan.shape
    return merge([word_postings(shape, number, plan.words[number]), body_postings(shape, number, units)])


def shards(plan: IndexPlan, postings: Sequence[Postings], first: int, last: int) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of the shards from `first` up to but not with `last`; the postings may be of all."""
    for path, part in zip(plan.paths[first:last], cut(merge(postings), plan.shape, first, last), strict=True):
        yield path, encode(part, plan.shape)
