"""Lines: a title broken as Chinese is, no stop at a line's start, no opening mark at its end, no word torn."""

from __future__ import annotations

import re
from collections.abc import Callable

_NOT_FIRST = " ，。、；：！？）〉》」』】〕”’…—·％%）,.;:!?)]}～-"
_NOT_LAST = "（〈《「『【〔“‘([{"
_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u024f][\w.\-']*|\s+|.", re.DOTALL)

Measure = Callable[[str], float]


def broken(text: str, width: float, measure: Measure) -> list[str]:
    """The fewest lines that fit a width, of lengths as even as may be."""
    pieces = [(piece, measure(piece)) for piece in _pieces(text)]
    lines = _filled(pieces, width)
    narrow, wide = width / 2, width
    while len(lines) > 1 and wide - narrow > 2:
        middle = (narrow + wide) / 2
        narrow, wide = (middle, wide) if len(_filled(pieces, middle)) > len(lines) else (narrow, middle)
    return _filled(pieces, wide)


def shortened(lines: list[str], most: int) -> list[str]:
    """The first lines, the last of them with …… where others are left out."""
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-2] + "……"]


def _pieces(text: str) -> list[str]:
    """What must not be torn: words, and characters with the marks that go with them."""
    pieces: list[str] = []
    for piece in _WORD.findall(" ".join(text.split())):
        if pieces and (piece[0] in _NOT_FIRST or pieces[-1].rstrip()[-1] in _NOT_LAST):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _filled(pieces: list[tuple[str, float]], width: float) -> list[str]:
    lines, length = [""], 0.0
    for piece, own in pieces:
        if lines[-1] and length + own > width:
            lines.append("")
            length = 0.0
        lines[-1] += piece
        length += own
    return [line.strip() for line in lines]
