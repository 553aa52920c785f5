"""The observed characters of a mirrored line, each with the reading that stands behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from site_builder.clean.annotation import READING
from site_builder.clean.codes import folded

_TOKEN = re.compile(rf"\?({READING})\)|(.)(?:\(({READING})\))?", re.DOTALL)
_ROW = 4
MARK_SHOWN = {"、": "、", ",": "，", "!": "！", ";": "；", "?": "？", ":": "："}


class Token(Struct, frozen=True, gc=False):
    """An observed character with its reading; `eaten` says that a lead byte took the bracket of the reading."""

    character: str
    reading: str
    eaten: bool
    start: int
    end: int


def tokens(line: str) -> list[Token]:
    """The line's observed characters, each with the reading that stands behind it."""
    found, start = [], 0
    for eaten, character, gloss in _TOKEN.findall(line):
        reading = eaten or gloss
        end = start + 1 + (len(reading) + (1 if eaten else 2) if reading else 0)
        found.append(Token(character or "?", reading, bool(eaten), start, end))
        start = end
    return found


def shown(line: Sequence[Token]) -> str:
    """The characters without their readings."""
    return "".join([token.character for token in line])


def is_damaged(line: Sequence[Token], place: int) -> bool:
    """Whether the token is a `?` that the channel could have left by bytes: a straddled reading or a cut."""
    token = line[place]
    return token.character == "?" and (token.eaten or (bool(next_mark(line, place)) and not _in_a_row(line, place)))


def _in_a_row(line: Sequence[Token], place: int) -> bool:
    """Whether the token is one of four and more `?`, which stand for characters that GBK lacks."""
    near = shown(line[max(0, place - _ROW + 1) : place + _ROW])
    return "?" * _ROW in near


def next_mark(line: Sequence[Token], place: int) -> str:
    """The mark behind the token at which a mirror may have cut, full-width; empty where there is none."""
    follower = line[place + 1] if place + 1 < len(line) else None
    return MARK_SHOWN.get(follower.character, "") if follower and not follower.reading else ""


def bytes_at(line: Sequence[Token], place: int) -> list[int]:
    """The first byte of the observed character there, in every way to come about; none for a `?`."""
    if place >= len(line) or line[place].character == "?":
        return []
    character = line[place].character
    single = [ord(character)] if "@" <= character <= "~" else []
    return single + [first for first, _second in folded().get(character, ())[:1]]


def last_trails(said: str) -> list[tuple[str, int]]:
    """The last byte of a character, and the character: a mark is full-width where that alone has such a byte."""
    if said.isascii():
        return [(bytes(pair).decode("gbk"), pair[1]) for pair in folded().get(said, ())]
    code = said.encode("gbk", "ignore")
    return [(said, code[1])] if len(code) == 2 else []
