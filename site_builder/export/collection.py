"""The whole collection as files, and the descriptor that names each with its size and digest.

They are made together: the descriptor holds the digests of the others, so it is made of the same view as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from typing import Any

import msgspec
from msgspec import Struct

from site_builder.cite import Record, bibtex, collection_record, ris
from site_builder.content.codebook import codebook, read_words
from site_builder.content.markdown import Rendered
from site_builder.content.schema import FrontMatter
from site_builder.export import tables
from site_builder.export.case import case_record, records_of
from site_builder.export.table import Table, schema_of, to_csv
from site_builder.export.tables import Words
from site_builder.export.vocabulary import Scheme, geo_json, json_ld, turtle

PACKAGE = "datapackage.json"


class Contents(Struct, frozen=True):
    """All that leaves. `starts` is where the addresses of cases begin, `words` the labels, each by script; the master's
    come first. `lists` are the ids of the cases of each term, by taxonomy and code.
    """

    title: str
    description: str
    publisher: str
    home: str
    licence: str
    taxonomies: tuple[str, ...]
    cases: tuple[FrontMatter, ...]
    starts: dict[str, str]
    words: dict[str, Words]
    schemes: tuple[Scheme, ...]
    lists: dict[str, dict[str, tuple[str, ...]]]


_MEDIA_TYPES = {
    "bib": "application/x-bibtex",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "jsonld": "application/ld+json",
    "ris": "application/x-research-info-systems",
    "ttl": "text/turtle",
}


def media_type(name: str) -> str:
    """The media type of a file of the collection."""
    return _MEDIA_TYPES[name.rpartition(".")[2]]


class Resource(Struct, frozen=True):
    """A file and what a descriptor says of it; `table` where it is one."""

    path: str
    title: str
    content: bytes
    table: Table | None = None


def file_names(lists: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The names of the files, in the order in which `collection_files` makes them; `lists` are taxonomies and codes."""
    named = (_lists_of(taxonomy, code) for taxonomy, codes in lists.items() for code in codes)
    return (*_FIXED, *(f"{base}.{kind}" for base in chain(("citations/all",), named) for kind in _CITED), PACKAGE)


_TABLES = ("cases", "case-terms", "sources", "actors", "measures")
_FIXED = (
    *(f"{name}.csv" for name in _TABLES),
    "codebook.csv",
    "cases.json",
    "cases.jsonl",
    "places.geojson",
    "vocabulary.ttl",
    "vocabulary.jsonld",
)
_CITED = ("bib", "ris", "json")


def _lists_of(taxonomy: str, code: str) -> str:
    return f"citations/{taxonomy}/{code}"


def collection_files(view: Contents, texts: tuple[Rendered, ...]) -> tuple[bytes, ...]:
    """All files of the collection, the descriptor last."""
    cited = {meta.id: records_of(meta, _urls(view, meta), view.title) for meta in view.cases}
    resources = [*_tables(view), *_records(view, cited), *_vocabulary(view), *_citations(view, cited)]
    return (*(resource.content for resource in resources), _descriptor(view, resources))


def _tables(view: Contents) -> Iterator[Resource]:
    own = tables.own_fields(view.taxonomies)
    start, words = next(iter(view.starts.values())), next(iter(view.words.values()))
    all_words = tuple(view.words.values())
    yield _table(
        tables.cases_table(view.taxonomies),
        (tables.case_row(meta, f"{start}{meta.id}/", words, own) for meta in view.cases),
    )
    rows = (row for meta in view.cases for row in tables.term_rows(meta, all_words, own))
    yield _table(tables.terms_table(view.words), rows)
    yield _table(tables.SOURCES, (row for meta in view.cases for row in tables.source_rows(meta)))
    yield _table(tables.ACTORS, (row for meta in view.cases for row in tables.actor_rows(meta, words)))
    yield _table(tables.MEASURES, (row for meta in view.cases for row in tables.measure_rows(meta)))
    fields = codebook(read_words()).encode("utf-8-sig")
    yield Resource("codebook.csv", "Every field, its meaning and its values", fields)


