"""From sources to files, on one screen: load, assemble, one edition a script, pages, render."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import TypeVar

import msgspec
from msgspec import Struct

from site_builder.build.sources import Sources, ThemeFiles
from site_builder.build.theme import Strings, open_theme, parse_strings, render
from site_builder.config import Site, parse_site
from site_builder.content.casefile import parse_case
from site_builder.content.collection import CaseFile, Collection, assemble, cross_check
from site_builder.content.prose import Prose, parse_prose
from site_builder.content.vocabulary import Vocabulary, parse_vocabulary
from site_builder.pages import File, all_files, all_pages, edition
from site_builder.problem import BuildError, Problem, Source
from site_builder.script import Converter, Variant, converter
from site_builder.script.texts import convert_texts

T = TypeVar("T")


class Loaded(Struct, frozen=True):
    """The sources that could be read, each by its own parser."""

    site: Site
    cases: tuple[CaseFile, ...]
    vocabularies: tuple[Vocabulary, ...]
    prose: tuple[Prose, ...]
    strings: Strings


class Written(Struct, frozen=True):
    """What is for reading, in one script: the collection and the theme's strings."""

    collection: Collection
    strings: Strings


class Built(Struct, frozen=True):
    """A whole site, ready to be written."""

    site: Site
    files: tuple[File, ...]


def build(sources: Sources) -> Built:
    """The whole site as files; raises BuildError with every problem of all its sources and templates."""
    problems: list[Problem] = []
    loaded = load(sources, problems)
    sound = cross_check(loaded.cases, loaded.vocabularies, sources.raw_digests)
    problems += sound.problems
    collection = assemble(loaded.site, sound.cases, loaded.vocabularies, loaded.prose)
    files = _collect(lambda: _files(sources, loaded, collection), problems)
    problems += _missing_vocabularies(loaded.site, sources)
    if problems:
        raise BuildError(problems)
    return Built(loaded.site, tuple(files or ()))


def load(sources: Sources, problems: list[Problem]) -> Loaded:
    """Every source that can be parsed, the problems of the others told; raises BuildError without configuration."""
    cases = _each(lambda source: CaseFile(source, parse_case(source)), sources.cases, problems)
    vocabularies = _each(_vocabulary, sources.vocabularies, problems)
    prose = _each(parse_prose, sources.prose, problems)
    site = _collect(lambda: parse_site(sources.site, sources.base_url, sources.drafts), problems)
    strings = _collect(lambda: parse_strings(sources.theme.strings), problems)
    if site is None or strings is None:
        raise BuildError(problems)
    return Loaded(site, cases, vocabularies, prose, strings)


def _files(sources: Sources, loaded: Loaded, collection: Collection) -> tuple[File, ...]:
    master = Written(collection, loaded.strings)
    written = {variant: in_script(master, variant, loaded.site) for variant in loaded.site.variants}
    editions = [edition(variant, each.collection) for variant, each in written.items()]
    theme = open_theme(sources.theme, {variant: each.strings for variant, each in written.items()})
    pages = tuple(all_pages(editions))
    return (*render(theme, pages), *all_files(editions, pages), *_assets(sources.theme))


def in_script(master: Written, variant: str, site: Site) -> Written:
    """Everything for reading, in a script; always from the master, never from another script."""
    script: Converter = converter(Variant(variant), profile=site.conversion)
    written = convert_texts(master, Written, script.texts, script.htmls)
    # The names of the scripts are each in its own.
    return msgspec.structs.replace(written, strings={**written.strings, "script": master.strings["script"]})


def _each(parse: Callable[[Source], T], sources: Iterable[Source], problems: list[Problem]) -> tuple[T, ...]:
    parsed = (_collect(partial(parse, source), problems) for source in sources)
    return tuple(value for value in parsed if value is not None)


def _collect(make: Callable[[], T], problems: list[Problem]) -> T | None:
    """What `make` gives, or None after its problems were added to the others."""
    try:
        return make()
    except BuildError as error:
        problems += error.problems
        return None


def _vocabulary(source: Source) -> Vocabulary:
    return parse_vocabulary(PurePosixPath(source.name).stem, source)


def _missing_vocabularies(site: Site, sources: Sources) -> Iterator[Problem]:
    present = {PurePosixPath(source.name).stem for source in sources.vocabularies}
    for taxonomy in site.taxonomies:
        if taxonomy.name not in present:
            hint = f"add content/vocabulary/{taxonomy.name}.yml"
            yield Problem(f"no vocabulary for the taxonomy {taxonomy.name}", sources.site, None, hint)


def _assets(theme: ThemeFiles) -> Iterator[File]:
    for path, content in theme.assets.items():
        yield File(f"assets/{path}", content)
