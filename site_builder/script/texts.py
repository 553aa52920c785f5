"""Which strings of a value are for reading: marked on its type, converted in one batch.

A field of type `Text` or `Html` is rendered in the script of the page; every other string is a name, an address or a
code and stays as it is.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

T = TypeVar("T")
Convert = Callable[[list[str]], list[str]]

Text = Annotated[str, Meta(extra={"script": "text"})]
Html = Annotated[str, Meta(extra={"script": "html"})]


def convert_texts(value: T, kind: Any, texts: Convert, htmls: Convert) -> T:
    """The value with its `Text` and `Html` strings converted, each kind in one call with every string once.

    `kind` is the value's type with its annotations; `texts` and `htmls` give as many strings as they are given.
    """
    found: dict[str, dict[str, str]] = {"text": {}, "html": {}}
    walk = _walker(kind)
    if walk is None:
        return value

    def note(mark: str, string: str) -> str:
        found[mark][string] = string
        return string

    walk(value, note)
    for mark, convert in (("text", texts), ("html", htmls)):
        strings = list(found[mark])
        found[mark] = dict(zip(strings, convert(strings), strict=True))
    return walk(value, lambda mark, string: found[mark][string])  # type: ignore[no-any-return]


def prepare(kind: Any) -> None:
    """Work out now where a type has such strings."""
    _walker(kind)


Visit = Callable[[str, str], str]
Walker = Callable[[Any, Visit], Any]


@cache
def _walker(kind: Any) -> Walker | None:
    """How to rebuild a value of a type with its marked strings replaced; None where it holds none."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _marked(kind)
    if origin is Union or origin is types.UnionType:
        inner = [walker for argument in get_args(kind) if (walker := _walker(argument))]
        return _present(inner[0]) if inner else None
    if origin is tuple:
        return _each(_walker(get_args(kind)[0]))
    if origin is dict:
        return _values(_walker(get_args(kind)[1]))
    if isinstance(kind, type) and issubclass(kind, Struct):
        return _struct(kind)
    return None


def _marked(kind: Any) -> Walker | None:
    for meta in kind.__metadata__:
        mark = (meta.extra or {}).get("script")
        if mark:
            return lambda value, visit: visit(mark, value) if value else value
    return _walker(kind.__origin__)


def _present(inner: Walker) -> Walker:
    return lambda value, visit: None if value is None else inner(value, visit)


def _each(inner: Walker | None) -> Walker | None:
    return inner and (lambda value, visit: tuple([inner(each, visit) for each in value]))


def _values(inner: Walker | None) -> Walker | None:
    return inner and (lambda value, visit: {key: inner(each, visit) for key, each in value.items()})


def _struct(kind: type[Struct]) -> Walker | None:
    walkers = tuple(_field_walkers(kind))
    if not walkers:
        return None

    def walk_struct(value: Any, visit: Visit) -> Any:
        changed = {}
        for name, walker in walkers:
            each = getattr(value, name)
            # What is empty, as most fields of most values are, has no texts.
            if each and (written := walker(each, visit)) is not each:
                changed[name] = written
        return msgspec.structs.replace(value, **changed) if changed else value

    return walk_struct


def _field_walkers(kind: type[Struct]) -> Iterator[tuple[str, Walker]]:
    for name, hint in get_type_hints(kind, include_extras=True).items():
        walker = _walker(hint)
        if walker is not None:
            yield name, walker
