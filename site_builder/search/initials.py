"""Pinyin initials: 共同缔造 is found by gtdz."""

from __future__ import annotations

from functools import cache
from unicodedata import normalize

import msgspec

from site_builder.script import packages

_LONGEST = 10  # characters of a phrase


def initials(title: str) -> str:
    """The first letter of each syllable of a title; Latin letters and digits stay, signs and blanks go.

    The longest phrase that begins at a character says how it is read; where none does, its first reading counts.
    """
    found, at = [], 0
    while at < len(title):
        end = _end(title, at)
        found.append(_phrase(title[at:end]) if end - at > 1 else _letter(title[at]))
        at = end
    return "".join(found)


def open_tables() -> None:
    """Read the tables now, so that processes forked from this one share them."""
    _characters(), _beginnings()


def _end(title: str, start: int) -> int:
    """The end of the longest phrase that begins at a place, or of its character."""
    phrases = _phrases()
    if title[start : start + 2] not in _beginnings():
        return start + 1
    for end in range(min(start + _LONGEST, len(title)), start + 1, -1):
        if title[start:end] in phrases and all(map(_letter, title[start:end])):  # a phrase with a comma is two to us
            return end
    return start + 1


@cache
def _phrase(phrase: str) -> str:
    syllables = msgspec.json.decode(_phrases()[phrase], type=list[list[str]])
    return "".join(_plain(readings[0]) for readings in syllables)


@cache
def _letter(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    return _plain(_characters().get(str(ord(character)), ""))


def _plain(reading: str) -> str:
    """The first letter of a reading without its tone mark."""
    return normalize("NFD", reading[:1])[:1]


# pypinyin's tables are read without importing the package, which takes five times as long and as much memory.


@cache
def _characters() -> dict[str, str]:
    return msgspec.json.decode(packages.read("pypinyin", "pinyin_dict.json"), type=dict[str, str])


@cache
def _phrases() -> dict[str, msgspec.Raw]:
    """The readings of each phrase, a list of syllables, as JSON: few are ever looked at."""
    return msgspec.json.decode(packages.read("pypinyin", "phrases_dict.json"), type=dict[str, msgspec.Raw])


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(phrase[:2] for phrase in _phrases())
