"""What the open pages are told: the state as one JSON line, with each problem cut into its parts.

The parts are plain text and become text nodes in the page: an article's words never become markup there.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from site_builder.problem import Problem, Span, position
from site_builder.serve.live import Live

# A paragraph of an article is one long line: the page shows this many characters around the place.
BEFORE, MARKED, AFTER = 32, 80, 48


class Report(Struct, frozen=True):
    """A problem as the page shows it; `line` is 0 where the whole file is meant."""

    place: str
    message: str
    hint: str
    line: int = 0
    before: str = ""
    marked: str = ""
    after: str = ""


class News(Struct, frozen=True, rename="camel"):
    """What a page compares itself with, and what keeps a newer site from being built."""

    run: str
    builds: int
    generation: int
    pages_from: int
    problems: tuple[Report, ...]


def news(live: Live) -> bytes:
    """The state as JSON without a line break, ready for an event stream."""
    problems = tuple(map(report, live.problems))
    return msgspec.json.encode(News(live.run, live.builds, live.generation, live.pages_from, problems))


def report(problem: Problem) -> Report:
    """A problem in the parts that the page shows."""
    name, span = problem.source.name, problem.span
    if span is None:
        return Report(_printable(name), _printable(problem.message), _printable(problem.hint))
    line, column = position(problem.source.text, span.start)
    before, marked, after = _excerpt(problem.source.text, span, column)
    place = f"{name}:{line}:{column}"
    return Report(_printable(place), _printable(problem.message), _printable(problem.hint), line, before, marked, after)


def _excerpt(text: str, span: Span, column: int) -> tuple[str, str, str]:
    start = span.start - (column - 1)
    stop = text.find("\n", span.start)
    line = (text[start:] if stop < 0 else text[start:stop]).rstrip("\r")
    before, rest = line[: column - 1], line[column - 1 :]
    width = max(1, min(span.end - span.start, MARKED))
    marked, after = rest[:width], rest[width:]
    return (
        _printable("…" + before[-BEFORE:] if len(before) > BEFORE else before),
        _printable(marked),
        _printable(after[:AFTER] + "…" if len(after) > AFTER else after),
    )


def _printable(text: str) -> str:
    # A lone surrogate has no UTF-8, and one strange file name must not silence the server.
    return text.encode("utf-8", "replace").decode()
