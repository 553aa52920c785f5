"""Couples: two characters of which the bytes that touch left no trace, the likeliest first by their words."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import islice, takewhile

from site_builder.clean.codes import Group, folded, originals, unseen_groups, unseen_pairs
from site_builder.clean.guesses import CONTEXT, Guesses
from site_builder.clean.phrase import Path, waiting_for
from site_builder.clean.stock import Stock, before_unseen, likely_seconds, words_across
from site_builder.clean.tokens import Token, bytes_at

_KEPT, _SAME_LEAD = 24, 5  # couples that are followed, and of those with the same lead byte
_FIRSTS = 6
_COUPLE = -5.0  # nats: the likeliest couple costs as much
_FIRST = -1.0  # nats: and its first character alone, as likely as hardly one is
_Choice = tuple[float, int, str, int]  # score, lead byte, character, which path


class Couples:
    """Couples on one page, whose `guesses` know which characters are likely there."""

    def __init__(self, guesses: Guesses) -> None:
        self._guesses = guesses
        self._phrasing = guesses.phrasing
        self._unglossed = guesses.unglossed

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
        least, follows = least - CONTEXT, list(self._what_follows(line, place))
        couples = [
            choices
            for group in unseen_groups(kind)
            for origin, path in enumerate(paths)
            for choices in self._couples((path, origin), group, follows, least)
        ]
        ranked = takewhile(lambda choice: choice[0] >= least, heapq.merge(*couples, reverse=True))
        likeliest = islice(_spread(_once(ranked)), _KEPT)
        said: dict[tuple[int, str], Path] = {}
        found = []
        for _score, lead, first, origin in likeliest:
            one = said.get((origin, first))
            if one is None:
                one = said[origin, first] = self._phrasing.say(paths[origin], first, lead, kind)
            found.append(one if one.pending == lead else waiting_for(one, lead))
        return found

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
            yield first, self._phrasing.simplified.get(third, third)

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
            if not firsts:
                break
            for first, score in firsts:
                if score + seconds[0][0] >= least:
                    yield _with_each(seconds, score, first, origin)

    def _in_one_word(self, behind: tuple[Path, int], words: Sequence[tuple[float, str, int]]) -> list[_Choice]:
        path, origin = behind
        return [
            (path.score + cost, lead, first, origin) for cost, first, lead in words if not self._unglossed(path, first)
        ]

    def _firsts(self, path: Path, stock: Stock) -> list[tuple[str, float]]:
        """The likeliest first characters of two, and the path's score with each of them."""
        likeliest = self._guesses.likeliest(path, stock, _FIRSTS)
        return [(first, self._phrasing.cost(path, first)) for first in likeliest if not self._unglossed(path, first)]

    def _leads(self, token: Token) -> Set[int]:
        """The lead bytes of the characters that the token's reading can belong to."""
        leads = self._guesses.straddlers.leads(token.reading)
        if token.eaten or not "@" <= token.character <= "~":
            return leads
        table, trail = self._guesses.table, ord(token.character)
        return {lead for lead in leads if table.get(originals()[lead << 8 | trail]) == token.reading}

    def _bridged_to(self, path: Path, known: Set[int], kind: str) -> Iterator[Path]:
        """The same where an annotated character follows, of which the lead byte is `known`."""
        for trail, leads in unseen_pairs(kind).items():
            first = originals()[path.pending << 8 | trail]
            if first and not self._unglossed(path, first):
                for lead in leads:
                    if lead in known:
                        yield self._phrasing.say(path, first, lead, kind)


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
