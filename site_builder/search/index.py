"""The index: its cases and what they are found by, and the files its postings are kept in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from site_builder.search.grams import Keys, Words, body_keys, shard_bits, word_keys
from site_builder.search.plain import blocks
from site_builder.search.shards import Postings, cut, encode, merge, post


class IndexPlan(Struct, frozen=True):
    """What an index is made of beside the texts: the cases in the order of their numbers, and how characters fold."""

    ids: tuple[str, ...]
    words: tuple[Words, ...]
    classes: tuple[str, ...]

    @property
    def bits(self) -> int:
        """The shards are 2 to this power."""
        return shard_bits(len(self.ids))

    @property
    def paths(self) -> tuple[str, ...]:
        """Where the shards stand in `output/`, in their order."""
        return tuple(f"search/{number:x}.bin" for number in range(1 << self.bits))


def case_postings(plan: IndexPlan, number: int, htmls: Iterable[str]) -> Postings:
    """The postings of a case, given its text in every script."""
    return merge([post(number, word_keys(plan.words[number])), post(number, text_keys(htmls))])


def text_keys(htmls: Iterable[str]) -> Keys:
    """The keys of a text, given in every script as HTML."""
    return body_keys("\n".join(words for _, words in blocks(html)) for html in htmls)


def shards(plan: IndexPlan, postings: Sequence[Postings], first: int, last: int) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of the shards from `first` up to but not with `last`; the postings may be of all."""
    every = merge(postings)
    for path, part in zip(plan.paths[first:last], cut(every, plan.bits, first, last), strict=True):
        yield path, encode(part, plan.bits, len(plan.ids))
