"""The readings that mirrors write behind characters, and whether a page shows that a mirror wrote them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from msgspec import Struct

from site_builder.clean.channel import Table, annotations, swap_table

READING = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}"
_GLOSS = re.compile(rf"([㐀-鿿])\(({READING})\)")


class Gloss(Struct, frozen=True):
    """A character with a reading in brackets behind it: `[start, end)` is the bracket, the character stands before."""

    character: str
    reading: str
    start: int
    end: int


class Page(Struct, frozen=True):
    """What a page shows of the channel: the annotated characters with their readings, and all its glosses."""

    table: dict[str, str]
    glosses: tuple[Gloss, ...]


def glosses(text: str) -> Iterator[Gloss]:
    """Every character with something like a reading behind it."""
    for match in _GLOSS.finditer(text):
        yield Gloss(match[1], match[2], match.end(1), match.end())


def bare(text: str) -> str:
    """The text without what stands in brackets like a reading."""
    return _BRACKET.sub("", text)


_BRACKET = re.compile(rf"\({READING}\)")
_FEWEST = 3
_OFTEN = 0.85


def channel_page(text: str) -> Page | None:
    """The channel's annotations on this page, or none where the page shows no sign of the channel.

    The sign: characters of the known table, or others that the script swap gives, carry one reading each at (nearly)
    every occurrence. A page that explains some characters shows the others of the table without a reading.
    """
    found = tuple(glosses(text))
    if not found:
        return None
    known = annotations().full
    counts = Counter((gloss.character, gloss.reading) for gloss in found)
    listed = {character: reading for character, reading in counts if known.get(character) == reading}
    occurrences = Counter(text)
    hits = sum(counts[entry] for entry in listed.items())
    seen = sum(occurrences[character] for character in listed)
    if hits < _FEWEST or hits < _OFTEN * seen:
        return None
    core = annotations().core
    silent = sum(occurrences[character] for character in core if character not in listed)
    if silent > 0.35 * (hits + silent):
        return None
    table = dict(listed)
    swapped = swapped_characters()
    for (character, reading), count in counts.items():
        if character in swapped and character not in table and count >= _OFTEN * occurrences[character]:
            if reading in readings(character):
                table[character] = reading
    kept = tuple(gloss for gloss in found if _is_annotation(gloss, table, swapped))
    return Page(table, kept)


def _is_annotation(gloss: Gloss, table: Table, swapped: frozenset[str]) -> bool:
    if table.get(gloss.character) == gloss.reading:
        return True
    return gloss.character in swapped and gloss.reading in readings(gloss.character)


@cache
def swapped_characters() -> frozenset[str]:
    """The characters that the script swap gives: only these were ever annotated."""
    return frozenset(swap_table().values())


@cache
def readings(character: str) -> frozenset[str]:
    """Every reading of the character, from pypinyin's dictionary, with tone marks."""
    from pypinyin.pinyin_dict import pinyin_dict

    return frozenset(pinyin_dict.get(ord(character), "").split(","))


@cache
def straddlers(lead: int, reading: str) -> tuple[str, ...]:
    """The swapped characters whose code begins with the byte `lead` and that can be read so."""
    found = sorted(c for c in swapped_characters() if c.encode("gbk", "ignore")[:1] == bytes((lead,)))
    return tuple(character for character in found if reading in readings(character))
