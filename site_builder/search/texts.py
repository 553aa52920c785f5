"""A text as it is searched: made once, when the text is read, for the index and for the hits of every script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

import msgspec
import numpy as np
from msgspec import Struct

from site_builder.search.fold import fold, fold_units
from site_builder.search.grams import Units
from site_builder.search.plain import blocks

Block = tuple[str, ...]  # the place to link to, the words, and those of other scripts, folded, where they differ


class Searchable(Struct, frozen=True):
    """The folded units of a text, its forms one behind the other, and in each script its blocks as a JSON array."""

    units: Units
    blocks: tuple[bytes, ...]


def searchable(htmls: Sequence[str]) -> Searchable:
    """A text, given in every script as HTML, as it is searched."""
    texts = [blocks(html) for html in htmls]
    folded = _different("\n".join([*(words for _, words in text), ""]) for text in texts)
    is_one = len(folded) == 1  # nearly always: folding undoes what conversion does
    sheets = (text if is_one else _with_others(texts, number) for number, text in enumerate(texts))
    return Searchable(np.concatenate(folded), tuple(map(msgspec.json.encode, sheets)))


def open_tables() -> None:
    """Read the tables of folding now, so that processes forked from this one share them."""
    fold_units("")


def _different(bodies: Iterable[str]) -> list[Units]:
    folded: list[Units] = []
    for body in bodies:
        units = fold_units(body)
        if not any(np.array_equal(units, each) for each in folded):
            folded.append(units)
    return folded


def _with_others(texts: Sequence[list[tuple[str, str]]], number: int) -> list[Block]:
    """The blocks in a script, each with its forms in the others."""
    others = (text for place, text in enumerate(texts) if place != number)
    return [_block(*row) for row in zip_longest(texts[number], *others, fillvalue=("", ""))]


def _block(own: tuple[str, str], *others: tuple[str, str]) -> Block:
    forms = {fold(words) for _, words in others} - {fold(own[1])}
    return (*own, "\n".join(sorted(forms))) if forms else own
