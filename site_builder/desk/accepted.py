"""The accepted audit: which choices of the dictionary a person has read and found right, one a line, reviewed by diff.

zh-Hant 只→只 不只是
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.script import Variant
from site_builder.script.audit import Place

_HEAD = """\
# Choices between traditional forms that were made by default and that a person has read and found right.
# Written by: site-builder check --variants --accept
"""
_LINE = re.compile(r"(\S+) (\S)→(\S+) (\S+)")


class Choice(Struct, frozen=True, order=True):
    """A character, what was written for it and its neighbours: one review holds wherever these words stand."""

    variant: str
    character: str
    context: str
    written: str


def choice(variant: str, place: Place) -> Choice:
    """What a place asks a person to accept. Blanks beside the character do not count."""
    return Choice(variant, place.character, "".join(place.context.split()), place.written)


def parse_accepted(source: Source) -> frozenset[Choice]:
    """The choices in an accepted audit; raises BuildError with every line that is none."""
    problems: list[Problem] = []
    found = set(_choices(source, problems))
    if problems:
        raise BuildError(problems)
    return frozenset(found)


def format_accepted(choices: Iterable[Choice]) -> str:
    """The file of an accepted audit, sorted, so that its diff shows what was accepted."""
    lines = (f"{each.variant} {each.character}→{each.written} {each.context}\n" for each in sorted(set(choices)))
    return _HEAD + "".join(lines)


def _choices(source: Source, problems: list[Problem]) -> Iterator[Choice]:
    start = 0
    for line in source.text.split("\n"):
        match = _LINE.fullmatch(line)
        if match and match[1] in tuple(Variant):
            yield Choice(match[1], match[2], match[4], match[3])
        elif line.strip() and not line.startswith("#"):
            hint = "write it like: zh-Hant 只→只 不只是"
            problems.append(Problem("not an accepted choice", source, Span(start, start + len(line)), hint))
        start += len(line) + 1
