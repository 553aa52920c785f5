"""The search index on disk: made from nothing in two rounds, or changed where a text was.

A process reads some cases and sorts their postings; then a process takes some shards, with the postings of all cases
for them. Between the rounds the postings lie in segments of the store that nothing refers to afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

import msgspec
import numpy as np

from site_builder.build.cases import new_writer
from site_builder.build.files import Bench, Made, put
from site_builder.build.kept import Texts
from site_builder.build.keys import digest_of
from site_builder.build.manifest import UNKNOWN, Key, Output, Ref
from site_builder.build.pool import spread
from site_builder.build.reasons import why
from site_builder.build.store import Writer
from site_builder.search.grams import Field, Part, Postings, Units, postings_of
from site_builder.search.index import IndexPlan, postings, shards
from site_builder.search.shards import cut, decode, encode, merge, shard_of

MAKER = "search index"
CASES_A_TASK = 100
SHARDS_A_TASK = 32
FEW_CASES = 200

_encode = msgspec.msgpack.Encoder().encode
_REFS = msgspec.msgpack.Decoder(tuple[Ref, ...])
_MADE = msgspec.msgpack.Decoder(tuple[Made, ...])


def make_index(bench: Bench, plan: IndexPlan) -> list[Made]:
    """All shards, made or found unchanged."""
    shop = bench.shop
    encoded = _encode(plan)
    # The texts are those of all cases for every shard: that they have changed is told once, beside the shards.
    key = Key(digest_of(encoded), b"", digest_of(bench.builder, MAKER.encode()))
    is_same = texts_key(plan, bench.texts) == shop.old.indexed
    before = [bench.before.get(path) for path in plan.paths]
    if is_same and all(each is not None and each.key == key for each in before):
        return [Made(each, "", "") for each in before if each is not None]
    own = new_writer(shop, 3 * shop.jobs)
    model = Output("", MAKER, key, own.add(encoded), (), b"", UNKNOWN)
    own.close()
    jobs = shop.jobs if len(plan.ids) > FEW_CASES else 1
    ranges = _parts(len(plan.paths), SHARDS_A_TASK)
    gathered = _gather(bench, plan, ranges, jobs)

    def work(task: int, worker: int) -> bytes:
        found = [_postings(shop.reader.read(refs[task])) for refs in gathered]
        made = []
        for path, content in shards(plan, found, ranges[task].start, ranges[task].stop):
            output = msgspec.structs.replace(model, path=path, digest=sha256(content).digest())
            last = bench.before.get(path)
            reason = why(bench.reasons, last, output, encoded) or ("text changed" if last else "")
            made.append(put(bench, output, content, f"index-{path.rpartition('/')[2]}", reason))
        return _encode(made)

    return [each for _, content in spread(work, len(ranges), jobs, shop.handle) for each in _MADE.decode(content)]


def texts_key(plan: IndexPlan, texts: Texts) -> bytes:
    """What stands for the texts of an index."""
    return digest_of(*(texts.entries[id].digest for id in plan.ids))


def changed_shards(plan: IndexPlan, number: int, before: Units, now: Units) -> list[tuple[int, Postings, Postings]]:
    """The shards that a case's new text changes, with the postings that go and those that come."""
    was, become = (postings_of(plan.shape, [Part(number, Field.BODY, units)]) for units in (before, now))
    gone, new = np.setdiff1d(was, become, assume_unique=True), np.setdiff1d(become, was, assume_unique=True)
    touched = np.unique(np.concatenate((shard_of(gone, plan.shape), shard_of(new, plan.shape)))).tolist()
    return [
        (shard, cut(gone, plan.shape, shard, shard + 1)[0], cut(new, plan.shape, shard, shard + 1)[0])
        for shard in touched
    ]


def changed_shard(plan: IndexPlan, shard: int, content: bytes, changes: Iterable[tuple[Postings, Postings]]) -> bytes:
    """A shard's bytes after some postings went and others came."""
    found = decode(content, shard, plan.shape)
    for gone, new in changes:
        found = merge([np.setdiff1d(found, gone, assume_unique=True), new])
    return encode(found, plan.shape, shard, shard + 1)[0]


def _gather(bench: Bench, plan: IndexPlan, ranges: Sequence[range], jobs: int) -> list[tuple[Ref, ...]]:
    """The postings of all cases, some cases together: for each range of shards where they lie."""
    shop = bench.shop
    tasks = _parts(len(plan.ids), CASES_A_TASK)
    writers: dict[int, Writer] = {}

    def work(task: int, worker: int) -> bytes:
        writer = writers.setdefault(worker, new_writer(shop, 2 * shop.jobs + worker))
        every = [*postings(plan, tasks[task], bench.texts.units)]
        parts = ([piece for each in every for piece in cut(each, plan.shape, at.start, at.stop)] for at in ranges)
        refs = [writer.add(np.concatenate(part).tobytes()) for part in parts]
        writer.flush()
        return _encode(refs)

    found: dict[int, tuple[Ref, ...]] = {}
    for task, content in spread(work, len(tasks), jobs, shop.handle):
        found[task] = _REFS.decode(content)
        shop.watch("search", len(found), len(tasks))
    return [found[task] for task in sorted(found)]


def _postings(content: bytes) -> Postings:
    return np.frombuffer(content, np.uint64)


def _parts(count: int, size: int) -> list[range]:
    return [range(at, min(at + size, count)) for at in range(0, count, size)]
