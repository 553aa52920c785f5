"""Paired marks: which are open at some place of a line, and what it costs where they do not pair."""

from __future__ import annotations

from typing import NamedTuple

_OPEN = {"“": 1, "‘": 2, "《": 4, "（": 8, "(": 8, "【": 16, "〔": 32, "[": 64, "「": 128, "『": 256}
_CLOSE = {"”": 1, "’": 2, "》": 4, "）": 8, ")": 8, "】": 16, "〕": 32, "]": 64, "」": 128, "』": 256}
CLOSING = _CLOSE.keys()
PAIRED = _OPEN.keys() | CLOSING
_UNPAIRED, _UNOPENED = -4.5, -2.5  # a quotation of several paragraphs closes what its last one did not open
_RECENT = 60


def pair(open_pairs: int, character: str) -> tuple[float, int]:
    """What a paired mark costs where these pairs are open, and which are open behind it; one bit for each kind."""
    opened = _OPEN.get(character)
    if opened is not None:
        return (_UNPAIRED if open_pairs & opened else 0.0), open_pairs | opened
    closed = _CLOSE[character]
    unopened = _UNOPENED if character in "”’」" else 3 * _UNPAIRED
    return (0.0 if open_pairs & closed else unopened), open_pairs & ~closed


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
