"""The theme's strings: what its templates say in every script."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from site_builder.problem import BuildError, Problem, Source
from site_builder.script.texts import Text

Strings = dict[str, dict[str, Text]]
V = TypeVar("V")


class Section(dict[str, V]):
    """Strings by name, or sections of them by heading, found by attribute as fast as by key."""

    def __init__(self, named: Mapping[str, V]) -> None:
        super().__init__(named)
        self.__dict__ = self


def parse_strings(sources: Iterable[Source]) -> Strings:
    """The theme's strings in TOML texts of `[section]` and `name = "…"`, a later text before an earlier one.

    Raises BuildError.
    """
    strings: Strings = {}
    for source in sources:
        try:
            told = msgspec.convert(tomllib.loads(source.text), dict[str, dict[str, str]])
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise BuildError([Problem(f"not a table of strings: {error}", source)]) from None
        for section, texts in told.items():
            strings[section] = {**strings.get(section, {}), **texts}
    return strings
