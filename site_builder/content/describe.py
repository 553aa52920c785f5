"""The schema as a table: every field with its meaning, its kind of value, its choices. Documentation is made from it."""

from __future__ import annotations

import types
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from site_builder.content import scalars
from site_builder.content.schema import FrontMatter
from site_builder.script.texts import Text

_SCALARS: tuple[tuple[Any, str], ...] = (
    (scalars.Date, "date"),
    (scalars.Id, "id"),
    (scalars.Code, "code"),
    (scalars.TermCode, "code"),
    (scalars.Sha256, "sha256"),
    (scalars.Paragraph, "paragraph"),
    (scalars.Paragraphs, "paragraphs"),
    (scalars.Url, "url"),
    (scalars.Address, "address"),
    (scalars.FileName, "file name"),
    (scalars.Count, "number"),
    (scalars.Positive, "number"),
    (scalars.Range, "number or range"),
    (scalars.Decimal, "decimal"),
    (scalars.Degrees, "degrees"),
    (Text, "text"),
)
_PRIMITIVES = {str: "text", int: "number", bool: "true or false"}


class Row(Struct, frozen=True):
    """A field: where it stands, what it means, what it holds.

    `kind` is a word of the documentation; `limit` is the most characters or entries it may have; `choices` are the codes
    of a closed set, whose name is `choices_of`; `weight` says how much a published case without it is the poorer.
    """

    path: str
    meaning: str
    kind: str
    is_list: bool
    is_required: bool
    may_be_silent: bool
    weight: int
    limit: int | None
    choices_of: str
    choices: tuple[str, ...]


def rows(kind: type[Struct] = FrontMatter, prefix: str = "") -> Iterator[Row]:
    """All fields of a struct and of those inside it, in the order they are written."""
    hints = get_type_hints(kind, include_extras=True)
    for field in msgspec.structs.fields(kind):
        metas = _metas(hints[field.name])
        if any((meta.extra or {}).get("hidden") for meta in metas):
            continue
        path = prefix + field.encode_name
        inner, is_list = _inner(hints[field.name])
        yield _row(path, inner, is_list, metas, field.required)
        if isinstance(inner, type) and issubclass(inner, Struct):
            yield from rows(inner, path + ".")


def _row(path: str, inner: Any, is_list: bool, metas: list[Meta], is_required: bool) -> Row:
    extras = {key: value for meta in metas for key, value in (meta.extra or {}).items()}
    is_choice = isinstance(inner, type) and issubclass(inner, StrEnum)
    return Row(
        path=path,
        meaning=next((meta.description for meta in metas if meta.description), ""),
        kind=_kind(inner),
        is_list=is_list,
        is_required=is_required,
        may_be_silent=bool(extras.get("may_be_silent")),
        weight=int(extras.get("weight", 0)),
        limit=next((meta.max_length for meta in reversed(metas) if meta.max_length), None),
        choices_of=inner.__name__ if is_choice else "",
        choices=tuple(inner) if is_choice else (),
    )


def _metas(kind: Any) -> list[Meta]:
    """The Metas of a field, those of an optional value's own type among them."""
    own = [meta for meta in getattr(kind, "__metadata__", ()) if isinstance(meta, Meta)]
    inside = kind.__origin__ if get_origin(kind) is Annotated else kind
    optional = get_args(inside) if _is_union(inside) else ()
    return [*(meta for each in optional for meta in _metas(each)), *own]


def _is_union(kind: Any) -> bool:
    return get_origin(kind) is Union or get_origin(kind) is types.UnionType


def _inner(kind: Any) -> tuple[Any, bool]:
    """What a field holds, without its being optional or a list; the name of a known scalar is kept."""
    if get_origin(kind) is Annotated and not _scalar(kind):
        return _inner(kind.__origin__)
    if _is_union(kind):
        return _inner(next(each for each in get_args(kind) if each is not type(None)))
    if get_origin(kind) is tuple:
        return _inner(get_args(kind)[0])[0], True
    return kind, False


def _scalar(kind: Any) -> str:
    """The name of the kind of value, where it is one of ours: it starts with that kind's own rules."""
    metas = getattr(kind, "__metadata__", ())
    return next((name for known, name in _SCALARS if metas[: len(known.__metadata__)] == known.__metadata__), "")


def _kind(inner: Any) -> str:
    if get_origin(inner) is Annotated:
        return _scalar(inner)
    if get_origin(inner) is dict:
        return "table"
    if issubclass(inner, StrEnum):
        return "choice"
    return "entry" if issubclass(inner, Struct) else _PRIMITIVES[inner]
