"""Quotes: quotation marks by region, “ ” ‘ ’ on the mainland and 「 」『 』 elsewhere.

Every mark is replaced alike except those found here: apostrophes, quotations of Latin text, and all marks of a
paragraph in which they do not pair. Such a paragraph is left as it is and reported: guessing would hide the error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from site_builder.script.layers import Claim

LAYER = "quotation marks"
_PAIRS = {"“": "”", "‘": "’"}
_MARKS = re.compile("[“”‘’]")


class Unbalanced(Struct, frozen=True):
    """A paragraph whose quotation marks do not pair: its range, and the place of the first mark without a partner."""

    start: int
    end: int
    mark: int


def exceptions(text: str, borders: str) -> list[Claim]:
    """The marks that stay as they are, in a text of paragraphs parted by any of the characters `borders`."""
    marks = "".join(_MARKS_AND[borders].findall(text))
    while (shorter := marks.replace("‘’", "").replace("“”", "")) != marks:
        marks = shorter
    if not marks.strip(borders):  # all pair, and none stands before a letter
        return []
    doubtful = (span for span in _paragraphs(text, borders) if not _is_plain(text[span[0] : span[1]], borders))
    kept = sorted({mark for start, end in doubtful for mark in _kept(text, start, end)})
    return [Claim(mark, mark + 1, text[mark], LAYER, text[mark]) for mark in kept]


def _is_plain(paragraph: str, borders: str) -> bool:
    marks = "".join(_MARKS_AND[borders].findall(paragraph))
    return not marks or not marks.replace("‘’", "").replace("“”", "")


def unbalanced(text: str, borders: str = "\n") -> Iterator[Unbalanced]:
    """The paragraphs whose quotation marks do not pair."""
    for start, end in _paragraphs(text, borders):
        marks = [mark for mark in _marks(text, start, end) if not _is_apostrophe(text, mark)]
        _, lonely = _paired(text, marks)
        if lonely is not None:
            yield Unbalanced(start, end, lonely)


# A mark with the ASCII character after it, which an apostrophe and a Latin quotation have; or a border.
_MARKS_AND = {borders: re.compile(f"[“”‘’{borders}][!-~]?") for borders in ("\n", "\x1e", "\n\x1e")}


def _paragraphs(text: str, borders: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.finditer(f"[^{borders}]+", text))


def _marks(text: str, start: int, end: int) -> list[int]:
    return [match.start() for match in _MARKS.finditer(text, start, end)]


def _kept(text: str, start: int, end: int) -> list[int]:
    marks = _marks(text, start, end)
    apostrophes = [mark for mark in marks if _is_apostrophe(text, mark)]
    pairs, lonely = _paired(text, [mark for mark in marks if mark not in apostrophes])
    if lonely is not None:
        return marks
    latin = [pair for pair in pairs if _is_latin(text, *pair)]
    return apostrophes + [mark for mark in marks for opening, closing in latin if opening <= mark <= closing]


def _paired(text: str, marks: list[int]) -> tuple[list[tuple[int, int]], int | None]:
    """The pairs of marks, and the first mark that has no partner."""
    waiting: list[int] = []
    pairs: list[tuple[int, int]] = []
    for mark in marks:
        if text[mark] in _PAIRS:
            waiting.append(mark)
        elif waiting and _PAIRS[text[waiting[-1]]] == text[mark]:
            pairs.append((waiting.pop(), mark))
        else:
            return pairs, mark
    return pairs, waiting[0] if waiting else None


def _is_apostrophe(text: str, mark: int) -> bool:
    """don’t, boys’ (where no ‘ is open is not asked), and ’90s."""
    if text[mark] != "’":
        return False
    before, after = text[mark - 1 : mark], text[mark + 1 : mark + 2]
    return (_is_letter(before) and _is_letter(after)) or bool(_DECADE.match(text, mark) and not _is_letter(before))


def _is_latin(text: str, opening: int, closing: int) -> bool:
    """A quotation of Latin text: several words, or one in a Latin sentence. “APP” between Han is Chinese."""
    inside = text[opening + 1 : closing]
    if not re.search("[A-Za-z]", inside) or re.search("[\u2e80-\U0003ffff]", inside):
        return False
    around = text[max(0, opening - 2) : opening] + text[closing + 1 : closing + 3]
    return bool(re.search(r"[A-Za-z]\S*\s+\S*[A-Za-z]", inside) or re.search("[A-Za-z]", around))


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalnum()


_DECADE = re.compile(r"’\d\ds?\b")
