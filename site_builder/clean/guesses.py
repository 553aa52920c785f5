"""Guesses: what could have stood where bytes left no trace, the likeliest first by the words around it."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import islice, takewhile

from site_builder.clean.annotation import Straddlers
from site_builder.clean.brackets import CLOSING, encloses
from site_builder.clean.channel import Table
from site_builder.clean.codes import Group, characters_beginning, folded, originals, unseen_groups, unseen_pairs
from site_builder.clean.language import continued
from site_builder.clean.phrase import IN_STEP, Path, Phrasing, waiting_for
from site_builder.clean.stock import (
    Scored,
    Stock,
    before_unseen,
    beginning,
    beginnings_of_words,
    continuing_in,
    ending,
    following_in,
    known_in,
    likely_seconds,
    preceding_in,
    swallowed_before,
    swallowed_behind,
    swallowed_words,
    vanishing_words,
    words_across,
)
from site_builder.clean.tokens import Token, bytes_at

COUPLES = 24  # of two unknown characters
_CUTS, _ENDINGS, _SAME_LEAD = 12, 10, 5
_FIRSTS, _SWALLOWED = 6, 6
_ORDINARY = -9.5  # nats: a character worth a thought
_DOUBLED, _MARK_LEAD = "—…", 0xA1  # marks that come in twos; before another mark they leave no trace
_HALVES, _COMMON = 2, -8.0
_AHEAD = 7.0  # nats: what a character more of a word has paid already
_BRACKET_EATERS = range(0xA1, 0xA8)  # lead bytes that make a private-use pair with ASCII
_COUPLE = -5.0  # nats: the likeliest couple costs as much
_FIRST = -1.0  # nats: and its first character alone, as likely as hardly one is
_CONTEXT = 2.0  # nats that what stands around two characters may give them besides
_Choice = tuple[float, int, str, int]  # score, lead byte, character, which path


class Guesses:
    """Guesses on one page, whose table of annotated characters rules out that one stands without its reading."""

    def __init__(self, phrasing: Phrasing, table: Table) -> None:
        self.phrasing = phrasing
        self.table = table
        self.straddlers = Straddlers(table)
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
        likeliest = self._likeliest(path, ending(mark_lead), _CUTS, nexts)
        if not nexts:
            likeliest = list(dict.fromkeys([*likeliest, *beginnings_of_words(mark_lead, mark_trail)]))
        for character in likeliest:
            yield phrasing.say(path, character, mark_trail, "cut")

    def endings(self, path: Path, closing: str) -> list[Path]:
        """The path with the likeliest characters whose second byte is lost, and the mark that `closing` would close."""
        characters = characters_beginning(path.pending)
        likeliest = self._likeliest(path, beginning(path.pending), _ENDINGS)
        if closing in CLOSING:
            likeliest += (each for each in characters if encloses(each, closing) and each not in likeliest)
        return [
            self.phrasing.say(path, character, IN_STEP, "lone")
            for character in likeliest
            if not self.unglossed(path, character)
        ]

    def _likeliest(self, path: Path, stock: Stock, most: int, nexts: Sequence[str] = ()) -> list[str]:
        """The characters most likely behind the path, alone or in a word with what stands before or, perhaps, next."""
        scores = self._scores(path, stock, most, nexts)
        return sorted(scores, key=scores.__getitem__, reverse=True)[:most]

    def _scores(self, path: Path, stock: Stock, most: int, nexts: Sequence[str] = ()) -> dict[str, float]:
        """Scores of those characters in stock that could be among the likeliest."""
        scores = dict(stock.ranked[:most])
        for ahead, costs in self._phrased(path, stock, nexts):
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
        for length in range(1, len(tail) + 1):
            if tail[-length:] in words:
                yield length * _AHEAD, continuing_in(stock, tail[-length:])
        for second in nexts:
            yield _AHEAD, preceding_in(stock, second)

    def with_bracket(self, path: Path) -> Iterator[Path]:
        """The path with a character whose second byte vanished together with the bracket of a note, as in 力[3]."""
        for trail in _BRACKET_EATERS:
            if whole := originals()[path.pending << 8 | trail]:
                completed = self.phrasing.say(path, whole, IN_STEP, "vanished")
                yield self.phrasing.say(completed, "[", IN_STEP)

    def bridged(self, paths: Sequence[Path], line: Sequence[Token], place: int, kind: str, least: float) -> list[Path]:
        """The paths with one character more, ended by the first byte of an unseen pair whose second byte is pending.

        What the observed character at `place` makes of that byte chooses the likeliest few of about 1,000 pairs, none
        that would read so much worse than `least` that no context makes it up.
        """
        if place < len(line) and _annotates_next(line[place]):
            leads = self._leads(line[place])
            return [follower for path in paths for follower in self._bridged_to(path, leads, kind)]
        if not paths:
            return []
        least, follows = least - _CONTEXT, list(self._what_follows(line, place))
        couples = [
            choices
            for group in unseen_groups(kind)
            for origin, path in enumerate(paths)
            for choices in self._couples((path, origin), group, follows, least)
        ]
        ranked = takewhile(lambda choice: choice[0] >= least, heapq.merge(*couples, reverse=True))
        likeliest = islice(_spread(_once(ranked)), COUPLES)
        said: dict[tuple[int, str], Path] = {}
        found = []
        for _score, lead, first, origin in likeliest:
            one = said.get((origin, first))
            if one is None:
                one = said[origin, first] = self.phrasing.say(paths[origin], first, lead, kind)
            found.append(one if one.pending == lead else waiting_for(one, lead))
        return found

    def swallowed(self, path: Path, least: float) -> Iterator[Path]:
        """The path with a likely character more, or a word, that would leave no trace: the bytes behind it stay.

        None that would promise less than `least`.
        """
        say, pending = self.phrasing.say, path.pending
        for score, character in self._swallowed_behind(path):
            if path.promise + score < least - _CONTEXT:
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
        known = self.phrasing.after(path).known
        likely = ((known.get(word.form, word.cost), word.characters) for word in vanishing_words(path.pending))
        for cost, word in heapq.nlargest(_HALVES, likely):
            if cost > _COMMON and not self.unglossed(path, word[0]):
                yield self.phrasing.say(path, word[0], word[1].encode("gbk")[0], "vanished")

    def _what_follows(self, line: Sequence[Token], place: int) -> Iterator[tuple[int, str]]:
        """The byte that completes the second character of a couple, and the character behind it where known."""
        if place >= len(line) or line[place].character == "?":
            return
        character = line[place].character
        if "@" <= character <= "~":
            yield ord(character), ""
        for first, second in folded().get(character, ())[:1]:
            nexts = bytes_at(line, place + 1)
            third = originals()[second << 8 | nexts[0]] if nexts else ""
            yield first, self.phrasing.simplified.get(third, third)

    def _couples(
        self, behind: tuple[Path, int], group: Group, follows: Sequence[tuple[int, str]], least: float
    ) -> Iterator[Iterable[_Choice]]:
        """The couples of two characters behind a path: those of one word, and those that begin with each likely one.

        The likeliest of each first.
        """
        path, origin = behind
        firsts: list[tuple[str, float]] = []
        for following, third in follows if path.promise + _COUPLE > least else ():
            yield self._in_one_word(behind, words_across(path.pending, group, following))
            seconds = likely_seconds(group, following, third)
            if not seconds or path.promise + _FIRST + seconds[0][0] < least:
                continue
            firsts = firsts or self._firsts(path, before_unseen(path.pending, group))
            for first, score in firsts:
                if score + seconds[0][0] >= least:
                    yield _with_each(seconds, score, first, origin)

    def _in_one_word(self, behind: tuple[Path, int], words: Sequence[tuple[float, str, int]]) -> list[_Choice]:
        path, origin = behind
        return [
            (path.score + cost, lead, first, origin) for cost, first, lead in words if not self.unglossed(path, first)
        ]

    def _firsts(self, path: Path, stock: Stock) -> list[tuple[str, float]]:
        """The likeliest first characters of two, and the path's score with each of them."""
        likeliest = self._likeliest(path, stock, _FIRSTS)
        return [(first, self.phrasing.cost(path, first)) for first in likeliest if not self.unglossed(path, first)]

    def _leads(self, token: Token) -> Set[int]:
        """The lead bytes of the characters that the token's reading can belong to."""
        leads = self.straddlers.leads(token.reading)
        if token.eaten or not "@" <= token.character <= "~":
            return leads
        table, trail = self.table, ord(token.character)
        return {lead for lead in leads if table.get(originals()[lead << 8 | trail]) == token.reading}

    def _bridged_to(self, path: Path, known: Set[int], kind: str) -> Iterator[Path]:
        """The same where an annotated character follows, of which the lead byte is `known`."""
        for trail, leads in unseen_pairs(kind).items():
            first = originals()[path.pending << 8 | trail]
            if first and not self.unglossed(path, first):
                for lead in leads:
                    if lead in known:
                        yield self.phrasing.say(path, first, lead, kind)


def _first(scored: tuple[float, str]) -> float:
    return -scored[0]


def _annotates_next(token: Token) -> bool:
    """Whether the token's reading belongs to the character that its first byte completes."""
    return bool(token.reading) and (token.character == "?" or "@" <= token.character <= "~")


def _with_each(seconds: Iterable[tuple[float, int]], score: float, first: str, origin: int) -> Iterator[_Choice]:
    """The couples that begin with a first character, which leads to this score."""
    return ((score + cost, lead, first, origin) for cost, lead in seconds)


def _spread(choices: Iterable[_Choice]) -> Iterator[_Choice]:
    """Of the choices, the best first, few with the same lead byte: those compete for the same text behind them."""
    crowd: dict[int, int] = {}
    for choice in choices:
        size = crowd[choice[1]] = crowd.get(choice[1], 0) + 1
        if size <= _SAME_LEAD:
            yield choice


def _once(choices: Iterable[_Choice]) -> Iterator[_Choice]:
    """Of the choices, the best first, each once: what follows a path and a lead byte is the same, however found."""
    seen: set[tuple[int, str, int]] = set()
    for choice in choices:
        if choice[1:] not in seen:
            seen.add(choice[1:])
            yield choice
