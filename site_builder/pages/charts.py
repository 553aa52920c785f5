"""Shapes of charts: where bars, columns and dots stand, in percent of a picture that is as wide as the page lets it.

Percentages and a fixed size of letters make a picture that reads on a phone as on a desk. A template draws them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from math import ceil, cos, floor, radians, sqrt

from msgspec import Struct

from site_builder.pages.page import Link


class Bar(Struct, frozen=True):
    """A row of a bar chart; `width` is in percent of the longest."""

    link: Link
    width: str


class Column(Struct, frozen=True):
    """A column: its left edge, middle and width in percent, its height in pixels; not every name has room."""

    link: Link
    left: str
    middle: str
    width: str
    height: int
    is_named: bool


class Dot(Struct, frozen=True):
    """A dot: its middle in percent, its radius in pixels; whether its name has room, and on which side."""

    link: Link
    x: str
    y: str
    radius: str
    is_named: bool
    is_leftward: bool


class Line(Struct, frozen=True):
    """A line across the picture at a percentage, and what it stands for."""

    at: str
    name: str


class Map(Struct, frozen=True):
    """Places as dots between meridians and parallels."""

    dots: tuple[Dot, ...]
    meridians: tuple[Line, ...]
    parallels: tuple[Line, ...]


class Point(Struct, frozen=True):
    """A place on the map, in degrees."""

    link: Link
    latitude: float
    longitude: float


COLUMN_HEIGHT = 160
_FEW = 5  # a collection of a few cases is drawn small
_NAMED_COLUMNS = 12
_SPARSE = 60  # moments of a timeline whose dots may be large
_NAME_WIDTH = 12  # percent of a timeline that a name takes on a phone


def bars(links: Sequence[Link]) -> tuple[Bar, ...]:
    """Rows as long as their counts."""
    most = max((link.count or 0 for link in links), default=0) or 1
    return tuple(Bar(link, _percent(100 * (link.count or 0) / most)) for link in links)


def columns(links: Sequence[Link]) -> tuple[Column, ...]:
    """Columns as high as their counts, from left to right."""
    most = max(_FEW, *(link.count or 0 for link in links)) if links else 1
    step = 100 / max(len(links), 4)
    every = ceil(len(links) / _NAMED_COLUMNS) if links else 1
    return tuple(
        Column(
            link,
            _percent(step * number + step * 0.14),
            _percent(step * (number + 0.5)),
            _percent(step * 0.72),
            round(COLUMN_HEIGHT * (link.count or 0) / most),
            (len(links) - 1 - number) % every == 0,
        )
        for number, link in enumerate(links)
    )


def moment(text: str) -> float:
    """A date of a case as a number of years; its month's or year's start where it says no more."""
    numbers = [int(number) for number in text.split("/")[0].rstrip("~").split("-") if number]
    year, month, day = (*numbers, 1, 1)[:3]
    return year + (month - 1) / 12 + (day - 1) / 372


def timeline(links: Sequence[tuple[float, Link]], years: range) -> tuple[Dot, ...]:
    """A dot for each moment that has cases, at its place in the years; bigger where there are more."""
    most = max(_FEW, *(link.count or 1 for _, link in links)) if links else 1
    largest = 20 if len(links) <= _SPARSE else 9
    named = -100.0
    dots = []
    for at, link in links:
        x = 100 * (at - years[0]) / len(years)
        is_named = x - named > _NAME_WIDTH
        named = x if is_named else named
        dots.append(
            Dot(link, _percent(x), "50", _radius(link.count or 1, most, largest // 3, largest), is_named, x > 85)
        )
    return tuple(dots)


def year_lines(years: range) -> tuple[Line, ...]:
    """Where each year begins; of many years only some are named."""
    every = ceil(len(years) / _NAMED_COLUMNS)
    return tuple(
        Line(_percent(100 * number / len(years)), str(year) if number % every == 0 else "")
        for number, year in enumerate(years)
    )


# The reference picture for what has room beside what: its width and height, and a letter's, in pixels.
_WIDTH, _HEIGHT, _LETTER, _NAME_HEIGHT = 640, 480, 15, 22
_EDGE = 0.12
_STEPS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20)


def schematic_map(points: Sequence[Point]) -> Map:
    """Places by their coordinates, drawn on a plane as wide as the middle parallel is; the largest are named first."""
    if not points:
        return Map((), (), ())
    middle = (min(p.latitude for p in points) + max(p.latitude for p in points)) / 2
    shrink = cos(radians(middle))
    west, east = min(p.longitude for p in points), max(p.longitude for p in points)
    south, north = min(p.latitude for p in points), max(p.latitude for p in points)
    # Degrees of latitude that the picture is high: both directions have one scale, and nothing lies at the edge.
    high = max((north - south), (east - west) * shrink * _HEIGHT / _WIDTH, 0.2) / (1 - 2 * _EDGE)
    wide = high * _WIDTH / _HEIGHT / shrink
    left, top = (west + east) / 2 - wide / 2, (south + north) / 2 + high / 2
    most = max(_FEW, *(point.link.count or 1 for point in points))
    dots: list[Dot] = []
    boxes: list[tuple[float, float, float, float]] = []
    for point in sorted(points, key=lambda point: (-(point.link.count or 0), point.link.href)):
        x, y = (point.longitude - left) / wide, (top - point.latitude) / high
        sides = (x > 0.62, x <= 0.62)
        room = [side for side in sides if _has_room(_name_box(x * _WIDTH, y * _HEIGHT, point.link.title, side), boxes)]
        if room:
            boxes.append(_name_box(x * _WIDTH, y * _HEIGHT, point.link.title, room[0]))
        radius = _radius(point.link.count or 1, most, 5, 16)
        dots.append(Dot(point.link, _percent(100 * x), _percent(100 * y), radius, bool(room), bool(room and room[0])))
    return Map(
        tuple(dots),
        tuple(Line(_percent(100 * (at - left) / wide), _degrees(at)) for at in _round_values(left, left + wide)),
        tuple(Line(_percent(100 * (top - at) / high), _degrees(at)) for at in _round_values(top - high, top)),
    )


def _name_box(x: float, y: float, name: str, is_leftward: bool) -> tuple[float, float, float, float]:
    width = _LETTER * (len(name) + 3)
    return (
        x - width if is_leftward else x,
        y - _NAME_HEIGHT / 2,
        x if is_leftward else x + width,
        y + _NAME_HEIGHT / 2,
    )


def _has_room(box: tuple[float, float, float, float], others: Sequence[tuple[float, float, float, float]]) -> bool:
    return box[0] >= 0 and box[2] <= _WIDTH and not any(_overlap(box, other) for other in others)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _round_values(low: float, high: float) -> Iterator[float]:
    """Round numbers between two others, at most seven."""
    step = next((step for step in _STEPS if (high - low) / step <= 7), _STEPS[-1])
    first = floor(low / step) + 1
    return takewhile(lambda value: value < high, (round((first + number) * step, 2) for number in range(8)))


def _degrees(value: float) -> str:
    return f"{value:g}°"


def _radius(count: int, most: int, least: int, largest: int) -> str:
    """A radius that makes areas as large as counts, but for the smallest, which must be seen."""
    return f"{max(least, largest * sqrt(count / most)):.1f}"


def _percent(value: float) -> str:
    return f"{value:.2f}"
