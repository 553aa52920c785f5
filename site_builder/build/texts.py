"""The short way when only texts of cases have changed: the files that show them, from the views that are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from contextlib import closing, suppress
from hashlib import sha256
from importlib import import_module
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct

from site_builder.build.cases import ReadCase, make_case
from site_builder.build.disk import decode_text, read_marked
from site_builder.build.frame import Frame, frame_of
from site_builder.build.kept import Texts, texts_of
from site_builder.build.keys import text_key
from site_builder.build.manifest import CaseEntry, Edits, Key, Manifest, Output
from site_builder.build.plan import Change, Outcome, Plan, Reason, Watch, Wish
from site_builder.build.resident import Resident
from site_builder.build.scripts import scripts_digest
from site_builder.build.shards import Indexed, changed_shard, changes, texts_key
from site_builder.build.store import Reader, Writer, segment_name
from site_builder.build.swap import Place, Stage, commit_files, new_stage
from site_builder.build.theme import render_page
from site_builder.build.tree import write_new
from site_builder.check import check_anchors, page_links
from site_builder.content.collection import CaseFile, evidence_problems
from site_builder.pages import CaseView, Form, TextOf
from site_builder.problem import BuildError

_encode = msgspec.msgpack.Encoder().encode


class Shop(Struct, frozen=True):
    """A short build at work; `known` is not touched before its end."""

    known: Resident
    frame: Frame
    wish: Wish
    watch: Watch
    reader: Reader
    writer: Writer
    stage: Stage

    @property
    def place(self) -> Place:
        """Where it builds."""
        return self.known.place

    @property
    def old(self) -> Manifest:
        """What the last build left."""
        return self.known.manifest


def rebuild_texts(
    known: Resident, wish: Wish, changed: Mapping[int, CaseEntry], watch: Watch, is_intact: Callable[[], bool]
) -> Outcome | None:
    """Make the pages of the changed cases; None where more than their texts has changed or anything is wrong.

    `changed` are by their places in the manifest; `is_intact` tells whether the output stands as the last build left
    it.
    """
    watch("texts", 0, len(changed))
    place, old = known.place, known.manifest
    for folder in (place.texts, place.templates):  # somebody may have deleted them: what is missing is told by reading
        folder.mkdir(parents=True, exist_ok=True)
    segments = old.segments if old.segments and old.segments[-1] else (*old.segments, segment_name())
    reader = Reader(place.texts, segments)
    writer = Writer(place.texts / segments[-1], len(segments) - 1)
    try:
        if known.frame is None:
            known.frame = frame_of(place, old, reader)
        with new_stage(place) as stage:
            shop = Shop(known, known.frame, wish, watch, reader, writer, stage)
            edits = _rebuild(shop, changed)
            return _apply(shop, edits) if edits is not None and is_intact() else None
    except BuildError:
        return None  # the whole way tells all problems together
    finally:
        reader.close()
        writer.close()


def make_ready(known: Resident) -> None:
    """Read what stands around the cases now, so that the next edit of a text need not wait for it; raises LostError."""
    if known.frame is None and known.head.is_whole:
        reader = Reader(known.place.texts, known.manifest.segments)
        with suppress(BuildError), closing(reader):  # the next build tells
            known.frame = frame_of(known.place, known.manifest, reader)


class Fresh(Struct, frozen=True):
    """A file made again: its output as it will be, its name in the stage, empty where its bytes are the same."""

    output: Output
    staged: str
    content: bytes


class Edit(Struct, frozen=True):
    """What a short build makes: cases and files by their places in the manifest, and what stands for the index."""

    cases: dict[int, CaseEntry]
    files: dict[int, Fresh]
    indexed: bytes


def _rebuild(shop: Shop, changed: Mapping[int, CaseEntry]) -> Edit | None:
    old, frame = shop.old, shop.frame
    if scripts_digest(frame.scripts) != old.scripts:
        return None
    cases: dict[int, CaseEntry] = {}
    edited: dict[str, CaseEntry] = {}
    for number, before in changed.items():
        content, stat = read_marked(shop.place.root / before.name)
        digest = sha256(content).digest()
        if digest == before.digest:
            cases[number] = msgspec.structs.replace(before, stat=stat)
            continue
        case = make_case(decode_text(before.name, content), stat, digest, frame.scripts, shop.writer)
        if not _is_same_beside_text(shop, case, before):
            return None
        cases[number] = edited[case.entry.id] = case.entry
    shop.writer.flush()
    outputs = {place: each for place, each in enumerate(old.outputs) if any(id in edited for _, id, _ in each.texts)}
    if not all(map(_is_alone, outputs.values())):
        return None
    shop.watch("pages", 0, len(outputs))
    was = texts_of(shop.reader, old.cases, old.variants)
    texts = Edited(was, msgspec.structs.replace(was, entries={**was.entries, **edited}), edited.keys())
    files = {place: _file(shop, texts.now, place, before) for place, before in outputs.items()}
    files |= _shards(shop, texts)
    _check(shop, files)
    indexed = texts_key(frame.index, texts.now) if frame.index else old.indexed
    return Edit(cases, files, indexed)


def _is_alone(output: Output) -> bool:
    """Whether a file is a page, or made by a function that makes no other files with it."""
    return output.path.endswith(".html") or get_type_hints(_maker(output.maker)[0])["return"] is bytes


def _is_same_beside_text(shop: Shop, case: ReadCase, before: CaseEntry) -> bool:
    """Whether all that other pages may show of a case is as it was."""
    file = CaseFile(before.name, case.metas[0], case.entry.paragraphs, lambda: decode_text(before.name, b""))
    metas = shop.reader.read(before.metas)
    is_same = metas == _encode(case.metas) and case.entry.addresses == before.addresses
    return is_same and not any(True for _ in evidence_problems(file))


class Edited(Struct, frozen=True):
    """The texts of all cases as they were and as they now are, and the ids of those that differ."""

    before: Texts
    now: Texts
    ids: Set[str]


def _file(shop: Shop, texts: Texts, place: int, before: Output) -> Fresh:
    """A file that shows edited texts: a page, or one that a function makes."""
    shown = [TextOf(variant, id, Form(form)) for variant, id, form in before.texts]
    read: tuple[Any, ...] = tuple(map(texts.read, shown))
    assert before.view is not None
    view = shop.reader.read(before.view)
    anchors: tuple[str, ...] = ()
    if before.path.endswith(".html"):
        (text,) = read
        page = render_page(shop.frame.theme, before.maker, msgspec.msgpack.decode(view, type=CaseView), text)
        links = page_links(before.path, page, shop.frame.site)
        if links.problems:
            raise BuildError(links.problems)
        content, anchors = page.encode(), links.anchors
    else:
        make, kind = _maker(before.maker)
        content = make(msgspec.msgpack.decode(view, type=kind), read)
    key = Key(before.key.view, text_key(map(texts.digest, shown)), before.key.maker)
    return _fresh(shop, msgspec.structs.replace(before, key=key, anchors=anchors), content, f"{place}")


def _maker(name: str) -> tuple[Callable[[Any, tuple[Any, ...]], bytes], Any]:
    """A function that makes a file, by its name, and the type of the view it takes."""
    module, _, function = name.rpartition(".")
    make = getattr(import_module(module), function)
    return make, get_type_hints(make)["view"]


def _shards(shop: Shop, texts: Edited) -> dict[int, Fresh]:
    """The shards of the search index that have other bytes now."""
    plan = shop.frame.index
    if plan is None:
        return {}
    was, now = Indexed(plan, texts.before.units), Indexed(plan, texts.now.units)
    numbers = [plan.ids.index(id) for id in texts.ids & set(plan.ids)]
    paths, made = plan.paths, {}
    for shard, some in changes(was, now, numbers).items():
        place = shop.frame.shards[paths[shard]]
        content = changed_shard(plan, shard, (shop.place.output / paths[shard]).read_bytes(), some)
        made[place] = _fresh(shop, shop.old.outputs[place], content, f"{place}")
    return made


def _fresh(shop: Shop, output: Output, content: bytes, name: str) -> Fresh:
    digest = sha256(content).digest()
    if digest == output.digest:
        return Fresh(output, "", content)
    stat = write_new(f"{shop.stage}/{name}", content)
    return Fresh(msgspec.structs.replace(output, digest=digest, stat=stat), name, content)


def _check(shop: Shop, files: Mapping[int, Fresh]) -> None:
    """The links between pages that lead to a place on one of these, or from one of these to a place."""
    made = {each.output.path: each for each in files.values()}

    def read(path: str) -> str:
        content = made[path].content if path in made else (shop.place.output / path).read_bytes()
        return content.decode()

    wanted = {path: each.output.anchors for path, each in made.items() if each.output.anchors}
    starts = tuple(f"{path}#" for path in made)
    for output in shop.old.outputs:
        if output.anchors and output.path not in made:
            wanted[output.path] = tuple(anchor for anchor in output.anchors if anchor.startswith(starts))
    problems = list(check_anchors(wanted, read))
    if problems:
        raise BuildError(problems)


def _apply(shop: Shop, edit: Edit) -> Outcome:
    shop.watch("write", 0, 0)
    known, old = shop.known, shop.old
    moves = {each.staged: each.output.path for each in edit.files.values() if each.staged}
    changes = tuple(Change(path, Reason.CHANGED, "text changed") for path in sorted(moves.values()))
    outcome = Outcome(Plan(changes, len(old.outputs) - len(moves)), known.paths, old.base_url)
    if not shop.wish.is_dry:
        now = Edits(
            old.id,
            edit.indexed,
            shop.reader.names,
            edit.cases,
            {place: each.output for place, each in edit.files.items()},
        )
        record, manifest = known.edited(now)
        commit_files(shop.place, shop.stage, moves.items(), (), record)
        known.keep(manifest)
    return outcome
