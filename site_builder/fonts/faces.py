"""Faces: of a font's file the one that writes a script, and the characters it has."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont
    from PIL.ImageFont import FreeTypeFont

# What the family of a collection's face ends in, for the forms that a script's readers expect.
_REGIONS = {"zh-Hans": ("SC", "CN"), "zh-Hant": ("TC", "TW"), "zh-Hant-TW": ("TC", "TW"), "zh-Hant-HK": ("HK", "HC")}
# Bits of OS/2's fsType: not to be embedded at all, not as a subset, not its outlines.
_FORBIDDING = 0x0002 | 0x0100 | 0x0200


class FontFile(Struct, frozen=True):
    """A font as it lies on the disk; `mark` differs where its bytes do."""

    name: str
    path: str
    mark: str


class Face(Struct, frozen=True):
    """A face of a font's file: its number there, the characters it has, and what its maker says of its licence.

    `is_open` says that a part of it may be passed on.
    """

    file: FontFile
    number: int
    characters: frozenset[str]
    notice: str
    is_open: bool


@cache  # a file is named with its mark: what is kept is never stale
def face_of(file: FontFile, variant: str) -> Face:
    """The face of a font that writes a script; the only one, or the first, where none is for it."""
    number = _number(file.path, variant)
    with opened(file.path, number) as font:
        notices = dict.fromkeys(filter(None, (font["name"].getDebugName(name) for name in _NOTICES)))
        characters = frozenset(map(chr, font.getBestCmap()))
        is_open = not font["OS/2"].fsType & _FORBIDDING
    return Face(file, number, characters, "\n".join(notices), is_open)


_NOTICES = (0, 13, 14)  # copyright, licence, where the licence stands


def opened(path: str, number: int) -> TTFont:
    """A face, its tables read as they are asked for."""
    from fontTools.ttLib import TTFont

    return TTFont(path, fontNumber=number, lazy=True, recalcTimestamp=False)


@cache
def drawing(face: Face, size: int) -> FreeTypeFont:
    """A face to draw with, `size` pixels high."""
    from PIL.ImageFont import Layout, truetype

    return truetype(face.file.path, size, face.number, layout_engine=Layout.BASIC)


def has_all(faces: tuple[Face, ...], text: str) -> bool:
    """Whether every character of a text is in one face or another."""
    return all(any(each in face.characters for face in faces) for each in text)


def _number(path: str, variant: str) -> int:
    with opened(path, 0) as first:
        count = getattr(first.reader, "numFonts", 1)  # a file of one font does not say
    for number in range(1, count):
        with opened(path, number) as font:
            family = font["name"].getDebugName(1) or ""
        if family.endswith(_REGIONS.get(variant, ())):
            return number
    return 0
