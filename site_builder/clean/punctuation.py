"""Punctuation: the full-width marks that a mirror folded to ASCII, and the blanks it left around them.

A mark belongs to the language it stands in: the nearest letter on either side decides, digits and quotation marks are
looked through. Numbers, times, addresses and Latin text keep their own marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.lines import BLANKS
from site_builder.clean.model import Found

STEP = "punctuation"

_WIDE = str.maketrans(",:;?!()", "，：；？！（）")
_HAN = r"\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_OWN = "、。《》【】「」『』〔〕"  # marks that have no ASCII form, and so say what language it is
_MARKS = f"{_OWN}，：；？！（）"
_CHINESE = re.compile(rf"[{_HAN}{_OWN}]")
_ASCII = re.compile(r"[,:;?!()]")
_LETTER = re.compile(rf"[{_HAN}{_OWN}]|[^\W\d_]")
_KEPT = re.compile(
    r"(?:https?://|www\.)[!-~]*[!-~](?<![,:;?!()])"  # an address, without the mark that ends the sentence
    r"|(?<![\d,])\d{1,3}(?:,\d{3})+(?!\d)|(?<=\d):(?=\d)"  # 1,089 and 17:34
    r"|^:::.*|\]\([^()\s]*\)|^\[\^[^\]\s]+\]: "  # Markdown's fences, links and notes
    r"|\?(?=[?!,;:)？！，；：）】》]|[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,6}[)）])|(?<=\?)\?",  # perhaps a lost character
    re.MULTILINE,
)
_BLANK = f"[{re.escape(BLANKS)}]+"
_BEFORE_A_MARK = re.compile(r"(?<=[\w”》）」%])，(?=[，。、；：])")
_OFTEN = 4
_QUOTES = "“”‘’…—"
# Between two persons or the halves of a title a blank is all that parts them, so two Han characters keep theirs.
_LOOSE = re.compile(
    rf"(?<=[{_MARKS}{_QUOTES}]){_BLANK}(?=[{_HAN}{_MARKS}{_QUOTES}])|(?<=[{_HAN}]){_BLANK}(?=[{_MARKS}{_QUOTES}])"
)


def widen(text: str) -> Found:
    """Write Chinese punctuation in full width and close the blanks beside it."""
    marks = list(_marks(text))
    wide = list(text)
    for mark in marks:
        wide[mark.start] = mark.replacement
    blanks = [
        Edit(found.start(), found.end(), "", STEP, Certainty.EXACT, "a blank beside Chinese punctuation")
        for found in _LOOSE.finditer("".join(wide))
    ]
    edits = [*_inserted("".join(wide)), *blanks]
    places = {edit.start for edit in edits}
    edits += (mark for mark in marks if mark.start not in places)
    return Found(tuple(sorted(edits, key=lambda edit: edit.start)))


def _inserted(text: str) -> list[Edit]:
    """The commas that a mirror put before other marks; none on a page where they could be slips of the pen."""
    found = list(_BEFORE_A_MARK.finditer(text))
    often = len(found) >= _OFTEN and len({text[each.end()] for each in found}) > 1
    reason = "a comma inserted before another mark"
    return [Edit(each.start(), each.end(), "", STEP, Certainty.LIKELY, reason) for each in found if often]


def _marks(text: str) -> Iterator[Edit]:
    start = 0
    for line in text.split("\n"):
        for place in _chinese_marks(line):
            wide = line[place].translate(_WIDE)
            yield Edit(start + place, start + place + 1, wide, STEP, Certainty.EXACT, "an ASCII mark in Chinese text")
        start += len(line) + 1


def _chinese_marks(line: str) -> list[int]:
    """Where a line's ASCII marks stand in Chinese text; brackets go in pairs."""
    marks = [found.start() for found in _ASCII.finditer(line)]
    if not marks:
        return []
    kept = {place for found in _KEPT.finditer(line) for place in range(*found.span())}
    letters = [found.start() for found in _LETTER.finditer(line)]
    places: list[int] = []
    opened: list[int] = []
    for place in marks:
        if place in kept:
            continue
        if line[place] == "(":
            opened.append(place)
        elif line[place] != ")":
            places += [place] if _CHINESE.search(_beside(line, letters, place)) else []
        elif opened:
            pair = opened.pop(), place
            if _CHINESE.search(_beside(line, letters, pair[0]) + _beside(line, letters, place)[:1]):
                places += pair
    return sorted(places)


def _beside(line: str, letters: Sequence[int], place: int) -> str:
    """The nearest letters or Chinese marks before and behind a place, of those whose places are given."""
    behind = bisect_left(letters, place)
    return "".join(line[letter] for letter in letters[max(0, behind - 1) : behind + 1])
