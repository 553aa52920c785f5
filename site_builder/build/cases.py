"""The case files of a project: those that are known from the last build taken from the store, the others read."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import msgspec
from msgspec import Struct

from site_builder.build.disk import decode_text, read_marked
from site_builder.build.kept import keep
from site_builder.build.manifest import CaseEntry, Manifest, Stat
from site_builder.build.plan import Watch, Wish
from site_builder.build.pool import spread
from site_builder.build.stages import in_script, parse
from site_builder.build.store import Reader, Writer
from site_builder.build.swap import Place
from site_builder.content.illustrations import addresses
from site_builder.content.schema import FrontMatter
from site_builder.problem import BuildError, Problem, Source
from site_builder.script import Converter, Variant
from site_builder.search.texts import open_tables

CASES_A_TASK = 50
FEW_CASES = 200

_encode = msgspec.msgpack.Encoder().encode
_METAS = msgspec.msgpack.Decoder(tuple[FrontMatter, ...])


class Shop(Struct, frozen=True):
    """A build at work: where, for whom, with what the last one left and where its bytes are kept."""

    place: Place
    wish: Wish
    old: Manifest
    watch: Watch
    handle: int
    jobs: int
    segments: tuple[str, ...]
    reader: Reader


class ReadCase(Struct, frozen=True, array_like=True):
    """A case file that was read: as it shall be remembered, with its fields in each script."""

    entry: CaseEntry
    metas: tuple[FrontMatter, ...]


class ReadCases(Struct, frozen=True, array_like=True):
    """What a worker read."""

    cases: tuple[ReadCase, ...]
    problems: tuple[Problem, ...]


_READ = msgspec.msgpack.Decoder(ReadCases)


def read_cases(
    shop: Shop,
    marks: Mapping[str, Stat],
    known: Sequence[CaseEntry],
    scripts: Mapping[str, Converter],
    problems: list[Problem],
) -> list[ReadCase]:
    """All case files in the order of their names; those whose marks or bytes are known are not parsed again."""
    before = {entry.name: entry for entry in known}
    read: dict[str, ReadCase] = {}
    fresh = []
    for name, stat in marks.items():
        entry = before.get(name)
        if entry is not None and entry.stat == stat:
            read[name] = ReadCase(entry, _METAS.decode(shop.reader.read(entry.metas)))
        else:
            fresh.append(name)
    parts = [fresh[at : at + CASES_A_TASK] for at in range(0, len(fresh), CASES_A_TASK)]
    writers: dict[int, Writer] = {}

    def work(task: int, worker: int) -> bytes:
        writer = writers.setdefault(worker, new_writer(shop, worker))
        content = _encode(_read_part(shop, parts[task], before, scripts, writer))
        writer.flush()
        return content

    if parts:
        open_tables()
    gc.freeze()
    jobs = shop.jobs if len(fresh) > FEW_CASES else 1
    done = 0
    for task, content in spread(work, len(parts), jobs, shop.handle):
        result = _READ.decode(content)
        read.update((case.entry.name, case) for case in result.cases)
        problems += result.problems
        done += len(parts[task])
        shop.watch("cases", done, len(fresh))
    return [read[name] for name in marks if name in read]


def new_writer(shop: Shop, number: int) -> Writer:
    """A segment of this build; reading cases takes as many as there are workers, making files as many after them."""
    at = len(shop.old.segments) + number
    return Writer(shop.place.texts / shop.segments[at], at)


def _read_part(
    shop: Shop, names: Iterable[str], before: Mapping[str, CaseEntry], scripts: Mapping[str, Converter], writer: Writer
) -> ReadCases:
    cases: list[ReadCase] = []
    problems: list[Problem] = []
    for name in names:
        try:
            cases.append(_read_case(shop, name, before.get(name), scripts, writer))
        except BuildError as error:
            problems += error.problems
    return ReadCases(tuple(cases), tuple(problems))


def _read_case(
    shop: Shop, name: str, before: CaseEntry | None, scripts: Mapping[str, Converter], writer: Writer
) -> ReadCase:
    try:
        content, stat = read_marked(shop.place.root / name)
    except OSError as error:
        raise BuildError([Problem(f"cannot be read: {error.strerror}", Source(name, ""))]) from None
    digest = sha256(content).digest()
    if before is not None and before.digest == digest:
        return ReadCase(msgspec.structs.replace(before, stat=stat), _METAS.decode(shop.reader.read(before.metas)))
    return make_case(decode_text(name, content), stat, digest, scripts, writer)


def make_case(source: Source, stat: Stat, digest: bytes, scripts: Mapping[str, Converter], writer: Writer) -> ReadCase:
    """A case file parsed, in all scripts, its texts put into the store; raises BuildError."""
    master = parse(source)
    # The master's own converter only resolves inline markup: what has none is written as it is.
    is_plain = "-{" not in source.text
    written = [
        master if is_plain and script.variant is Variant.ZH_HANS else in_script(master, script)
        for script in scripts.values()
    ]
    metas = tuple(case.meta for case in written)
    entry = CaseEntry(
        source.name,
        stat,
        digest,
        master.meta.id,
        master.text.paragraphs,
        writer.add(_encode(metas)),
        addresses=addresses(master.text.html),
    )
    return ReadCase(keep(entry, [case.text for case in written], writer), metas)
