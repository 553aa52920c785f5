"""The vocabularies as SKOS, in Turtle and JSON-LD, and the places as GeoJSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

Words = dict[str, str]  # by script


class Concept(Struct, frozen=True):
    """A term in all scripts; `cases` is how many cases have it, `pages` its page in each script, if it has one."""

    code: str
    label: Words
    synonyms: dict[str, tuple[str, ...]]
    definition: Words
    scope_note: Words
    parent: str
    broader: tuple[str, ...]
    related: tuple[str, ...]
    same_as: str
    deprecated_by: str
    level: str
    official_code: str
    lat: str
    lon: str
    precision: str
    cases: int
    pages: Words


class Scheme(Struct, frozen=True):
    """A vocabulary; `uri` is where its terms' addresses start, `label` is empty where readers meet none."""

    name: str
    uri: str
    label: Words
    concepts: tuple[Concept, ...]


def address(scheme: Scheme, code: str) -> str:
    """What a term is called in the web of data."""
    return f"{scheme.uri}{scheme.name}/{code}"


# Turtle

_PREFIXES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TURTLE_SIGNS = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
# What no address in angle brackets may hold.
_UNFIT = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def turtle(schemes: Iterable[Scheme]) -> str:
    """The vocabularies as SKOS in Turtle."""
    head = "".join(f"@prefix {name}: <{uri}> .\n" for name, uri in _PREFIXES.items())
    return head + "".join("\n" + _statement(*each) for scheme in schemes for each in _subjects(scheme))


def _statement(subject: str, pairs: Iterable[tuple[str, str]]) -> str:
    return f"{_iri(subject)}\n  " + " ;\n  ".join(f"{name} {value}" for name, value in pairs) + " .\n"


def _subjects(scheme: Scheme) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    yield address(scheme, ""), _of_scheme(scheme)
    for concept in scheme.concepts:
        yield address(scheme, concept.code), _of_concept(scheme, concept)


def _of_scheme(scheme: Scheme) -> Iterator[tuple[str, str]]:
    yield "a", "skos:ConceptScheme"
    yield "skos:notation", _literal(scheme.name)
    for lang, text in scheme.label.items():
        yield "dcterms:title", _literal(text, lang)
    for concept in scheme.concepts:
        if _is_top(concept):
            yield "skos:hasTopConcept", _iri(address(scheme, concept.code))


def _of_concept(scheme: Scheme, concept: Concept) -> Iterator[tuple[str, str]]:
    yield "a", "skos:Concept"
    yield "skos:inScheme", _iri(address(scheme, ""))
    yield "skos:notation", _literal(concept.code)
    for name, words in (("prefLabel", concept.label), ("definition", concept.definition)):
        for lang, text in words.items():
            yield f"skos:{name}", _literal(text, lang)
    for lang, text in concept.scope_note.items():
        yield "skos:scopeNote", _literal(text, lang)
    for lang, texts in concept.synonyms.items():
        for text in texts:
            yield "skos:altLabel", _literal(text, lang)
    if _is_top(concept):
        yield "skos:topConceptOf", _iri(address(scheme, ""))
    for name, codes in (("broader", _wider(concept)), ("related", concept.related)):
        for code in codes:
            yield f"skos:{name}", _iri(address(scheme, code))
    if concept.same_as:
        yield "skos:exactMatch", _iri(concept.same_as)
    if concept.deprecated_by:
        yield "owl:deprecated", '"true"^^xsd:boolean'
        yield "dcterms:isReplacedBy", _iri(address(scheme, concept.deprecated_by))
    for page in concept.pages.values():
        yield "foaf:page", _iri(page)


def _is_top(concept: Concept) -> bool:
    return not _wider(concept) and not concept.deprecated_by


def _wider(concept: Concept) -> tuple[str, ...]:
    return (*filter(None, [concept.parent]), *concept.broader)


def _literal(text: str, lang: str = "") -> str:
    return f'"{text.translate(_TURTLE_SIGNS)}"' + (f"@{lang}" if lang else "")


def _iri(uri: str) -> str:
    return "<" + _UNFIT.sub(lambda found: f"%{ord(found[0]):02X}", uri) + ">"


# JSON-LD

_CONTEXT: dict[str, Any] = {
    "skos": _PREFIXES["skos"],
    "dcterms": _PREFIXES["dcterms"],
    "owl": _PREFIXES["owl"],
    "foaf": _PREFIXES["foaf"],
    "xsd": _PREFIXES["xsd"],
    "id": "@id",
    "type": "@type",
    "title": {"@id": "dcterms:title", "@container": "@language"},
    **{name: {"@id": f"skos:{name}", "@container": "@language"} for name in ("prefLabel", "definition", "scopeNote")},
    "altLabel": {"@id": "skos:altLabel", "@container": "@language"},
    "notation": "skos:notation",
    **{
        name: {"@id": f"skos:{name}", "@type": "@id"}
        for name in ("inScheme", "topConceptOf", "hasTopConcept", "broader", "related", "exactMatch")
    },
    "deprecated": {"@id": "owl:deprecated", "@type": "xsd:boolean"},
    "isReplacedBy": {"@id": "dcterms:isReplacedBy", "@type": "@id"},
    "page": {"@id": "foaf:page", "@type": "@id"},
}


def json_ld(schemes: Iterable[Scheme]) -> bytes:
    """The same as JSON-LD, with a context of its own so that it is also plain JSON."""
    graph = [node for scheme in schemes for node in _nodes(scheme)]
    return _pretty({"@context": _CONTEXT, "@graph": graph})


def _nodes(scheme: Scheme) -> Iterator[dict[str, Any]]:
    tops = [address(scheme, concept.code) for concept in scheme.concepts if _is_top(concept)]
    uri = address(scheme, "")
    yield _filled(
        {"id": uri, "type": "skos:ConceptScheme", "notation": scheme.name, "title": scheme.label, "hasTopConcept": tops}
    )
    for concept in scheme.concepts:
        yield _filled(
            {
                "id": address(scheme, concept.code),
                "type": "skos:Concept",
                "inScheme": uri,
                "notation": concept.code,
                "prefLabel": concept.label,
                "definition": concept.definition,
                "scopeNote": concept.scope_note,
                "altLabel": concept.synonyms,
                "topConceptOf": uri if _is_top(concept) else "",
                "broader": [address(scheme, code) for code in _wider(concept)],
                "related": [address(scheme, code) for code in concept.related],
                "exactMatch": concept.same_as,
                "deprecated": bool(concept.deprecated_by),
                "isReplacedBy": address(scheme, concept.deprecated_by) if concept.deprecated_by else "",
                "page": list(concept.pages.values()),
            }
        )


# Places


def geo_json(places: Iterable[Concept]) -> bytes:
    """The places that have a point, RFC 7946: WGS-84, longitude first; no boundaries, which nobody here drew."""
    features = [_feature(place) for place in places if place.lat and place.lon]
    return _pretty({"type": "FeatureCollection", "features": features})


def _feature(place: Concept) -> dict[str, Any]:
    properties = {
        "label": place.label,
        "level": place.level,
        "precision": place.precision,
        "parent": place.parent,
        "official_code": place.official_code,
        "cases": place.cases,
        "pages": place.pages,
    }
    return {
        "type": "Feature",
        "id": place.code,
        "geometry": {"type": "Point", "coordinates": [float(place.lon), float(place.lat)]},
        "properties": {name: value for name, value in properties.items() if value != ""},
    }


def _filled(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value}


def _pretty(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
