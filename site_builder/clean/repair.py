"""Undo the channel on a page: plain annotations removed, and every `?` that its bytes explain read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from site_builder.clean import annotation, lattice
from site_builder.clean.annotation import Gloss, Page
from site_builder.clean.channel import EATEN, LOST, UNKNOWN, reproduces
from site_builder.clean.language import load_language, page_words
from site_builder.clean.lattice import Path, Search, Token, Written
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.marks import lost_character

_CONTEXT = 8  # tokens before a damaged one that the search reads again, for the words they may begin
_KEPT = 4
_REACH = 160  # tokens: no shift was seen to reach half as far
_FUEL, _FUEL_FOR_EACH = 20_000, 12  # of a page and of each of its characters; damaged articles use 3 to 5 for each
_SIGHT = 60
_PATIENCE = 20  # stretches in a row without a reading, behind which the page is left alone
_SPACED = re.compile("[”》）)] [㐀-鿿]")
_HABIT = 2
_OPENERS = frozenset("“《‘（【〔")
_AT_END, _UNFIT = -6.0, -3.0
_TOO_CLOSE = 0.45  # nats: a reading two thirds as likely leaves the character unknown
_CLEAR = 4.5
_ABSURD = -10.0  # nats a character: ordinary prose costs 5 to 7, garble 12 and more
_GRACE = 4  # characters: a name or a formula may be as rare as garble


def repair(text: str) -> tuple[Edit, ...]:
    """The edits that undo the channel, in code points of the text; none where the page shows no sign of it.

    A page with readings behind characters at random, in sound Unicode, only loses those readings.
    """
    page = annotation.channel_page(text)
    if page is None:
        return tuple(map(_without_reading, annotation.random_glosses(text)))
    repaired = list(_repaired(text, page))
    return tuple(sorted([*repaired, *_without_readings(page.glosses, repaired)], key=_start))


def _start(edit: Edit) -> int:
    return edit.start


def _without_readings(glosses: Iterable[Gloss], repaired: Sequence[Edit]) -> Iterator[Edit]:
    """A removal for each reading that no repair has taken in."""
    taken = iter(repaired)
    block = next(taken, None)
    for gloss in glosses:
        while block and block.end <= gloss.start:
            block = next(taken, None)
        if block is None or gloss.end <= block.start:
            reason = f"reading of {gloss.character}"
            yield Edit(gloss.start, gloss.end, "", "annotation", Certainty.EXACT, reason)


def _without_reading(gloss: Gloss) -> Edit:
    reason = f"reading of {gloss.character}, one of many at random on this page"
    return Edit(gloss.start, gloss.end, "", "annotation", Certainty.LIKELY, reason)


def _repaired(text: str, page: Page) -> Iterator[Edit]:
    if "?" not in text:
        return
    reader = _Reader(text, page)
    offset = 0
    for line in text.split("\n"):
        if "?" in line:
            yield from reader.line(line, offset)
        offset += len(line) + 1


class _Reader:
    """Reads the damaged lines of one page; the search and its language are loaded when the first one comes."""

    def __init__(self, text: str, page: Page) -> None:
        self._text = text
        self._page = page
        self._failures = 0
        self._fuel = _FUEL + _FUEL_FOR_EACH * len(text)
        self._spaced = len(_SPACED.findall(text)) >= _HABIT

    @cached_property
    def _search(self) -> Search:
        language = load_language()
        return Search(language, page_words(language, annotation.bare(self._text)), self._page.table, self._fuel)

    def line(self, line: str, offset: int) -> Iterator[Edit]:
        """The repairs of one line that begins at `offset`, in order."""
        found = lattice.tokens(line)
        done, written = 0, Written("", 0)
        for place in range(len(found)):
            if place < done or found[place].character != "?":
                continue
            if not lattice.is_damaged(found, place):
                written, done = written.and_then(_shown(found[done:place])), place
                behind = line[found[place].end : found[place].end + _SIGHT]
                yield from lost_character(written, behind, offset + found[place].start)
                continue
            start = max(done, place - _CONTEXT)
            written = written.and_then(_shown(found[done:start]))
            done, readings = self._read(line, found, start, place, written)
            stretch = found[start:done]
            if not readings:
                yield _unexplained(found[place], offset)
                written = written.and_then(_shown(stretch))
                continue
            text = readings[0].text
            head = _common(stretch, text)
            tail = _common(stretch[head:][::-1], text[head:][::-1])
            done -= tail
            written = written.and_then(text[: len(text) - tail])
            if head + tail < max(len(stretch), len(text)):
                damage = _Damage(stretch[: len(stretch) - tail], head, tail)
                yield _edit(readings, damage, self._spaced, offset)

    def _read(
        self, line: str, found: Sequence[Token], start: int, place: int, written: Written
    ) -> tuple[int, Sequence[Path]]:
        """The token where the damage ends, and the accepted readings up to there, the best first."""
        if self._failures >= _PATIENCE or self._search.fuel < 0:
            return place + 1, []
        near = found[start : place + _REACH]
        length, paths = self._search.read(near, 0, place - start, lattice.beginning(written.open_pairs))
        end = start + length
        readings = _accepted(paths, found, start, end, line, self._search)
        self._failures = 0 if readings else self._failures + 1
        return max(end, place + 1), readings


def _shown(found: Sequence[Token]) -> str:
    return "".join(token.character for token in found)


def _accepted(
    paths: Sequence[Path], found: Sequence[Token], start: int, end: int, line: str, search: Search
) -> list[Path]:
    """The likeliest ways to read the stretch that give it back when pushed through the channel, the best first."""
    shown = line[found[start].start : found[end - 1].end] if end > start else ""
    ranked = sorted((_closed(path, found, end) for path in paths), key=lambda path: -path.score)
    proved = (path for path in ranked if reproduces(path.text, shown, {**search.table, **dict(path.glossed)}))
    readings = list(islice(proved, _KEPT))
    return [] if readings and readings[0].score < _ABSURD * (len(readings[0].text) + _GRACE) else readings


def _closed(path: Path, found: Sequence[Token], end: int) -> Path:
    """The path, the worse if a pair of marks that it leaves open or closed does not fit what follows in the line."""
    score = path.score
    if end == len(found) and path.text[-1:] in _OPENERS:
        score += _AT_END
    if "?" in path.text:
        return path._replace(score=score)  # whatever it was, it may be the other mark of the pair
    for place in range(end, len(found)):
        character = found[place].character
        if character == "?":
            break
        if character in "“”":
            score += 0.0 if (character == "”") == bool(path.open_pairs & 1) else _UNFIT
            break
    else:
        score += _UNFIT if path.open_pairs & 1 else 0.0
    return path._replace(score=score)


def _unexplained(token: Token, offset: int) -> Edit:
    reason = "damaged by the channel, but no reading gives the same bytes back; left as it stands"
    return Edit(offset + token.start, offset + token.start + 1, "?", "channel", Certainty.DOUBTFUL, reason)


class _Damage(NamedTuple):
    """A stretch of tokens, without the `tail` that reads as it stands, and from `head` on changed."""

    tokens: Sequence[Token]
    head: int
    tail: int


def _edit(readings: Sequence[Path], damage: _Damage, spaced: bool, offset: int) -> Edit:
    best, stop = readings[0], len(readings[0].text) - damage.tail
    others = [path for path in readings[1:] if _plain(path.text) != _plain(best.text)]
    margin = best.score - others[0].score if others else None
    replacement = _known(best, others, spaced)[damage.head : stop]
    changed = damage.tokens[damage.head :]
    return Edit(
        offset + (changed[0].start if changed else damage.tokens[-1].end),
        offset + damage.tokens[-1].end,
        replacement,
        "channel",
        _certainty(best, replacement, margin),
        _reason(best, margin),
        tuple(dict.fromkeys(_plain(path.text[damage.head : len(path.text) - damage.tail]) for path in others)),
    )


def _common(found: Sequence[Token], text: str) -> int:
    """How many tokens and characters agree from the front."""
    pairs = enumerate(zip(found, text, strict=False))
    differ = (place for place, (token, character) in pairs if token.character != character or token.eaten)
    return next(differ, min(len(found), len(text)))


_EATEN_SPACE = re.compile(f"(?<=[”》）)]){EATEN}(?=[㐀-鿿])")


def _plain(text: str) -> str:
    return text.replace(EATEN, UNKNOWN).replace(LOST, UNKNOWN)


def _known(best: Path, others: Sequence[Path], spaced: bool) -> str:
    """The best text, with □ where a reading nearly as good has another character: nothing is invented.

    A byte eaten between a closing mark and a Han character was a space, if this page is `spaced` so.
    """
    text = list(_EATEN_SPACE.sub(" ", best.text) if spaced else best.text)
    text = list(_plain("".join(text)))
    for path in others:
        if len(path.text) == len(text) and best.score - path.score < _TOO_CLOSE:
            for place, character in enumerate(path.text):
                if character != best.text[place]:
                    text[place] = UNKNOWN
    return "".join(text)


def _certainty(path: Path, replacement: str, margin: float | None) -> Certainty:
    if UNKNOWN in replacement or (margin is not None and margin < _CLEAR):
        return Certainty.DOUBTFUL
    return Certainty.LIKELY if path.guesses else Certainty.EXACT


_BECAUSE = {
    "cut": "cut inside two characters at a mark's code, which lost a byte",
    "lone": "a byte lost where the piece ended",
    "vanished": "a pair of bytes vanished as a private-use character",
    "unassigned": "a pair of bytes shown as ? for want of a character",
    "eaten": "a one-byte character taken by the byte before it: its value is gone",
}


def _reason(path: Path, margin: float | None) -> str:
    kinds = dict.fromkeys(guess.kind for guess in path.guesses)
    parts = [_BECAUSE[kind] for kind in kinds] or ["every byte is known"]
    if path.glossed:
        parts.append("annotated: " + " ".join(f"{character}({reading})" for character, reading in path.glossed))
    parts.append("no other reading" if margin is None else f"ahead of the next reading by {margin:.1f} nats")
    return "; ".join(parts)
