"""The shards of a search index that stand, changed where cases are not as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from msgspec import Struct

from site_builder.build.kept import Texts
from site_builder.build.keys import digest_of
from site_builder.search.grams import Field, Part, Postings, Units, postings_of, word_parts
from site_builder.search.index import IndexPlan
from site_builder.search.shards import cut, decode, encode, merge, shard_of


class Indexed(Struct, frozen=True):
    """What an index is made of; `units` gives a case's text as it is searched, by id."""

    plan: IndexPlan
    units: Callable[[str], Units]


# The postings that go from a shard and those that come, for one case after the other.
Changes = list[tuple[Postings, Postings]]


def texts_key(plan: IndexPlan, texts: Texts) -> bytes:
    """What stands for the texts of an index."""
    return digest_of(*(texts.entries[id].digest for id in plan.ids))


def changed_cases(was: IndexPlan, now: IndexPlan, before: Texts, after: Texts) -> list[int] | None:
    """The numbers of the cases that are not as they were; None where all have other numbers or other classes."""
    if (was.ids, was.classes) != (now.ids, now.classes):
        return None
    return [
        number
        for number, id in enumerate(now.ids)
        if was.words[number] != now.words[number] or before.entries[id].digest != after.entries[id].digest
    ]


def changes(was: Indexed, now: Indexed, numbers: Iterable[int]) -> dict[int, Changes]:
    """What cases change in the shards, by their numbers; all others stay."""
    found: dict[int, Changes] = {}
    for number in numbers:
        for shard, gone, new in _changes(was, now, number):
            found.setdefault(shard, []).append((gone, new))
    return found


def changed_shard(plan: IndexPlan, shard: int, content: bytes, changes: Changes) -> bytes:
    """A shard's bytes after some postings went and others came."""
    found = decode(content, shard, plan.shape)
    for gone, new in changes:
        found = merge([np.setdiff1d(found, gone, assume_unique=True), new])
    return encode(found, plan.shape, shard, shard + 1)[0]


def _changes(was: Indexed, now: Indexed, number: int) -> Iterator[tuple[int, Postings, Postings]]:
    shape = now.plan.shape
    has_words = was.plan.words[number] != now.plan.words[number]
    before, after = (_postings(each, number, has_words) for each in (was, now))
    gone, new = np.setdiff1d(before, after, assume_unique=True), np.setdiff1d(after, before, assume_unique=True)
    for shard in np.unique(np.concatenate((shard_of(gone, shape), shard_of(new, shape)))).tolist():
        yield shard, cut(gone, shape, shard, shard + 1)[0], cut(new, shape, shard, shard + 1)[0]


def _postings(index: Indexed, number: int, has_words: bool) -> Postings:
    """The postings of a case's text, and those of its words where they are wanted: no field's depend on another's."""
    plan = index.plan
    words = word_parts(number, plan.words[number]) if has_words else ()
    return postings_of(plan.shape, [*words, Part(number, Field.BODY, index.units(plan.ids[number]))])
