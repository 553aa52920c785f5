"""Small fonts: every character is a box, those that were asked for and no others."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from site_builder.fonts import FontFile


def write_font(path: Path, characters: str, height: int = 800, fs_type: int = 0) -> FontFile:
    """A font whose characters are boxes of a height, in thousandths of the size."""
    names = {character: f"u{ord(character):04X}" for character in sorted(set(characters))}
    build = FontBuilder(1000, isTTF=True)
    build.setupGlyphOrder([".notdef", *names.values()])
    build.setupCharacterMap({ord(character): name for character, name in names.items()})
    build.setupGlyf({name: _box(height) for name in (".notdef", *names.values())})
    build.setupHorizontalMetrics(dict.fromkeys((".notdef", *names.values()), (1000, 100)))
    build.setupHorizontalHeader(ascent=880, descent=-120)
    licence = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
    build.setupNameTable({"familyName": "Boxes", "copyright": "Nobody", "licenseDescription": licence})
    build.setupOS2(fsType=fs_type)
    build.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    build.font["head"].created = build.font["head"].modified = 0
    build.font.recalcTimestamp = False
    build.save(path)
    return FontFile(path.name, str(path), str(path.stat().st_mtime_ns))


def _box(height: int) -> object:
    pen = TTGlyphPen(None)
    for number, point in enumerate(((100, 0), (100, height), (900, height), (900, 0))):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    return pen.glyph()
