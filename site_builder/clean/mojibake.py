"""Mojibake: bytes of GBK or UTF-8 that were read as Latin letters, turned back line by line.

Three ways to misread are known: GBK as "UTF-8 where it is valid, else Latin-1", GBK as Windows-1252, and UTF-8 as
Windows-1252. Each is code here and runs forward; a repair is accepted only if the misreading, run over the repaired
line, gives the line on the page back. Read as Windows-1252 nothing is lost and the way back is exact; in the mixture
some letters may have been one byte or two, and the words decide. General repairers refuse GBK.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from site_builder.clean.language import load_language
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.model import Found

STEP = "mojibake"

_LATIN = re.compile(r"[\x80-\xff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LEAST = 4  # Latin letters beyond ASCII
_SHARE = 0.4  # of all that is shown: French or Vietnamese has fewer
_UTF8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]"
)


def find_mojibake(text: str) -> Found:
    """Read the lines of misread Latin letters as the Chinese they were."""
    edits: list[Edit] = []
    start = 0
    for line in text.split("\n"):
        if _is_suspect(line):
            edits += _restored(line, start)
        start += len(line) + 1
    return Found(tuple(edits))


def as_mixture(content: bytes) -> str:
    """Bytes read as UTF-8 where they are valid, else as Latin-1: what some crawlers did."""
    parts: list[str] = []
    done = 0
    for found in _UTF8.finditer(content):
        parts += content[done : found.start()].decode("latin-1"), found[0].decode("utf-8")
        done = found.end()
    return "".join([*parts, content[done:].decode("latin-1")])


def as_windows(content: bytes) -> str:
    """Bytes read as Windows-1252, its five gaps as Latin-1."""
    return "".join(_WINDOWS[byte] for byte in content)


_WINDOWS = tuple(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
_FROM_WINDOWS = {character: bytes((byte,)) for byte, character in enumerate(_WINDOWS)}


def _is_suspect(line: str) -> bool:
    latin = len(_LATIN.findall(line))
    return latin >= _LEAST and latin >= _SHARE * len(line.replace(" ", ""))


def _restored(line: str, start: int) -> Iterable[Edit]:
    for reason, read, misread in _WAYS:
        restored, content = read(line)
        if restored and misread(content) == line and _is_chinese(restored) and _is_broken(content):
            certainty = Certainty.LIKELY if misread is as_mixture else Certainty.EXACT
            yield Edit(start, start + len(line), restored, STEP, certainty, reason)
            return


def _is_broken(content: bytes) -> bool:
    """Whether the bytes are not the page's own in UTF-8: these would be letters with accents that someone wrote."""
    wide = sum(byte >= 0x80 for byte in content)
    valid = sum(len(each) for each in _UTF8.findall(content))
    return valid * 2 < wide or len(_HAN.findall(content.decode("utf-8", "ignore"))) * 3 * 2 > wide


def _from_windows(line: str, encoding: str) -> tuple[str, bytes]:
    if not _FROM_WINDOWS.keys() >= set(line):
        return "", b""
    content = b"".join(_FROM_WINDOWS[character] for character in line)
    try:
        return content.decode(encoding), content
    except UnicodeDecodeError:
        return "", b""


class _Reading(Struct, frozen=True):
    """One way to read a line so far: its text and bytes, the lead byte that waits for its trail, how unlikely it is."""

    cost: float
    text: str = ""
    content: bytes = b""
    lead: bytes = b""


_BEAM = 24


def _from_mixture(line: str) -> tuple[str, bytes]:
    """The likeliest way to read a mixture as GBK.

    A letter below U+0100 was one byte, or two that were valid UTF-8: where both give characters, the words decide.
    """
    words = load_language().words
    readings = [_Reading(0.0)]
    for character in line:
        following: dict[tuple[bytes, str], _Reading] = {}
        for reading in readings:
            for content in _contents(character):
                if after := _read_on(reading, content, words):
                    key = after.lead, after.text[-1:]
                    if key not in following or after.cost < following[key].cost:
                        following[key] = after
        readings = sorted(following.values(), key=lambda each: each.cost)[:_BEAM]
    whole = next((reading for reading in readings if not reading.lead), _Reading(0.0))
    return whole.text, whole.content


def _contents(character: str) -> tuple[bytes, ...]:
    if character < "\x80":
        return (character.encode(),)
    if "\ud800" <= character <= "\udfff" or character > "\uffff":
        return ()
    return (character.encode("latin-1"), character.encode()) if character <= "\xff" else (character.encode(),)


def _read_on(reading: _Reading, content: bytes, words: Mapping[str, float]) -> _Reading | None:
    """A reading with a further letter's bytes; None where they are no GBK."""
    text, cost, lead = reading.text, reading.cost, reading.lead
    for byte in content:
        if lead:
            try:
                character = (lead + bytes((byte,))).decode("gbk")
            except UnicodeDecodeError:
                return None
            text, cost, lead = text + character, cost + _cost(text[-1:], character, words), b""
        elif byte < 0x80:
            text += chr(byte)
        else:
            lead = bytes((byte,))
    return _Reading(cost, text, reading.content + content, lead)


def _cost(before: str, character: str, words: Mapping[str, float]) -> float:
    """How unlikely a character is behind another: as a word of its own, or the two as one word."""
    if not _HAN.match(character):
        return _MARK if character in "，。、：；！？“”‘’《》（）—…·　" else _STRANGE
    alone = -words.get(character, _UNKNOWN) + _rarity(character)
    pair = words.get(before + character)
    return alone if pair is None else min(alone, -pair + words.get(before, _UNKNOWN))


_UNKNOWN = -18.0
_MARK, _STRANGE = 4.0, 14.0


def _rarity(character: str) -> float:
    """0 for the characters of the first level of GB 2312 and its marks, more for the others."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return 4.0
    return 0.0 if 0xB0 <= code[0] <= 0xD7 or code[0] in (0xA1, 0xA3) else 1.0


def _is_chinese(text: str) -> bool:
    """Whether nearly all that is not ASCII is common: a wrong reading is a heap of rare characters."""
    wide = [character for character in text if character >= "\x80"]
    return sum(_rarity(character) for character in wide) <= 0.25 * len(wide) and len(wide) >= 2


_Way = tuple[str, Callable[[str], tuple[str, bytes]], Callable[[bytes], str]]
_WAYS: tuple[_Way, ...] = (
    ("UTF-8 that was read as Windows-1252", lambda line: _from_windows(line, "utf-8"), as_windows),
    ("GBK that was read as UTF-8 where it was valid, else as Latin-1", _from_mixture, as_mixture),
    ("GBK that was read as Windows-1252", lambda line: _from_windows(line, "gbk"), as_windows),
)
