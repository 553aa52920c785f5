"""The ledger: every change to a raw text as an edit, and the proof that nothing else was changed.

An edit names a span of the raw text and what stands there now. The edits of an article are sorted, do not
overlap, and replaying them on the raw text gives the cleaned text exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import chain

import msgspec
from msgspec import Struct


class Certainty(StrEnum):
    """How sure an edit is: `exact` follows from the bytes, `likely` from the language, `doubtful` wants a person."""

    EXACT = "exact"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


_RANK = {certainty: rank for rank, certainty in enumerate(Certainty)}


class Edit(Struct, frozen=True):
    """A span `[start, end)` of a text, in code points, and its replacement.

    A step states its edits in the text that it was given; `compose` restates them in the raw text. `also` names the
    later steps that changed the same place again, `alternatives` the other readings that were possible there.
    """

    start: int
    end: int
    replacement: str
    step: str
    certainty: Certainty
    reason: str
    alternatives: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def replay(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made; raises ValueError where they overlap, are unsorted or lie outside the text."""
    parts: list[str] = []
    done = 0
    for edit in edits:
        if not done <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edit out of place: [{edit.start}, {edit.end}) after {done} in a text of {len(text)}")
        parts += text[done : edit.start], edit.replacement
        done = edit.end
    return "".join([*parts, text[done:]])


def compose(earlier: Sequence[Edit], later: Iterable[Edit]) -> tuple[Edit, ...]:
    """Both layers of edits as one: `replay(t, compose(a, b)) == replay(replay(t, a), b)`.

    `later` is stated in the text that `earlier` gives. A later edit that meets earlier ones becomes one edit with them;
    one that removes them whole stands for itself, for what they did is gone.
    """
    placed = _placed(earlier)
    composed: list[Edit] = []
    open_edits: list[_Placed] = []  # met by the last later edit and still reaching beyond it: at most one
    waiting = iter(placed)
    following = next(waiting, None)
    shift = 0  # raw offset minus current offset, behind everything composed so far
    for edit in later:
        group: list[_Placed] = []
        while open_edits or following:
            candidate = open_edits[0] if open_edits else following
            assert candidate is not None
            if candidate.end > edit.start and candidate.start >= edit.end:
                break
            if open_edits:
                open_edits.clear()
            else:
                following = next(waiting, None)
            if candidate.end <= edit.start:
                composed.append(candidate.edit)
                shift = candidate.edit.end - candidate.end
            else:
                group.append(candidate)
        joined = _join(group, edit, shift)
        open_edits.append(joined)
    rest = [] if following is None else [following]
    return tuple(chain(composed, (each.edit for each in chain(open_edits, rest, waiting))))


class _Placed(Struct, frozen=True):
    """An edit of the raw text and the range `[start, end)` it fills in the current text.

    Where later edits were joined to it the range still counts the characters before those, so a replacement is
    indexed from its end.
    """

    edit: Edit
    start: int
    end: int


def _placed(edits: Iterable[Edit]) -> list[_Placed]:
    placed, shift = [], 0
    for edit in edits:
        start = edit.start + shift
        placed.append(_Placed(edit, start, start + len(edit.replacement)))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return placed


def _join(group: Sequence[_Placed], later: Edit, shift: int) -> _Placed:
    if not group:
        moved = msgspec.structs.replace(later, start=later.start + shift, end=later.end + shift)
        return _Placed(moved, later.start, later.end)
    first, last = group[0], group[-1]
    head = first.edit.replacement[: len(first.edit.replacement) - (first.end - max(first.start, later.start))]
    tail = last.edit.replacement[len(last.edit.replacement) - max(0, last.end - later.end) :]
    merged = _merged([each.edit for each in group], later, removed=not (head or tail or later.replacement))
    whole = msgspec.structs.replace(
        merged,
        start=min(first.edit.start, later.start + shift),
        end=max(last.edit.end, later.end + last.edit.end - last.end),
        replacement=head + later.replacement + tail,
    )
    return _Placed(whole, min(first.start, later.start), max(last.end, later.end))


def _merged(earlier: Sequence[Edit], later: Edit, *, removed: bool) -> Edit:
    """The edit that tells most of what happened: the removal, or else the least certain of the earlier ones."""
    if removed:
        return later
    main = max(earlier, key=lambda edit: _RANK[edit.certainty])
    steps = dict.fromkeys(step for edit in (*earlier, later) for step in (edit.step, *edit.also) if step != main.step)
    certainty = max((edit.certainty for edit in (*earlier, later)), key=_RANK.__getitem__)
    return msgspec.structs.replace(main, also=tuple(steps), certainty=certainty)
