"""Search: its page in each script, the cases it shows, what they can be filtered by, and the plan of its index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from html import escape

import msgspec
from msgspec import Struct

from site_builder.content.collection import Article, TermEntry
from site_builder.content.markdown import Rendered
from site_builder.pages.cards import case_href, place_path, title_of
from site_builder.pages.overview import year_of
from site_builder.pages.page import Data, Edition, Form, Link, Page, TextOf, View, frame, in_script
from site_builder.search.fold import classes, fold
from site_builder.search.grams import Shape, Words
from site_builder.search.index import IndexPlan

# Cases whose texts travel together: a hit costs one request, and few bytes of others.
PACK = 4
YEARS = "years"

# The words of each case's terms, by script and id.
Named = dict[str, dict[str, list[str]]]


class SearchView(View, frozen=True, kw_only=True):
    """What `search.html` may read: the size of the index, and where else to look.

    `bits` says that the index has 2 ** bits shards; a pack holds the texts of `pack` cases.
    """

    cases: int
    bits: int
    pack: int
    browse: tuple[Link, ...]


class Hit(Struct, frozen=True, array_like=True):
    """A case as the list of hits shows it; `href` counts from the site's root, the first title is the one shown."""

    href: str
    titles: tuple[str, ...]
    year: str
    place: tuple[str, ...]
    summary: str
    terms: tuple[str, ...]


class PackView(Struct, frozen=True):
    """What a pack is made of beside the texts: for each hit also its words in the other scripts, a line each."""

    hits: tuple[Hit, ...]
    others: tuple[str, ...]


class FacetTerm(Struct, frozen=True, array_like=True):
    """A term to filter by: its code and label, how deep it stands in its tree, and the numbers of its cases.

    After the first number come the steps from each to the next.
    """

    code: str
    label: str
    depth: int
    cases: tuple[int, ...]


class Facet(Struct, frozen=True, array_like=True):
    """A taxonomy to filter by; the years, too, are one."""

    name: str
    label: str
    terms: tuple[FacetTerm, ...]


class FacetsView(Struct, frozen=True):
    """What hits can be filtered by. The label of the years is the page's."""

    facets: tuple[Facet, ...]


class FoldView(Struct, frozen=True):
    """The classes of characters that are one to search."""

    classes: tuple[str, ...]


class DescriptionView(Struct, frozen=True):
    """What a browser must know to search the site from its own bar; addresses are absolute."""

    lang: str
    name: str
    description: str
    icon: str
    page: str


def search_pages(edition: Edition) -> Iterator[Page]:
    """The page one searches on."""
    yield Page(in_script(edition.variant, "search/"), "search.html", partial(_search, edition))


def search_data(editions: Sequence[Edition]) -> Iterator[Data]:
    """The files that the page reads beside the shards, and the description for browsers."""
    yield Data("search/fold.js", fold_table, _fold)
    ids, named = _ids(editions[0]), {each.variant: _named(each) for each in editions}
    for edition in editions:
        start = in_script(edition.variant, "search/")
        order = [edition, *(each for each in editions if each is not edition)]
        for number, at in enumerate(range(0, len(ids), PACK)):
            part = ids[at : at + PACK]
            texts = tuple(TextOf(edition.variant, id, Form.BLOCKS) for id in part)
            yield Data(f"{start}{number}.json", pack, partial(_pack, order, named, part), texts)
        yield Data(f"{start}facets.json", facets, partial(_facets, edition))
        yield Data(in_script(edition.variant, "opensearch.xml"), description, partial(_description, edition))


def search_plan(editions: Sequence[Edition]) -> IndexPlan:
    """What the index is made of beside the texts."""
    ids, named = _ids(editions[0]), {each.variant: _named(each) for each in editions}
    return IndexPlan(ids, tuple(_words(editions, named, id) for id in ids), classes())


def pack(view: PackView, texts: tuple[bytes, ...]) -> bytes:
    """Hits with their texts, as JSON: each the hit, its blocks, and its folded words that only other scripts have.

    A block is the place to link to, the words, and where another script's are not the same to search, those, folded.
    """
    rows = zip(view.hits, texts, view.others, strict=True)
    return msgspec.json.encode([(hit, msgspec.Raw(text), _only_elsewhere(hit, others)) for hit, text, others in rows])


def _only_elsewhere(hit: Hit, others: str) -> str:
    own = {fold(line) for line in (*hit.titles, hit.summary, *hit.terms)}
    return "\n".join(_once(each for each in map(fold, others.split("\n")) if each not in own))


def facets(view: FacetsView, texts: tuple[Rendered, ...]) -> bytes:
    """What hits can be filtered by, as JSON."""
    return msgspec.json.encode(view.facets)


