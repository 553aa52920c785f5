"""The short way when only texts of cases have changed: the files that show them, from the views that are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from hashlib import sha256
from importlib import import_module
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct

from site_builder.build import manifest as records
from site_builder.build.assets import minified
from site_builder.build.cases import ReadCase, make_case
from site_builder.build.disk import decode_text, read_frame, read_marked, write_new
from site_builder.build.index import MAKER, changed_shard, changed_shards, texts_key
from site_builder.build.kept import Texts, texts_of
from site_builder.build.keys import text_key
from site_builder.build.manifest import CaseEntry, Key, Manifest, Output
from site_builder.build.plan import Change, Outcome, Plan, Reason, Watch, Wish
from site_builder.build.scripts import open_scripts, scripts_digest
from site_builder.build.stages import load, strings_in
from site_builder.build.store import Reader, Writer, segment_name
from site_builder.build.swap import Place, Stage, commit_files, new_stage
from site_builder.build.theme import Theme, open_templates, render_page
from site_builder.check import Known, check_anchors, known, page_links
from site_builder.content.collection import CaseFile, evidence_problems
from site_builder.pages import CaseView, Form, TextOf
from site_builder.problem import BuildError
from site_builder.search.grams import Postings
from site_builder.search.index import IndexPlan

_encode = msgspec.msgpack.Encoder().encode


class Shop(Struct, frozen=True):
    """A short build at work."""

    place: Place
    wish: Wish
    old: Manifest
    watch: Watch
    reader: Reader
    writer: Writer
    is_intact: Callable[[], bool]


def rebuild_texts(
    place: Place,
    wish: Wish,
    old: Manifest,
    changed: Sequence[CaseEntry],
    watch: Watch,
    is_intact: Callable[[], bool],
) -> Outcome | None:
    """Make the pages of the changed cases; None where more than their texts has changed or anything is wrong.

    `is_intact` tells whether the output stands as the last build left it.
    """
    watch("texts", 0, len(changed))
    place.texts.mkdir(parents=True, exist_ok=True)  # somebody may have deleted it: what is missing is told by reading
    name = segment_name()
    reader = Reader(place.texts, old.segments)
    writer = Writer(place.texts / name, len(old.segments))
    try:
        with new_stage(place) as stage:
            return _rebuild(Shop(place, wish, old, watch, reader, writer, is_intact), stage, changed, name)
    except BuildError:
        return None  # the whole way tells all problems together
    finally:
        reader.close()
        writer.close()


def _rebuild(shop: Shop, stage: Stage, changed: Sequence[CaseEntry], name: str) -> Outcome | None:
    place, old = shop.place, shop.old
    sources = read_frame(place.root)
    loaded = load(sources, [])
    site = loaded.site
    scripts = open_scripts(site, loaded.glossaries, loaded.vocabularies)
    if scripts_digest(scripts) != old.scripts:
        return None
    cases = []
    for before in changed:
        content, stat = read_marked(place.root / before.name)
        digest = sha256(content).digest()
        if digest == before.digest:
            cases.append((ReadCase(msgspec.structs.replace(before, stat=stat), ()), before))
            continue
        case = make_case(decode_text(before.name, content), stat, digest, scripts, shop.writer)
        if not _is_same_beside_text(shop, case, before):
            return None
        cases.append((case, before))
    shop.writer.flush()
    edited = {case.entry.id: case.entry for case, before in cases if case.entry.digest != before.digest}
    outputs = [each for each in old.outputs if any(id in edited for _, id, _ in each.texts)]
    if not all(map(_is_alone, outputs)):
        return None
    shards = [each for each in old.outputs if each.maker == MAKER]
    shop.watch("pages", 0, len(outputs))
    names = {each.maker for each in outputs if each.path.endswith(".html")}
    strings = {tag: strings_in(loaded.strings, script) for tag, script in scripts.items()}
    files = minified(sources.theme) if shop.wish.minifies else sources.theme
    theme = open_templates(files, strings, {name: old.templates[name] for name in names}, place.compiled)
    reader = Reader(place.texts, (*old.segments, shop.writer.name))
    was = texts_of(reader, old.cases, old.variants)
    texts = Edited(was, msgspec.structs.replace(was, entries={**was.entries, **edited}), edited.keys())
    paths = known(site.base_url, (each.path for each in old.outputs))
    made = {each.output.path: each for each in _files(shop, stage, theme, texts.now, outputs, paths)}
    made |= {each.output.path: each for each in _shards(shop, stage, texts, shards)}
    reader.close()
    _check(shop, made, stage)
    if not shop.is_intact():
        return None
    return _apply(shop, stage, {case.entry.name: case.entry for case, _ in cases}, made, name)


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


class Fresh(Struct, frozen=True):
    """A file made again: its output as it will be, its name in the stage, empty where its bytes are the same."""

    output: Output
    staged: str
    content: bytes


def _files(
    shop: Shop, stage: Stage, theme: Theme, texts: Texts, outputs: Iterable[Output], site: Known
) -> Iterator[Fresh]:
    """The files that show edited texts: pages, and those that a function makes."""
    for number, before in enumerate(outputs):
        shown = [TextOf(variant, id, Form(form)) for variant, id, form in before.texts]
        read: tuple[Any, ...] = tuple(map(texts.read, shown))
        assert before.view is not None
        view = shop.reader.read(before.view)
        anchors: tuple[str, ...] = ()
        if before.path.endswith(".html"):
            (text,) = read
            content = render_page(theme, before.maker, msgspec.msgpack.decode(view, type=CaseView), text)
            links = page_links(before.path, content.decode(), site)
            if links.problems:
                raise BuildError(links.problems)
            anchors = links.anchors
        else:
            make, kind = _maker(before.maker)
            content = make(msgspec.msgpack.decode(view, type=kind), read)
        key = Key(before.key.view, text_key(map(texts.digest, shown)), before.key.maker)
        yield _fresh(stage, msgspec.structs.replace(before, key=key, anchors=anchors), content, f"{number}")


def _maker(name: str) -> tuple[Callable[[Any, tuple[Any, ...]], bytes], Any]:
    """A function that makes a file, by its name, and the type of the view it takes."""
    module, _, function = name.rpartition(".")
    make = getattr(import_module(module), function)
    return make, get_type_hints(make)["view"]


def _shards(shop: Shop, stage: Stage, texts: Edited, outputs: Sequence[Output]) -> Iterator[Fresh]:
    """The shards of the search index: all have a new key, and few new bytes."""
    if not outputs or outputs[0].view is None:
        return
    plan = msgspec.msgpack.decode(shop.reader.read(outputs[0].view), type=IndexPlan)
    key = texts_key(plan, texts.now)
    changes: dict[str, list[tuple[Postings, Postings]]] = {}
    for number, id in enumerate(plan.ids):
        if id in texts.ids:
            for shard, gone, new in changed_shards(plan, number, texts.before.units(id), texts.now.units(id)):
                changes.setdefault(plan.paths[shard], []).append((gone, new))
    shards = {path: shard for shard, path in enumerate(plan.paths)}
    for before in outputs:
        output = msgspec.structs.replace(before, key=msgspec.structs.replace(before.key, texts=key))
        if before.path in changes:
            content = (shop.place.output / before.path).read_bytes()
            content = changed_shard(plan, shards[before.path], content, changes[before.path])
            yield _fresh(stage, output, content, f"index-{shards[before.path]}")
        else:
            yield Fresh(output, "", b"")


def _fresh(stage: Stage, output: Output, content: bytes, name: str) -> Fresh:
    digest = sha256(content).digest()
    if digest == output.digest:
        return Fresh(output, "", content)
    stat = write_new(f"{stage}/{name}", content)
    return Fresh(msgspec.structs.replace(output, digest=digest, stat=stat), name, content)


def _check(shop: Shop, made: Mapping[str, Fresh], stage: Stage) -> None:
    """The links between pages that lead to a place on one of these, or from one of these to a place."""

    def read(path: str) -> str:
        content = made[path].content if path in made else (shop.place.output / path).read_bytes()
        return content.decode()

    starts = tuple(f"{path}#" for path in made if path.endswith(".html"))
    wanted = {path: each.output.anchors for path, each in made.items() if each.output.anchors}
    for each in shop.old.outputs:
        if each.anchors and each.path not in made:
            wanted[each.path] = tuple(anchor for anchor in each.anchors if anchor.startswith(starts))
    problems = list(check_anchors(wanted, read))
    if problems:
        raise BuildError(problems)


def _apply(shop: Shop, stage: Stage, entries: Mapping[str, CaseEntry], made: Mapping[str, Fresh], name: str) -> Outcome:
    shop.watch("write", 0, 0)
    old = shop.old
    moves = {page.staged: path for path, page in made.items() if page.staged}
    changes = tuple(Change(path, Reason.CHANGED, "text changed") for path in sorted(moves.values()))
    paths = tuple(each.path for each in old.outputs)
    outcome = Outcome(Plan(changes, len(old.outputs) - len(moves)), paths, old.base_url)
    if not shop.wish.is_dry:
        now = msgspec.structs.replace(
            old,
            cases=tuple(entries.get(entry.name, entry) for entry in old.cases),
            outputs=tuple(made[each.path].output if each.path in made else each for each in old.outputs),
            segments=(*old.segments, name if made else ""),
        )
        commit_files(shop.place, stage, moves.items(), (), records.write(now))
    return outcome
