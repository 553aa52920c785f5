"""Cases whose texts are much the same: one article found on two mirrors.

A text is taken as the set of its clauses, the runs of letters and characters between punctuation. Two texts are near
where the clauses they share make up enough of the shorter one, the more of it the shorter it is. Against a SimHash of the whole text this is exact and
can be explained by the clauses themselves, finds an article inside a longer one, and loses to a damaged character one
clause only. It needs no library: those that do this bring numpy, more than the rest of the program together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from msgspec import Struct

SHORTEST = 6  # characters of a clause that says something; shorter ones are in every text
SHARED = 0.4  # of the shorter text, by characters; two articles of one event share below a tenth
FEW = 20  # characters more; of a page of a few lines one clause that others have as well is a large part
COMMON = 20  # cases; a clause in more of them is a slogan, and would pair all with all
_BREAK = re.compile(r"[\W_]+")


class Near(Struct, frozen=True):
    """Two cases and the part of the shorter text, from 0 to 1, that stands in the longer one."""

    one: str
    other: str
    share: float


def clauses(text: str) -> frozenset[str]:
    """The clauses of a text that are long enough to tell it from others; width and case do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(clause for clause in _BREAK.split(folded) if len(clause) >= SHORTEST)


def near_pairs(texts: Mapping[str, frozenset[str]]) -> Iterator[Near]:
    """The pairs of texts that are near, each once, in the order of their names."""
    sizes = {name: sum(map(len, each)) for name, each in texts.items()}
    owners: dict[str, list[str]] = {}
    for name in sorted(texts):
        for clause in texts[name]:
            owners.setdefault(clause, []).append(name)
    shared: dict[tuple[str, str], int] = {}
    for clause, names in owners.items():
        if 1 < len(names) <= COMMON:
            for number, one in enumerate(names):
                for other in names[number + 1 :]:
                    shared[one, other] = shared.get((one, other), 0) + len(clause)
    for (one, other), size in sorted(shared.items()):
        share = size / min(sizes[one], sizes[other])
        if size >= SHARED * (min(sizes[one], sizes[other]) + FEW):
            yield Near(one, other, share)
