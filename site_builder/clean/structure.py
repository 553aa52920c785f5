"""Structure: the lines of an article as Markdown: paragraphs, headings, the expert's commentary.

A paragraph is a line, parted from the next by one empty line. Text that is Markdown already stays as it is, so a
backslash before a mark is an escape and not a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from site_builder.clean.ledger import Certainty, Edit, replay
from site_builder.clean.lines import Line, Shape, headed, shapes, split_lines
from site_builder.clean.model import Found

STEP = "structure"
OPENING, CLOSING = "::: commentary\n\n", "\n\n:::"

_SUBORDINATE = re.compile(r"[（(][一二三四五六七八九十]")
_TIGHT = (re.compile(r"[-*+] |\d+[.)] "), re.compile(r"\|"), re.compile("> "))
_ORNAMENT = re.compile(r"[□■●◎]\s?")
_PAIRED = tuple(re.compile(rf"(?<!\\){mark}") for mark in (r"\*", "_", "`", "~(?=~)"))
_SPECIAL = re.compile(r"(?<!\\)\](?=\()|(?<!\\)\^(?=\[)|\A\[(?!\^)(?=[^\]]+\]:)|\A>(?=\S)")


def find_structure(text: str) -> Found:
    """Mark headings and the commentary, part the paragraphs, and escape what Markdown would misread."""
    lines = split_lines(text)
    kinds = shapes(lines)
    edits = [*_commentary_end(lines, kinds)]
    edits += _gaps(text, lines, kinds)
    edits += _headings(lines, kinds)
    edits += _commentary_start(lines, kinds)
    for line, kind in zip(lines, kinds, strict=True):
        edits += _ornament(line, kind)
        edits += () if kind is Shape.MARKED else _escapes(line)
    # Insertions at one place follow the order of the calls: the end of a block, the gap, what stands before a line.
    return Found(tuple(sorted(edits, key=lambda edit: (edit.start, edit.end))))


def escape(text: str) -> str:
    """One line of text with a backslash before every mark that Markdown would misread."""
    return replay(text, _escapes(Line(0, 0, len(text), len(text), text)))


def _headings(lines: Sequence[Line], kinds: Sequence[Shape]) -> Iterator[Edit]:
    is_heading = headed(lines, kinds)
    in_commentary = False
    for line, kind, heading in zip(lines, kinds, is_heading, strict=True):
        in_commentary = in_commentary or kind is Shape.LABEL
        if heading:
            mark = "### " if in_commentary or _SUBORDINATE.match(line.text) else "## "
            yield Edit(line.start, line.start, mark, STEP, Certainty.LIKELY, "a heading")


def _commentary_start(lines: Sequence[Line], kinds: Sequence[Shape]) -> Iterator[Edit]:
    """From the first label to the end an expert comments; a label is a heading of the block."""
    opening = "" if _is_fenced(lines) else OPENING
    for line, kind in zip(lines, kinds, strict=True):
        if kind is Shape.LABEL:
            yield Edit(line.start, line.start, f"{opening}## ", STEP, Certainty.LIKELY, "the commentary of an expert")
            opening = ""


def _commentary_end(lines: Sequence[Line], kinds: Sequence[Shape]) -> Iterator[Edit]:
    if Shape.LABEL in kinds and not _is_fenced(lines):
        end = lines[-1].end
        yield Edit(end, end, CLOSING, STEP, Certainty.LIKELY, "the commentary of an expert")


def _is_fenced(lines: Sequence[Line]) -> bool:
    return any(line.text == OPENING.strip() for line in lines)


def _ornament(line: Line, kind: Shape) -> Iterator[Edit]:
    if kind is Shape.ATTRIBUTION and (ornament := _ORNAMENT.match(line.text)):
        reason = "an ornament before a name; □ is our mark of a lost character"
        yield Edit(line.start, line.start + ornament.end(), "", STEP, Certainty.EXACT, reason)


def _escapes(line: Line) -> Iterator[Edit]:
    """A backslash before every mark that would be read as Markdown; one that finds no partner is left alone."""
    marks = [*_SPECIAL.finditer(line.text)]
    for pattern in _PAIRED:
        found = [*pattern.finditer(line.text)]
        marks += found if len(found) > 1 else []
    for mark in sorted(marks, key=lambda mark: mark.start()):
        place = line.start + mark.start()
        yield Edit(place, place, "\\", STEP, Certainty.EXACT, "a mark that Markdown would misread")


def _gaps(text: str, lines: Sequence[Line], kinds: Sequence[Shape]) -> Iterator[Edit]:
    """Nothing before the first line, one line end behind the last, one empty line between two."""
    if not lines:
        yield from _respaced(text, 0, len(text), "")
        return
    yield from _respaced(text, 0, lines[0].start, "")
    for place in range(len(lines) - 1):
        inset = text[lines[place + 1].begin : lines[place + 1].start]
        wanted = f"\n{_kept(inset)}" if _belong_together(lines, kinds, place) else "\n\n"
        yield from _respaced(text, lines[place].end, lines[place + 1].start, wanted)
    yield from _respaced(text, lines[-1].end, len(text), "\n")


def _kept(inset: str) -> str:
    """What sets an item into its list stays; an indent of another kind shows nothing."""
    return inset if inset.strip(" ") == "" else ""


def _belong_together(lines: Sequence[Line], kinds: Sequence[Shape], place: int) -> bool:
    """Whether no empty line parts a line from the next: within a figure, a list, a table or a quotation."""
    here, there = lines[place].text, lines[place + 1].text
    if kinds[place] is kinds[place + 1] is Shape.FIGURE:
        return here != ":::" and there != "::: figure"
    close = lines[place].after == lines[place + 1].begin and lines[place + 1].begin - lines[place].end <= 1
    return close and any(pattern.match(here) and pattern.match(there) for pattern in _TIGHT)


def _respaced(text: str, start: int, end: int, wanted: str) -> Iterator[Edit]:
    """The smallest edit that turns the blanks between two lines into `wanted`, so that it meets no removed line."""
    blank = text[start:end]
    head = _common(blank, wanted)
    tail = _common(blank[head:][::-1], wanted[head:][::-1])
    if blank != wanted:
        rest = wanted[head : len(wanted) - tail]
        yield Edit(start + head, end - tail, rest, STEP, Certainty.EXACT, "space between paragraphs")


def _common(left: str, right: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))
