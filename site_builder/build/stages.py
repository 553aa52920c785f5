"""The stages between sources and files, pure functions; `build` runs them on everything, the engine on what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import TypeVar

import msgspec
from msgspec import Struct

from site_builder.build.limits import check_article
from site_builder.build.sources import Sources
from site_builder.build.strings import Strings, parse_strings
from site_builder.config import Site, parse_site
from site_builder.content.apparatus import marked
from site_builder.content.casefile import parse_case, place_of
from site_builder.content.collection import Article, CaseFile, Collection, assemble
from site_builder.content.essay import Essay, essay_problems, parse_essay
from site_builder.content.illustrations import Showing, files_of, paths_of, written
from site_builder.content.markdown import Rendered, render_markdown
from site_builder.content.prose import Prose, parse_prose
from site_builder.content.reading import ReadingList, parse_list
from site_builder.content.schema import FrontMatter
from site_builder.content.vocabulary import Vocabulary, parse_vocabulary
from site_builder.content.wording import in_own_words
from site_builder.fonts import FontFile
from site_builder.pages import (
    NO_PICTURES,
    Bundle,
    Data,
    Gallery,
    Lettering,
    Page,
    all_data,
    all_pages,
    edition,
    file_path,
    search_plan,
    title_characters,
)
from site_builder.pages.page import address_of
from site_builder.pages.page import in_script as address_in
from site_builder.problem import BuildError, Problem, Source
from site_builder.script import Converter, Glossary, parse_glossary
from site_builder.script.texts import convert_texts
from site_builder.search.index import IndexPlan

T = TypeVar("T")


class Loaded(Struct, frozen=True):
    """The sources beside the cases, as far as they could be read, each by its own parser."""

    site: Site
    vocabularies: tuple[Vocabulary, ...]
    prose: tuple[Prose, ...]
    lists: tuple[ReadingList, ...]
    essays: tuple[Essay, ...]
    glossaries: tuple[Glossary, ...]
    strings: Strings
    fonts: tuple[FontFile, ...]


class CaseText(Struct, frozen=True):
    """A case file in one script: its fields and its text as HTML."""

    meta: FrontMatter
    text: Rendered


class Written(Struct, frozen=True):
    """What is for reading beside the cases, in one script."""

    collection: Collection
    strings: Strings


class Layout(Struct, frozen=True):
    """Everything a site consists of but its assets, not yet rendered; `strings` are the theme's, by script.

    `shown` are the paths below `content/images/` of the pictures that its texts show.
    """

    pages: tuple[Page, ...]
    data: tuple[Data | Bundle, ...]
    index: IndexPlan
    strings: dict[str, Strings]
    shown: tuple[str, ...] = ()


def load(sources: Sources, problems: list[Problem]) -> Loaded:
    """Every source beside the cases that can be parsed; raises BuildError without configuration."""
    vocabularies = each(_vocabulary, sources.vocabularies, problems)
    prose = each(_limited(parse_prose), sources.prose, problems)
    lists = each(_limited(parse_list), sources.lists, problems)
    essays = each(_limited(parse_essay), sources.essays, problems)
    unread = unread_vocabularies(sources, vocabularies)
    problems += essay_problems(essays, {each.name: each for each in vocabularies}, unread)
    glossaries = each(_glossary, sources.glossaries, problems)
    site = collect(lambda: parse_site(sources.site, sources.base_url, sources.drafts), problems)
    strings = collect(lambda: parse_strings(sources.theme.strings), problems)
    if site is None or strings is None:
        raise BuildError(problems)
    return Loaded(site, vocabularies, prose, lists, essays, glossaries, strings, sources.fonts)


def _limited(parse_one: Callable[[Source], T]) -> Callable[[Source], T]:
    """A parser that is not called for texts which no build should try."""

    def parse_sound(source: Source) -> T:
        check_article(source)
        return parse_one(source)

    return parse_sound


def unread_vocabularies(sources: Sources, read: Iterable[Vocabulary]) -> frozenset[str]:
    """The names of the vocabularies whose files are there and could not be read."""
    return frozenset(PurePosixPath(source.name).stem for source in sources.vocabularies) - {each.name for each in read}


def parse(source: Source) -> CaseText:
    """A case file in the master script; raises BuildError."""
    case = _limited(parse_case)(source)
    text = marked(render_markdown(case.body), case.meta.emendations)
    if case.meta.rights and case.meta.rights.fulltext_export:
        text = msgspec.structs.replace(text, markdown=case.body)
    return CaseText(case.meta, text)


def in_script(case: CaseText, script: Converter) -> CaseText:
    """A case in another script, by its own rules."""
    return in_own_words(case, CaseText, script, case.text.html)


def lay_out(
    loaded: Loaded,
    metas: Mapping[str, Mapping[str, FrontMatter]],
    scripts: Mapping[str, Converter],
    gallery: Gallery = NO_PICTURES,
) -> Layout:
    """All pages and data files of a site; `metas` are the cases by id, in each script by its tag."""
    site = loaded.site
    # Of two lists with one id, which is told, the first has its pages: their address is no second problem.
    lists = tuple({each.meta.id: each for each in reversed(loaded.lists)}.values())[::-1]
    master = assemble(site, metas[site.master].values(), loaded.vocabularies, loaded.prose, lists, loaded.essays)
    written = {each: _in_script(master, loaded.strings, metas[each], scripts[each]) for each in site.variants}
    editions = [
        edition(variant, each.collection, gallery, _lettering(loaded, each)) for variant, each in written.items()
    ]
    pages = tuple(all_pages(editions))
    told = {name: each.strings for name, each in written.items()}
    shown = tuple(sorted(set(_shown(loaded, master, gallery)) & gallery.pictures.keys()))
    return Layout(pages, tuple(all_data(editions, pages)), search_plan(editions), told, shown)


def origins(loaded: Loaded) -> dict[str, Problem]:
    """What to tell where a page of the site's own has the address of another, by its path."""
    found = {}
    for each in loaded.prose:
        message, hint = f"another page stands at {each.meta.slug}/", "give this one another slug"
        problem = Problem(message, each.source, place_of(each.source, "slug"), hint)
        for variant in loaded.site.variants:
            found[file_path(address_in(variant, address_of(each.meta.slug)))] = problem
    return found


