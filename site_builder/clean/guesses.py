"""Guesses: what could have stood where bytes left no trace, the likeliest first by the words around it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from site_builder.clean.annotation import straddlers
from site_builder.clean.brackets import CLOSING, encloses
from site_builder.clean.channel import Table
from site_builder.clean.codes import characters_beginning, originals
from site_builder.clean.language import continued
from site_builder.clean.phrase import IN_STEP, Path, Phrasing
from site_builder.clean.stock import (
    Scored,
    Stock,
    beginning,
    beginnings_of_words,
    continuing_in,
    ending,
    following_in,
    half_swallowed_words,
    known_in,
    preceding_in,
    swallowed_before,
    swallowed_behind,
    swallowed_words,
)

CONTEXT = 2.0  # nats that what stands around a guess may give it besides
_CUTS, _ENDINGS, _SWALLOWED = 12, 10, 6
_ORDINARY = -9.5  # nats: a character worth a thought
_DOUBLED, _MARK_LEAD = "—…", 0xA1  # marks that come in twos; before another mark they leave no trace
_AHEAD = 7.0  # nats: what a character more of a word has paid already
_SINGLE_EATERS = range(0xA1, 0xA8)  # lead bytes that make a private-use pair with ASCII


class Guesses:
    """Guesses on one page, whose table of annotated characters rules out that one stands without its reading."""

    def __init__(self, phrasing: Phrasing, table: Table) -> None:
        self.phrasing = phrasing
        self.table = table
        self.straddlers = straddlers(table)
        self._swallowed: dict[tuple[int, bool, str, str, str], Sequence[tuple[float, str]]] = {}

    def unglossed(self, path: Path, character: str) -> bool:
        """Whether the page annotates this character everywhere, and so would have done it here."""
        return character in self.table and not path.broken

    def cuts(self, path: Path, mark_lead: int, mark_trail: int, following: Sequence[int]) -> Iterator[Path]:
        """The path with the likeliest characters to have ended in a mark's first byte.

        What the mark's second byte makes with the byte that `following` names, one way or another, counts too.
        """
        table, phrasing = originals(), self.phrasing
        nexts = [phrasing.simplified.get(c, c) for byte in following if (c := table[mark_trail << 8 | byte])]
        likeliest = self.likeliest(path, ending(mark_lead), _CUTS, nexts)
        if not nexts:
            likeliest = list(dict.fromkeys([*likeliest, *beginnings_of_words(mark_lead, mark_trail)]))
        for character in likeliest:
            yield phrasing.say(path, character, mark_trail, "cut")

    def endings(self, path: Path, closing: str) -> list[Path]:
        """The path with the likeliest characters whose second byte is lost, and the mark that `closing` would close."""
        characters = characters_beginning(path.pending)
        likeliest = self.likeliest(path, beginning(path.pending), _ENDINGS)
        if closing in CLOSING:
            likeliest += (each for each in characters if encloses(each, closing) and each not in likeliest)
        return [
            self.phrasing.say(path, character, IN_STEP, "lone")
            for character in likeliest
            if not self.unglossed(path, character)
        ]

    def likeliest(self, path: Path, stock: Stock, most: int, nexts: Sequence[str] = ()) -> list[str]:
        """The characters most likely behind the path, alone or in a word with what stands before or, perhaps, next."""
        scores = self._scores(path, stock, most, nexts)
        return sorted(scores, key=scores.__getitem__, reverse=True)[:most]

    def _scores(self, path: Path, stock: Stock, most: int, nexts: Sequence[str] = ()) -> dict[str, float]:
        """Scores of those characters in stock that could be among the likeliest."""
        scores = dict(stock.ranked[:most])
        for ahead, costs in self._phrased(path, stock, nexts) if stock.forms else ():
            for character, cost in costs:
                score = cost + ahead
                if score > scores.get(character, -math.inf):
                    scores[character] = score
        for mark in stock.marks:
            scores[mark] = self.phrasing.grammar.cost(path.said, mark)
        return scores

    def _phrased(self, path: Path, stock: Stock, nexts: Sequence[str]) -> Iterator[tuple[float, Scored]]:
        """What each may cost in a word behind the path or before `nexts`, and how much of that is paid already."""
        tail, words = path.tail, continued()
        yield 0.0, following_in(stock, path.ends[-1][1])
        if tail and (own := self.phrasing.page_words.behind(tail[-1])):
            yield _AHEAD, tuple(known_in(stock, own))
        while tail:
            if tail in words:
                yield len(tail) * _AHEAD, continuing_in(stock, tail)
            tail = tail[1:]
        for second in nexts:
            yield _AHEAD, preceding_in(stock, second)

    def with_single(self, path: Path, single: str, guess: str = "") -> Iterator[Path]:
        """The path with a character whose second byte vanished together with a `single` one, as in 力[3]."""
        for trail in _SINGLE_EATERS:
            whole = originals()[path.pending << 8 | trail]
            if whole and not self.unglossed(path, whole):
                completed = self.phrasing.say(path, whole, IN_STEP, "vanished")
                yield self.phrasing.say(completed, single, IN_STEP, guess)

    def swallowed(self, path: Path, least: float) -> Iterator[Path]:
        """The path with a likely character more, or a word, that would leave no trace: the bytes behind it stay.

        None that would promise less than `least`.
        """
        say, pending = self.phrasing.say, path.pending
        for score, character in self._swallowed_behind(path):
            if path.promise + score < least - CONTEXT:
                break
            yield say(path, character, pending, "vanished")
        for mark in _DOUBLED if pending == _MARK_LEAD else ():
            yield say(say(path, mark, pending, "vanished"), mark, pending, "vanished")
        for word in swallowed_words(pending, path.ends[-1][1]):
            first, second = word[0], word[1]
            if not self.unglossed(path, first) and second not in self.table:
                yield say(say(path, first, pending, "vanished"), second, pending, "vanished")

    def _swallowed_behind(self, path: Path) -> Sequence[tuple[float, str]]:
        """The likely characters that would leave no trace behind the path, likeliest first; kept for more walks."""
        key = path.pending, path.broken, path.said, path.tail, path.ends[-1][1]
        found = self._swallowed.get(key)
        if found is None:
            trail = int.from_bytes(path.said.encode("gbk", "ignore")[1:], "big")
            scores: dict[str, float] = {}
            for stock in swallowed_behind(trail), swallowed_before(path.pending):
                scores |= self._scores(path, stock, _SWALLOWED)
            likely = sorted(((score, each) for each, score in scores.items() if score > _ORDINARY), key=_first)
            found = [each for each in likely[:_SWALLOWED] if not self.unglossed(path, each[1])]
            self._swallowed[key] = found
        return found

    def half_swallowed(self, path: Path) -> Iterator[Path]:
        """The path with the first character of a likely word that may vanish; its second one's byte is pending."""
        for word in half_swallowed_words(path.pending, path.ends[-1][1]):
            if not self.unglossed(path, word[0]):
                yield self.phrasing.say(path, word[0], word[1].encode("gbk")[0], "vanished")


def _first(scored: tuple[float, str]) -> float:
    return -scored[0]
