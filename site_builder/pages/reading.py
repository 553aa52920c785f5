"""Reading lists: the page of all, a page for each, and where a case stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct

from site_builder.content.collection import Reading
from site_builder.content.illustrations import illustrated
from site_builder.pages.cards import Card, cards, case_href, title_of
from site_builder.pages.data import LISTS, list_downloads
from site_builder.pages.page import Edition, Link, Page, View, address_of, frame, in_script


class Entry(Struct, frozen=True):
    """A reading list among others; the link's count is that of its cases."""

    link: Link
    summary: str


class ReadingsView(View, frozen=True, kw_only=True):
    """What `readings.html` may read."""

    entries: tuple[Entry, ...]


class Step(Struct, frozen=True):
    """A case of a list, and what the curator says of it."""

    card: Card
    note: str


class ReadingView(View, frozen=True, kw_only=True):
    """What `reading.html` may read."""

    title: str
    summary: str
    html: str
    steps: tuple[Step, ...]
    downloads: tuple[Link, ...]


class Station(Struct, frozen=True):
    """Where a case stands in a list: its number, counted from 1, and the cases around it."""

    link: Link
    number: int
    previous: Link | None
    next: Link | None


def reading_pages(edition: Edition) -> Iterator[Page]:
    """The page of all reading lists and a page for each; nothing where there are none."""
    readings = edition.collection.readings
    if readings:
        yield Page(in_script(edition.variant, address_of(LISTS)), "readings.html", partial(_all, edition))
    for reading in readings:
        yield Page(_href(edition, reading), "reading.html", partial(_one, edition, reading))


def stations_of(edition: Edition) -> dict[str, tuple[Station, ...]]:
    """The places of the cases that stand in lists, by the cases' ids."""
    found: dict[str, list[Station]] = {}
    for reading in edition.collection.readings:
        ids = [listed.id for listed in reading.cases]
        link = Link(reading.meta.title, _href(edition, reading), len(ids))
        for number, listed in enumerate(reading.cases):
            around = _case(edition, ids, number - 1), _case(edition, ids, number + 1)
            found.setdefault(listed.id, []).append(Station(link, number + 1, *around))
    return {id: tuple(stations) for id, stations in found.items()}


def _case(edition: Edition, ids: Sequence[str], number: int) -> Link | None:
    if not 0 <= number < len(ids):
        return None
    return Link(title_of(edition.articles[ids[number]]), case_href(edition, ids[number]))


def _href(edition: Edition, reading: Reading) -> str:
    return in_script(edition.variant, address_of(LISTS, reading.meta.id))


def _all(edition: Edition) -> ReadingsView:
    entries = (
        Entry(Link(reading.meta.title, _href(edition, reading), len(reading.cases)), reading.meta.summary)
        for reading in edition.collection.readings
    )
    return ReadingsView(frame=frame(edition, address_of(LISTS), "", section=LISTS), entries=tuple(entries))


def _one(edition: Edition, reading: Reading) -> ReadingView:
    meta = reading.meta
    shown = cards(edition, [listed.id for listed in reading.cases])
    around = frame(edition, address_of(LISTS, meta.id), meta.title, meta.summary, LISTS)
    return ReadingView(
        frame=around,
        title=meta.title,
        summary=meta.summary,
        html=illustrated(reading.text.html, edition.gallery.pictures, around.root),
        steps=tuple(Step(card, listed.note) for card, listed in zip(shown, reading.cases, strict=True)),
        downloads=list_downloads(LISTS, meta.id),
    )
