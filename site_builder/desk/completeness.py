"""How far the records are filled: field by field for the collection, case by case for who goes on with the work."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from site_builder.content.codebook import read_words
from site_builder.content.describe import rows
from site_builder.content.quality import completeness, filled, missing
from site_builder.content.schema import Case, ReviewStatus
from site_builder.desk.templates import render

_FIELDS = tuple(row.path for row in rows() if "." not in row.path)
_WEIGHTS = {row.path: row.weight for row in rows() if row.weight}


class Record(Struct, frozen=True):
    """A case as far as it is filled; `share` is by weight, from 0 to 1; `lacking` are fields it needs."""

    id: str
    title: str
    status: str
    state: str
    share: float
    given: tuple[str, ...]
    silent: tuple[str, ...]
    lacking: tuple[str, ...]


class FieldCount(Struct, frozen=True):
    """In how many cases a field is given, in how many the source is silent, in how many nobody has looked."""

    name: str
    weight: int
    given: int
    silent: int
    empty: int


def record_of(case: Case) -> Record:
    """What a case has and what it lacks."""
    meta = case.meta
    return Record(
        id=meta.id,
        title=meta.title_display or meta.title,
        status=meta.review.status,
        state=completeness(meta, case.body),
        share=filled(meta),
        given=tuple(name for name in _FIELDS if getattr(meta, name)),
        silent=meta.not_stated,
        lacking=tuple(missing(meta)),
    )


def field_counts(records: Iterable[Record]) -> tuple[FieldCount, ...]:
    """All fields, those that matter most first, and of these the emptiest."""
    known = list(records)
    counts = [
        FieldCount(
            name,
            _WEIGHTS.get(name, 0),
            sum(name in record.given for record in known),
            sum(name in record.silent for record in known),
            sum(name not in record.given and name not in record.silent for record in known),
        )
        for name in _FIELDS
    ]
    return tuple(sorted(counts, key=lambda count: (-count.weight, -count.empty)))


def completeness_html(records: Iterable[Record]) -> str:
    """The page for curators; withdrawn cases are not counted."""
    known = [record for record in records if record.status != ReviewStatus.WITHDRAWN]
    words = read_words()
    labels = {name: word.label for name, word in words.fields.items()}
    return render(
        "completeness.html",
        records=sorted(known, key=lambda record: (record.share, record.id)),
        fields=field_counts(known),
        share=sum(record.share for record in known) / len(known) if known else 0.0,
        states={code: sum(record.state == code for record in known) for code in words.values["Completeness"]},
        labels=labels,
        words=words.values,
    )
