"""The readings that mirrors write behind characters, and whether a page shows that a mirror wrote them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import pairwise

import msgspec
from msgspec import Struct

from site_builder.clean.channel import FOLDED, Table, known_annotations, swap_table
from site_builder.clean.language import UNSEEN, load_language
from site_builder.clean.reference import package_file

READING = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}"  # pinyin with tone marks
_GLOSS = re.compile(rf"([^\x00-\x7f]|[,:;?!()])?([㐀-鿿@-~])\(({READING})\)")


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
        before, character, reading = match.groups()
        if character.isascii():
            character = _across(before or "", character)
        if character:
            yield Gloss(character, reading, match.end(2), match.end())


def _across(before: str, letter: str) -> str:
    """The character whose two bytes are the last one of `before` and an ASCII letter; empty if there is none.

    A mark in ASCII was full-width when the reading was written.
    """
    wide = chr(ord(before) + FOLDED) if before.isascii() and before else before
    code = wide.encode("gbk", "ignore")[1:] + letter.encode()
    return code.decode("gbk", "ignore") if len(code) == 2 else ""


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
    known = known_annotations().full
    counts = Counter((gloss.character, gloss.reading) for gloss in found)
    listed = {character: reading for character, reading in counts if known.get(character) == reading}
    occurrences = Counter(text)
    hits = sum(counts[entry] for entry in listed.items())
    seen = sum(occurrences[character] for character in listed)
    if hits < _FEWEST or hits < _OFTEN * seen:
        return None
    core = known_annotations().core
    silent = sum(occurrences[character] for character in core if character not in listed)
    if silent > 0.35 * (hits + silent):
        return None
    table = dict(listed)
    swapped = swapped_characters()
    for (character, reading), count in counts.items():
        everywhere = character in swapped and count >= _OFTEN * occurrences[character]
        if everywhere and character not in table and reading in readings(character):
            table[character] = reading
    kept = tuple(gloss for gloss in found if _is_annotation(gloss, table, swapped))
    return Page(table, kept)


def _is_annotation(gloss: Gloss, table: Table, swapped: frozenset[str]) -> bool:
    if table.get(gloss.character) == gloss.reading:
        return True
    return gloss.character in swapped and gloss.reading in readings(gloss.character)


_MANY, _DIFFERENT, _COMMON = 8, 6, -8.0


def random_glosses(text: str) -> tuple[Gloss, ...]:
    """The readings that a mirror strewed over a page in sound Unicode; none where they could be an author's.

    Nobody explains how to read 有 or 的, explains every character in turn, or only words at the end of a phrase.
    """
    found = tuple(glosses(text)) if text.count("(") >= _MANY else ()
    if len(found) < _MANY or len({gloss.character for gloss in found}) < _DIFFERENT:
        return ()
    valid = tuple(gloss for gloss in found if gloss.reading in readings(gloss.character))
    words = load_language().words
    back = load_language().simplified
    common = sum(words.get(back.get(g.character, g.character), UNSEEN) > _COMMON for g in valid)
    inside = sum("㐀" <= text[g.end : g.end + 1] <= "鿿" for g in valid)
    in_turn = sum(a.end + 1 == b.start for a, b in pairwise(valid))
    strewn = len(valid) >= 0.95 * len(found) and inside >= 0.6 * len(valid) and in_turn <= 0.15 * len(valid)
    return valid if strewn and common >= max(3, 0.1 * len(valid)) else ()


@cache
def swapped_characters() -> frozenset[str]:
    """The characters that the script swap gives: only these were ever annotated."""
    return frozenset(swap_table().values())


@cache
def readings(character: str) -> frozenset[str]:
    """Every reading of the character, from pypinyin's dictionary, with tone marks."""
    return frozenset(_all_readings().get(str(ord(character)), "").split(","))


@cache
def _all_readings() -> Mapping[str, str]:
    """pypinyin's table of characters, read without importing the package, which loads its phrases too."""
    return msgspec.json.decode(package_file("pypinyin", "pinyin_dict.json"), type=dict[str, str])


class Straddlers:
    """Who can stand behind a reading whose bracket was eaten, by lead byte and reading."""

    def __init__(self, table: Table) -> None:
        """The page's annotated characters come first, then those of the known table, then any of that reading."""
        self._known: dict[tuple[int, str], list[str]] = {}
        self._leads: dict[str, set[int]] = {}
        for character, reading in (known_annotations().full | dict(table)).items():
            lead = character.encode("gbk")[0]
            self._known.setdefault((lead, reading), []).append(character)
            self._leads.setdefault(reading, set()).add(lead)

    def of(self, lead: int, reading: str) -> Sequence[str]:
        """The characters with that lead byte and that reading; usually one."""
        return self._known.get((lead, reading)) or unlisted_straddlers(lead, reading)

    def leads(self, reading: str) -> Set[int]:
        """The lead bytes of the known characters with that reading."""
        return self._leads.get(reading, frozenset())


@cache
def unlisted_straddlers(lead: int, reading: str) -> tuple[str, ...]:
    """The swapped characters whose code begins with the byte `lead` and that can be read so."""
    return tuple(character for character in _swapped_by_lead().get(lead, ()) if reading in readings(character))


@cache
def _swapped_by_lead() -> Mapping[int, Sequence[str]]:
    rows: dict[int, list[str]] = {}
    for character in sorted(swapped_characters()):
        for lead in character.encode("gbk", "ignore")[:1]:
            rows.setdefault(lead, []).append(character)
    return rows
