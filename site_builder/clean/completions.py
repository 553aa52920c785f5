"""Completions: the characters that an observed one can end where the text is out of step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from site_builder.clean.codes import folded, originals
from site_builder.clean.language import REMEMBERED
from site_builder.clean.phrase import IN_STEP


class Completion(NamedTuple):
    """A character of the original that ends in an observed one, and the byte that is pending behind it.

    `reading` is its own; one that stands between its neighbour's bytes leaves that `broken`. `single` is a one-byte
    character that was observed with it.
    """

    character: str
    pending: int
    reading: str = ""
    broken: bool = False
    single: str = ""


@lru_cache(REMEMBERED)
def completions(pending: int, character: str, reading: str) -> Sequence[Completion]:
    """What the pending byte may make of the observed character with this reading, if anything."""
    return tuple(_completions(pending << 8, character, reading))


def _completions(lead: int, character: str, reading: str) -> Iterator[Completion]:
    if "@" <= character <= "~" and (whole := originals()[lead | ord(character)]):
        yield Completion(whole, IN_STEP, reading)
    for first, second in folded().get(character, ()):
        whole = originals()[lead | first]
        if whole and second >= 0x81:
            yield Completion(whole, second, broken=bool(reading))
        elif whole and second < 0x80:
            yield Completion(whole, IN_STEP, single=chr(second))
