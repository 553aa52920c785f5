"""Figures: the file names that lost pictures left behind, and the captions that are left of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.lines import Line, Shape, drop, shapes, split_lines
from site_builder.clean.model import Found

STEP = "figures"
OPENING, CLOSING = "::: figure\n", "\n:::"

_PUNCTUATION = re.compile(r"[，：；、？！。…—]")
# Who does what where, before the first words: what a picture at the head of an article shows.
_SCENE = re.compile(
    r"[\u3400-\u9fff]{2,12}正?在[\u3400-\u9fff“”]{4,20}|[\u3400-\u9fff“”]{4,20}(?:现场|合影|一角|全景|外景|效果图)"
)


def find_figures(text: str) -> Found:
    """Remove the file names of pictures and fence every caption as a figure whose picture is lost."""
    lines = split_lines(text)
    kinds = shapes(lines)
    lost_pictures = Shape.IMAGE in kinds
    edits: list[Edit] = []
    for line, before, kind in zip(lines, [None, *kinds], kinds, strict=False):
        if kind is Shape.IMAGE:
            edits.append(drop(line, STEP, Certainty.LIKELY, "the file name of a lost picture"))
        elif kind is Shape.CAPTION:
            edits += _fenced(line, Certainty.LIKELY)
        elif before is None and kind is Shape.SHORT and _SCENE.fullmatch(line.text):
            edits += _fenced(line, Certainty.DOUBTFUL)
        elif lost_pictures and kind is Shape.SHORT and not _PUNCTUATION.search(line.text):
            edits += _perhaps_fenced(line, before)
    return Found(tuple(edits))


def _perhaps_fenced(line: Line, before: Shape | None) -> Iterator[Edit]:
    """A bare phrase behind a picture is its caption; between two paragraphs it might be a heading after all."""
    if before is Shape.IMAGE:
        yield from _fenced(line, Certainty.LIKELY)
    elif before is Shape.PROSE:
        yield from _fenced(line, Certainty.DOUBTFUL)


def _fenced(line: Line, certainty: Certainty) -> Iterator[Edit]:
    reason = "a caption whose picture is lost"
    yield Edit(line.start, line.start, OPENING, STEP, certainty, reason)
    yield Edit(line.end, line.end, CLOSING, STEP, Certainty.LIKELY, reason)
