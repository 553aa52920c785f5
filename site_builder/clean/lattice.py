"""The channel backwards: the byte lattice around a `?`, searched for the text that reads best.

The observed text is walked token by token. In step, a token is its own character. A `?` may put the search out of
step: then a byte of the original is pending, each observed pair `(q, r)` completes it to the character `(pending, q)`
and leaves `r` pending, until a single byte brings both back in step. Bytes that left no trace are tried by what
could have stood there. Ways that end in the same words are one way from there on, and remember each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from site_builder.clean.brackets import encloses
from site_builder.clean.channel import EATEN, MARKS, SHIFT, Table
from site_builder.clean.codes import folded, originals
from site_builder.clean.guesses import Guesses
from site_builder.clean.phrase import IN_STEP, Path, Phrasing
from site_builder.clean.readings import readings
from site_builder.clean.suspicion import suspects as suspects_of
from site_builder.clean.tokens import Token, bytes_at, is_damaged, last_trails, next_mark, shown


class Width(NamedTuple):
    """How many ways are kept: in all, of those that wait for the same byte, and of those that have just guessed.

    Ways more than `slack` (nats) behind the best one at the same place are dropped.
    """

    all: int
    alike: int
    guessed: int
    slack: float


NARROW = Width(32, 5, 20, 9.0)
WIDE = Width(60, 8, 24, 24.0)
_BRACKETED, _BRACKET_REACH = re.compile(r"\d+\]"), 5
_VANISHED_FROM, _HALVED = 3, 2
_ENCLOSED = 9.0
_GUESSING = 15  # fuel for one way over a `?`, which tries every byte
_BRIDGING = 40  # fuel that a look for unseen pairs takes
_ATTEMPTS, _BACK = 6, 60  # how often a dead end is tried again, with unseen pairs at the last tokens before it
_REAL_QUESTION = -1.0
_AGAIN = 4.0  # characters that GBK lacks come in runs
_LOOKAHEAD = 4
_QUESTION = MARKS["？"][1]

_Follower = tuple[int, Path]  # the token that it goes on with
_Waiting = dict[int, dict[object, Path]]


class Search:
    """The search over one page: its annotated characters, its own words, and the language."""

    def __init__(self, phrasing: Phrasing, table: Table, fuel: int) -> None:
        """`phrasing`: what the page's characters cost; `table`: its annotated characters.

        `fuel` bounds the search on the whole page: one unit is one way to read followed over one token.
        """
        self.fuel = fuel
        self.table = table
        self.phrasing = phrasing
        self.guesses = Guesses(self.phrasing, table)
        self.annotated = {character.encode("gbk") for character in table}
        self._width = NARROW

    # -- the walk ------------------------------------------------------------------------------------------------

    def read(self, line: Sequence[Token], start: int, first: int, before: Path) -> tuple[int, list[Path]]:
        """Read the tokens from `start` on until all ways are in step again behind token `first`.

        Returns the token where it ended, and the ways to read up to there, the best first. Pairs that left no trace
        are looked for only where the text without them reads badly.
        """
        self._width = NARROW
        plain = self._walk(line, start, first, before, frozenset())
        if not plain[1]:
            return self.read_widely(line, start, first, before)
        return self._again(line, start, first, before, plain)

    def read_widely(self, line: Sequence[Token], start: int, first: int, before: Path) -> tuple[int, list[Path]]:
        """The same with many more ways followed, and unseen pairs looked for at the last tokens before a dead end."""
        self._width = WIDE
        plain = self._walk(line, start, first, before, frozenset())
        return self._again(line, start, first, before, plain)

    def _again(
        self, line: Sequence[Token], start: int, first: int, before: Path, found: tuple[int, list[Path]]
    ) -> tuple[int, list[Path]]:
        """Read again with unseen pairs at what reads badly or leads nowhere, until nothing new does."""
        (end, paths), looked = found, frozenset[int]()
        for _attempt in range(_ATTEMPTS):
            suspects = looked | self._suspects(line, end, paths)
            if suspects == looked or self.fuel < 0:
                break
            looked = suspects
            end, paths = self._walk(line, start, first, before, looked)
            found = (end, paths) if paths else found
        return found

    def _suspects(self, line: Sequence[Token], end: int, paths: Sequence[Path]) -> frozenset[int]:
        if not paths:
            return frozenset(range(max(0, end - _BACK), end + 1))
        return suspects_of(next(readings(paths[:1])), line, self.phrasing)

    def _walk(
        self, line: Sequence[Token], start: int, first: int, before: Path, suspects: frozenset[int]
    ) -> tuple[int, list[Path]]:
        waiting: _Waiting = {start: {None: before}}
        place, calm = start, 0
        while place < len(line):
            paths = _best(waiting.pop(place, {}).values(), self._width)
            if not paths:
                if not waiting:
                    return place, []
                place += 1
                continue
            settled = place > first and not waiting and all(path.pending == IN_STEP for path in paths)
            calm = calm + 1 if settled and not is_damaged(line, place) else 0
            if calm > _LOOKAHEAD:
                return place, paths
            self.phrasing.place = place
            self.fuel -= len(paths) * (_GUESSING if line[place].character == "?" else 1)
            if self.fuel < 0:
                return place, []
            waits = [path for path in paths[:_VANISHED_FROM] if path.pending != IN_STEP]
            paths += [follower for path in waits for follower in self.guesses.swallowed(path)]
            if place in suspects:
                self.fuel -= _BRIDGING
                paths += self._vanished(paths, line, place)
            for path in paths:
                for target, follower in self._step(path, line, place, place in suspects):
                    _join(waiting.setdefault(target, {}), follower, self._width.slack)
            place += 1
        ended = [path for path in waiting.get(len(line), {}).values() if path.pending == IN_STEP]
        return len(line), _best(ended, self._width)

    def _step(self, path: Path, line: Sequence[Token], place: int, suspect: bool) -> Iterator[_Follower]:
        token = line[place]
        if path.pending == IN_STEP:
            if token.character == "?":
                yield from self._question_in_step(path, line, place)
            else:
                yield place + 1, self.phrasing.say(path, token.character, IN_STEP)
        elif token.character != "?":
            yield from ((place + 1, follower) for follower in self._pair_out_of_step(path, token))
        elif token.reading:
            yield from ((place + 1, follower) for follower in self._reading_out_of_step(path, token))
        else:
            yield from self._question_out_of_step(path, line, place)
            if suspect:
                bridged = self.guesses.bridged([path], line, place + 1, "unassigned")
                yield from ((place + 1, follower) for follower in bridged)

    # -- in step -------------------------------------------------------------------------------------------------

    def _question_in_step(self, path: Path, line: Sequence[Token], place: int) -> Iterator[_Follower]:
        token = line[place]
        if token.eaten:
            yield from ((place + 1, follower) for follower in self._straddle(path, token.reading))
            return
        bonus = _AGAIN if path.said == "?" else _REAL_QUESTION
        yield place + 1, self.phrasing.say(path, "?", IN_STEP, bonus=bonus)
        mark = next_mark(line, place)
        if mark:
            lead, trail = MARKS[mark]
            for follower in self.guesses.cuts(path, lead, trail, bytes_at(line, place + 2)):
                yield place + 2, follower

    def _straddle(self, path: Path, reading: str) -> Iterator[Path]:
        """An annotation across two characters: its second byte took the bracket, and leads the next character."""
        for said, trail in last_trails(path.said):
            for character in self.guesses.straddlers.of(trail, reading):
                yield Path(
                    path.score, path.promise, path.ends, path.tail, character.encode("gbk")[1], True, path.open_pairs,
                    said, path.before, path.guess, path.at, (*path.glosses, (character, reading)), path.rivals,
                )  # fmt: skip

    # -- out of step ---------------------------------------------------------------------------------------------

    def _pair_out_of_step(self, path: Path, token: Token) -> Iterator[Path]:
        character, reading, table, lead = token.character, token.reading, originals(), path.pending << 8
        say, unglossed = self.phrasing.say, self.guesses.unglossed
        if "@" <= character <= "~":
            whole = table[lead | ord(character)]
            if whole and (reading or not unglossed(path, whole)):
                yield say(path, whole, IN_STEP, reading=reading)
        for first, second in folded().get(character, ()):
            whole = table[lead | first]
            if not whole or unglossed(path, whole):
                continue
            if not reading and bytes((first, second)) in self.annotated:
                continue
            if second >= 0x81:
                yield say(path, whole, second, broken=bool(reading))
            elif second < 0x80:
                yield say(say(path, whole, IN_STEP), chr(second), IN_STEP)

    def _reading_out_of_step(self, path: Path, token: Token) -> Iterator[Path]:
        """A `?` with a reading: the character that it completes was annotated."""
        known: Sequence[str]
        if token.eaten:
            known = self.guesses.straddlers.of(path.pending, token.reading)
        else:
            known = [whole] if (whole := originals()[path.pending << 8 | 0x80]) else []
        for character in known:
            yield self.phrasing.say(path, character, IN_STEP, reading=token.reading)

    def _question_out_of_step(self, path: Path, line: Sequence[Token], place: int) -> Iterator[_Follower]:
        table, lead, say = originals(), path.pending << 8, self.phrasing.say
        whole = table[lead | 0x80]
        if whole and not self.guesses.unglossed(path, whole):
            yield place + 1, say(path, whole, IN_STEP)
        if table[lead | SHIFT]:
            yield place + 1, say(path, table[lead | SHIFT], _QUESTION)
        mark, at_end = next_mark(line, place), place + 1 == len(line)
        closing = "" if at_end else line[place + 1].character
        for completed in self.guesses.endings(path, closing):
            if mark:
                yield place + 2, say(completed, mark, IN_STEP)
            if at_end:
                yield place + 1, completed
            else:
                bonus = _ENCLOSED if encloses(completed.said, closing) else 0.0
                yield place + 1, say(completed, EATEN, IN_STEP, "eaten", bonus)

    def _vanished(self, paths: Sequence[Path], line: Sequence[Token], place: int) -> list[Path]:
        """For the best paths out of step: those on which a private-use pair vanished right here."""
        waiting = [path for path in paths if path.pending != IN_STEP][:_VANISHED_FROM]
        bracketed = _BRACKETED.match(shown(line[place : place + _BRACKET_REACH]))
        found = [each for path in waiting for each in self.guesses.with_bracket(path)] if bracketed else []
        halves = [each for path in waiting[:_HALVED] for each in self.guesses.half_swallowed(path)]
        return found + self.guesses.bridged([*waiting, *halves], line, place, "vanished")


def _join(waiting: dict[object, Path], path: Path, slack: float) -> None:
    """Put a path beside those that wait for the same token; of two that end in the same words the better one stays."""
    end = path.pending, path.broken, path.open_pairs, path.tail or path.said
    other = waiting.get(end)
    if other is None:
        waiting[end] = path
        return
    better, worse = (path, other) if path.score > other.score else (other, path)
    gap = better.score - worse.score
    if gap < slack:
        better.rivals = [*(better.rivals or ()), (gap, worse)]
    waiting[end] = better


def _best(paths: Iterable[Path], width: Width) -> list[Path]:
    """The best paths, few of those that wait for the same byte: ways that agree must not crowd out others."""
    ranked = sorted(paths, key=_by_promise)
    if len(ranked) < 2:
        return ranked
    kept: list[Path] = []
    crowd: dict[int, int] = {}
    least = ranked[0].promise - width.slack
    for path in ranked:
        if path.promise < least or len(kept) == width.all:
            break
        size = crowd[path.pending] = crowd.get(path.pending, 0) + 1
        if size <= (width.guessed if path.guess else width.alike):
            kept.append(path)
    return kept


def _by_promise(path: Path) -> float:
    return -path.promise
