"""Folding: one form for all that a reader may mean by the same character.

Simplified and traditional forms, full and half width, capital and small letters, and the signs that keyboards and
publishers mix are each folded to one. Characters that stand for one another in any direction make a class, so a word
that only its neighbours could tell apart (后 of 皇后 and of 以後) is found whichever way it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from site_builder.script.dictionaries import Profile, alike

_SIGNS = ('"“”„「」〝〞«»', "'‘’『』", "-‐‑‒–—―─", "·・•‧∙⋅･", "~〜∼", "…⋯", "着著", ",、", ".。｡")
_BLANKS = "\t\n\v\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
# Above this, what is a capital letter depends on the version of Unicode; the browser's may be another.
_LETTERS = 0x530


def fold(text: str) -> str:
    """A text in the form that is searched: as many characters, every kind of blank a blank."""
    return text.translate(_table())


def fold_units(text: str) -> NDArray[np.uint16]:
    """The folded text as UTF-16 code units, which are what a browser counts by."""
    content = text.encode("utf-16-le")
    if len(content) != 2 * len(text):  # a character of two units may fold to one of one
        return np.frombuffer(fold(text).encode("utf-16-le"), np.uint16)
    return _units()[np.frombuffer(content, np.uint16)]


@cache
def classes() -> tuple[str, ...]:
    """The classes of characters that are one to search, each led by the one that stands for it."""
    groups = _groups([*alike(Profile.OPENCC_DATA), *_compatible(), *map(tuple, _SIGNS)])
    return tuple(sorted("".join(sorted(group)) for group in groups))


@cache
def _table() -> dict[int, str]:
    table = {ord(blank): " " for blank in _BLANKS}
    for number in range(_LETTERS):
        small = chr(number).lower()
        if len(small) == 1 and small != chr(number):
            table[number] = small
    for number in range(0xFF01, 0xFF5F):
        table[number] = chr(number - 0xFEE0).lower()
    for group in classes():
        for member in group[1:]:
            table[ord(member)] = group[0]
    # A full-width sign is first its half-width one, then what stands for that.
    return {number: table.get(ord(folded), folded) for number, folded in table.items()}


@cache
def _units() -> NDArray[np.uint16]:
    units = np.arange(0x10000, dtype=np.uint16)
    for number, folded in _table().items():
        if number < 0x10000:
            units[number] = ord(folded)
    return units


def _compatible() -> Iterator[tuple[str, ...]]:
    """Ideographs that Unicode has twice, for old encodings, and radicals that look like them."""
    for number in (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFADA)):
        plain = normalize("NFKC", chr(number))
        if len(plain) == 1 and plain != chr(number):
            yield plain, chr(number)


def _groups(pairs: Iterable[tuple[str, ...]]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for members in pairs:
        merged: list[str] = []
        for member in members:
            if len(member) == 1:
                merged += [each for each in groups.get(member, [member]) if each not in merged]
        for member in merged:
            groups[member] = merged
    return [group for member, group in groups.items() if group[0] == member and len(group) > 1]