def _table(table: Table, rows: Iterable[list[Any]]) -> Resource:
    return Resource(f"{table.name}.csv", table.title, to_csv(table, rows), table)


def _urls(view: Contents, meta: FrontMatter) -> dict[str, str]:
    return {script: f"{start}{meta.id}/" for script, start in view.starts.items()}


Records = Mapping[str, tuple[Record, ...]]  # what can be cited of each case, by its id


def _records(view: Contents, cited: Records) -> Iterator[Resource]:
    encode = msgspec.json.Encoder().encode
    records = [encode(case_record(meta, _urls(view, meta), cited[meta.id])) for meta in view.cases]
    lines = b"".join(record + b"\n" for record in records)
    array = b"[" + b",\n".join(records) + b"]\n"
    yield Resource("cases.json", "All cases as an array of records", array)
    yield Resource("cases.jsonl", "The same, a record a line", lines)


def _vocabulary(view: Contents) -> Iterator[Resource]:
    places = next((scheme.concepts for scheme in view.schemes if scheme.name == "places"), ())
    yield Resource("places.geojson", "Places that have a point", geo_json(places))
    yield Resource("vocabulary.ttl", "All terms as SKOS", turtle(view.schemes).encode())
    yield Resource("vocabulary.jsonld", "The same as JSON-LD", json_ld(view.schemes))


class _Cited(Struct, frozen=True):
    """What can be cited of a case, in each form; made once and put into many lists."""

    bib: str
    ris: str
    csl: bytes


def _citations(view: Contents, records: Records) -> Iterator[Resource]:
    cited = {id: _cited(each) for id, each in records.items()}
    whole = collection_record(view.cases, view.title, view.publisher, view.home)
    yield from _list("citations/all", "References of all cases", [_cited((whole,)), *cited.values()])
    for taxonomy, codes in view.lists.items():
        for code, ids in codes.items():
            about = f"References of the cases of {taxonomy} {code}"
            yield from _list(_lists_of(taxonomy, code), about, [cited[id] for id in ids])


def _cited(records: tuple[Record, ...]) -> _Cited:
    return _Cited(bibtex(records), ris(records), b",\n".join(map(msgspec.json.encode, records)))


def _list(path: str, title: str, cited: list[_Cited]) -> Iterator[Resource]:
    bib = "\n".join(each.bib for each in cited).encode()
    yield Resource(f"{path}.bib", f"{title}, BibLaTeX", bib)
    told = "".join(each.ris for each in cited).encode()
    yield Resource(f"{path}.ris", f"{title}, RIS", told)
    array = b"[" + b",\n".join(each.csl for each in cited) + b"]\n"
    yield Resource(f"{path}.json", f"{title}, CSL-JSON", array)


def _descriptor(view: Contents, resources: Iterable[Resource]) -> bytes:
    """The Data Package; the licence is the one that is configured, or none."""
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "cases",
        "title": view.title,
        "description": view.description,
        "homepage": view.home,
        "contributors": [{"title": view.publisher, "roles": ["publisher"]}],
        **({"licenses": [{"path": view.licence}]} if view.licence else {}),
        "resources": list(map(_entry, resources)),
    }
    return msgspec.json.format(msgspec.json.encode(package), indent=1) + b"\n"


# Said only where a reader of packages would guess wrong: one record a line is no table to it.
_FORMATS = {"csv": "csv", "jsonl": "jsonlines"}


def _entry(resource: Resource) -> dict[str, Any]:
    ending = resource.path.rpartition(".")[2]
    entry: dict[str, Any] = {
        "name": resource.path.replace("/", "-").replace(".", "-").lower(),
        "path": resource.path,
        "title": resource.title,
        "mediatype": media_type(resource.path),
        **({"format": _FORMATS[ending]} if ending in _FORMATS else {}),
        "bytes": len(resource.content),
        "hash": f"sha256:{sha256(resource.content).hexdigest()}",
    }
    if resource.table is None:
        return entry
    # Tables refer to one another by these names.
    table = {"name": resource.table.name, "type": "table", "encoding": "utf-8", "schema": schema_of(resource.table)}
    return {**entry, **table}
