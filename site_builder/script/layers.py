"""Layers: rules a person wrote, matched before any dictionary.

A layer claims ranges of the text: from the left, the longest of its words at each place. What a higher layer claimed
is out of reach for the lower ones, and a claimed range cuts the text like a border between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct


class Claim(Struct, frozen=True):
    """A range of the source decided by a rule: what is written there, and the layer and word that say so."""

    start: int
    end: int
    text: str
    layer: str
    word: str


class Layer:
    """Words and what is written for each in one variant."""

    def __init__(self, name: str, entries: Mapping[str, str]) -> None:
        self.name = name
        self.entries = dict(entries)
        sizes: dict[str, set[int]] = {}
        for word in self.entries:
            sizes.setdefault(word[0], set()).add(len(word))
        self._sizes = {first: sorted(found, reverse=True) for first, found in sizes.items()}
        firsts = "".join(sorted(self._sizes))
        self._scan = re.compile(f"[{re.escape(firsts)}]" if firsts else r"(?!)").finditer

    def claims(self, text: str, low: int, high: int) -> Iterator[Claim]:
        """The words found in a range of a text, from the left, the longest at each place."""
        done = low
        for match in self._scan(text, low, high):
            start = match.start()
            word = self._word_at(text, start, high) if start >= done else ""
            if word:
                done = start + len(word)
                yield Claim(start, done, self.entries[word], self.name, word)

    def _word_at(self, text: str, start: int, high: int) -> str:
        for size in self._sizes[text[start]]:
            word = text[start : start + size]
            if word in self.entries and start + size <= high:
                return word
        return ""


class Claiming(Protocol):
    """What can decide ranges of a text: a layer of words, or a pattern."""

    def claims(self, text: str, low: int, high: int) -> Iterable[Claim]:
        """The ranges decided between two places, from the left."""
        ...


def claims(layers: Iterable[Claiming], text: str, fixed: Sequence[Claim] = ()) -> list[Claim]:
    """Every range that is fixed already or claimed by a layer, highest layer first; in order of place."""
    found = list(fixed)
    for layer in layers:
        fresh = [claim for low, high in gaps(found, len(text)) for claim in layer.claims(text, low, high)]
        found = sorted(found + fresh, key=_place) if fresh else found
    return found


def merged(above: Sequence[Claim], below: Iterable[Claim]) -> list[Claim]:
    """Claims of two layers in order of place; one below that overlaps one above is lost."""
    free = list(gaps(above, 1 << 62))
    found = list(above)
    at = 0
    for claim in below:
        while at < len(free) and free[at][1] <= claim.start:
            at += 1
        if at < len(free) and free[at][0] <= claim.start and claim.end <= free[at][1]:
            found.append(claim)
    return sorted(found, key=_place)


def gaps(fixed: Sequence[Claim], size: int) -> Iterator[tuple[int, int]]:
    """The ranges between claims, which must be in order of place. Empty ones are left out."""
    done = 0
    for claim in fixed:
        if claim.start > done:
            yield done, claim.start
        done = claim.end
    if done < size:
        yield done, size


def _place(claim: Claim) -> tuple[int, int]:
    return claim.start, claim.end
