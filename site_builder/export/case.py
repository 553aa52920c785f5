"""One case as files: JSON, Markdown with its front matter, BibLaTeX and RIS."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from site_builder.cite import Record, bibtex, edition_record, ris, source_record
from site_builder.content.casefile import fields_of
from site_builder.content.markdown import Rendered
from site_builder.content.schema import FrontMatter

_encode = msgspec.json.Encoder().encode


class CaseExport(Struct, frozen=True):
    """A case as it leaves: its public fields, the address of its page in each script, the master's first."""

    meta: FrontMatter
    urls: dict[str, str]
    collection: str


class CaseRecord(Struct, frozen=True, omit_defaults=True):
    """A case as JSON: its fields as in the case file, where it can be read, and how it is cited.

    `not_stated` are the fields on which the source is silent; `text` is there where the rights allow it.
    """

    id: str
    urls: dict[str, str]
    fields: dict[str, Any]
    not_stated: tuple[str, ...]
    citation: tuple[Record, ...]
    text: str = ""


def public(meta: FrontMatter) -> FrontMatter:
    """A case's fields without what is only for its curator: addresses of spam, names of files, notes on work to do."""
    sources = tuple(
        msgspec.structs.replace(
            source,
            raw=None,
            continued=tuple(msgspec.structs.replace(file, raw=None) for file in source.continued),
            mirror_url=None if source.spam else source.mirror_url,
        )
        for source in meta.sources
    )
    return msgspec.structs.replace(meta, sources=sources, review=msgspec.structs.replace(meta.review, note=""))


def case_files(view: CaseExport, texts: tuple[Rendered, ...]) -> tuple[bytes, bytes, bytes, bytes]:
    """The case as JSON, Markdown, BibLaTeX and RIS."""
    text = texts[0].markdown if texts else ""
    records = records_of(view.meta, view.urls, view.collection)
    record = msgspec.json.format(_encode(case_record(view.meta, view.urls, records, text)), indent=1)
    return record + b"\n", _markdown(view, text), bibtex(records).encode(), ris(records).encode()


def records_of(meta: FrontMatter, urls: dict[str, str], collection: str) -> tuple[Record, Record]:
    """What can be cited of a case: its source, and the text as it stands here."""
    url = next(iter(urls.values()))
    return source_record(meta, url), edition_record(meta, collection, url)


def case_record(meta: FrontMatter, urls: dict[str, str], records: tuple[Record, ...], text: str = "") -> CaseRecord:
    """A case as a value to be written as JSON."""
    fields = {name: value for name, value in fields_of(meta).items() if name not in meta.not_stated}
    return CaseRecord(meta.id, urls, fields, meta.not_stated, records, text)


def _markdown(view: CaseExport, text: str) -> bytes:
    """The case as a case file. Its values are written as JSON, which YAML has in itself and which costs nothing."""
    lines = [b"%s: %s\n" % (name.encode(), _encode(value)) for name, value in fields_of(view.meta).items()]
    return b"---\n%s---\n\n%s" % (b"".join(lines), text.encode())
