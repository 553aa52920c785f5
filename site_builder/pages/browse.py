"""All cases by facets: a page that lists and links without JavaScript, and the files by which a browser can combine.

One index serves all scripts: which cases have which terms, by their place in the collection's order. What the hits look
like is kept in each script, in portions, so that a browser asks only for those it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import msgspec
from msgspec import Struct

from site_builder.content.collection import Index, TermEntry
from site_builder.content.markdown import Rendered
from site_builder.content.schema import TextStatus
from site_builder.pages.cards import Card, Seal, cards, empty_seals
from site_builder.pages.overview import year_of
from site_builder.pages.page import Data, Edition, Link, Page, View, address_of, frame, in_script

SHOWN = 20
PORTION = 100
# Of a larger vocabulary the most used terms are offered, and its index is linked.
MOST_TERMS = 40
INDEX = "browse.json"


class Choice(Struct, frozen=True):
    """A value that can be chosen; `href` is empty where it has no page, `depth` counts the terms above it."""

    code: str
    label: str
    href: str
    count: int
    depth: int


class Offer(Struct, frozen=True):
    """A facet: its name in addresses, its label, empty where the theme names it, and its values."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    more: Link | None


class BrowseView(View, frozen=True, kw_only=True):
    """What `browse.html` may read: the facets, the first cases, and where the index and the portions are.

    `seals` are the five co-s, none of them shown: the pattern of those of a case that is looked up.
    """

    offers: tuple[Offer, ...]
    cards: tuple[Card, ...]
    seals: tuple[Seal, ...]
    count: int
    index: str
    portions: str
    portion: int
    all_cases: str


class Posting(Struct, frozen=True):
    """The cases that have a value of a facet, by their numbers in the collection's order."""

    facet: str
    code: str
    cases: tuple[int, ...]


class IndexView(Struct, frozen=True):
    """What the index is made of."""

    count: int
    postings: tuple[Posting, ...]


class PortionView(Struct, frozen=True):
    """Some cases, one behind the other, as lists show them."""

    cards: tuple[Card, ...]


def browse_pages(edition: Edition) -> Iterator[Page]:
    """The page of all facets."""
    yield Page(in_script(edition.variant, "browse/"), "browse.html", partial(_browse, edition))


def browse_data(editions: Sequence[Edition]) -> Iterator[Data]:
    """The index for all scripts, and the portions in each."""
    yield Data(INDEX, index_json, partial(_index, editions[0]))
    for edition in editions:
        for number in range(-(-len(edition.collection.articles) // PORTION)):
            path = in_script(edition.variant, f"browse/{number}.json")
            yield Data(path, portion_json, partial(_portion, edition, number))


def index_json(view: IndexView, texts: tuple[Rendered, ...]) -> bytes:
    """The index: by facet and code the numbers of cases, each as its distance from the one before."""
    facets: dict[str, dict[str, list[int]]] = {}
    for posting in view.postings:
        distances = [after - before for before, after in zip((-1, *posting.cases), posting.cases, strict=False)]
        facets.setdefault(posting.facet, {})[posting.code] = distances
    return msgspec.json.encode({"cases": view.count, "facets": facets})


def portion_json(view: PortionView, texts: tuple[Rendered, ...]) -> bytes:
    """The cards of a portion, each as title, address, date, place, summary and which of the five co-s it shows."""
    return msgspec.json.encode(
        [
            (
                card.title,
                card.href,
                card.issued,
                card.place[1:2] + card.place[2:][-1:] if len(card.place) > 2 else card.place[-1:],
                card.summary,
                "".join("1" if seal.evidence else "0" for seal in card.seals),
            )
            for card in view.cards
        ]
    )


def _browse(edition: Edition) -> BrowseView:
    articles = edition.collection.articles
    return BrowseView(
        frame=frame(edition, "browse/", "", section="browse"),
        offers=tuple(_offers(edition)),
        cards=cards(edition, [article.meta.id for article in articles[:SHOWN]]),
        seals=empty_seals(edition),
        count=len(articles),
        index=INDEX,
        portions=in_script(edition.variant, "browse/"),
        portion=PORTION,
        all_cases=in_script(edition.variant, "cases/"),
    )


def _offers(edition: Edition) -> Iterator[Offer]:
    for index in edition.collection.indexes:
        if index.terms:
            yield _offer(edition, index)
    years = _years(edition)
    if years:
        choices = (Choice(year, year, in_script(edition.variant, f"years/{year}/"), n, 0) for year, n in years.items())
        yield Offer("year", "", tuple(choices), None)
    statuses = _statuses(edition)
    if len(statuses) > 1:
        yield Offer("text", "", tuple(Choice(code, "", "", len(ids), 0) for code, ids in statuses.items()), None)


def _offer(edition: Edition, index: Index) -> Offer:
    name = index.taxonomy.name
    offered = _most_used(index.terms)
    choices = (
        Choice(
            term.code,
            edition.labels[name][term.code],
            in_script(edition.variant, address_of(name, term.code)),
            len(term.cases),
            len(term.path) - 1,
        )
        for term in offered
    )
    more = Link(index.taxonomy.label, in_script(edition.variant, address_of(name)), len(index.terms))
    return Offer(name, index.taxonomy.label, tuple(choices), more if len(offered) < len(index.terms) else None)


def _most_used(terms: Sequence[TermEntry]) -> list[TermEntry]:
    """The most used terms, each below the one above it, which has at least as many cases."""
    chosen = {term.code for term in sorted(terms, key=lambda term: (-len(term.cases), len(term.path)))[:MOST_TERMS]}
    return sorted((term for term in terms if term.code in chosen), key=_in_tree(terms))


def _in_tree(terms: Iterable[TermEntry]) -> Callable[[TermEntry], tuple[int, ...]]:
    places = {term.code: number for number, term in enumerate(terms)}
    return lambda term: tuple(places[code] for code in term.path)


def _years(edition: Edition) -> dict[str, int]:
    years: dict[str, int] = {}
    for article in edition.collection.articles:
        year = year_of(article)
        if year:
            years[year] = years.get(year, 0) + 1
    return dict(sorted(years.items(), reverse=True))


def _statuses(edition: Edition) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, article in enumerate(edition.collection.articles):
        found.setdefault(article.meta.text_status, []).append(number)
    return {status.value: found[status] for status in TextStatus if status in found}


def _index(edition: Edition) -> IndexView:
    articles = edition.collection.articles
    numbers = {article.meta.id: number for number, article in enumerate(articles)}
    postings = [
        Posting(index.taxonomy.name, term.code, tuple(sorted(numbers[id] for id in term.cases)))
        for index in edition.collection.indexes
        for term in index.terms
    ]
    years: dict[str, list[int]] = {}
    for number, article in enumerate(articles):
        years.setdefault(year_of(article), []).append(number)
    postings += [Posting("year", year, tuple(found)) for year, found in sorted(years.items()) if year]
    postings += [Posting("text", code, tuple(found)) for code, found in _statuses(edition).items()]
    return IndexView(len(articles), tuple(postings))


def _portion(edition: Edition, number: int) -> PortionView:
    articles = edition.collection.articles[number * PORTION : (number + 1) * PORTION]
    return PortionView(cards(edition, [article.meta.id for article in articles]))
