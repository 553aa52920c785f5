"""Pages that lead to cases: home, all cases, an index for each taxonomy and a page for each term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import msgspec
from msgspec import Struct

from site_builder.content.collection import Index, TermEntry, TermEssay
from site_builder.content.illustrations import illustrated
from site_builder.pages.cards import Card, cards, term_link
from site_builder.pages.data import list_downloads
from site_builder.pages.metadata import Metadata, term_metadata
from site_builder.pages.page import Edition, Link, Page, View, address_of, frame, in_script
from site_builder.pages.together import Names, YearCount, names_of, terms_together, years_of_term

RECENT = 5
PAGE_CASES = 50
DOOR_TERMS = 6


class Door(Struct, frozen=True):
    """A taxonomy as the home page opens it: its most used terms."""

    name: str
    link: Link
    terms: tuple[Link, ...]


class HomeView(View, frozen=True, kw_only=True):
    """What `home.html` may read."""

    tagline: str
    description: str
    cases: int
    places: int
    repairs: int
    years: str
    doors: tuple[Door, ...]
    recent: tuple[Card, ...]
    all_cases: str


class CasesView(View, frozen=True, kw_only=True):
    """What `cases.html` may read: the cases by the year their source was issued; an empty year is undated."""

    groups: tuple[YearGroup, ...]
    count: int
    pager: Pager | None


class Pager(Struct, frozen=True):
    """Where a page stands among those that share a long list; numbers count from 1."""

    number: int
    count: int
    previous: str
    next: str


class YearGroup(Struct, frozen=True):
    """The cases of one year."""

    year: str
    cards: tuple[Card, ...]


class IndexView(View, frozen=True, kw_only=True):
    """What `index.html` may read: the used terms of a taxonomy with their counts, a tree where terms have parents."""

    label: str
    description: str
    terms: tuple[Branch, ...]


class Branch(Struct, frozen=True):
    """A term and the terms below it."""

    link: Link
    definition: str
    children: tuple[Branch, ...]


class TermView(View, frozen=True, kw_only=True):
    """What `term.html` may read; essays, years and the terms that its cases have too stand on the first page alone."""

    taxonomy: Link
    label: str
    definition: str
    synonyms: tuple[str, ...]
    path: tuple[Link, ...]
    children: tuple[Link, ...]
    essays: tuple[TermEssay, ...]
    years: tuple[YearCount, ...]
    together: tuple[Link, ...]
    count: int
    cards: tuple[Card, ...]
    pager: Pager | None
    downloads: tuple[Link, ...]
    feed: str
    metadata: Metadata


def list_pages(edition: Edition) -> Iterator[Page]:
    """Home, all cases, the index of each taxonomy and the page of each used term."""
    yield Page(in_script(edition.variant, ""), "home.html", partial(_home, edition))
    ids = tuple(article.meta.id for article in edition.collection.articles)
    for part in parts_of(edition, "cases/", ids):
        yield Page(in_script(edition.variant, part.rest), "cases.html", partial(_cases, edition, part))
    names = names_of(edition)
    for index in edition.collection.indexes:
        rest = address_of(index.taxonomy.name)
        yield Page(in_script(edition.variant, rest), "index.html", partial(_index, edition, index, rest))
        for term in index.terms:
            for part in parts_of(edition, address_of(index.taxonomy.name, term.code), term.cases):
                view = partial(_term, edition, index, term, part, names)
                yield Page(in_script(edition.variant, part.rest), "term.html", view)


class Part(Struct, frozen=True):
    """One page of a long list: where it stands below its script, and its cases."""

    rest: str
    ids: tuple[str, ...]
    pager: Pager | None


def parts_of(edition: Edition, rest: str, ids: Sequence[str]) -> Iterator[Part]:
    """A list in pages of at most `PAGE_CASES`; the first keeps the list's own address, and there always is one."""
    count = max(1, -(-len(ids) // PAGE_CASES))
    for number in range(1, count + 1):
        around = (_part_href(edition, rest, number - 1, count), _part_href(edition, rest, number + 1, count))
        pager = Pager(number, count, *around) if count > 1 else None
        cases = tuple(ids[(number - 1) * PAGE_CASES : number * PAGE_CASES])
        yield Part(_part_rest(rest, number), cases, pager)


def _part_rest(rest: str, number: int) -> str:
    return f"{rest}page/{number}/" if number > 1 else rest


def _part_href(edition: Edition, rest: str, number: int, count: int) -> str:
    return in_script(edition.variant, _part_rest(rest, number)) if 1 <= number <= count else ""


def _home(edition: Edition) -> HomeView:
    site, articles = edition.site, edition.collection.articles
    years = sorted({article.issued[:4] for article in articles if article.issued})
    return HomeView(
        frame=frame(edition, "", site.title, section="home"),
        tagline=site.tagline,
        description=site.description,
        cases=len(articles),
        places=len({article.meta.places[0] for article in articles if article.meta.places}),
        repairs=sum(damage.count or 0 for article in articles for damage in article.meta.damage),
        years="—".join(dict.fromkeys([*years[:1], *years[-1:]])),
        doors=tuple(_door(edition, index) for index in edition.collection.indexes if index.taxonomy.name != "tags"),
        recent=cards(edition, [article.meta.id for article in articles[:RECENT]]),
        all_cases=in_script(edition.variant, "cases/"),
    )


def _door(edition: Edition, index: Index) -> Door:
    name = index.taxonomy.name
    leaves = [term for term in index.terms if not term.children]
    if name != "five_co":  # the five keep their order, the others stand by use
        leaves.sort(key=lambda term: -len(term.cases))
    link = Link(index.taxonomy.label, in_script(edition.variant, address_of(name)))
    return Door(name, link, tuple(_counted(edition, name, term) for term in leaves[:DOOR_TERMS]))


def _counted(edition: Edition, taxonomy: str, term: TermEntry) -> Link:
    link = term_link(edition, taxonomy, term.code)
    return Link(link.title, link.href, len(term.cases))


def _cases(edition: Edition, part: Part) -> CasesView:
    years: dict[str, list[str]] = {}
    for id in part.ids:
        years.setdefault(edition.articles[id].issued[:4], []).append(id)
    return CasesView(
        frame=frame(edition, part.rest, "", section="cases"),
        groups=tuple(YearGroup(year, cards(edition, ids)) for year, ids in years.items()),
        count=len(edition.collection.articles),
        pager=part.pager,
    )


def _index(edition: Edition, index: Index, rest: str) -> IndexView:
    name, label = index.taxonomy.name, index.taxonomy.label
    top = [term for term in index.terms if len(term.path) == 1]
    return IndexView(
        frame=frame(edition, rest, label, index.taxonomy.description, name),
        label=label,
        description=index.taxonomy.description,
        terms=tuple(_branch(edition, name, term) for term in top),
    )


def _branch(edition: Edition, taxonomy: str, term: TermEntry) -> Branch:
    children = (edition.terms[taxonomy][code] for code in term.children)
    below = tuple(_branch(edition, taxonomy, child) for child in children)
    return Branch(_counted(edition, taxonomy, term), term.definition, below)


def _term(edition: Edition, index: Index, term: TermEntry, part: Part, names: Names) -> TermView:
    name = index.taxonomy.name
    entries = edition.terms[name]
    is_first = part.pager is None or part.pager.number == 1
    around = frame(edition, part.rest, term.label, term.definition, name)
    return TermView(
        frame=around,
        taxonomy=Link(index.taxonomy.label, in_script(edition.variant, address_of(name))),
        label=term.label,
        definition=term.definition,
        synonyms=term.synonyms,
        path=tuple(term_link(edition, name, code) for code in term.path[:-1]),
        children=tuple(_counted(edition, name, entries[code]) for code in term.children),
        essays=tuple(_essay(edition, each, around.root) for each in term.essays) if is_first else (),
        years=years_of_term(edition, term) if is_first else (),
        together=terms_together(edition, name, term, names) if is_first else (),
        count=len(term.cases),
        cards=cards(edition, part.ids),
        pager=part.pager,
        downloads=list_downloads(name, term.code),
        metadata=term_metadata(edition, name, term),
        feed=in_script(edition.variant, address_of(name, term.code)) + "feed.xml",
    )


def _essay(edition: Edition, essay: TermEssay, root: str) -> TermEssay:
    html = illustrated(essay.text.html, edition.gallery.pictures, root)
    return msgspec.structs.replace(essay, text=msgspec.structs.replace(essay.text, html=html))
