"""Nodes of YAML to typed values, by the schema: every problem at the word that causes it."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, partial
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from site_builder.content.scalars import NOT_STATED
from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.strict_yaml import Entry, Listing, Mapping, Node, Scalar, parse_yaml

T = TypeVar("T")
Report = Callable[[Node, str, str], None]
Decoder = Callable[[Node, Report], Any]

_WRONG = object()  # what a decoder gives after it reported a problem
# Above this likeness an unknown key is a slip of the pen; below it may be a key of another level or the site's own.
_SLIP = 0.8


class Fault(Struct, frozen=True):
    """What is wrong with a value that is right in itself; `path` are the keys and indexes that lead to it."""

    path: tuple[str | int, ...]
    message: str
    hint: str = ""


def decode(node: Node, kind: type[T], source: Source) -> T:
    """The value that a node spells; raises BuildError with every problem in it."""
    problems: list[Problem] = []

    def report(where: Node, message: str, hint: str) -> None:
        problems.append(Problem(message, source, where.span, hint))

    value = _decoder(kind)(node, report)  # type: ignore[arg-type]
    if problems:
        raise BuildError(problems)
    return value  # type: ignore[no-any-return]


def prepare(kind: type[T]) -> None:
    """Work out now how values of a type are read."""
    _decoder(kind)  # type: ignore[arg-type]


def locate(source: Source, path: tuple[str | int, ...], start: int = 0, end: int | None = None) -> Span:
    """The span of the value at a path of keys and indexes, read again: only problems need it."""
    return find(parse_yaml(source, start, end), path).span


def find(node: Node, path: tuple[str | int, ...]) -> Node:
    """The node at a path of keys and indexes, or the last one on the way; `"~key"` is the key itself."""
    for step in path:
        node = _child(node, step)
    return node


def problems_of(faults: Iterable[Fault], node: Node, source: Source) -> list[Problem]:
    """Faults as problems, each at its value in a tree of nodes."""
    return [Problem(fault.message, source, find(node, fault.path).span, fault.hint) for fault in faults]


def _child(node: Node, step: str | int) -> Node:
    if isinstance(node, Listing) and isinstance(step, int) and step < len(node.values):
        return node.values[step]
    if isinstance(node, Mapping) and isinstance(step, str):
        if step.startswith("~"):
            return next((entry.key for entry in node.entries if entry.key.text == step[1:]), node)
        return next((entry.value for entry in node.entries if entry.key.text == step), node)
    return node


@cache
def _decoder(kind: Any) -> Decoder:
    origin = get_origin(kind)
    if origin is Annotated:
        return _annotated(kind.__origin__, [meta for meta in kind.__metadata__ if isinstance(meta, Meta)])
    if origin is Union or origin is types.UnionType:
        (inner,) = (argument for argument in get_args(kind) if argument is not type(None))
        return _decoder(inner)
    if origin is tuple:
        return _listing(_decoder(get_args(kind)[0]))
    if origin is dict:
        return _table(*map(_decoder, get_args(kind)))
    if issubclass(kind, Struct):
        return _struct(kind)
    if issubclass(kind, StrEnum):
        return _choice(kind)
    return _SCALARS[kind]


def _string(node: Node, report: Report) -> Any:
    if not isinstance(node, Scalar):
        return _wrong(node, report, "one value is wanted here, not several")
    if node.is_null:
        return _wrong(node, report, "an empty value", "write a value or delete the key")
    return node.text.strip()


def _integer(node: Node, report: Report) -> Any:
    text = _string(node, report)
    if text is _WRONG:
        return text
    if not re.fullmatch(r"-?(0|[1-9][0-9]{0,17})", text):
        return _wrong(node, report, "not a whole number", "write it like 1024")
    return int(text)


def _boolean(node: Node, report: Report) -> Any:
    text = _string(node, report)
    if text is _WRONG:
        return text
    if text not in ("true", "false"):
        return _wrong(node, report, "neither true nor false", "write true or false")
    return text == "true"


_SCALARS: dict[type, Decoder] = {str: _string, int: _integer, bool: _boolean}


def _annotated(inner: Any, metas: Sequence[Meta]) -> Decoder:
    decode_inner = _decoder(inner)
    rules = [rule for meta in metas for rule in _rules(meta)]
    hint = next((meta.extra["hint"] for meta in metas if meta.extra and "hint" in meta.extra), "")
    if not rules:
        return decode_inner

    def decode_annotated(node: Node, report: Report) -> Any:
        value = decode_inner(node, report)
        if value is _WRONG or value is None:
            return value
        message = next(filter(None, (rule(value) for rule in rules)), None)
        if message is None:
            return value
        return _wrong(node, report, message, hint(value) if callable(hint) else hint)

    return decode_annotated


Rule = Callable[[Any], str | None]


def _rules(meta: Meta) -> Iterable[Rule]:
    """What a Meta asks of a value, each as a function that tells what is wrong."""
    check = (meta.extra or {}).get("check")
    if meta.max_length is not None:
        yield partial(_too_long, meta.max_length)
    if meta.min_length is not None:
        yield partial(_too_short, meta.min_length)
    if meta.pattern is not None:
        yield partial(_unlike, re.compile(meta.pattern))
    if meta.ge is not None:
        yield partial(_too_small, meta.ge)
    if check is not None:
        yield partial(_failing, check)


def _too_long(limit: int, value: Any) -> str | None:
    if len(value) <= limit:
        return None
    return f"longer than {limit} characters" if isinstance(value, str) else f"more than {limit} values"


def _too_short(limit: int, value: Any) -> str | None:
    if len(value) >= limit:
        return None
    return "empty" if isinstance(value, str) else "at least one is wanted"


def _unlike(pattern: re.Pattern[str], value: str) -> str | None:
    return None if pattern.search(value) else f"not of the form wanted here: {value}"


def _too_small(limit: float, value: Any) -> str | None:
    return f"smaller than {limit}" if value < limit else None


def _failing(check: Callable[[Any], None], value: Any) -> str | None:
    try:
        check(value)
    except ValueError as error:
        return str(error)
    return None


def _choice(kind: type[StrEnum]) -> Decoder:
    values = {member.value: member for member in kind}

    def decode_choice(node: Node, report: Report) -> Any:
        text = _string(node, report)
        if text is _WRONG or text in values:
            return values.get(text, text)
        near = get_close_matches(text, values, 1)
        hint = f"did you mean {near[0]}?" if near else f"one of: {', '.join(values)}"
        return _wrong(node, report, f"no such value: {text}", hint)

    return decode_choice


def _listing(inner: Decoder) -> Decoder:
    def decode_listing(node: Node, report: Report) -> Any:
        if not isinstance(node, Listing):
            return _wrong(node, report, "a list is wanted here", "write it like [first, second]")
        values = tuple(inner(value, report) for value in node.values)
        seen: set[Any] = set()
        for value, place in zip(values, node.values, strict=True):
            if value is not _WRONG and value in seen:
                told = f": {place.text}" if isinstance(place, Scalar) else ""
                report(place, f"stands in the list twice{told}", "keep one")
            seen.add(value)
        return _WRONG if _WRONG in seen else values

    return decode_listing


def _table(key: Decoder, inner: Decoder) -> Decoder:
    def decode_table(node: Node, report: Report) -> Any:
        if not isinstance(node, Mapping):
            return _wrong(node, report, "keys and values are wanted here", "write it like code: {label: …}")
        table = {key(entry.key, report): inner(entry.value, report) for entry in node.entries}
        return _WRONG if _WRONG in table or any(value is _WRONG for value in table.values()) else table

    return decode_table


class _Field(Struct, frozen=True):
    """How a key of a mapping is read: into which attribute, and whether 原文未提及 is one of its values."""

    name: str
    decode: Decoder
    may_be_silent: bool


def _struct(kind: type[Struct]) -> Decoder:
    fields = dict(_fields(kind))
    required = tuple(field.encode_name for field in msgspec.structs.fields(kind) if field.required)
    is_open = "facets" in kind.__struct_fields__  # the front matter: it may be silent, and a site adds keys to it

    def decode_struct(node: Node, report: Report) -> Any:
        if not isinstance(node, Mapping):
            return _wrong(node, report, "keys and values are wanted here")
        given: dict[str, Any] = {}
        for entry in node.entries:
            field = fields.get(entry.key.text)
            if is_open and _read_openly(entry, field, given, report):
                continue
            if field:
                given[field.name] = field.decode(entry.value, report)
            else:
                _report_unknown(entry, kind, fields, report)
        missing = [name for name in required if fields[name].name not in given]
        for name in missing:
            report(node if not node.entries else node.entries[0].key, f"no {name} is given", f"add a line {name}: …")
        if missing or any(value is _WRONG for value in given.values()):
            return _WRONG
        if "not_stated" in given:
            given["not_stated"] = tuple(name for name in fields if name in given["not_stated"])
        return kind(**given)

    def _read_openly(entry: Entry, field: _Field | None, given: dict[str, Any], report: Report) -> bool:
        """Read what only the front matter has: silence, and the site's own taxonomies."""
        key, value = entry.key.text, entry.value
        if field and isinstance(value, Scalar) and value.text.strip() == NOT_STATED:
            if field.may_be_silent:
                given.setdefault("not_stated", set()).add(key)
            else:
                given[field.name] = _wrong(value, report, f"{NOT_STATED} is no value of {key}", "leave the key out")
            return True
        if field or not _is_facet(entry, fields):
            return False
        facet_hints = get_type_hints(kind, include_extras=True)["facets"]
        read = _decoder(facet_hints)(Mapping((entry,), value.span), report)
        given["facets"] = _WRONG if read is _WRONG else {**given.get("facets", {}), **read}
        return True

    return decode_struct


