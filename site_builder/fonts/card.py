"""A social card: what is shown where somebody passes the address of a page on, 1200 × 630 pixels, as PNG.

Three masks are drawn, of ink, soft ink and seal red, and laid over each other as the sixteen colours of a palette.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from site_builder.fonts.faces import Face, drawing, has_all
from site_builder.fonts.lines import broken, shortened

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1200, 630
_EDGE, _TOP = 84, 54
# Those of the theme.
_PAPER, _INK, _SOFT, _SEAL = (0xFB, 0xF9, 0xF5), (0x21, 0x1F, 0x1B), (0x62, 0x5C, 0x52), (0xA3, 0x2F, 0x27)
_STEPS = 5  # from paper to a colour: three colours and the paper are sixteen
_SIZES = ((76, 2), (64, 3), (52, 4))  # of a title's characters, and the lines it may have

_HANGING = "“‘「『《〈（【"

Color = tuple[int, int, int]


class Mark(Struct, frozen=True):
    """One of the five seals: its character, and whether the text tells of it."""

    character: str
    is_told: bool


class Card(Struct, frozen=True):
    """What a card tells: above the title where it happened, below it the seals; `seal` is the collection's mark."""

    title: str
    above: str
    marks: tuple[Mark, ...]
    site: str
    seal: str


class Sheet(Struct, frozen=True):
    """A card being drawn: a mask for each colour, and the faces to draw with, the first that has a character."""

    ink: ImageDraw
    soft: ImageDraw
    seal: ImageDraw
    faces: tuple[Face, ...]


def card_image(card: Card, faces: tuple[Face, ...]) -> bytes:
    """A card as PNG. What no face has the characters of is left out: nothing is drawn that cannot be read."""
    from PIL import Image, ImageDraw

    masks = [Image.new("L", (WIDTH, HEIGHT)) for _ in range(3)]
    ink, soft, seal = map(ImageDraw.Draw, masks)
    sheet = Sheet(ink, soft, seal, faces)
    _collection(sheet, card)
    _title(sheet, card)
    _foot(sheet, card)
    return _png(masks)


def _collection(sheet: Sheet, card: Card) -> None:
    """The seal, read from the right as seals are, and the collection's name."""
    side = 92
    sheet.seal.rounded_rectangle((_EDGE, _TOP, _EDGE + side, _TOP + side), 8, fill=255)
    for place, character in enumerate(card.seal[:4]):
        left, top = _EDGE + 46 * (place < 2) + 4, _TOP + 46 * (place % 2) + 2
        _text(sheet, sheet.seal, (left, top), character, 38, 0)
    _text(sheet, sheet.soft, (_EDGE + side + 26, _TOP + 26), card.site, 36)


def _title(sheet: Sheet, card: Card) -> None:
    if not card.title or not has_all(sheet.faces, card.title):
        return
    width = WIDTH - 2 * _EDGE
    for size, most in _SIZES:
        lines = broken(card.title, width, lambda text, size=size: _length(sheet, text, size))  # type: ignore[misc]
        if len(lines) <= most:
            break
    lines, step = shortened(lines, most), round(size * 1.36)
    lead = 54 if card.above else 0
    top = 336 - (lead + step * len(lines)) // 2
    _text(sheet, sheet.seal, (_EDGE, top), card.above, 31)
    for number, line in enumerate(lines):
        hung = size // 2 if line[0] in _HANGING else 0  # the mark's own blank half stands in the edge
        _text(sheet, sheet.ink, (_EDGE - hung, top + lead + step * number), line, size)


def _foot(sheet: Sheet, card: Card) -> None:
    sheet.soft.line((_EDGE, 512, WIDTH - _EDGE, 512), fill=80, width=2)
    for place, mark in enumerate(card.marks):
        left = _EDGE + 76 * place
        box = (left, 536, left + 58, 536 + 58)
        if mark.is_told:
            sheet.seal.rounded_rectangle(box, 6, fill=255)
        else:
            sheet.soft.rounded_rectangle(box, 6, outline=110, width=2)
        colour, depth = (sheet.seal, 0) if mark.is_told else (sheet.soft, 160)
        _text(sheet, colour, (left + 12, 545), mark.character, 34, depth)


def _text(sheet: Sheet, mask: ImageDraw, at: tuple[int, int], text: str, size: int, depth: int = 255) -> None:
    """A line of text, each character in the first face that has it; nothing where none has one."""
    if not has_all(sheet.faces, text):
        return
    left = float(at[0])
    for face, run in _runs(sheet.faces, text):
        font = drawing(face, size)
        ascent, _ = font.getmetrics()
        mask.text((left, at[1] + round(size * 0.88) - ascent), run, font=font, fill=depth)
        left += font.getlength(run)


def _length(sheet: Sheet, text: str, size: int) -> float:
    return sum(drawing(face, size).getlength(run) for face, run in _runs(sheet.faces, text))


def _runs(faces: tuple[Face, ...], text: str) -> list[tuple[Face, str]]:
    """A text that the faces have cut into runs of one face each."""
    runs: list[tuple[Face, str]] = []
    for character in text:
        face = next(each for each in faces if character in each.characters)
        if runs and runs[-1][0] is face:
            runs[-1] = (face, runs[-1][1] + character)
        else:
            runs.append((face, character))
    return runs


def _png(masks: list[Image]) -> bytes:
    """The masks over each other, the last above; a pixel has one colour, in so many steps from the paper."""
    from PIL import Image, ImageChops

    whole = Image.new("L", (WIDTH, HEIGHT))
    for number, mask in enumerate(masks):
        steps = [round(value * _STEPS / 255) for value in range(256)]
        whole = ImageChops.lighter(whole, mask.point([step and step + number * _STEPS for step in steps]))
    indexed = Image.frombytes("P", whole.size, whole.tobytes())
    indexed.putpalette([part for colour in _palette() for part in colour])
    content = BytesIO()
    indexed.save(content, "PNG", bits=4, compress_level=6)
    return content.getvalue()


def _palette() -> list[Color]:
    shades = [(colour, step / _STEPS) for colour in (_INK, _SOFT, _SEAL) for step in range(1, _STEPS + 1)]
    return [_PAPER, *(_between(colour, share) for colour, share in shades)]


def _between(colour: Color, share: float) -> Color:
    red, green, blue = (round(p + (c - p) * share) for p, c in zip(_PAPER, colour, strict=True))
    return red, green, blue
