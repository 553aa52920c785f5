"""The summary of a cleaned article: what was done how often, what was dropped, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from site_builder.clean.ledger import Certainty
from site_builder.clean.lines import BLANKS
from site_builder.clean.model import Cleaned, Field
from site_builder.problem import position


class Count(Struct, frozen=True):
    """How many edits a step made with one certainty."""

    step: str
    certainty: Certainty
    edits: int


class Dropped(Struct, frozen=True):
    """A line of the raw text that is gone, its number counted from 1, and why."""

    line: int
    text: str
    step: str
    reason: str


class Summary(Struct, frozen=True):
    """A cleaned article in figures. `raw` and `kept` count characters; `doubts` the places that want a person's eye."""

    name: str
    raw: int
    kept: int
    counts: tuple[Count, ...]
    dropped: tuple[Dropped, ...]
    missing: tuple[Field, ...]
    doubts: int


def summary(cleaned: Cleaned) -> Summary:
    """Sum a cleaned article up; counts are in the order in which the steps first made an edit."""
    counts = Counter((edit.step, edit.certainty) for edit in cleaned.edits)
    return Summary(
        name=cleaned.source.name,
        raw=len(cleaned.source.text),
        kept=len(cleaned.text),
        counts=tuple(Count(step, certainty, edits) for (step, certainty), edits in counts.items()),
        dropped=tuple(_dropped(cleaned)),
        missing=cleaned.missing,
        doubts=len(cleaned.doubts),
    )


def _dropped(cleaned: Cleaned) -> Iterator[Dropped]:
    """Edits that removed whole lines."""
    raw = cleaned.source.text
    for edit in cleaned.edits:
        removed = raw[edit.start : edit.end]
        begins = edit.start == 0 or raw[edit.start - 1] == "\n"
        ends = edit.end == len(raw) or raw[edit.end - 1] == "\n"
        if begins and ends and not edit.replacement and (shown := removed.strip(BLANKS + "\n")):
            line, _ = position(raw, edit.start)
            yield Dropped(line, shown, edit.step, edit.reason)
