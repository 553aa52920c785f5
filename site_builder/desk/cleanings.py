"""What the cleaner made of each case's raw article when a person last looked, and what it would make of it now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from itertools import islice

from site_builder.build.plan import digest
from site_builder.problem import BuildError, Problem, Source, Span

_HEAD = """\
# What the cleaner made of each case's raw article when a person last looked: case, digest of the cleaned text.
# Written by: site-builder check --cleaning --accept
"""
_LENGTH = 16


def text_digest(text: str) -> str:
    """The digest of a cleaned text that the record holds."""
    return digest(text.encode())[:_LENGTH]


def parse_cleanings(source: Source) -> dict[str, str]:
    """The digests by case; raises BuildError with every line that is none."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    start = 0
    for line in source.text.split("\n"):
        words = line.split(" ")
        if len(words) == 2 and len(words[1]) == _LENGTH:
            found[words[0]] = words[1]
        elif line.strip() and not line.startswith("#"):
            hint = "write it anew: site-builder check --cleaning --accept"
            problems.append(Problem("not a case and a digest", source, Span(start, start + len(line)), hint))
        start += len(line) + 1
    if problems:
        raise BuildError(problems)
    return found


def format_cleanings(digests: Mapping[str, str]) -> str:
    """The record's file, sorted by case."""
    return _HEAD + "".join(f"{id} {digests[id]}\n" for id in sorted(digests))


def difference(body: str, cleaned: str) -> Iterator[str]:
    """The lines in which a case's text and the cleaner's differ: `-` the case's, `+` the cleaner's."""
    lines = unified_diff(_lines(body), _lines(cleaned), n=0, lineterm="")
    return (line for line in islice(lines, 2, None) if not line.startswith("@@"))


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]
