"""The search index on disk: made from nothing in two rounds, or changed where cases were.

A process reads some cases and sorts their postings; then a process takes some shards, with the postings of all cases
for them. Between the rounds the postings lie in segments of the store that nothing refers to afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256

import msgspec
import numpy as np

from site_builder.build.cases import new_writer
from site_builder.build.files import Bench, Made, put
from site_builder.build.kept import texts_of
from site_builder.build.keys import digest_of
from site_builder.build.manifest import UNKNOWN, Key, Output, Ref
from site_builder.build.pool import spread
from site_builder.build.reasons import why
from site_builder.build.shards import Changes, Indexed, changed_cases, changed_shard, changes, texts_key
from site_builder.build.store import Writer
from site_builder.search.grams import Postings
from site_builder.search.index import IndexPlan, postings, shards
from site_builder.search.shards import cut

MAKER = "search index"
CASES_A_TASK = 100
SHARDS_A_TASK = 32
FEW_CASES = 200
# Cases, and the part of all shards, of which each is changed rather than all made again.
FEW_CHANGED = 64
FEW_SHARDS = 8

_encode = msgspec.msgpack.Encoder().encode
_REFS = msgspec.msgpack.Decoder(tuple[Ref, ...])
_PLAN = msgspec.msgpack.Decoder(IndexPlan)
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
    put_shard = partial(_put_shard, bench, model, encoded)
    few = _few_changes(bench, plan)
    if few is None:
        return _make_all(bench, plan, put_shard)
    stay = [each for shard, each in enumerate(before) if each is not None and shard not in few]
    same = (Made(msgspec.structs.replace(each, key=key, view=model.view), "", "") for each in stay)
    return [*_make_few(bench, plan, few, put_shard), *same]


# Puts a shard that was made into the stage, given its path and its bytes.
Put = Callable[[str, bytes], Made]


def _put_shard(bench: Bench, model: Output, encoded: bytes, path: str, content: bytes) -> Made:
    output = msgspec.structs.replace(model, path=path, digest=sha256(content).digest())
    last = bench.before.get(path)
    reason = why(bench.reasons, last, output, encoded) or ("text changed" if last else "")
    return put(bench, output, content, f"index-{path.rpartition('/')[2]}", reason)


def _make_all(bench: Bench, plan: IndexPlan, put_shard: Put) -> list[Made]:
    """All shards, from the postings of all cases."""
    shop = bench.shop
    jobs = shop.jobs if len(plan.ids) > FEW_CASES else 1
    ranges = _parts(len(plan.paths), SHARDS_A_TASK)
    gathered = _gather(bench, plan, ranges, jobs)

    def work(task: int, worker: int) -> bytes:
        found = [_postings(shop.reader.read(refs[task])) for refs in gathered]
        return _encode([put_shard(*each) for each in shards(plan, found, ranges[task].start, ranges[task].stop)])

    return [each for _, content in spread(work, len(ranges), jobs, shop.handle) for each in _MADE.decode(content)]


def _few_changes(bench: Bench, plan: IndexPlan) -> dict[int, Changes] | None:
    """What changes in the shards that stand; None where that is much, or where not all are those of the last build."""
    shop = bench.shop
    was, before = _last_plan(bench, plan), texts_of(shop.reader, shop.old.cases, shop.old.variants)
    if was is None or not before.entries.keys() >= set(was.ids) or texts_key(was, before) != shop.old.indexed:
        return None
    cases = changed_cases(was, plan, before, bench.texts)
    if cases is None or len(cases) > FEW_CHANGED:
        return None
    found = changes(Indexed(was, before.units), Indexed(plan, bench.texts.units), cases)
    return found if FEW_SHARDS * len(found) <= len(plan.paths) else None


def _last_plan(bench: Bench, plan: IndexPlan) -> IndexPlan | None:
    """What the shards that stand were made of; None where they do not all stand, or another program made them."""
    standing = [bench.before.get(path) for path in plan.paths]
    views = {each.view if each else None for each in standing}
    if bench.shop.old.builder != bench.builder or len(views) != 1:
        return None
    (view,) = views
    return _PLAN.decode(bench.shop.reader.read(view)) if view else None


def _make_few(bench: Bench, plan: IndexPlan, few: Mapping[int, Changes], put_shard: Put) -> list[Made]:
    """The shards in which something changes, from what stands there."""
    paths, output = plan.paths, bench.shop.place.output
    return [
        put_shard(paths[shard], changed_shard(plan, shard, (output / paths[shard]).read_bytes(), some))
        for shard, some in few.items()
    ]


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
