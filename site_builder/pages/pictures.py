"""The overview: the collection as pictures, each with its numbers in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct

from site_builder.content.collection import Article, TermEntry
from site_builder.content.scalars import years_of
from site_builder.pages.cards import case_href, term_link, title_of
from site_builder.pages.charts import (
    Bar,
    Column,
    Dot,
    Line,
    Map,
    Point,
    bars,
    columns,
    moment,
    schematic_map,
    timeline,
    year_lines,
)
from site_builder.pages.overview import year_of
from site_builder.pages.page import COLUMNS, ROWS, Edition, Link, Page, View, frame, in_script

CO, MECHANISMS = "five_co", "mechanisms"
# What a picture shows at most: more is in the tables of the indexes.
MOST_ROWS, MOST_COLUMNS, MOST_WORDS = 12, 10, 10
# Of more cases than this the timeline tells months, not titles.
MOST_TITLES = 60


class Matrix(Struct, frozen=True):
    """How many cases have both of two terms; `levels` are the counts in steps from 0 to 5, for shades.

    Where rows and columns are the same terms, cells that say nothing new are missing at the end of a row.
    """

    columns: tuple[Link, ...]
    rows: tuple[MatrixRow, ...]


class MatrixRow(Struct, frozen=True):
    """A term and its counts with those of the columns."""

    link: Link
    counts: tuple[int, ...]
    levels: tuple[int, ...]


class Timeline(Struct, frozen=True):
    """When sources were issued; `dots` name a case, or a month where there are many."""

    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    undated: int


class PicturesView(View, frozen=True, kw_only=True):
    """What `overview.html` may read; a picture that has nothing to show is empty."""

    count: int
    co: tuple[Bar, ...]
    years: tuple[Column, ...]
    undated: int
    timeline: Timeline
    coverage: Matrix
    mechanisms: Matrix
    repairs: tuple[Bar, ...]
    map: Map


def picture_pages(edition: Edition) -> Iterator[Page]:
    """The one page of all pictures."""
    yield Page(in_script(edition.variant, "overview/"), "overview.html", partial(_pictures, edition))


def _pictures(edition: Edition) -> PicturesView:
    articles = edition.collection.articles
    years = Counter(filter(None, map(year_of, articles)))
    return PicturesView(
        frame=frame(edition, "overview/", "", section="overview"),
        count=len(articles),
        co=bars([_counted(edition, CO, term) for term in edition.terms.get(CO, {}).values()]),
        years=columns(_year_links(edition, years)),
        undated=len(articles) - years.total(),
        timeline=_timeline(edition),
        coverage=_coverage(edition),
        mechanisms=_together(edition),
        repairs=_repairs(articles),
        map=schematic_map(list(_points(edition))),
    )


def _counted(edition: Edition, taxonomy: str, term: TermEntry) -> Link:
    link = term_link(edition, taxonomy, term.code)
    return Link(link.title, link.href, len(term.cases))


def _year_links(edition: Edition, years: Counter[str]) -> list[Link]:
    if not years:
        return []
    span = range(min(map(int, years)), max(map(int, years)) + 1)
    home = in_script(edition.variant, "years/")
    return [Link(str(year), f"{home}{year}/" if years[str(year)] else "", years[str(year)]) for year in span]


def _timeline(edition: Edition) -> Timeline:
    dated = [article for article in reversed(edition.collection.articles) if article.issued]
    undated = len(edition.collection.articles) - len(dated)
    if not dated:
        return Timeline((), (), undated)
    every = [year for article in dated for year in years_of(article.issued)]
    years = range(min(every), max(every) + 1)
    return Timeline(
        year_lines(years), timeline(sorted(_dated(edition, dated), key=lambda pair: pair[0]), years), undated
    )


def _dated(edition: Edition, dated: Sequence[Article]) -> Iterator[tuple[float, Link]]:
    """Each case at its day; of many cases, each month."""
    if len(dated) <= MOST_TITLES:
        for article in dated:
            yield moment(article.issued), Link(title_of(article), case_href(edition, article.meta.id), 1)
    else:
        for month, count in Counter(article.issued[:7] for article in dated).items():
            yield moment(month), Link(month, "", count)


def _coverage(edition: Edition) -> Matrix:
    """The places of the second and third level by themes, the most told of."""
    places = [term for term in edition.terms.get(ROWS, {}).values() if len(term.path) in (2, 3)]
    themes = [term for term in edition.terms.get(COLUMNS, {}).values() if len(term.path) == 1]
    return _matrix(edition, (ROWS, _most(places, MOST_ROWS)), (COLUMNS, _most(themes, MOST_COLUMNS)))


def _together(edition: Edition) -> Matrix:
    """The mechanisms with each other: below the diagonal, which tells how many cases one has."""
    terms = _most(list(edition.terms.get(MECHANISMS, {}).values()), MOST_WORDS)
    whole = _matrix(edition, (MECHANISMS, terms), (MECHANISMS, terms))
    rows = (
        MatrixRow(row.link, row.counts[: number + 1], row.levels[: number + 1]) for number, row in enumerate(whole.rows)
    )
    return Matrix(whole.columns, tuple(rows))


def _most(terms: Sequence[TermEntry], count: int) -> list[TermEntry]:
    """The terms with the most cases, in the order of their vocabulary."""
    chosen = {term.code for term in sorted(terms, key=lambda term: -len(term.cases))[:count]}
    return [term for term in terms if term.code in chosen]


Side = tuple[str, Sequence[TermEntry]]


def _matrix(edition: Edition, rows: Side, across: Side) -> Matrix:
    cases = [set(term.cases) for term in across[1]]
    counts = {term.code: tuple(len(each.intersection(term.cases)) for each in cases) for term in rows[1]}
    most = max((count for row in counts.values() for count in row), default=0)
    return Matrix(
        tuple(_counted(edition, across[0], term) for term in across[1]),
        tuple(
            MatrixRow(
                _counted(edition, rows[0], term), counts[term.code], tuple(_level(n, most) for n in counts[term.code])
            )
            for term in rows[1]
        ),
    )


def _level(count: int, most: int) -> int:
    """A count as one of five shades, 0 for none."""
    return -(-5 * count // most) if count else 0


def _repairs(articles: Sequence[Article]) -> tuple[Bar, ...]:
    """The kinds of damage by their codes, with how many places were mended."""
    counts: Counter[str] = Counter()
    for article in articles:
        for damage in article.meta.damage:
            counts[damage.kind.value] += damage.count or 0
    return bars(
        [
            Link(kind, "", counts[kind])
            for kind in sorted(counts, key=lambda kind: (-counts[kind], kind))
            if counts[kind]
        ]
    )


def _points(edition: Edition) -> Iterator[Point]:
    """The places that have a point, with the cases that no place below them shows nearer."""
    places = edition.terms.get(ROWS, {})
    at: Counter[str] = Counter()
    for article in edition.collection.articles:
        for code in dict.fromkeys(filter(None, (_nearest(places, place) for place in article.meta.places))):
            at[code] += 1
    for code, count in at.items():
        point = places[code].point
        if point:
            link = term_link(edition, ROWS, code)
            yield Point(Link(link.title, link.href, count), float(point[0]), float(point[1]))


def _nearest(places: dict[str, TermEntry], place: str) -> str:
    """The place itself or the lowest above it that has a point; empty where none has."""
    path = places[place].path if place in places else ()
    return next((code for code in reversed(path) if places[code].point), "")
