"""Completions: the characters that an observed one can end where the text is out of step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from site_builder.clean.channel import Table
from site_builder.clean.codes import folded, originals
from site_builder.clean.phrase import IN_STEP


class Completion(NamedTuple):
    """A character of the original that ends in an observed one, and the byte that is pending behind it.

    `reading` is its own; one that stands between its neighbour's bytes leaves that `broken`. `single` is a one-byte
    character that was observed with it. Where the page annotates it, `glossed`, it stands without a reading only if it
    is broken itself.
    """

    character: str
    pending: int
    reading: str = ""
    broken: bool = False
    single: str = ""
    glossed: bool = False


class Completions:
    """The completions on one page, by its table of annotated characters; each is worked out once."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._found: dict[tuple[int, str, str], Sequence[Completion]] = {}

    def of(self, pending: int, character: str, reading: str) -> Sequence[Completion]:
        """What the pending byte may make of the observed character with this reading, if any."""
        key = pending, character, reading
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(self._all(pending << 8, character, reading))
        return found

    def _all(self, lead: int, character: str, reading: str) -> Iterator[Completion]:
        whole = originals()[lead | ord(character)] if "@" <= character <= "~" else ""
        if whole:
            yield Completion(whole, IN_STEP, reading, glossed=not reading and whole in self._table)
        for first, second in folded().get(character, ()):
            whole = originals()[lead | first]
            if not whole or (not reading and originals()[first << 8 | second] in self._table):
                continue
            glossed = whole in self._table
            if second >= 0x81:
                yield Completion(whole, second, broken=bool(reading), glossed=glossed)
            elif second < 0x80:
                yield Completion(whole, IN_STEP, single=chr(second), glossed=glossed)
