"""What a term stands with: the years of its cases, and the other terms that they have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from msgspec import Struct

from site_builder.content.collection import TermEntry
from site_builder.content.query import year_of
from site_builder.pages.page import Edition, Link, address_of, in_script

TOGETHER = 12
Names = dict[str, tuple[str, ...]]  # of each case its terms, as `taxonomy/code`


class YearCount(Struct, frozen=True):
    """How many cases are of a year; an empty year is undated."""

    year: str
    count: int


def names_of(edition: Edition) -> Names:
    """The terms of each case that have none below them; those above say less, and every case near has them too."""
    names: dict[str, list[str]] = {}
    for index in edition.collection.indexes:
        for term in index.terms:
            if not term.children:
                for id in term.cases:
                    names.setdefault(id, []).append(f"{index.taxonomy.name}/{term.code}")
    return {id: tuple(each) for id, each in names.items()}


def years_of_term(edition: Edition, term: TermEntry) -> tuple[YearCount, ...]:
    """The years of a term's cases, the newest first, the undated last."""
    counts = Counter(year_of(edition.articles[id].meta) for id in term.cases)
    return tuple(YearCount(year, counts[year]) for year in sorted(counts, reverse=True))


def terms_together(edition: Edition, taxonomy: str, term: TermEntry, names: Names) -> tuple[Link, ...]:
    """The terms that most of a term's cases have too, each with how many of them do."""
    counts = Counter(chain.from_iterable(names.get(id, ()) for id in term.cases))
    return tuple(_links(edition, counts, f"{taxonomy}/{term.code}", set(_line(edition, taxonomy, term))))


def _links(edition: Edition, counts: Counter[str], own: str, line: set[str]) -> Iterator[Link]:
    met = sorted((name for name in counts if name != own and name not in line), key=lambda name: (-counts[name], name))
    for name in met[:TOGETHER]:
        taxonomy, code = name.split("/")
        href = in_script(edition.variant, address_of(taxonomy, code))
        yield Link(edition.labels[taxonomy][code], href, counts[name])


def _line(edition: Edition, taxonomy: str, term: TermEntry) -> Iterator[str]:
    """All terms below a term: that its cases have them is no news."""
    for code in term.children:
        yield f"{taxonomy}/{code}"
        yield from _line(edition, taxonomy, edition.terms[taxonomy][code])
