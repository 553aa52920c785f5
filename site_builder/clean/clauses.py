"""Which words begin and end a clause: 的 begins none and 和 ends none, 但 begins many.

The table is counted over text of seven kinds (`benchmarks/count_clauses.py`): by how much a word is likelier there than
anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from site_builder.clean.following import After

FILE = "clauses.json"
STEP = 0.1  # nats
BEGINNING = "^"  # stands before the first word of a clause
_OPENS = frozenset("。！？，；：,;:!?“「")


class Clauses(Struct, frozen=True):
    """Tenths of nats by word, for those that tell."""

    begins: dict[str, int]
    ends: dict[str, int]


@cache
def load_clauses() -> Clauses:
    """The table."""
    return msgspec.json.decode(files("site_builder.clean").joinpath(FILE).read_bytes(), type=Clauses)


def opened(words: Mapping[str, float]) -> After:
    """What may stand at the beginning of a clause, by the words' costs anywhere."""
    begins = load_clauses().begins
    return After(0.0, {word: words[word] + STEP * more for word, more in begins.items() if word in words})


def behind(mark: str) -> str:
    """The word that a mark counts as for what follows: `BEGINNING` where it ends a clause or opens a quotation."""
    return BEGINNING if mark in _OPENS else ""


def closing(tail: str, words: Mapping[str, float]) -> float:
    """What a clause pays for ending so, by the longest word at its end; `tail` is simplified."""
    while tail and tail not in words:
        tail = tail[1:]
    return STEP * load_clauses().ends.get(tail, 0)
