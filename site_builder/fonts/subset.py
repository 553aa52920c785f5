"""The title font: of an open font the characters that a site's titles need, as WOFF2 with its style and its licence."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from io import BytesIO

from site_builder.fonts.faces import Face, opened

FAMILY = "Titles"  # a part must not be called as the whole is: some names are reserved


@cache  # it takes a second, and one process may build a site many times
def title_font(face: Face, characters: str) -> bytes:
    """A part of a font with these characters, as WOFF2; the same bytes from the same font and characters."""
    from fontTools.subset import Options, Subsetter

    options = Options(
        flavor="woff2",
        hinting=False,
        layout_features=["kern", "halt", "chws"],
        name_IDs=[0, 1, 2, 3, 4, 6, 13, 14],
        name_languages=[0x409],
        notdef_outline=True,
        obfuscate_names=False,
    )
    subsetter, content = Subsetter(options), BytesIO()
    subsetter.populate(text=characters)
    with opened(face.file.path, face.number) as font:
        subsetter.subset(font)
        _rename(font)
        font.flavor = "woff2"
        font.save(content, reorderTables=False)
    return content.getvalue()


def title_style(name: str) -> bytes:
    """The style sheet that puts a font of that file name before those of the reader's own machine, for titles."""
    return (
        f'@font-face {{ font-family: "{FAMILY}"; src: url("{name}") format("woff2"); '
        f"font-weight: 400 700; font-display: swap; }}\n"
        f':root {{ --title: "{FAMILY}", var(--serif); }}\n'
    ).encode()


def licence(face: Face) -> bytes:
    """What must go with a part of a font: its maker's notice, and the licence where it is the usual one."""
    whole = files(__package__).joinpath("OFL.txt").read_text("utf-8") if _is_usual(face) else ""
    return "\n\n".join(filter(None, (face.notice.strip(), whole))).encode() + b"\n"


def _is_usual(face: Face) -> bool:
    return re.search("open ?font ?licen[cs]e|OFL", face.notice, re.IGNORECASE) is not None


def _rename(font: object) -> None:
    names = font["name"]  # type: ignore[index]
    for number, text in ((1, FAMILY), (2, "Regular"), (3, FAMILY), (4, FAMILY), (6, FAMILY)):
        for record in [each for each in names.names if each.nameID == number]:
            names.setName(text, number, record.platformID, record.platEncID, record.langID)
