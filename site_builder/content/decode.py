"""Nodes of YAML to typed values, by the schema: every problem at the word that causes it."""

from __future__ import annotations

import re
import types
from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.strict_yaml import Entry, Listing, Mapping, Node, Scalar, parse_yaml

T = TypeVar("T")
Report = Callable[[Node, str, str], None]
Decoder = Callable[[Node, Report], Any]

_WRONG = object()  # what a decoder gives after it reported a problem


def decode(node: Node, kind: type[T], source: Source) -> T:
    """The value that a node spells; raises BuildError with every problem in it."""
    problems: list[Problem] = []

    def report(where: Node, message: str, hint: str) -> None:
        problems.append(Problem(message, source, where.span, hint))

    value = _decoder(kind)(node, report)  # type: ignore[arg-type]
    if problems:
        raise BuildError(problems)
    return value  # type: ignore[no-any-return]


def locate(source: Source, path: tuple[str | int, ...], start: int = 0, end: int | None = None) -> Span:
    """The span of the value at a path of keys and indexes, read again: only problems need it."""
    node = parse_yaml(source, start, end)
    for step in path:
        node = _child(node, step)
    return node.span


def _child(node: Node, step: str | int) -> Node:
    if isinstance(node, Listing) and isinstance(step, int):
        return node.values[step]
    if isinstance(node, Mapping):
        return next((entry.value for entry in node.entries if entry.key.text == step), node)
    return node


@cache
def _decoder(kind: Any) -> Decoder:
    origin = get_origin(kind)
    if origin is Annotated:
        return _annotated(kind.__origin__, next(meta for meta in kind.__metadata__ if isinstance(meta, Meta)))
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


def _annotated(inner: Any, meta: Meta) -> Decoder:
    decode_inner = _decoder(inner)
    extra = meta.extra or {}

    def decode_annotated(node: Node, report: Report) -> Any:
        value = decode_inner(node, report)
        if value is _WRONG:
            return value
        message = _fault(value, meta, extra)
        if message is None:
            return value
        hint = extra.get("hint", "")
        return _wrong(node, report, message, hint(value) if callable(hint) else hint)

    return decode_annotated


def _fault(value: Any, meta: Meta, extra: dict[Any, Any]) -> str | None:
    """What is wrong with a value, or None."""
    if meta.pattern is not None and not re.search(meta.pattern, value):
        return f"not of the form wanted here: {value}"
    if meta.max_length is not None and len(value) > meta.max_length:
        return f"longer than {meta.max_length}"
    if meta.min_length is not None and len(value) < meta.min_length:
        return "at least one is wanted"
    if meta.ge is not None and value < meta.ge:
        return f"smaller than {meta.ge}"
    check = extra.get("check")
    if check is not None:
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
            if isinstance(place, Scalar) and value in seen:
                report(place, f"stands in the list twice: {value}", "keep one")
            if isinstance(place, Scalar):
                seen.add(value)
        return values

    return decode_listing


def _table(key: Decoder, inner: Decoder) -> Decoder:
    def decode_table(node: Node, report: Report) -> Any:
        if not isinstance(node, Mapping):
            return _wrong(node, report, "keys and values are wanted here", "write it like code: {label: …}")
        return {key(entry.key, report): inner(entry.value, report) for entry in node.entries}

    return decode_table


def _struct(kind: type[Struct]) -> Decoder:
    hints = get_type_hints(kind, include_extras=True)
    decoders = {field.encode_name: (field.name, _decoder(hints[field.name])) for field in msgspec.structs.fields(kind)}
    required = tuple(field.encode_name for field in msgspec.structs.fields(kind) if field.required)

    def decode_struct(node: Node, report: Report) -> Any:
        if not isinstance(node, Mapping):
            return _wrong(node, report, "keys and values are wanted here")
        given: dict[str, Any] = {}
        for entry in node.entries:
            if entry.key.text in decoders:
                name, decoder = decoders[entry.key.text]
                given[name] = decoder(entry.value, report)
            else:
                _report_unknown(entry, decoders, report)
        missing = [name for name in required if name not in given]
        for name in missing:
            report(node if not node.entries else node.entries[0].key, f"no {name} is given", f"add a line {name}: …")
        return _WRONG if missing or _WRONG in given.values() else kind(**given)

    return decode_struct


def _report_unknown(entry: Entry, known: dict[str, Any], report: Report) -> None:
    near = get_close_matches(entry.key.text, known, 1)
    hint = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"
    report(entry.key, f"unknown key: {entry.key.text}", hint)


def _wrong(node: Node, report: Report, message: str, hint: str = "") -> Any:
    report(node, message, hint)
    return _WRONG
