"""What the collection covers and what it does not: years, places by themes, and where two terms meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct

from site_builder.content import query
from site_builder.content.collection import Article
from site_builder.pages.cards import Card, cards, term_link
from site_builder.pages.lists import Pager, Part, parts_of
from site_builder.pages.page import COLUMNS, ROWS, Edition, Link, Page, View, frame, in_script

# Fewer cases than this do not make a page of their own: the term's page shows them as well.
MEETING = 2


class YearsView(View, frozen=True, kw_only=True):
    """What `years.html` may read: every year from the first to the last, those without a case too."""

    years: tuple[Link, ...]
    undated: int


class YearView(View, frozen=True, kw_only=True):
    """What `year.html` may read; it also shows where two terms meet, under both their names."""

    terms: tuple[Link, ...]
    count: int
    cards: tuple[Card, ...]
    pager: Pager | None


class Cell(Struct, frozen=True):
    """How many cases a place has of a theme, in which years; `href` is empty where they have no page of their own."""

    count: int
    years: tuple[str, ...]
    href: str


class Row(Struct, frozen=True):
    """A place and its cells, one a theme."""

    place: Link
    cells: tuple[Cell, ...]


class CoverageView(View, frozen=True, kw_only=True):
    """What `coverage.html` may read: a row a place, a column a theme; an empty cell is a gap."""

    themes: tuple[Link, ...]
    rows: tuple[Row, ...]
    gaps: int


def overview_pages(edition: Edition) -> Iterator[Page]:
    """The years, the coverage, and a page where enough cases of a place have one theme."""
    yield from _year_pages(edition)
    if ROWS in edition.terms and COLUMNS in edition.terms:
        meetings = _meetings(edition)
        yield Page(in_script(edition.variant, "coverage/"), "coverage.html", partial(_coverage, edition, meetings))
        for (place, theme), met in meetings.items():
            if len(met) >= MEETING:
                terms = term_link(edition, ROWS, place), term_link(edition, COLUMNS, theme)
                yield from _list_pages(edition, _meeting(place, theme), terms, met)


def year_of(article: Article) -> str:
    """The year a case belongs to, or nothing."""
    return query.year_of(article.meta)


def _year_pages(edition: Edition) -> Iterator[Page]:
    by_year: dict[str, list[str]] = {}
    for article in edition.collection.articles:
        by_year.setdefault(year_of(article), []).append(article.meta.id)
    yield Page(in_script(edition.variant, "years/"), "years.html", partial(_years, edition, by_year))
    for year in filter(None, sorted(by_year)):
        yield from _list_pages(edition, f"years/{year}/", (_year_link(edition, year, None),), by_year[year])


def _years(edition: Edition, by_year: dict[str, list[str]]) -> YearsView:
    dated = sorted(map(int, filter(None, by_year)))
    span = range(dated[0], dated[-1] + 1) if dated else range(0)
    links = [_year_link(edition, str(year), len(by_year.get(str(year), ()))) for year in reversed(span)]
    around = frame(edition, "years/", "", section="years")
    return YearsView(frame=around, years=tuple(links), undated=len(by_year.get("", ())))


def _list_pages(edition: Edition, rest: str, terms: tuple[Link, ...], ids: Sequence[str]) -> Iterator[Page]:
    """The cases that have something in common, in as many pages as a long list takes."""
    for part in parts_of(edition, rest, tuple(ids)):
        yield Page(in_script(edition.variant, part.rest), "year.html", partial(_list, edition, terms, part, len(ids)))


def _list(edition: Edition, terms: tuple[Link, ...], part: Part, count: int) -> YearView:
    around = frame(edition, part.rest, " × ".join(link.title for link in terms), section="years")
    return YearView(frame=around, terms=terms, count=count, cards=cards(edition, part.ids), pager=part.pager)


def _year_link(edition: Edition, year: str, count: int | None) -> Link:
    return Link(year, in_script(edition.variant, f"years/{year}/") if count != 0 else "", count)


def _coverage(edition: Edition, meetings: Meetings) -> CoverageView:
    themes = [term for term in edition.terms[COLUMNS].values() if len(term.path) == 1]
    # The whole country or province says nothing; a street says too little.
    places = [term for term in edition.terms[ROWS].values() if len(term.path) in (2, 3)]
    rows = tuple(
        Row(
            term_link(edition, ROWS, place.code),
            tuple(_cell(edition, place.code, theme.code, meetings) for theme in themes),
        )
        for place in places
    )
    return CoverageView(
        frame=frame(edition, "coverage/", "", section="coverage"),
        themes=tuple(term_link(edition, COLUMNS, theme.code) for theme in themes),
        rows=rows,
        gaps=sum(not cell.count for row in rows for cell in row.cells),
    )


def _cell(edition: Edition, place: str, theme: str, meetings: Meetings) -> Cell:
    met = meetings.get((place, theme), ())
    years = sorted({year_of(edition.articles[id]) for id in met} - {""})
    if len(met) >= MEETING:
        href = in_script(edition.variant, _meeting(place, theme))
    else:
        href = term_link(edition, COLUMNS, theme).href if met else ""
    return Cell(len(met), tuple(years), href)


Meetings = dict[tuple[str, str], tuple[str, ...]]


def _meetings(edition: Edition) -> Meetings:
    """The cases that have both of two terms, a place and a theme, by their codes; made in one pass over the cases."""
    themes: dict[str, list[str]] = {}
    for theme in edition.terms[COLUMNS].values():
        for id in theme.cases:
            themes.setdefault(id, []).append(theme.code)
    met: dict[tuple[str, str], list[str]] = {}
    for place in edition.terms[ROWS].values():
        for id in place.cases:
            for code in themes.get(id, ()):
                met.setdefault((place.code, code), []).append(id)
    return {pair: tuple(ids) for pair, ids in met.items()}


def _meeting(place: str, theme: str) -> str:
    return f"{ROWS}/{place}/{COLUMNS}/{theme}/"