def texts_showing(loaded: Loaded) -> Iterator[Showing]:
    """The pictures of the texts beside the cases."""
    texts = [(each.source, each.body) for each in loaded.prose]
    texts += [(each.source, each.body) for each in loaded.lists]
    texts += [(each.source, each.body) for each in loaded.essays]
    return (Showing(written(body), (), partial(_given, source)) for source, body in texts)


def case_showing(file: CaseFile) -> Showing:
    """The pictures of a case."""
    return Showing(file.addresses, files_of(file.meta), file.read)


def _given(source: Source) -> Source:
    return source


def _lettering(loaded: Loaded, written: Written) -> Lettering:
    """The fonts of a script, and the characters of the one for titles, none where the site wants no such font."""
    has_titles = loaded.site.fonts.titles and loaded.fonts
    return Lettering(loaded.fonts, title_characters(written.collection, written.strings) if has_titles else "")


def missing_vocabularies(site: Site, sources: Sources) -> Iterator[Problem]:
    """Taxonomies of the configuration that have no vocabulary."""
    present = {PurePosixPath(source.name).stem for source in sources.vocabularies}
    for taxonomy in site.taxonomies:
        if taxonomy.name not in present:
            hint = f"add content/vocabulary/{taxonomy.name}.yml"
            yield Problem(f"no vocabulary for the taxonomy {taxonomy.name}", sources.site, None, hint)


def each(parse_one: Callable[[Source], T], sources: Iterable[Source], problems: list[Problem]) -> tuple[T, ...]:
    """The sources parsed, the problems of those that could not be added to the others."""
    parsed = (collect(partial(parse_one, source), problems) for source in sources)
    return tuple(value for value in parsed if value is not None)


def collect(make: Callable[[], T], problems: list[Problem]) -> T | None:
    """What `make` gives, or None after its problems were added to the others."""
    try:
        return make()
    except BuildError as error:
        problems += error.problems
        return None


def _shown(loaded: Loaded, master: Collection, gallery: Gallery) -> Iterator[str]:
    """The pictures of what is published: those of a draft stay where they are."""
    for article in master.articles:
        yield from gallery.of_cases.get(article.meta.id, ())
    yield from paths_of(texts_showing(loaded))


def _in_script(master: Collection, strings: Strings, metas: Mapping[str, FrontMatter], script: Converter) -> Written:
    """The collection in a script; always from the master, never from another script."""
    bare = msgspec.structs.replace(master, articles=())
    written = convert_texts(bare, Collection, script.texts, script.htmls)
    articles = _articles(master.articles, metas)
    return Written(msgspec.structs.replace(written, articles=articles), strings_in(strings, script))


def strings_in(strings: Strings, script: Converter) -> Strings:
    """The theme's strings in a script; the names of the scripts are each in its own."""
    return {**convert_texts(strings, Strings, script.texts, script.htmls), "script": strings["script"]}


def _articles(articles: Sequence[Article], metas: Mapping[str, FrontMatter]) -> tuple[Article, ...]:
    return tuple(Article(metas[old.meta.id], old.newer, old.older, old.related) for old in articles)


def _glossary(source: Source) -> Glossary:
    return parse_glossary(source, PurePosixPath(source.name).stem)


def _vocabulary(source: Source) -> Vocabulary:
    return parse_vocabulary(PurePosixPath(source.name).stem, source)
