"""Undo the channel on a page: plain annotations removed, and every `?` that its bytes explain read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from site_builder.clean import annotation
from site_builder.clean.annotation import Gloss, Page
from site_builder.clean.channel import UNKNOWN, known_annotations
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.marks import BROKEN_TAG
from site_builder.clean.reader import Reader
from site_builder.clean.suspicion import may_be_cut

_PROOF = 20.0  # nats; most cuts gain 25 and more, sound text with a `?` before half of all its marks up to 17
_WIDE_MARKS = dict(zip("，！；？：", ",!;?:", strict=True))  # as some mirrors leave the marks of a cut


def repair(text: str) -> tuple[Edit, ...]:
    """The edits that undo the channel, in code points of the text; none where the page shows no sign of it.

    A page with readings behind characters at random, in sound Unicode, only loses those readings.
    """
    for wide, narrow in _WIDE_MARKS.items():
        text = text.replace(wide, narrow)
    page = annotation.channel_page(text)
    if page is None:
        return tuple(map(_without_reading, annotation.random_glosses(text))) or _of_cuts_alone(text)
    reader = Reader(text, page)
    repaired = list(_repaired(reader, text))
    repaired = sorted([*repaired, *reader.silent(repaired)], key=_start)
    return tuple(sorted([*repaired, *_without_readings(page.glosses, repaired)], key=_start))


def _of_cuts_alone(text: str) -> tuple[Edit, ...]:
    """The repairs of a page that shows no reading, where its cuts alone prove that a mirror made them.

    The proof: in traditional script as the swap gives it, behind a `?` and a mark stands what is no Chinese, and the
    inverse makes it Chinese, by far.
    """
    if not may_be_cut(text):
        return ()
    reader = Reader(text, Page({}, ()))
    edits = tuple(_repaired(reader, text))
    return edits if reader.gained >= _PROOF else ()


def _start(edit: Edit) -> int:
    return edit.start


def _without_readings(glosses: Iterable[Gloss], repaired: Sequence[Edit]) -> Iterator[Edit]:
    """A removal for each reading that no repair has taken in; exact where mirrors are known to write it."""
    known, taken = known_annotations().full, iter(repaired)
    block = next(taken, None)
    for gloss in glosses:
        while block and block.end <= gloss.start:
            block = next(taken, None)
        if block is None or gloss.end <= block.start:
            certainty = Certainty.EXACT if known.get(gloss.character) == gloss.reading else Certainty.LIKELY
            yield Edit(gloss.start, gloss.end, "", "annotation", certainty, f"reading of {gloss.character}")


def _without_reading(gloss: Gloss) -> Edit:
    reason = f"reading of {gloss.character}, one of many at random on this page"
    return Edit(gloss.start, gloss.end, "", "annotation", Certainty.LIKELY, reason)


def _repaired(reader: Reader, text: str) -> Iterator[Edit]:
    offset = 0
    for line in text.split("\n"):
        if "?" in line:
            yield from _without_tags(reader, line, offset)
        offset += len(line) + 1


def _without_tags(reader: Reader, line: str, offset: int) -> Iterator[Edit]:
    """The repairs of a line, each `/p>` removed of which a lead byte took the `<`: there the line ended."""
    done = 0
    for tag in BROKEN_TAG.finditer(line):
        *edits, last = [None, *reader.line(line[done : tag.start()], offset + done)]
        yield from filter(None, edits)
        if last:
            yield _without_bracket(last) if last.end == offset + tag.start() else last
        reason = "what is left of a tag, the byte before it took the bracket"
        yield Edit(offset + tag.start(), offset + tag.end(), "", "channel", Certainty.LIKELY, reason)
        done = tag.end()
    yield from reader.line(line[done:], offset + done)


def _without_bracket(edit: Edit) -> Edit:
    """The repair at whose end a `<` was taken, without the mark of a lost character for it."""
    return msgspec.structs.replace(edit, replacement=edit.replacement.removesuffix(UNKNOWN))