def _fields(kind: type[Struct]) -> Iterable[tuple[str, _Field]]:
    hints = get_type_hints(kind, include_extras=True)
    for field in msgspec.structs.fields(kind):
        extras = [meta.extra or {} for meta in getattr(hints[field.name], "__metadata__", ()) if isinstance(meta, Meta)]
        if not any(extra.get("hidden") for extra in extras):
            may_be_silent = any(extra.get("may_be_silent") for extra in extras)
            yield field.encode_name, _Field(field.name, _decoder(hints[field.name]), may_be_silent)


def _is_facet(entry: Entry, fields: Iterable[str]) -> bool:
    """Whether an unknown key looks like a taxonomy of the site's own: a list of words under a name unlike our own."""
    values = entry.value.values if isinstance(entry.value, Listing) else ()
    is_list = bool(values) and all(isinstance(value, Scalar) for value in values)
    return is_list and not get_close_matches(entry.key.text, fields, 1, _SLIP)


def _report_unknown(entry: Entry, kind: type[Struct], known: Iterable[str], report: Report) -> None:
    key = entry.key.text
    owners = () if get_close_matches(key, known, 1, _SLIP) else _owners(kind).get(key, ())
    hint = f"it stands inside {' or '.join(owners)}" if owners else key_hint(key, known)
    report(entry.key, f"unknown key: {key}", hint)


@cache
def _owners(kind: type[Struct]) -> dict[str, tuple[str, ...]]:
    """The keys that stand one level deeper, each with the keys of this level that hold it."""
    owners: dict[str, tuple[str, ...]] = {}
    for name, hint in get_type_hints(kind).items():
        for inner in _structs(hint):
            for field in msgspec.structs.fields(inner):
                owners[field.encode_name] = (*owners.get(field.encode_name, ()), name)
    return owners


def _structs(hint: Any) -> Iterable[type[Struct]]:
    """The structs that a type is, or holds."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        yield hint
    for argument in get_args(hint):
        yield from _structs(argument)


def key_hint(key: str, known: Iterable[str]) -> str:
    """What a key that nobody knows was probably meant to be."""
    near = get_close_matches(key, known, 1)
    return f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"


def _wrong(node: Node, report: Report, message: str, hint: str = "") -> Any:
    report(node, message, hint)
    return _WRONG
