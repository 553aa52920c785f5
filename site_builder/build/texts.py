"""The short way when only texts of cases have changed: the pages that show them, from the views that are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

import msgspec
from msgspec import Struct

from site_builder.build import manifest as records
from site_builder.build.assets import minified
from site_builder.build.cases import ReadCase, make_case
from site_builder.build.disk import decode_text, read_frame, read_marked, write_new
from site_builder.build.manifest import CaseEntry, Key, Manifest, Output
from site_builder.build.plan import Change, Outcome, Plan, Reason, Watch, Wish
from site_builder.build.scripts import open_scripts, scripts_digest
from site_builder.build.stages import load, strings_in
from site_builder.build.store import Reader, Writer, segment_name
from site_builder.build.swap import Place, Stage, commit_files, new_stage
from site_builder.build.theme import Theme, open_templates, render_page
from site_builder.check import Known, check_anchors, known, page_links
from site_builder.content.collection import CaseFile, evidence_problems
from site_builder.content.markdown import Rendered
from site_builder.pages import CaseView
from site_builder.problem import BuildError

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
    if scripts_digest(scripts) != old.scripts or not all(_is_plain(each) for each in old.outputs):
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
    shop.watch("pages", 0, 2 * len(edited))
    outputs = [each for each in old.outputs if each.texts and each.texts[0][1] in edited]
    names = {each.maker for each in outputs}
    strings = {tag: strings_in(loaded.strings, script) for tag, script in scripts.items()}
    files = minified(sources.theme) if shop.wish.minifies else sources.theme
    theme = open_templates(files, strings, {name: old.templates[name] for name in names}, place.compiled)
    made = dict(_pages(shop, stage, theme, outputs, edited, known(site.base_url, (each.path for each in old.outputs))))
    _check(shop, made, stage)
    if not shop.is_intact():
        return None
    return _apply(shop, stage, {case.entry.name: case.entry for case, _ in cases}, made, name)


def _is_plain(output: Output) -> bool:
    """Whether a file reads no text, or is the page of one."""
    return not output.texts or (len(output.texts) == 1 and output.path.endswith(".html"))


def _is_same_beside_text(shop: Shop, case: ReadCase, before: CaseEntry) -> bool:
    """Whether all that other pages may show of a case is as it was."""
    file = CaseFile(before.name, case.metas[0], case.entry.paragraphs, lambda: decode_text(before.name, b""))
    metas = shop.reader.read(before.metas)
    return metas == _encode(case.metas) and not any(True for _ in evidence_problems(file))


class Page(Struct, frozen=True):
    """A page made again: its output as it will be, its name in the stage, empty where its bytes are the same."""

    output: Output
    staged: str
    content: bytes


def _pages(
    shop: Shop,
    stage: Stage,
    theme: Theme,
    outputs: Iterable[Output],
    edited: Mapping[str, CaseEntry],
    site: Known,
) -> Iterator[tuple[str, Page]]:
    reader = Reader(shop.place.texts, (*shop.old.segments, shop.writer.name))
    for number, before in enumerate(outputs):
        ((variant, id),) = before.texts
        entry = edited[id]
        assert before.view is not None
        view = msgspec.msgpack.decode(shop.reader.read(before.view), type=CaseView)
        ref = entry.texts[shop.old.variants.index(variant)]
        rendered = msgspec.msgpack.decode(reader.read(ref), type=Rendered)
        content = render_page(theme, before.maker, view, rendered)
        links = page_links(before.path, content.decode(), site)
        if links.problems:
            raise BuildError(links.problems)
        digest = sha256(content).digest()
        key = Key(before.key.view, entry.digest, before.key.maker)
        output = msgspec.structs.replace(before, key=key, digest=digest, anchors=links.anchors)
        if digest == before.digest:
            yield before.path, Page(output, "", content)
        else:
            stat = write_new(f"{stage}/{number}", content)
            yield before.path, Page(msgspec.structs.replace(output, stat=stat), str(number), content)
    reader.close()


def _check(shop: Shop, made: Mapping[str, Page], stage: Stage) -> None:
    """The links between pages that lead to a place on one of these, or from one of these to a place."""

    def read(path: str) -> str:
        content = made[path].content if path in made else (shop.place.output / path).read_bytes()
        return content.decode()

    starts = tuple(f"{path}#" for path in made)
    wanted = {path: page.output.anchors for path, page in made.items()}
    for each in shop.old.outputs:
        if each.anchors and each.path not in made:
            wanted[each.path] = tuple(anchor for anchor in each.anchors if anchor.startswith(starts))
    problems = list(check_anchors(wanted, read))
    if problems:
        raise BuildError(problems)


def _apply(shop: Shop, stage: Stage, entries: Mapping[str, CaseEntry], made: Mapping[str, Page], name: str) -> Outcome:
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
