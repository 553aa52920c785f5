"""Archives as a stream of records: JSON Lines and WARC, read one after another, never whole.

A record that cannot be read is a record too, with its reason: every input is accounted for.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from enum import StrEnum
from io import BufferedReader
from typing import Any, BinaryIO, cast

import msgspec
from msgspec import Struct


class Form(StrEnum):
    """What a record holds."""

    PAGE = "page"
    TEXT = "text"
    NOTHING = "nothing"  # no text at all; `reason` says why
    BROKEN = "broken"


class Record(Struct, frozen=True):
    """One input: `name` is the archive and the record's number in it, counted from 1; `charset` what came with it."""

    name: str
    form: Form
    content: bytes = b""
    address: str = ""
    charset: str = ""
    reason: str = ""


LARGEST = 8 << 20  # bytes; a longer record is no article
_JSON_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_WARCS = (".warc", ".warc.gz")
ARCHIVES = (*_JSON_LINES, *_WARCS)


def read_records(stream: BinaryIO, name: str) -> Iterator[Record]:
    """The records of an archive, whose kind its name tells; raises ValueError for another kind of file."""
    lower = name.lower()
    if lower.endswith(_WARCS):
        return _warc(stream, name)
    if lower.endswith(_JSON_LINES):
        return _json_lines(cast(BinaryIO, gzip.open(stream)) if lower.endswith(".gz") else stream, name)
    raise ValueError(f"{name} is no archive")


class _Line(Struct):
    url: str = ""
    text: str | None = None
    html: str | None = None


_DECODER = msgspec.json.Decoder(_Line)


def _json_lines(stream: BinaryIO, name: str) -> Iterator[Record]:
    lines = _lines(stream)
    number = 0
    while True:
        try:
            line = next(lines, None)
        except (OSError, EOFError, ValueError) as error:
            yield Record(f"{name}:{number + 1}", Form.BROKEN, reason=f"the archive breaks off here: {error}")
            return
        if line is None:
            return
        number += 1
        if line.strip():
            yield _json_record(line, f"{name}:{number}")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; one that is too long is cut, and its rest read past without keeping it."""
    buffered = stream if isinstance(stream, (BufferedReader, gzip.GzipFile)) else BufferedReader(cast(Any, stream))
    while line := buffered.readline(LARGEST + 1):
        rest = line
        while len(rest) > LARGEST and not rest.endswith(b"\n"):
            rest = buffered.readline(LARGEST + 1)
        yield line


def _json_record(line: bytes, name: str) -> Record:
    if len(line) > LARGEST:
        return Record(name, Form.BROKEN, reason=f"longer than {LARGEST >> 20} MiB")
    try:
        found = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Record(name, Form.BROKEN, reason=f"no JSON of url and text or html: {error}")
    if found.html is not None:
        return Record(name, Form.PAGE, found.html.encode("utf-8", "replace"), found.url, "utf-8")
    if found.text is not None:
        return Record(name, Form.TEXT, found.text.encode("utf-8", "replace"), found.url, "utf-8")
    return Record(name, Form.BROKEN, address=found.url, reason="neither text nor html")


def _warc(stream: BinaryIO, name: str) -> Iterator[Record]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # takes its time to load, and few runs need it

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    number = 0
    records = iter(ArchiveIterator(stream, record_types=kinds, parse_http=True, auto_decode="all"))
    while True:
        number += 1
        try:
            record = next(records, None)
            if record is None:
                return
            yield _warc_record(record, f"{name}:{number}")
        except (OSError, ValueError, EOFError, RuntimeError) as error:
            yield Record(f"{name}:{number}", Form.BROKEN, reason=f"the archive breaks off here: {error}")
            return


def _warc_record(record: Any, name: str) -> Record:
    address = record.headers.get("WARC-Target-URI", "").strip("<>")
    headers = record.http_headers
    if headers is not None and headers.status_code != 200:
        return Record(name, Form.NOTHING, address=address, reason=f"HTTP status {headers.status_code}")
    kind = (record.http_content_type if headers is not None else record.headers.get("Content-Type", "")) or ""
    kind = kind.partition(";")[0].strip().lower()
    form = Form.TEXT if kind == "text/plain" else Form.PAGE if kind in ("", *_PAGES) else Form.NOTHING
    if form is Form.NOTHING:
        return Record(name, form, address=address, reason=f"of the type {kind}")
    content = record.reader.read(LARGEST + 1)
    if len(content) > LARGEST:
        return Record(name, Form.BROKEN, address=address, reason=f"longer than {LARGEST >> 20} MiB")
    return Record(name, form, content, address, _charset(headers))


def _charset(headers: Any) -> str:
    """The charset that the server declared; fastwarc tells utf-8 where none was, so the header itself is read."""
    kind = (headers.get("Content-Type", "") if headers is not None else "") or ""
    _, _, charset = kind.lower().partition("charset=")
    return charset.partition(";")[0].strip(" \"'")


_PAGES = ("text/html", "application/xhtml+xml")
