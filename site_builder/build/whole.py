"""The whole way: every case known, every view made, the files rendered whose keys differ from the last build's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import PurePosixPath

import msgspec
from msgspec import Struct

from site_builder.build import manifest as records
from site_builder.build.assets import minified
from site_builder.build.cases import ReadCase, Shop, read_cases
from site_builder.build.disk import read_content, read_frame, read_marked, read_text
from site_builder.build.files import fixed_of
from site_builder.build.limits import check_paths
from site_builder.build.making import MadeSite, all_paths, make_site
from site_builder.build.manifest import Input, Manifest, Stat
from site_builder.build.pictures import hang, illustrations, picture_files
from site_builder.build.plan import Outcome, Plan, Watch, Wish
from site_builder.build.pool import aside, cores
from site_builder.build.program import program_digest
from site_builder.build.resident import Resident
from site_builder.build.scan import IMAGES, Scan, scan_sources, source_path
from site_builder.build.scripts import open_scripts, scripts_digest
from site_builder.build.sources import Sources, ThemeFiles
from site_builder.build.stages import (
    case_showing,
    collect,
    lay_out,
    load,
    missing_vocabularies,
    origins,
    parse,
    texts_showing,
    unread_vocabularies,
)
from site_builder.build.store import Reader, segment_name
from site_builder.build.strings import Strings
from site_builder.build.swap import (
    MANIFEST,
    Place,
    Record,
    Stage,
    commit_files,
    commit_tree,
    new_stage,
    save_manifest,
    sweep,
)
from site_builder.build.templates import compile_templates
from site_builder.build.theme import Theme, open_templates, open_theme
from site_builder.content.casefile import stated_ids
from site_builder.content.collection import CaseFile, Unread, cross_check
from site_builder.content.illustrations import own_path, paths_of, picture_problems
from site_builder.content.reading import list_problems
from site_builder.content.wording import topic_problems
from site_builder.pages import Gallery
from site_builder.problem import BuildError, Problem, Source


def rebuild_all(known: Resident, wish: Wish, watch: Watch, handle: int) -> Outcome:
    """Make everything that may have changed; raises BuildError with the problems of all stages."""
    place, old = known.place, known.manifest
    place.texts.mkdir(parents=True, exist_ok=True)
    jobs = wish.jobs or cores()
    segments = (*old.segments, *(segment_name() for _ in range(4 * jobs + 1)))
    shop = Shop(place, wish, old, watch, handle, jobs, segments, Reader(place.texts, segments))
    try:
        watch("read", 0, 0)
        start = _start(shop)
        compiled = partial(_compiled, start.theme, place)
        with new_stage(place) as stage, aside(compiled, jobs, handle) as closures:
            outcome, now = _rebuild(shop, stage, start, closures)
        if not wish.is_dry:
            known.keep(now)
        return outcome
    finally:
        if wish.is_dry:
            sweep(place, old.segments)
        shop.reader.close()


class Start(Struct, frozen=True):
    """What there is to read, and what is read of it before all else: the sources beside the cases, the theme ready."""

    scan: Scan
    sources: Sources
    theme: ThemeFiles


def _start(shop: Shop) -> Start:
    scan = scan_sources(shop.place.root)
    sources = read_frame(shop.place.root, shop.wish.base_url, shop.wish.drafts)
    return Start(scan, sources, minified(sources.theme) if shop.wish.minifies else sources.theme)


def _compiled(files: ThemeFiles, place: Place) -> bytes:
    """The closures of all templates, which are compiled, as bytes; none where a template is wrong."""
    try:
        return _encode(compile_templates(files, place.compiled))
    except BuildError:
        return b""


_encode = msgspec.msgpack.Encoder().encode
_CLOSURES = msgspec.msgpack.Decoder(dict[str, tuple[str, ...]])


def _open_theme(shop: Shop, files: ThemeFiles, strings: dict[str, Strings], closures: bytes) -> Theme:
    """The theme; raises BuildError with what is wrong in its templates."""
    cache = shop.place.compiled
    if not closures:
        return open_theme(files, strings, cache)
    return open_templates(files, strings, _CLOSURES.decode(closures), cache)


def _rebuild(shop: Shop, stage: Stage, start: Start, closures: Callable[[], bytes]) -> tuple[Outcome, Manifest]:
    place, old = shop.place, shop.old
    problems: list[Problem] = []
    builder = program_digest()
    scan, sources = start.scan, start.sources
    inputs = _read_inputs(place, old, scan.inputs)
    raw = {PurePosixPath(name).name: each.digest.hex() for name, each in inputs.items() if name.startswith(_RAW)}
    try:
        loaded = load(sources, problems)
    except BuildError as error:
        raise BuildError([*_case_problems(place, scan.cases), *error.problems]) from None
    scripts = open_scripts(loaded.site, loaded.glossaries, loaded.vocabularies)
    digest = scripts_digest(scripts)
    is_known = old.builder == builder and old.scripts == digest and old.variants == loaded.site.variants
    cases = read_cases(shop, scan.cases, old.cases if is_known else (), scripts, problems)
    shop.watch("assemble", 0, 0)
    files = [_case_file(place, case) for case in cases]
    ids = _unread_ids(place, scan.cases.keys() - {file.name for file in files})
    sound = cross_check(files, loaded.vocabularies, raw, Unread(ids, unread_vocabularies(sources, loaded.vocabularies)))
    problems += [*sound.problems, *topic_problems(files, sources.glossaries)]
    problems += list_problems(loaded.lists, {file.meta.id for file in files} | ids)
    metas = {
        tag: {case.entry.id: case.metas[number] for case in cases if case.entry.name in sound.names}
        for number, tag in enumerate(scripts)
    }
    showings = [*map(case_showing, files), *texts_showing(loaded)]
    hung = hang(shop, inputs, dict.fromkeys(paths_of(showings)))
    names = {name.removeprefix(IMAGES) for name in inputs if name.startswith(IMAGES)}
    problems += picture_problems(showings, names, hung.unfit)
    of_cases = {case.entry.id: tuple(map(own_path, case.entry.addresses)) for case in cases if case.entry.addresses}
    layout = lay_out(loaded, metas, scripts, Gallery(illustrations(hung), of_cases))
    fixed = [*fixed_of(start.theme), *picture_files(shop, hung, layout.shown)]
    problems += missing_vocabularies(loaded.site, sources)
    meeting = check_paths([*all_paths(layout), *(file.path for file in fixed)], origins(loaded))
    problems += meeting
    theme = collect(lambda: _open_theme(shop, start.theme, layout.strings, closures()), problems)
    now = Manifest(
        id=segment_name(),
        builder=builder,
        scripts=digest,
        variants=loaded.site.variants,
        base_url=loaded.site.base_url,
        wished_url=shop.wish.base_url,
        drafts=shop.wish.drafts,
        minifies=shop.wish.minifies,
        inputs=inputs,
        cases=tuple(case.entry for case in cases),
        images=dict(hung.entries),
        templates=theme.closures if theme else {},
    )
    is_ready = theme and not meeting  # of two files for one path none could be made
    made = make_site(shop, stage, layout, theme, cases, fixed, now, problems) if theme and is_ready else None
    if made is None or problems:
        _remember(shop, now)
        raise BuildError(problems)
    return _apply(shop, stage, now, made)


_RAW = "content/raw/"


def _read_inputs(place: Place, old: Manifest, marks: Mapping[str, Stat]) -> dict[str, Input]:
    inputs = {}
    for name, stat in marks.items():
        before = old.inputs.get(name)
        if before is not None and before.stat == stat:
            inputs[name] = before
        else:
            content, settled = read_marked(source_path(place.root, name))
            inputs[name] = Input(settled, sha256(content).digest())
    return inputs


def _case_problems(place: Place, names: Iterable[str]) -> list[Problem]:
    problems: list[Problem] = []
    for name in names:
        collect(lambda name=name: parse(read_text(place.root, place.root / name)), problems)  # type: ignore[misc]
    return problems


def _unread_ids(place: Place, names: Iterable[str]) -> frozenset[str]:
    """What the cases may be called whose files have problems of their own."""
    texts = (read_content(place.root, place.root / name) for name in names)
    return frozenset(
        id for name, content in texts for id in stated_ids(Source(name, content.decode("utf-8", "replace")))
    )


def _case_file(place: Place, case: ReadCase) -> CaseFile:
    name = case.entry.name
    read = partial(read_text, place.root, place.root / name)
    return CaseFile(name, case.metas[0], case.entry.paragraphs, read, case.entry.addresses)


def _apply(shop: Shop, stage: Stage, now: Manifest, made: MadeSite) -> tuple[Outcome, Manifest]:
    shop.watch("write", 0, 0)
    plan = Plan(made.changes, len(made.outputs) - len(made.moves))
    outcome = Outcome(plan, tuple(each.path for each in made.outputs), now.base_url)
    if shop.wish.is_dry:
        return outcome, now
    done = _with_segments(shop, msgspec.structs.replace(now, is_whole=True, outputs=made.outputs, indexed=made.indexed))
    record = Record(MANIFEST, records.write(done))
    if made.is_tree:
        commit_tree(shop.place, stage, record)
    else:
        commit_files(shop.place, stage, made.moves.items(), made.gone, record)
    sweep(shop.place, done.segments)
    return outcome, done


def _remember(shop: Shop, now: Manifest) -> None:
    """Keep what was parsed of a build that failed: the next one then has only the mistakes to read again."""
    if not shop.wish.is_dry:
        old = shop.old
        done = _with_segments(
            shop, msgspec.structs.replace(now, outputs=old.outputs, indexed=old.indexed, templates={})
        )
        save_manifest(shop.place, records.write(done))


def _with_segments(shop: Shop, manifest: Manifest) -> Manifest:
    """The manifest with the names of the segments it refers to; the others are left empty, so that numbers stay."""
    used = {ref.segment for case in manifest.cases for ref in case.refs}
    used |= {output.view.segment for output in manifest.outputs if output.view}
    used |= {size.ref.segment for image in manifest.images.values() for size in image.sizes}
    names = tuple(name if number in used else "" for number, name in enumerate(shop.segments))
    return msgspec.structs.replace(manifest, segments=names)
