"""Paired marks: which are open at some place of a line, and what it costs where they do not pair."""

from __future__ import annotations

from typing import NamedTuple

_OPEN = {"“": 1, "‘": 2, "《": 3, "（": 4, "(": 4, "【": 5, "〔": 6, "[": 7, "「": 8, "『": 9}
_CLOSE = {"”": 1, "’": 2, "》": 3, "）": 4, ")": 4, "】": 5, "〕": 6, "]": 7, "」": 8, "』": 9}
CLOSING = _CLOSE.keys()
PAIRED = _OPEN.keys() | CLOSING
_UNPAIRED, _UNOPENED = -4.5, -2.5  # a quotation of several paragraphs closes what its last one did not open
_CROSSED = -3.0  # a pair closed while one within it is open
_RECENT = 60
_BITS, _DEEPEST = 4, (1 << 24) - 1  # of a kind on the stack, and six of them


def pair(open_pairs: int, character: str) -> tuple[float, int]:
    """What a paired mark costs where these pairs are open, and which are open behind it.

    The open pairs are a stack, the innermost one in the lowest four bits.
    """
    opened = _OPEN.get(character)
    if opened is not None:
        if is_open(open_pairs, character):
            return _UNPAIRED, open_pairs
        return 0.0, (open_pairs << _BITS | opened) & _DEEPEST
    closed, inner = _CLOSE[character], open_pairs
    while inner and inner & 15 != closed:
        inner >>= _BITS
    if inner:
        return (0.0 if inner == open_pairs else _CROSSED), inner >> _BITS
    return (_UNOPENED if character in "”’」" else 3 * _UNPAIRED), open_pairs


def is_open(open_pairs: int, opening: str) -> bool:
    """Whether the pair that this mark opens is among the open ones."""
    while open_pairs:
        if open_pairs & 15 == _OPEN[opening]:
            return True
        open_pairs >>= _BITS
    return False


def encloses(opening: str, closing: str) -> bool:
    """Whether the marks are a pair."""
    return _OPEN.get(opening, 0) == _CLOSE.get(closing, -1)


def open_pairs_of(text: str, bits: int = 0) -> int:
    """The paired marks still open at the end of the text."""
    for character in text:
        if character in PAIRED:
            bits = pair(bits, character)[1]
    return bits


class Written(NamedTuple):
    """What is known of a line up to some place: its last characters, and the pairs of marks that it leaves open."""

    recent: str
    open_pairs: int

    def and_then(self, text: str) -> Written:
        """The same behind some more text."""
        return Written((self.recent + text)[-_RECENT:], open_pairs_of(text, self.open_pairs))
