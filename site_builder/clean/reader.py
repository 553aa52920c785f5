"""The reader of a page's damaged lines: the accepted readings of each stretch around a `?`, and the edits they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice

import msgspec

from site_builder.clean import annotation
from site_builder.clean.annotation import Page
from site_builder.clean.brackets import Written, is_open
from site_builder.clean.grammar import Grammar, at_end
from site_builder.clean.language import page_language
from site_builder.clean.lattice import Search
from site_builder.clean.ledger import Edit
from site_builder.clean.marks import lost_character
from site_builder.clean.page_words import PageWords
from site_builder.clean.phrase import Glosses, Path, Phrasing, beginning
from site_builder.clean.proof import Coded, coded, gives_back
from site_builder.clean.readings import Reading, departures, readings
from site_builder.clean.silent import silent_cuts
from site_builder.clean.suspicion import gain, odd_words, rare_words
from site_builder.clean.tokens import Token, is_damaged, shown, tokens
from site_builder.clean.verdict import TRACELESS, Damage, Wording, unexplained, verdict

_CONTEXT = 8  # tokens before a damaged one that the search reads again, for the words they may begin
_TRIED, _KEPT = 24, 12  # readings pushed through the channel, and kept
_REACH = 160  # tokens: no shift was seen to reach half as far
_FUEL, _FUEL_FOR_EACH = 20_000, 12  # of a page and of each of its characters; damaged articles use 3 to 5 for each
_SIGHT = 60
_PATIENCE = 20  # stretches in a row without a reading, behind which the page is left alone
_SPACED = re.compile("[”》）)] [㐀-鿿]")
_HABIT = 2
_UNFIT = -3.0
_FAR, _FOR_MORE = 9.0, 5.0  # nats behind the best reading that make one count for nothing; and for a character more
_ABSURD = -10.0  # nats a character: ordinary prose costs 5 to 7, garble 12 and more
_GRACE = 4  # characters: a name or a formula may be as rare as garble


class Reader:
    """Reads the damaged lines of one page; the search and its language are loaded when the first one comes."""

    def __init__(self, text: str, page: Page) -> None:
        self._text = text
        self._page = page
        self._table = coded(page.table)
        self._failures = self._cuts = 0
        self.gained = 0.0  # nats by which the repaired cuts read better than what was observed
        self._fuel = _FUEL + _FUEL_FOR_EACH * len(text)
        self._spaced = len(_SPACED.findall(text)) >= _HABIT

    @cached_property
    def _search(self) -> Search:
        text = annotation.bare(self._text)
        language = page_language(text)
        phrasing = Phrasing(language, PageWords(language, text), Grammar(text))
        return Search(phrasing, self._page.table, self._fuel)

    def silent(self, repaired: Sequence[Edit]) -> Iterator[Edit]:
        """The repairs of cuts that left no `?`, clear of those already made; none where other cuts did leave one."""
        offset = 0
        for line in () if self._cuts else self._text.split("\n"):
            for found in silent_cuts(line, self._search, self._tried):
                edit = msgspec.structs.replace(found, start=found.start + offset, end=found.end + offset)
                if not any(edit.start < other.end and other.start < edit.end for other in repaired):
                    yield edit
            offset += len(line) + 1

    def _tried(self, line: str) -> tuple[float, list[Edit]]:
        """By how much the repaired cuts of the line read better, and all its repairs."""
        before, self.gained = (self.gained, self._failures), 0.0
        edits = list(self.line(line, 0))
        gained, (self.gained, self._failures) = self.gained, before
        return gained, edits

    def line(self, line: str, offset: int) -> Iterator[Edit]:
        """The repairs of one line that begins at `offset`, in order."""
        found = tokens(line)
        done, written = 0, Written("", 0)
        for place in range(len(found)):
            if place < done or found[place].character != "?":
                continue
            if not is_damaged(found, place):
                written, done = written.and_then(shown(found[done:place])), place
                behind = line[found[place].end : found[place].end + _SIGHT]
                yield from lost_character(written, behind, offset + found[place].start)
                continue
            start = max(done, place - _CONTEXT)
            written = written.and_then(shown(found[done:start]))
            done, accepted = self._read(line, found, start, place, written)
            stretch = found[start:done]
            if not accepted:
                yield unexplained(found[place], offset)
                written = written.and_then(shown(stretch))
                continue
            self.gained += gain(accepted[0], stretch, beginning(written.open_pairs), self._search.phrasing)
            self._cuts += "cut" in accepted[0].guesses.values()
            text = accepted[0].text
            head = _common(stretch, text)
            tail = _common(stretch[head:][::-1], text[head:][::-1])
            done -= tail
            written = written.and_then(text[: len(text) - tail])
            if head + tail < max(len(stretch), len(text)):
                damage = Damage(stretch[: len(stretch) - tail], head, tail)
                phrasing = self._search.phrasing
                wording = Wording(odd_words(accepted[0], stretch, phrasing), rare_words(accepted[0], phrasing))
                yield verdict(accepted, damage, wording, self._spaced, offset)

    def _read(
        self, line: str, found: Sequence[Token], start: int, place: int, written: Written
    ) -> tuple[int, Sequence[Reading]]:
        """The token where the damage ends, and the accepted readings up to there, the best first."""
        if self._failures >= _PATIENCE or self._search.fuel < 0:
            return place + 1, []
        near = found[start : place + _REACH]
        accepted: list[Reading] = []
        for read in (self._search.read, self._search.read_widely):
            length, paths = read(near, place - start, beginning(written.open_pairs))
            end = start + length
            observed = line[found[start].start : found[end - 1].end] if length else ""
            accepted = self._accepted(paths, found, end, observed)
            if len(accepted) > 1 or (accepted and not accepted[0].guesses):
                break
        self._failures = 0 if accepted else self._failures + 1
        return max(end, place + 1), accepted

    def _accepted(self, paths: Sequence[Path], found: Sequence[Token], end: int, observed: str) -> list[Reading]:
        """The likeliest readings of what was observed that give it back when pushed through the channel, best first."""
        nearest = list(islice(readings(paths), _TRIED))
        beside = departures(paths) if nearest and _is_made_up(nearest[0]) else ()
        candidates = {each.text: each for each in (*nearest, *beside)}
        follows = _next_quotation(found, end)
        closed = (_closed(each, follows, is_last=end == len(found)) for each in candidates.values())
        kept: list[Reading] = []
        shapes: set[tuple[int, ...]] = set()
        for each in sorted(closed, key=lambda reading: -reading.score):
            far = _FAR + _FOR_MORE * max(0, len(each.text) - len(kept[0].text)) if kept else 0.0
            if kept and ((len(kept) >= _KEPT and each.at in shapes) or each.score < kept[0].score - far):
                continue
            if gives_back(each.text, observed, self._table_with(each.glosses)):
                kept.append(each)
                shapes.add(each.at)
        return [] if kept and kept[0].score < _ABSURD * (len(kept[0].text) + _GRACE) else kept

    def _table_with(self, glosses: Glosses) -> Coded:
        """The page's annotated characters and those that a reading found."""
        table = self._page.table
        found = {character: reading for character, reading in glosses if table.get(character) != reading}
        return {**self._table, **coded(found)} if found else self._table


def _is_made_up(reading: Reading) -> bool:
    """Whether some of its characters left no trace, so that another reading may well do without them."""
    return not TRACELESS.isdisjoint(reading.guesses.values())


def _next_quotation(found: Sequence[Token], place: int) -> str:
    """The first quotation mark from this token on, or the `?` before it, that may be one; empty where there is none."""
    ahead = (found[each].character for each in range(place, len(found)))
    return next((character for character in ahead if character in "“”?"), "")


def _closed(reading: Reading, follows: str, *, is_last: bool) -> Reading:
    """The reading, the worse if a pair of marks that it leaves open or closed does not fit what `follows` it."""
    score = reading.score + (at_end(reading.text[-1:]) if is_last else 0.0)
    if follows != "?" and "?" not in reading.text:  # whatever it was, it may be the other mark of the pair
        score += 0.0 if (follows == "”") == is_open(reading.open_pairs, "“") else _UNFIT
    return reading._replace(score=score)


def _common(found: Sequence[Token], text: str) -> int:
    """How many tokens and characters agree from the front."""
    pairs = enumerate(zip(found, text, strict=False))
    differ = (place for place, (token, character) in pairs if token.character != character or token.eaten)
    return next(differ, min(len(found), len(text)))
