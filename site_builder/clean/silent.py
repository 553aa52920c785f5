"""Cuts that left no `?`: some mirrors drop a byte that stands alone, and only what stands behind the mark tells of it.

A `?` is put where the byte was, and the line is read with it; that must make Chinese of what is none, by far.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from site_builder.clean.channel import MARKS
from site_builder.clean.language import UNSEEN
from site_builder.clean.lattice import Search
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.phrase import IN_STEP, Path, Phrasing, beginning, waiting_for
from site_builder.clean.tokens import MARK_SHOWN, Token, tokens

Tried = tuple[float, Sequence[Edit]]  # by how much a line reads better when repaired (nats), and its repairs

_MARKS = "、,!;:?"
_BEHIND = re.compile(rf"(?<=[㐀-鿿)\]”])(?<!\?)[{_MARKS}](?=[㐀-鿿]{{1,3}}[@-~](?![@-~])|[㐀-鿿]{{3}})")
_ENDS = re.compile(rf"[{_MARKS}]")
_RARE = -11.0  # nats a character; three characters of prose cost less together
_HINTED, _FOLLOWED, _SIGHT = 2.0, 3, 12  # nats that some characters right behind the mark gain
_PROOF = 10.0  # nats; of 831 damaged pages none gained half as much where nothing was cut
_OWN = 7.0  # nats that a `?` costs which was only put there
_BEFORE, _REACH, _TRIED = 12, 60, 4
_REASON = "a lone byte left no trace before the mark"


def silent_cuts(line: str, search: Search, read: Callable[[str], Tried]) -> Iterator[Edit]:
    """The repairs of the cuts in a line that left no `?`, all doubtful."""
    done = 0
    for found in _BEHIND.finditer(line):
        if found.start() < done or not _is_rare(line[found.end() : found.end() + 3], search.phrasing):
            continue
        behind = tokens(line[found.end() : found.end() + _REACH])[:_SIGHT]
        if _most_gained(found.group(), behind, search) < _HINTED:
            continue
        tried = [_read(line, places, read) for places in _insertions(line, found.start())]
        gained, edits = max(tried, key=_gained)
        if gained >= _PROOF:
            yield from edits
            done = edits[-1].end


def _gained(tried: Tried) -> float:
    return tried[0]


def _is_rare(text: str, phrasing: Phrasing) -> bool:
    """Whether the characters are rare for the beginning of a clause, or an ASCII letter stands among them."""
    costs = [phrasing.words.get(phrasing.simplified.get(each, each), UNSEEN) for each in text]
    return not text.isalpha() or any("@" <= each <= "~" for each in text) or sum(costs) < _RARE * len(text)


def _most_gained(mark: str, behind: Sequence[Token], search: Search) -> float:
    """By how much some beginning of what stands behind a mark reads better out of step (nats).

    Of other bytes, none is taken for lost but a pair right behind the mark.
    """
    shown, most = beginning(0), 0.0
    first = waiting_for(shown, MARKS[MARK_SHOWN[mark]][1])
    waiting = [first, *search.couples.bridged([first], behind, 0, "vanished", -math.inf)]
    for token in behind:
        shown = search.phrasing.say(shown, token.character, IN_STEP)
        followers = (each for path in waiting for each in search.steps.over_character(path, token))
        waiting = heapq.nlargest(_FOLLOWED, followers, key=_score)
        most = max([most, *(each.score - shown.score for each in waiting)])
    return most


def _score(path: Path) -> float:
    return path.score


def _insertions(line: str, place: int) -> Iterator[tuple[int, ...]]:
    """Where bytes may have been dropped: before the mark at `place`, and before one of the next marks."""
    yield (place,)
    ends = [found.start() for found in _ENDS.finditer(line, place + 1, place + _REACH)]
    yield from ((place, end) for end in ends[:_TRIED])


def _read(line: str, places: Sequence[int], read: Callable[[str], Tried]) -> Tried:
    """The line around the places, read with a `?` at each, as edits of the line; nothing where one is not repaired."""
    start, end = max(0, places[0] - _BEFORE, line.rfind("?", 0, places[0]) + 1), places[-1] + _REACH
    parts, done = [], start
    for place in places:
        parts.append(line[done:place])
        done = place
    gained, edits = read("?".join([*parts, line[done:end]]))
    put = [place - start + before for before, place in enumerate(places)]
    touching = [edit for edit in edits if any(edit.start <= place < edit.end for place in put)]
    covered = all(any(edit.start <= place < edit.end for edit in touching) for place in put)
    if not covered or any("?" in edit.replacement for edit in touching):
        return 0.0, ()
    return gained - _OWN * len(places), [_moved(edit, start, put) for edit in touching]


def _moved(edit: Edit, start: int, put: Sequence[int]) -> Edit:
    """The edit in places of the line that has no `?` at the places where one was `put`."""
    first, last = (start + place - sum(each < place for each in put) for place in (edit.start, edit.end))
    return msgspec.structs.replace(
        edit, start=first, end=last, certainty=Certainty.DOUBTFUL, reason=f"{_REASON}; {edit.reason}"
    )
