"""The schema in the language of editors: JSON Schema for case files, vocabularies and reading lists, made from the types.

It is a help while writing and says less than `check`: rules between fields, and what a date is, are not in it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from site_builder.content.describe import rows
from site_builder.content.scalars import NOT_STATED
from site_builder.content.schema import Code, EssayMatter, FrontMatter, ListMatter, Term

CASE_SCHEMA = "case.schema.json"
VOCABULARY_SCHEMA = "vocabulary.schema.json"
LIST_SCHEMA = "list.schema.json"
ESSAY_SCHEMA = "essay.schema.json"


def case_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a case's front matter."""
    _, definitions = msgspec.json.schema_components([FrontMatter], ref_template="#/$defs/{name}")
    definitions = {name: _relaxed(each) for name, each in definitions.items()}
    fields = definitions.pop("FrontMatter")
    silent = {row.path for row in rows() if row.may_be_silent}
    fields["properties"] = {
        name: _or_silent(each) if name in silent else each
        for name, each in fields["properties"].items()
        if name not in ("not_stated", "facets")
    }
    # A taxonomy of the site's own is a list of codes under a key that only the site knows.
    fields["description"] = "The fields of a case file above its text."
    fields["additionalProperties"] = {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 1}
    return {**_head("A case"), **fields, "$defs": definitions}


def vocabulary_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a vocabulary file."""
    (made,), definitions = msgspec.json.schema_components([dict[Code, Term]], ref_template="#/$defs/{name}")
    return {**_head("A vocabulary"), **made, "$defs": {name: _relaxed(each) for name, each in definitions.items()}}


def list_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a reading list's front matter."""
    return _of_struct("A reading list", ListMatter)


def essay_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the front matter of an essay on a term."""
    return _of_struct("An essay on a term", EssayMatter)


def _of_struct(title: str, kind: type[msgspec.Struct]) -> dict[str, Any]:
    _, definitions = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    definitions = {name: _relaxed(each) for name, each in definitions.items()}
    return {**_head(title), **definitions.pop(kind.__name__), "$defs": definitions}


def _head(title: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}


def _or_silent(schema: dict[str, Any]) -> dict[str, Any]:
    meaning = schema.pop("description", "")
    return {"description": meaning, "anyOf": [schema, {"const": NOT_STATED}]}


def _relaxed(schema: Any) -> Any:
    """A schema for what YAML reads as numbers, truth values or dates and we take as written; without defaults."""
    if isinstance(schema, list):
        return [_relaxed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    relaxed = {key: _relaxed(value) for key, value in schema.items() if key not in ("default", "title", "properties")}
    if "properties" in schema:  # their names may be those of keywords
        relaxed["properties"] = {name: _relaxed(each) for name, each in schema["properties"].items()}
    if relaxed.get("type") == "string":
        relaxed["type"] = ["string", "number", "boolean"]
    choices = relaxed.get("anyOf", [])
    if {"type": "null"} in choices:  # an optional field is left out, never null
        (only,) = (each for each in choices if each != {"type": "null"})
        del relaxed["anyOf"]
        relaxed = {**only, **relaxed}
    return relaxed
