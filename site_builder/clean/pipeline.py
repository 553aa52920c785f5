"""The cleaning pipeline: a table of steps, and the fold that keeps their ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from site_builder.clean import byline
from site_builder.clean.figures import find_figures
from site_builder.clean.furniture import find_furniture
from site_builder.clean.invisible import find_invisible
from site_builder.clean.ledger import Certainty, Edit, compose, replay
from site_builder.clean.model import Cleaned, Field, Found, Statement, Step
from site_builder.clean.mojibake import find_mojibake
from site_builder.clean.noise import find_noise
from site_builder.clean.notes import find_notes
from site_builder.clean.pictures import find_pictures
from site_builder.clean.punctuation import widen
from site_builder.clean.repair import repair
from site_builder.clean.script import simplify
from site_builder.clean.spam import find_spam
from site_builder.clean.structure import find_structure
from site_builder.problem import Source, Span


def _repair(text: str) -> Found:
    return Found(repair(text))


# In this order: keywords are known by their script, values are read off simplified text in its own punctuation, and
# what is left when the page is gone is the article.
STEPS: tuple[tuple[str, Step], ...] = (
    ("pictures", find_pictures),
    ("mojibake", find_mojibake),
    ("invisible", find_invisible),
    ("channel", _repair),
    ("noise", find_noise),
    ("spam", find_spam),
    ("script", simplify),
    ("punctuation", widen),
    ("furniture", find_furniture),
    ("byline", byline.find_byline),
    ("figures", find_figures),
    ("notes", find_notes),
    ("structure", find_structure),
)

# What every case wants to know; one of the second group is enough.
_WANTED: tuple[tuple[Field, ...], ...] = (
    (Field.TITLE,),
    (Field.ISSUED,),
    (Field.PUBLISHER,),
    (Field.AUTHOR, Field.REPORTER, Field.CORRESPONDENT),
    (Field.EDITOR,),
)
_SUSPECT = re.compile(r"□|\?(?=[?!,;:)】》\u3400-\u9fff])|(?<=[\u3400-\u9fff])\?")


def clean(source: Source) -> Cleaned:
    """Clean a raw article: the same text gives the same result, and a cleaned text stays as it is."""
    text = source.text
    edits: tuple[Edit, ...] = ()
    value_edits: list[Edit] = []
    statements: list[Statement] = []
    for _, step in STEPS:
        found = step(text)
        text = replay(text, found.edits)
        before, edits = edits, compose(edits, found.edits)
        value_edits += _within_values(before, edits) if found.statements else ()
        statements += found.statements
    stated = tuple(dict.fromkeys(statements))
    edits, values = _changes(source.text, edits), _changes(source.text, value_edits)
    return Cleaned(source, text, stated, edits, values, _missing(stated), _doubts(text, edits))


def _changes(raw: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that change something."""
    return tuple(edit for edit in edits if raw[edit.start : edit.end] != edit.replacement)


def _within_values(before: Iterable[Edit], after: Iterable[Edit]) -> Iterator[Edit]:
    """The earlier edits that lie in lines which a step has just removed for their values."""
    earlier = iter(before)
    edit = next(earlier, None)
    for removed in after:
        while edit and edit.start < removed.start:
            edit = next(earlier, None)
        while edit and edit.end <= removed.end and edit.start < removed.end:
            if removed.step == byline.STEP and removed.reason != byline.REPEATED:
                yield edit
            edit = next(earlier, None)


def _missing(statements: Iterable[Statement]) -> tuple[Field, ...]:
    stated = {statement.field for statement in statements}
    return tuple(group[0] for group in _WANTED if stated.isdisjoint(group))


def _doubts(text: str, edits: Sequence[Edit]) -> tuple[Span, ...]:
    """Doubtful places in order, none within another."""
    suspects = (Span(found.start(), found.end()) for found in _SUSPECT.finditer(text))
    doubts: list[Span] = []
    for span in sorted(chain(suspects, _doubtful(edits)), key=lambda span: (span.start, -span.end)):
        if not doubts or span.end > doubts[-1].end:
            doubts.append(span)
    return tuple(doubts)


def _doubtful(edits: Iterable[Edit]) -> Iterator[Span]:
    """Where the results of doubtful edits stand in the cleaned text."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        if edit.certainty is Certainty.DOUBTFUL:
            yield Span(start, start + len(edit.replacement))
        shift += len(edit.replacement) - (edit.end - edit.start)
