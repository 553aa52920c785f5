"""Problems: what is wrong, where, and what to do about it.

A mistake of the user's becomes a `Problem`; a stage that finds problems raises them all together in one
`BuildError`. Any other exception that leaves the package is a bug of ours.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct


class Source(Struct, frozen=True):
    """A text and the name it is known by: a path as the user would type it."""

    name: str
    text: str


class Span(Struct, frozen=True, order=True):
    """A half-open range of a text, in code points."""

    start: int
    end: int


class Portion(Struct, frozen=True):
    """The share of a joined text that one file gave: it begins at `start`, in code points, with the file's `line`."""

    name: str
    start: int
    line: int


class Problem(Struct, frozen=True):
    """One mistake at one place. A problem of a whole file has no span."""

    message: str
    source: Source
    span: Span | None = None
    hint: str = ""

    def __str__(self) -> str:
        if self.span is None:
            place, excerpt = self.source.name, ""
        else:
            line, column = position(self.source.text, self.span.start)
            place = f"{self.source.name}:{line}:{column}"
            excerpt = _excerpt(self.source.text, self.span, line, column)
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{place}: {self.message}{excerpt}{hint}"


class BuildError(Exception):
    """Every problem that one stage found, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=_order))
        super().__init__("\n\n".join(map(str, self.problems)))


def position(text: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset, both counted from 1, columns in code points."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def portion_at(portions: Sequence[Portion], offset: int) -> Portion:
    """The portion that an offset of a joined text lies in; they stand in order, the first one starts the text."""
    return portions[bisect_right(portions, offset, key=lambda each: each.start) - 1]


def columns(text: str) -> int:
    """How many terminal columns a text takes: Han and full-width characters take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) != 0 for character in text)


def _excerpt(text: str, span: Span, line: int, column: int) -> str:
    """The line of a span with carets under it, aligned under wide characters too."""
    start = span.start - (column - 1)
    stop = text.find("\n", start)
    shown = (text[start:] if stop < 0 else text[start:stop]).rstrip("\r").replace("\t", " ")
    before, marked = shown[: column - 1], shown[column - 1 : column - 1 + span.end - span.start]
    if len(shown) > _LONGEST:
        before, marked = ("…" + before[-_AROUND:] if len(before) > _AROUND else before), marked[:_AROUND]
        after = shown[column - 1 + len(marked) :]
        shown = before + marked + (after[:_AROUND] + "…" if len(after) > _AROUND else after)
    carets = "^" * max(1, columns(marked))
    return f"\n  {line} | {shown}\n  {' ' * len(str(line))} | {' ' * columns(before)}{carets}"


# A line that is longer is shown around its mistake.
_LONGEST, _AROUND = 240, 60


def _order(problem: Problem) -> tuple[str, Span, str]:
    return problem.source.name, problem.span or Span(0, 0), problem.message
