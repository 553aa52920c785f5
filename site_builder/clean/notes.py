"""Notes: numbered ones at the end of an article, `[1] …` or `① …`, and the marks in the text that they answer.

They become footnotes of the dialect. A note that no mark in the text asks for stays a paragraph, for a footnote without
a mark is not shown; a mark without a note stays as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.lines import Line, split_lines
from site_builder.clean.model import Found

STEP = "notes"

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NOTE = re.compile(rf"(?:[\[［〔【](?P<number>\d{{1,3}})[\]］〕】]|(?P<circled>[{_CIRCLED}]))\s*[.、．:：]?\s*(?=\S)")
# What stands before a mark is what it is a note on; behind a colon or a blank a number counts.
_BRACKETED = re.compile(
    r"(?<=[^\s：:；;，,、\\\]])[\[［〔【](?P<numbers>\d{1,3}(?:\s*[-–—~,，、]\s*\d{1,3})*)[\]］〕】](?![(（:：])"
    r"|(?<=\])\[(?P<next>\d{1,3})\](?![(（:：])"
)
_RAISED = re.compile(
    rf"(?<=[\u3400-\u9fff”’》）\])])(?P<circled>[{_CIRCLED}])|(?<=[。！？])(?P<last>[{_CIRCLED}])(?=$)"
)


class _Mark(Struct, frozen=True):
    """A mark in the text, `[start, end)`, and the numbers of the notes it asks for."""

    start: int
    end: int
    numbers: tuple[int, ...]


def find_notes(text: str) -> Found:
    """Turn numbered notes at the end, and the marks they answer, into footnotes."""
    lines = split_lines(text)
    notes, circled = _notes(lines)
    body = lines[: len(lines) - len(notes)] if notes else []
    marks = [mark for line in body for mark in _marks(line, circled=circled)]
    asked = {number for mark in marks for number in mark.numbers}
    answered = {number for number in range(1, len(notes) + 1) if number in asked}
    edits = [_mark_edit(mark) for mark in marks if answered.issuperset(mark.numbers)]
    shown = {number for mark in marks if answered.issuperset(mark.numbers) for number in mark.numbers}
    edits += [_note_edit(line, number) for number, line in enumerate(notes, 1) if number in shown]
    return Found(tuple(edits))


def _notes(lines: Sequence[Line]) -> tuple[Sequence[Line], bool]:
    """The lines at the end that are numbered from 1 in order, and whether their numbers are circled."""
    first = len(lines)
    while first and _NOTE.match(lines[first - 1].text):
        first -= 1
        found = _NOTE.match(lines[first].text)
        if found and _number(found) == 1:
            break
    numbers = [_number(found) for line in lines[first:] if (found := _NOTE.match(line.text))]
    is_list = bool(numbers) and numbers == list(range(1, len(numbers) + 1))
    return (lines[first:], lines[first].text[0] in _CIRCLED) if is_list else ((), False)


def _number(note: re.Match[str]) -> int:
    return int(note["number"]) if note["number"] else _CIRCLED.index(note["circled"]) + 1


def _marks(line: Line, *, circled: bool) -> Iterator[_Mark]:
    for found in (_RAISED if circled else _BRACKETED).finditer(line.text):
        place = line.start + found.start(), line.start + found.end()
        if circled:
            yield _Mark(*place, (_CIRCLED.index(found["circled"] or found["last"]) + 1,))
        elif numbers := _several(found["numbers"] or found["next"]):
            yield _Mark(*place, numbers)


def _several(text: str) -> tuple[int, ...]:
    """The numbers of `3`, `1,4` and `2-4`; none where a range runs backwards."""
    numbers: list[int] = []
    for part in re.split(r"[,，、]", text):
        first, *last = [int(each) for each in re.split(r"[-–—~]", part.replace(" ", ""))]
        if len(last) > 1 or (last and last[0] < first):
            return ()
        numbers += range(first, (last[0] if last else first) + 1)
    return tuple(numbers)


def _mark_edit(mark: _Mark) -> Edit:
    written = "".join(f"[^{number}]" for number in mark.numbers)
    return Edit(mark.start, mark.end, written, STEP, Certainty.EXACT, "the mark of a note at the end")


def _note_edit(line: Line, number: int) -> Edit:
    found = _NOTE.match(line.text)
    end = line.start + (found.end() if found else 0)
    return Edit(line.start, end, f"[^{number}]: ", STEP, Certainty.EXACT, "a note that a mark in the text asks for")
