"""From sources to files, on one screen: load, check, one edition a script, lay out, render."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from site_builder.build.limits import check_paths
from site_builder.build.scripts import open_scripts
from site_builder.build.sources import Sources, ThemeFiles
from site_builder.build.stages import (
    CaseText,
    Layout,
    case_showing,
    collect,
    in_script,
    lay_out,
    load,
    missing_vocabularies,
    origins,
    parse,
    texts_showing,
    unread_vocabularies,
)
from site_builder.build.theme import open_theme, render
from site_builder.config import Site
from site_builder.content.casefile import stated_ids
from site_builder.content.collection import CaseFile, Unread, cross_check
from site_builder.content.illustrations import (
    ORIGINALS,
    Illustration,
    Unfit,
    addresses,
    own_path,
    picture_problems,
    size_path,
)
from site_builder.content.illustrations import paths_of as paths_of_pictures
from site_builder.content.reading import list_problems
from site_builder.content.wording import topic_problems
from site_builder.images import Picture, UnfitError, look, smaller
from site_builder.pages import File, Form, Gallery, TextOf, fixed_files, made_by, paths_of
from site_builder.problem import BuildError, Problem, Source
from site_builder.script import Converter
from site_builder.search.index import IndexPlan, postings, shards
from site_builder.search.texts import Searchable, searchable

Written = Mapping[str, Mapping[str, CaseText]]  # cases by script and id


class Built(Struct, frozen=True):
    """A whole site, ready to be written."""

    site: Site
    files: tuple[File, ...]


class Hung(Struct, frozen=True):
    """Pictures by their paths below `content/images/`: as pages know them, their files, and why others are unfit."""

    pictures: Mapping[str, Illustration]
    files: Mapping[str, tuple[File, ...]]
    unfit: Mapping[str, Unfit]


class Assembled(Struct, frozen=True):
    """All of a site but its files: its pages as views, and its cases in every script by their ids."""

    site: Site
    scripts: dict[str, Converter]
    layout: Layout
    written: dict[str, dict[str, CaseText]]
    hung: Hung
    origins: dict[str, Problem]


Images = Mapping[str, Callable[[], bytes]]
Sized = Iterable[tuple[int, bytes]]


def build(sources: Sources) -> Built:
    """The whole site as files; raises BuildError with every problem of all its sources and templates."""
    problems: list[Problem] = []
    whole = assembled(sources, problems)
    made = collect(lambda: tuple(_files(sources, whole)), problems)
    problems += check_paths((file.path for file in made or ()), whole.origins)
    problems += missing_vocabularies(whole.site, sources)
    if problems:
        raise BuildError(problems)
    return Built(whole.site, made or ())


def hang(images: Images, wanted: Iterable[str], sized: Callable[[bytes, Picture], Sized] = smaller) -> Hung:
    """The wanted pictures that are there, with the smaller ones that `sized` makes of them."""
    pictures: dict[str, Illustration] = {}
    files: dict[str, tuple[File, ...]] = {}
    unfit: dict[str, Unfit] = {}
    for path in sorted(set(wanted) & images.keys()):
        content = images[path]()
        try:
            picture = look(content)
            sizes = dict(sized(content, picture))
        except UnfitError as error:
            unfit[path] = Unfit(error.message, error.hint)
            continue
        pictures[path] = Illustration(path, picture.width, picture.height, tuple(sizes))
        narrower = (File(size_path(path, width), made) for width, made in sizes.items())
        files[path] = (File(ORIGINALS + path, content), *narrower)
    return Hung(pictures, files, unfit)


def hang_originals(images: Images, wanted: Iterable[str]) -> Hung:
    """The same without smaller ones."""
    return hang(images, wanted, lambda content, picture: ())


def assembled(
    sources: Sources, problems: list[Problem], hang_all: Callable[[Images, Iterable[str]], Hung] = hang
) -> Assembled:
    """The site before it is rendered, of all that is sound; raises BuildError where that is too little.

    `hang_all` looks at its pictures.
    """
    parsed = [(source, collect(partial(parse, source), problems)) for source in sources.cases]
    cases = [(source, case) for source, case in parsed if case]
    loaded = load(sources, problems)
    case_files = [_case_file(*each) for each in cases]
    ids = frozenset(id for source, case in parsed if case is None for id in stated_ids(source))
    unread = Unread(ids, unread_vocabularies(sources, loaded.vocabularies))
    sound = cross_check(case_files, loaded.vocabularies, sources.raw_digests, unread)
    problems += [*sound.problems, *topic_problems(case_files, sources.glossaries)]
    problems += list_problems(loaded.lists, {file.meta.id for file in case_files} | ids)
    scripts = open_scripts(loaded.site, loaded.glossaries, loaded.vocabularies)
    shown = [case for source, case in cases if source.name in sound.names]
    written = {tag: {case.meta.id: in_script(case, script) for case in shown} for tag, script in scripts.items()}
    metas = {tag: {id: case.meta for id, case in each.items()} for tag, each in written.items()}
    showings = [*map(case_showing, case_files), *texts_showing(loaded)]
    hung = hang_all(sources.images, paths_of_pictures(showings))
    problems += picture_problems(showings, sources.images.keys(), hung.unfit)
    of_cases = {file.meta.id: tuple(map(own_path, file.addresses)) for file in case_files if file.addresses}
    layout = lay_out(loaded, metas, scripts, Gallery(hung.pictures, of_cases))
    return Assembled(loaded.site, scripts, layout, written, hung, origins(loaded))


def _case_file(source: Source, case: CaseText) -> CaseFile:
    return CaseFile(source.name, case.meta, case.text.paragraphs, lambda: source, addresses(case.text.html))


def _files(sources: Sources, whole: Assembled) -> Iterator[File]:
    layout, written = whole.layout, whole.written
    theme = open_theme(sources.theme, layout.strings)
    pages = {TextOf(tag, id): case.text for tag, cases in written.items() for id, case in cases.items()}
    found = found_in(written)
    yield from render(theme, layout.pages, pages)
    texts: dict[TextOf, Any] = {**pages, **blocks_of(written, found)}
    for data in layout.data:
        made = made_by(data, data.view(), tuple(texts[text] for text in data.texts))
        yield from map(File, paths_of(data), made)
    yield from _index(layout.index, found)
    yield from fixed_files()
    yield from assets(sources.theme)
    for path in layout.shown:
        yield from whole.hung.files[path]


def found_in(written: Written) -> dict[str, Searchable]:
    """The texts of all cases as they are searched, by id."""
    master = next(iter(written.values()))
    return {id: searchable([cases[id].text.html for cases in written.values()]) for id in master}


def blocks_of(scripts: Iterable[str], found: Mapping[str, Searchable]) -> dict[TextOf, bytes]:
    """The texts' blocks in all scripts."""
    return {
        TextOf(tag, id, Form.BLOCKS): blocks
        for id, each in found.items()
        for tag, blocks in zip(scripts, each.blocks, strict=True)
    }


def _index(plan: IndexPlan, found: Mapping[str, Searchable]) -> Iterator[File]:
    every = postings(plan, range(len(plan.ids)), lambda id: found[id].units)
    for path, content in shards(plan, every, 0, len(plan.paths)):
        yield File(path, content)


def assets(theme: ThemeFiles) -> Iterator[File]:
    """The theme's assets as files of the site."""
    for path, content in theme.assets.items():
        yield File(f"assets/{path}", content)
