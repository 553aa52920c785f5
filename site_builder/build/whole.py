"""The whole way: every case known, every view made, the files rendered whose keys differ from the last build's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath

import msgspec
from msgspec import Struct

from site_builder.build.begin import Start, case_file, case_problems, read_inputs, start_of, unread_ids
from site_builder.build.cases import Shop, read_cases
from site_builder.build.files import fixed_of
from site_builder.build.finish import apply, remember
from site_builder.build.limits import check_paths
from site_builder.build.making import FEW_PAGES, all_paths, make_site
from site_builder.build.manifest import Manifest
from site_builder.build.pictures import hang, illustrations, picture_files
from site_builder.build.plan import Outcome, Watch, Wish
from site_builder.build.pool import aside, cores
from site_builder.build.program import program_digest
from site_builder.build.resident import Resident
from site_builder.build.scan import IMAGES, RAW
from site_builder.build.scripts import Scripts, open_scripts, scripts_digest
from site_builder.build.sources import ThemeFiles
from site_builder.build.stages import (
    Layout,
    Loaded,
    case_showing,
    collect,
    lay_out,
    load,
    missing_vocabularies,
    origins,
    strings_in,
    texts_showing,
    unread_vocabularies,
)
from site_builder.build.store import Reader, segment_name
from site_builder.build.strings import Strings
from site_builder.build.swap import (
    Place,
    Stage,
    new_stage,
    sweep,
)
from site_builder.build.templates import compile_templates, environment_of
from site_builder.build.theme import Codes, Theme, flat_codes, open_templates, open_theme, with_codes
from site_builder.content.collection import Unread, cross_check
from site_builder.content.illustrations import own_path, paths_of, picture_problems
from site_builder.content.reading import list_problems
from site_builder.content.wording import topic_problems
from site_builder.pages import Gallery
from site_builder.problem import BuildError, Problem


def rebuild_all(known: Resident, wish: Wish, watch: Watch, handle: int) -> Outcome:
    """Make everything that may have changed; raises BuildError with the problems of all stages."""
    place, old = known.place, known.manifest
    place.texts.mkdir(parents=True, exist_ok=True)
    jobs = wish.jobs or cores()
    segments = (*old.segments, *(segment_name() for _ in range(4 * jobs + 1)))
    shop = Shop(place, wish, old, watch, handle, jobs, segments, Reader(place.texts, segments))
    try:
        watch("read", 0, 0)
        start = start_of(shop)
        compiled = partial(_compiled, start.theme, place)
        with new_stage(place) as stage, aside(compiled, jobs, handle) as closures:
            outcome, now = _begin(shop, stage, start, closures)
        if not wish.is_dry:
            known.keep(now)
        return outcome
    finally:
        if wish.is_dry:
            sweep(place, old.segments)
        shop.reader.close()


class _Begun(Struct, frozen=True):
    """A build whose cases are still to be read.

    Other processes work meanwhile: `closures` and `codes` give, as bytes, those of all templates and quicker forms.
    """

    shop: Shop
    stage: Stage
    start: Start
    loaded: Loaded
    scripts: Scripts
    closures: Callable[[], bytes]
    codes: Callable[[], bytes]


def _compiled(files: ThemeFiles, place: Place) -> bytes:
    """The closures of all templates, which are compiled; none where a template is wrong."""
    try:
        return _encode(compile_templates(files, place.compiled))
    except BuildError:
        return b""


def _flat(files: ThemeFiles, strings: Strings, scripts: Scripts) -> bytes:
    """The template that has a page for each case in one piece."""
    told = {tag: strings_in(strings, script) for tag, script in scripts.items()}
    return _encode(flat_codes(environment_of(files), files.templates, told, (CASE,)))


_encode = msgspec.msgpack.Encoder().encode
_CLOSURES = msgspec.msgpack.Decoder(dict[str, tuple[str, ...]])
_CODES = msgspec.msgpack.Decoder(Codes)
CASE = "case.html"


def _open_theme(begun: _Begun, layout: Layout) -> Theme:
    """The theme; raises BuildError with what is wrong in its templates."""
    files, cache = begun.start.theme, begun.shop.place.compiled
    closures = begun.closures()
    if not closures:
        return open_theme(files, layout.strings, cache)
    theme = open_templates(files, layout.strings, _CLOSURES.decode(closures), cache)
    is_many = sum(page.template == CASE for page in layout.pages) > FEW_PAGES
    return with_codes(theme, _CODES.decode(begun.codes())) if is_many else theme


def _begin(shop: Shop, stage: Stage, start: Start, closures: Callable[[], bytes]) -> tuple[Outcome, Manifest]:
    problems: list[Problem] = []
    try:
        loaded = load(start.sources, problems)
    except BuildError as error:
        raise BuildError([*case_problems(shop.place, start.scan.cases), *error.problems]) from None
    scripts = open_scripts(loaded.site, loaded.glossaries, loaded.vocabularies)
    is_many = len(start.scan.cases) * len(scripts) > FEW_PAGES
    flat = partial(_flat, start.theme, loaded.strings, scripts)
    with aside(flat, shop.jobs if is_many else 1, shop.handle) as codes:
        return _rebuild(_Begun(shop, stage, start, loaded, scripts, closures, codes), problems)


def _rebuild(begun: _Begun, problems: list[Problem]) -> tuple[Outcome, Manifest]:
    shop, loaded, scripts = begun.shop, begun.loaded, begun.scripts
    place, old = shop.place, shop.old
    scan, sources = begun.start.scan, begun.start.sources
    builder = program_digest()
    inputs = read_inputs(place, old, scan.inputs)
    raw = {PurePosixPath(name).name: each.digest.hex() for name, each in inputs.items() if name.startswith(f"{RAW}/")}
    digest = scripts_digest(scripts)
    is_known = old.builder == builder and old.scripts == digest and old.variants == loaded.site.variants
    cases = read_cases(shop, scan.cases, old.cases if is_known else (), scripts, problems)
    shop.watch("assemble", 0, 0)
    files = [case_file(place, case) for case in cases]
    ids = unread_ids(place, scan.cases.keys() - {file.name for file in files})
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
    fixed = [*fixed_of(begun.start.theme), *picture_files(shop, hung, layout.shown)]
    problems += missing_vocabularies(loaded.site, sources)
    meeting = check_paths([*all_paths(layout), *(file.path for file in fixed)], origins(loaded))
    problems += meeting
    theme = collect(lambda: _open_theme(begun, layout), problems)
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
    made = make_site(shop, begun.stage, layout, theme, cases, fixed, now, problems) if theme and is_ready else None
    if made is None or problems:
        remember(shop, now)
        raise BuildError(problems)
    return apply(shop, begun.stage, now, made)
