"""References as RIS, which EndNote, NoteExpress and Zotero read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.cite.record import Day, Record

_KINDS = {"webpage": "ELEC", "article-newspaper": "NEWS", "dataset": "DATA"}


def ris(records: Iterable[Record]) -> str:
    """The records one after another, each from its TY to its ER."""
    return "".join(f"{tag}  - {value}\n" for record in records for tag, value in _lines(record))


def _lines(record: Record) -> Iterator[tuple[str, str]]:
    yield "TY", _KINDS[record.type]
    for tag, value in _values(record):
        # A value is one line; what looked like a tag on a line of its own would be read as one.
        line = " ".join(value.splitlines())
        if line:
            yield tag, line
    yield "ER", ""


def _values(record: Record) -> Iterator[tuple[str, str]]:
    yield "ID", record.id
    for name in record.author:
        yield "AU", name.literal
    yield "TI", record.title
    yield "T2", record.container_title
    yield "PB", record.publisher
    yield "M1", record.number
    yield "SP", record.page
    if record.issued:
        yield "PY", str(record.issued.date_parts[0][0])
    yield "DA", _date(record.issued)
    yield "Y2", _date(record.accessed)
    yield "UR", record.URL
    yield "LA", record.language
    yield "N1", record.note


def _date(day: Day | None) -> str:
    return "/".join(f"{number:02d}" for number in day.date_parts[0]) if day else ""
