"""The readings that mirrors write behind characters, and whether a page shows that a mirror wrote them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from itertools import pairwise

import msgspec
from msgspec import Struct

from site_builder.clean.channel import FOLDED, Table, known_annotations, opencc_characters, swap_table
from site_builder.clean.language import UNSEEN, load_language
from site_builder.clean.reference import package_file

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_PINYIN = f"[a-zü{_TONED}]{{1,6}}"
READING = f"(?=[a-zü]*[{_TONED}]){_PINYIN}"  # as the channel writes it: what bears no tone may be a word
_GLOSS = re.compile(rf"([^\x00-\x7f]|[,:;?!()])?([㐀-鿿@-~])\(({_PINYIN})\)")


class Gloss(Struct, frozen=True):
    """A character with a reading in brackets behind it: `[start, end)` is the bracket, the character stands before."""

    character: str
    reading: str
    start: int
    end: int


class Page(Struct, frozen=True):
    """What a page shows of the channel: its table of annotated characters with their readings, and all its glosses.

    The table holds the known characters that the page does not contain, too, where its own ones tell its generation.
    """

    table: dict[str, str]
    glosses: tuple[Gloss, ...]


def glosses(text: str) -> Iterator[Gloss]:
    """Every character with something like a reading behind it."""
    last = Gloss("", "", 0, 0)
    for match in _GLOSS.finditer(text):
        before, character, reading = match.groups()
        if character.isascii():
            nested = last.end == match.start(2)  # the character before it has a reading, too, put between the two bytes
            character = _across(last.character if nested else before or "", character)
        if character:
            last = Gloss(character, reading, match.end(2), match.end())
            yield last


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


_BRACKET = re.compile(rf"\({_PINYIN}\)")
_FEWEST = 3
_OFTEN = 0.85
_MOSTLY = 0.5
_SILENT = 0.35
_AGAIN, _INSIDE, _OTHERS = 2, 0.5, 0.15


def channel_page(text: str) -> Page | None:
    """The channel's annotations on this page, or none where the page shows no sign of the channel.

    The sign: characters of the known table, or others that the script swap gives, carry one reading each at (nearly)
    every occurrence. A page that explains some characters shows the others of the table without a reading; so does a
    mirror with a small table, but it goes on and on.
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
    if not (_is_all_of_it(occurrences, listed.keys(), hits) or _goes_on(text, found, listed)):
        return None
    table, likely = {**_unseen(occurrences, listed), **listed}, dict[str, str]()
    for (character, reading), count in counts.items():
        share = count / (occurrences[character] or count)
        if share > _MOSTLY and _may_be_annotated(character, reading, occurrences[character]):
            likely[character] = reading
            if share >= _OFTEN and not reading.isascii():
                table.setdefault(character, reading)
    kept = (gloss for gloss in found if gloss.reading in (table.get(gloss.character), likely.get(gloss.character)))
    return Page(table, tuple(kept))


def _is_all_of_it(occurrences: Mapping[str, int], listed: Set[str], hits: int) -> bool:
    """Whether hardly a character of the known table stands on the page without a reading."""
    silent = sum(occurrences[character] for character in known_annotations().core if character not in listed)
    return silent <= _SILENT * (hits + silent)


def _goes_on(text: str, found: Sequence[Gloss], listed: Table) -> bool:
    """Whether readings stand behind characters of the table as no author writes them.

    Behind several ones, again and again, in the midst of phrases, and behind hardly any other kind of character.
    """
    own = [gloss for gloss in found if listed.get(gloss.character) == gloss.reading]
    again = len(own) - len(listed)
    inside = sum("㐀" <= text[gloss.end : gloss.end + 1] <= "鿿" for gloss in own)
    known = traditional_forms()
    others = sum(gloss.character not in known and gloss.reading in readings(gloss.character) for gloss in found)
    often = again >= _AGAIN and len(listed) >= _FEWEST
    return often and inside >= _INSIDE * len(own) and others <= _OTHERS * len(own)


def _unseen(occurrences: Mapping[str, int], listed: Table) -> Table:
    """The known characters that the page would have annotated as well, had it contained them.

    Each of the two generations holds all of its characters, but for some of the later one's additions on some pages; a
    page that shows one without its reading is from a mirror with another table, which tells nothing.
    """
    core, later = known_annotations().core, known_annotations().later
    bare = {character for character in known_annotations().full if occurrences[character] and character not in listed}
    if bare & core.keys():
        return {}
    is_later = len(later.keys() & listed.keys()) >= _FEWEST and not bare
    return core | later if is_later else core


