"""An article over several pages that are single files: which of them belong together, and the raw article they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from site_builder.extract.raw import Raw
from site_builder.extract.series import continued
from site_builder.problem import Portion, Source

_SAME = 0.5  # of the lines: the same page again, with other comments


def gather(pages: Sequence[Raw]) -> list[list[int]]:
    """The pages of each series in order, as places in `pages`; one that says nothing new stands for itself."""
    series: defaultdict[str, list[int]] = defaultdict(list)
    for place, page in enumerate(pages):
        series[page.reading.part.series if page.reading.part else ""].append(place)
    return [group for each in series.values() for group in _parted(pages, each)]


def _parted(pages: Sequence[Raw], series: Sequence[int]) -> Iterator[list[int]]:
    kept: list[int] = []
    known: set[str] = set()
    for place in sorted(series, key=lambda place: _number(pages[place])):
        lines = {line for line in pages[place].body.split("\n") if line}
        if kept and (_number(pages[place]) == _number(pages[kept[-1]]) or len(lines & known) > _SAME * len(lines)):
            yield [place]
        else:
            kept.append(place)
            known |= lines
    yield kept


def _number(page: Raw) -> int:
    return page.reading.part.number if page.reading.part else 0


def join(pages: Sequence[Raw]) -> Raw:
    """The raw article of several pages, or of one: what the first one states, then the text of all."""
    first, *behind = pages
    text, portions = first.source.text, [Portion(first.source.name, 0, 1)]
    for page in behind:
        before, body = continued(text, page.body)
        head = page.source.text.removesuffix(page.body)
        portions.append(Portion(page.source.name, len(before), 1 + head.count("\n")))
        text = before + body
    part = first.reading.part
    have = {_number(page) or 1 for page in pages}
    if part:
        linked = {number or 1 for page in pages if page.reading.part for number in page.reading.part.linked}
        part = msgspec.structs.replace(part, linked=tuple(sorted(linked - have)))
    reading = msgspec.structs.replace(first.reading, part=part, pages=tuple(portions))
    return msgspec.structs.replace(first, source=Source(first.source.name, text), reading=reading)
