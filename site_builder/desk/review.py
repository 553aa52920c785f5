"""The review of a cleaned article: the raw text beside the cleaned one, every edit marked, the doubts first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from msgspec import Struct

from site_builder.clean import Certainty, Cleaned, Edit, Summary, summary
from site_builder.content.schema import Case
from site_builder.desk.templates import render
from site_builder.problem import Portion, portion_at, position

_CONTEXT = 14  # characters on each side of a doubt in the list
_READING = 3  # characters on each side by which its place is found again in a case file


class Piece(Struct, frozen=True):
    """A stretch of both texts: alike where there is no edit. `number` counts the edits from 1, 0 for none."""

    raw: str
    cleaned: str
    number: int = 0
    step: str = ""
    certainty: str = ""
    reason: str = ""


class Row(Struct, frozen=True):
    """Lines of the raw text that became one stretch of the cleaned text; `line` is the first one's number.

    `file` is the one they stand in, empty where the article is but one.
    """

    file: str
    line: int
    pieces: tuple[Piece, ...]

    @property
    def is_dropped(self) -> bool:
        """Whether nothing of these lines is left."""
        return not any(piece.cleaned.strip() for piece in self.pieces)


class Doubt(Struct, frozen=True):
    """An edit that wants a person's eye, with where it stands in the raw text and what stands around it there.

    `reading` is the cleaned text there with a few characters on each side, `lead` of them before the replacement.
    """

    number: int
    file: str
    line: int
    before: str
    raw: str
    after: str
    replacement: str
    step: str
    certainty: str
    reason: str
    alternatives: tuple[str, ...]
    reading: str
    lead: int


class Review(Struct, frozen=True):
    """All that the review page of an article shows; `files` are those it stands in where they are several."""

    title: str
    files: tuple[str, ...]
    summary: Summary
    statements: tuple[tuple[str, str], ...]
    doubts: tuple[Doubt, ...]
    rows: tuple[Row, ...]


def review(cleaned: Cleaned, title: str, pages: Sequence[Portion] = ()) -> Review:
    """The review of a cleaned article, doubtful edits before likely ones, each in the order of the text.

    `pages` are the files it was joined from, where they are several.
    """
    pages = pages or (Portion("", 0, 1),)
    place = _places(cleaned.source.text, pages)
    return Review(
        title=title,
        files=tuple(page.name for page in pages if page.name),
        summary=summary(cleaned),
        statements=tuple((each.field.value, f"{each.value} {each.org}".strip()) for each in cleaned.statements),
        doubts=tuple(_doubts(cleaned, place)),
        rows=tuple(_rows(cleaned, place, [page.start for page in pages])),
    )


def review_html(
    review: Review, open_lines: Mapping[int, str] | None = None, links: Sequence[tuple[str, str]] = ()
) -> str:
    """The review as one HTML file that needs nothing else.

    `open_lines` names for each doubt that is still open the address that opens its line in an editor, or nothing;
    `links` are titles and addresses of pages beside this one.
    """
    if open_lines is None:
        open_lines = {doubt.number: "" for doubt in review.doubts}
    return render("review.html", review=review, open_lines=open_lines, links=links)


def open_doubts(doubts: Iterable[Doubt], case: Case, text: str) -> dict[int, int]:
    """The doubts nobody has settled in a case, by number, each with the line of the case file `text` where it stands.

    A doubt is settled where the text was changed, or where its emendation is signed: says by whom or when.
    """
    signed = [each.after for each in case.meta.emendations if each.by or each.date]
    start = max(0, text.rfind(case.body))  # the front matter has the words too
    lines = {}
    for doubt in doubts:
        at = text.find(doubt.reading, start)
        first, last = at + doubt.lead, at + doubt.lead + len(doubt.replacement)
        if at >= 0 and not any(after in text[first - len(after) + 1 : last + len(after) - 1] for after in signed):
            lines[doubt.number] = position(text, at)[0]
    return lines


Place = Callable[[int], tuple[str, int]]


def _places(text: str, pages: Sequence[Portion]) -> Place:
    """What tells the file and the line in it where an offset of the raw text is."""
    breaks = [found.start() for found in re.finditer("\n", text)]

    def place(offset: int) -> tuple[str, int]:
        page = portion_at(pages, offset)
        line = page.line + bisect_left(breaks, offset) - bisect_left(breaks, page.start)
        return PurePosixPath(page.name).name, line

    return place


def _doubts(cleaned: Cleaned, place: Place) -> Iterator[Doubt]:
    shift, doubts = 0, []
    for number, edit in enumerate(cleaned.edits, 1):
        if edit.certainty is Certainty.DOUBTFUL or (edit.step == "channel" and edit.certainty is Certainty.LIKELY):
            doubts.append(_doubt(cleaned, number, edit, edit.start + shift, place))
        shift += len(edit.replacement) - (edit.end - edit.start)
    yield from sorted(doubts, key=lambda doubt: doubt.certainty != Certainty.DOUBTFUL.value)


def _doubt(cleaned: Cleaned, number: int, edit: Edit, start: int, place: Place) -> Doubt:
    """The doubt of an edit whose replacement starts at `start` of the cleaned text."""
    raw, text, end = cleaned.source.text, cleaned.text, start + len(edit.replacement)
    lead = text[max(0, start - _READING) : start].rpartition("\n")[2]
    file, line = place(edit.start)
    return Doubt(
        number=number,
        file=file,
        line=line,
        before=raw[max(0, edit.start - _CONTEXT) : edit.start].rpartition("\n")[2],
        raw=raw[edit.start : edit.end],
        after=raw[edit.end : edit.end + _CONTEXT].partition("\n")[0],
        replacement=edit.replacement,
        step=edit.step,
        certainty=edit.certainty.value,
        reason=edit.reason,
        alternatives=edit.alternatives,
        reading=lead + edit.replacement + text[end : end + _READING].partition("\n")[0],
        lead=len(lead),
    )


def _rows(cleaned: Cleaned, place: Place, starts: Sequence[int]) -> Iterator[Row]:
    """The pieces of both texts, a new row where the raw text has a new line or goes on in another file."""
    start = end = 0
    row: list[Piece] = []
    for piece in _pieces(cleaned.source.text, cleaned.edits):
        for part in _split(piece, [each - end for each in starts]):
            row.append(part)
            end += len(part.raw)
            if part.raw.endswith("\n") or (end > start and end in starts):
                yield from _row(place(start), row)
                start, row = end, []
    yield from _row(place(start), row)


def _row(place: tuple[str, int], pieces: list[Piece]) -> Iterator[Row]:
    if any(piece.raw.strip() or piece.cleaned.strip() for piece in pieces):
        yield Row(*place, tuple(pieces))


def _pieces(raw: str, edits: Iterable[Edit]) -> Iterator[Piece]:
    done = 0
    for number, edit in enumerate(edits, 1):
        yield Piece(raw[done : edit.start], raw[done : edit.start])
        steps = " + ".join((edit.step, *edit.also))
        removed = raw[edit.start : edit.end]
        yield Piece(removed, edit.replacement, number, steps, edit.certainty.value, edit.reason)
        done = edit.end
    yield Piece(raw[done:], raw[done:])


def _split(piece: Piece, starts: Iterable[int]) -> Iterator[Piece]:
    """An unchanged piece line by line, and where a file starts in it; an edit stays whole."""
    if piece.number:
        yield piece
        return
    bounds = (0, *(start for start in starts if 0 < start < len(piece.raw)), len(piece.raw))
    for start, end in pairwise(bounds):
        for line in piece.raw[start:end].splitlines(keepends=True):
            yield Piece(line, line)