def _may_be_annotated(character: str, reading: str, occurrences: int) -> bool:
    """Whether a mirror may have the character in its table with this reading.

    An author explains a rare character once; mirrors have common ones.
    """
    if character not in traditional_forms() or reading not in readings(character):
        return False
    return occurrences != 1 or _cost(character) >= _least_common()


@cache
def _least_common() -> float:
    """The cost of the rarest character that a mirror is known to annotate."""
    return min(map(_cost, known_annotations().full))


def _cost(character: str) -> float:
    language = load_language()
    return language.words.get(language.simplified.get(character, character), UNSEEN)


_MANY, _DIFFERENT, _COMMON, _DENSEST = 8, 6, -8.0, 0.3
_HAN = re.compile("[㐀-鿿]")


def random_glosses(text: str) -> tuple[Gloss, ...]:
    """The readings that a mirror strewed over a page in sound Unicode; none where they could be an author's.

    Some write them without tone marks, some write one several times. Nobody explains how to read 有 or 的, explains
    every character in turn, or only words at the end of a phrase.
    """
    found = tuple(_repeated(text, gloss) for gloss in glosses(text)) if text.count("(") >= _MANY else ()
    if len(found) < _MANY or len({gloss.character for gloss in found}) < _DIFFERENT:
        return ()
    valid = tuple(gloss for gloss in found if _can_be_read(gloss))
    common = sum(_cost(gloss.character) > _COMMON for gloss in valid)
    inside = sum("㐀" <= text[g.end : g.end + 1] <= "鿿" for g in valid)
    in_turn = sum(a.end + 1 == b.start for a, b in pairwise(valid))
    density = min(_DENSEST, len(valid) / len(_HAN.findall(text)))
    at_random = in_turn <= max(0.15, 1.3 * density) * len(valid)
    strewn = len(valid) >= 0.95 * len(found) and inside >= 0.6 * len(valid) and at_random
    return valid if strewn and common >= max(3, 0.1 * len(valid)) else ()


def _repeated(text: str, gloss: Gloss) -> Gloss:
    """The gloss with all that repeats its bracket."""
    bracket, end = f"({gloss.reading})", gloss.end
    while text.startswith(bracket, end):
        end += len(bracket)
    return msgspec.structs.replace(gloss, end=end)


def _can_be_read(gloss: Gloss) -> bool:
    known = readings(gloss.character)
    return gloss.reading in known or (gloss.reading.isascii() and gloss.reading in map(_without_tone, known))


def _without_tone(reading: str) -> str:
    """A reading in the letters a to z, ü as v."""
    plain = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    return "".join(letter for letter in plain if letter.isascii())


@cache
def swapped_characters() -> frozenset[str]:
    """The characters that the script swap gives: only these were ever annotated."""
    return frozenset(swap_table().values())


@cache
def traditional_forms() -> frozenset[str]:
    """Every traditional form of a simplified character: what some mirror's script swap may give."""
    forms = (each for each in opencc_characters("STCharacters").items())
    return swapped_characters() | {form for simplified, row in forms for form in row if form != simplified}


@cache
def readings(character: str) -> frozenset[str]:
    """Every reading of the character, from pypinyin's dictionary, with tone marks."""
    return frozenset(_all_readings().get(str(ord(character)), "").split(","))


@cache
def _all_readings() -> Mapping[str, str]:
    """pypinyin's table of characters, read without importing the package, which loads its phrases too."""
    return msgspec.json.decode(package_file("pypinyin", "pinyin_dict.json"), type=dict[str, str])


def straddlers(table: Table) -> Straddlers:
    """Those of a page, by its annotated characters; pages mostly annotate what is known."""
    return _straddlers(frozenset(table.items() - known_annotations().full.items()))


@lru_cache(64)
def _straddlers(own: frozenset[tuple[str, str]]) -> Straddlers:
    return Straddlers(dict(own))


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
    """The characters whose code begins with the byte `lead` and that can be read so.

    Those that the known script swap gives; other traditional forms only where there is none.
    """
    found = [character for character in _forms_by_lead().get(lead, ()) if reading in readings(character)]
    return tuple(character for character in found if character in swapped_characters()) or tuple(found)


@cache
def _forms_by_lead() -> Mapping[int, Sequence[str]]:
    rows: dict[int, list[str]] = {}
    for character in sorted(traditional_forms()):
        for lead in character.encode("gbk", "ignore")[:1]:
            rows.setdefault(lead, []).append(character)
    return rows