def fold_table(view: FoldView, texts: tuple[Rendered, ...]) -> bytes:
    """The classes of characters as a module of JavaScript: parted by blanks, each led by the one that stands for it."""
    return b"export default " + msgspec.json.encode(" ".join(view.classes)) + b";\n"


def description(view: DescriptionView, texts: tuple[Rendered, ...]) -> bytes:
    """An OpenSearch 1.1 description."""
    # The format allows names of 16 characters.
    name, about, icon, page = (
        escape(each, quote=False) for each in (view.name[:16], view.description, view.icon, view.page)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{name}</ShortName>\n<Description>{about}</Description>\n"
        f"<Language>{view.lang}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Image type="image/svg+xml">{icon}</Image>\n'
        f'<Url type="text/html" template="{page}?q={{searchTerms}}"/>\n'
        "</OpenSearchDescription>\n"
    ).encode()


def _ids(edition: Edition) -> tuple[str, ...]:
    """The cases in the order of their numbers: oldest first, so that a new one comes last and moves no other."""
    return tuple(article.meta.id for article in reversed(edition.collection.articles))


def _search(edition: Edition) -> SearchView:
    count = len(edition.articles)
    around = frame(edition, "search/", "", section="search")
    return SearchView(frame=around, cases=count, bits=Shape(count).shard_bits, pack=PACK, browse=edition.nav)


def _fold() -> FoldView:
    return FoldView(classes())


def _pack(order: Sequence[Edition], named: Named, ids: Sequence[str]) -> PackView:
    own, *rest = order
    others = (_words(rest, named, id) for id in ids)
    return PackView(
        tuple(_hit(own, named, own.articles[id]) for id in ids),
        tuple(_lines((each.title, each.summary, each.terms)) for each in others),
    )


def _hit(edition: Edition, named: Named, article: Article) -> Hit:
    return Hit(
        href=case_href(edition, article.meta.id),
        titles=tuple(_once(_titles(article))),
        year=year_of(article),
        place=tuple(link.title for link in place_path(edition, article)),
        summary=article.meta.summary,
        terms=tuple(_once(_terms(edition, named, article.meta.id))),
    )


def _words(editions: Iterable[Edition], named: Named, id: str) -> Words:
    opened = [(each, each.articles[id]) for each in editions]
    return Words(
        title=_lines(line for _, article in opened for line in _titles(article)),
        summary=_lines(article.meta.summary for _, article in opened),
        terms=_lines(line for each, _ in opened for line in _terms(each, named, id)),
    )


def _titles(article: Article) -> Iterator[str]:
    yield title_of(article)
    if article.meta.title_display:
        yield article.meta.title
    yield article.meta.subtitle


def _named(edition: Edition) -> dict[str, list[str]]:
    """The labels and synonyms of each case's terms, those of wider terms too."""
    words: dict[str, list[str]] = {}
    for index in edition.collection.indexes:
        for term in index.terms:
            for id in term.cases:
                words.setdefault(id, []).extend((term.label, *term.synonyms))
    return words


def _terms(edition: Edition, named: Named, id: str) -> Iterator[str]:
    """The terms of a case and the names of who took part in it or wrote of it."""
    meta = edition.articles[id].meta
    yield from named[edition.variant].get(id, ())
    yield from (actor.name for actor in meta.actors)
    for source in meta.sources:
        yield source.publisher
        yield from (creator.name for creator in source.creators)
    yield meta.place_as_printed


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(_once(parts))


def _once(parts: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(filter(None, parts))


def _facets(edition: Edition) -> FacetsView:
    numbers = {id: number for number, id in enumerate(_ids(edition))}
    found = [
        Facet(index.taxonomy.name, index.taxonomy.label, tuple(_facet_term(numbers, term) for term in index.terms))
        for index in edition.collection.indexes
    ]
    years: dict[str, list[int]] = {}
    for article in edition.collection.articles:
        years.setdefault(year_of(article), []).append(numbers[article.meta.id])
    terms = (FacetTerm(year, year, 0, _steps(years[year])) for year in sorted(years, reverse=True) if year)
    return FacetsView((*found, Facet(YEARS, "", tuple(terms))))


def _facet_term(numbers: Mapping[str, int], term: TermEntry) -> FacetTerm:
    return FacetTerm(term.code, term.label, len(term.path) - 1, _steps(numbers[id] for id in term.cases))


def _steps(numbers: Iterable[int]) -> tuple[int, ...]:
    ordered = sorted(numbers)
    return tuple(b - a for a, b in zip([0, *ordered], ordered, strict=False))


def _description(edition: Edition) -> DescriptionView:
    site = edition.site
    return DescriptionView(
        edition.variant,
        site.title,
        site.description,
        site.base_url + "assets/seal.svg",
        site.base_url + in_script(edition.variant, "search/"),
    )
