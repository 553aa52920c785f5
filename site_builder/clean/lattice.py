"""The channel backwards: the byte lattice around a `?`, searched for the text that reads best.

The observed text is walked token by token. In step, a token is its own character. A `?` may put the search out of
step: then a byte of the original is pending, each observed pair `(q, r)` completes it to the character `(pending, q)`
and leaves `r` pending, until a single byte brings both back in step. Bytes that left no trace are tried by what
could have stood there. Ways that end in the same words are one way from there on, and remember each other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from site_builder.clean.channel import GONE, Table
from site_builder.clean.couples import Couples
from site_builder.clean.fronts import NARROW, WIDE, Front, Width
from site_builder.clean.guesses import Guesses
from site_builder.clean.phrase import IN_STEP, Path, Phrasing
from site_builder.clean.readings import readings
from site_builder.clean.steps import Steps
from site_builder.clean.suspicion import suspects as suspects_of
from site_builder.clean.tokens import Token, is_damaged, shown

_BRACKETED, _BRACKET_REACH = re.compile(r"\d+\]"), 5
_VANISHED_FROM, _HALVED = 3, 2
_GUESSING = 15  # fuel for one way over a `?`, which tries every byte
_BRIDGING = 40  # fuel that a look for unseen pairs takes
_ATTEMPTS, _BACK = 6, 60  # how often a dead end is tried again, with unseen pairs at the last tokens before it
_LOOKAHEAD = 4
_MADE_UP = 2.0  # nats that the next character may give a path that is too far behind

Found = tuple[int, list[Path]]  # the token where the ways to read end, and those ways, the best first


class Search:
    """The search over one page: its annotated characters, its own words, and the language."""

    def __init__(self, phrasing: Phrasing, table: Table, fuel: int) -> None:
        """`phrasing`: what the page's characters cost; `table`: its annotated characters.

        `fuel` bounds the search on the whole page: one unit is one way to read followed over one token.
        """
        self.fuel = fuel
        self.phrasing = phrasing
        self.guesses = Guesses(phrasing, table)
        self.couples = Couples(self.guesses)
        self.steps = Steps(phrasing, self.guesses)

    def read(self, line: Sequence[Token], first: int, before: Path) -> Found:
        """Read the tokens until all ways are in step again behind token `first`.

        Returns the token where it ended, and the ways to read up to there, the best first. Pairs that left no trace
        are looked for only where the text without them reads badly.
        """
        walk = _Walk(self, line, first, NARROW)
        plain = walk.through(before)
        return walk.again(plain) if plain[1] else self.read_widely(line, first, before)

    def read_widely(self, line: Sequence[Token], first: int, before: Path) -> Found:
        """The same with many more ways followed, and unseen pairs looked for at the last tokens before a dead end."""
        walk = _Walk(self, line, first, WIDE)
        return walk.again(walk.through(before))


class _Walk:
    """A walk over the tokens of a line, taken up again where it went astray."""

    def __init__(self, search: Search, line: Sequence[Token], first: int, width: Width) -> None:
        self._search = search
        self._line = line
        self._first = first
        self._width = width
        self._suspects = frozenset[int]()  # tokens at which pairs that left no trace are looked for
        self._waits: set[int] = set()  # tokens at which some way was out of step: only there can a pair have vanished
        self._fronts: dict[int, Front] = {}
        self._met: dict[int, tuple[list[Path], int]] = {}  # the paths where all meet, and for how long it was calm

    def through(self, before: Path) -> Found:
        """Walk from the first token on; before a `?` there is but one way."""
        path, phrasing, place = before, self._search.phrasing, 0
        while place < self._first and self._line[place].character != "?":
            phrasing.place = place
            path = phrasing.say(path, self._line[place].character, IN_STEP)
            place += 1
        return self._from(place, [path], 0)

    def again(self, found: Found) -> Found:
        """Walk again with unseen pairs at what reads badly or leads nowhere, until nothing new does."""
        end, paths = found
        for _attempt in range(_ATTEMPTS):
            new = self._astray(end, paths) - self._suspects
            places = new & self._waits
            if not places or self._search.fuel < 0:
                break
            self._suspects |= new
            end, paths = self._from(*self._back_to(min(places)))
            found = (end, paths) if paths else found
        return found

    def _astray(self, end: int, paths: Sequence[Path]) -> frozenset[int]:
        if not paths:
            return frozenset(range(max(0, end - _BACK), end + 1))
        return suspects_of(next(readings(paths[:1])), self._line, self._search.phrasing)

    def _back_to(self, place: int) -> tuple[int, list[Path], int]:
        """The last token up to this one where all paths met; what was met behind it is forgotten."""
        self._met = {met: state for met, state in self._met.items() if met <= max(place, 0)}
        met = max(self._met)
        return met, *self._met[met]

    def _from(self, place: int, paths: Iterable[Path], calm: int) -> Found:
        """Walk on with these paths at this token."""
        self._fronts = {}
        for path in paths:
            self._front(place).join(path)
        while place < len(self._line):
            paths = self._fronts.pop(place).best() if place in self._fronts else []
            if paths:
                meet = not self._fronts
                if meet:
                    self._met[place] = paths, calm
                waiting = [path for path in paths if path.pending != IN_STEP]
                settled = meet and place > self._first and not waiting
                calm = calm + 1 if settled and not is_damaged(self._line, place) else 0
                if calm > _LOOKAHEAD:
                    return place, paths
                self._search.fuel -= len(paths) * (_GUESSING if self._line[place].character == "?" else 1)
                if self._search.fuel < 0:
                    return place, []
                self._step(paths, waiting, place)
            elif not self._fronts:
                return place, []
            place += 1
        return place, self._fronts[place].in_step() if place in self._fronts else []

    def _front(self, place: int) -> Front:
        front = self._fronts.get(place)
        if front is None:
            front = self._fronts[place] = Front(self._width)
        return front

    def _step(self, paths: Sequence[Path], waiting: Sequence[Path], place: int) -> None:
        """Follow the paths over a token, and what may have vanished before it where they are `waiting` for a byte."""
        self._search.phrasing.place = place
        self._follow(paths, place)
        if not waiting:
            return
        self._waits.add(place)
        guesses, least = self._search.guesses, paths[0].promise - self._width.slack - _MADE_UP
        best = [path for path in paths[:_VANISHED_FROM] if path.pending != IN_STEP]
        swallowed = [each for path in best for each in guesses.swallowed(path, least) if each.promise > least]
        self._follow(swallowed, place)
        if place in self._suspects:
            self._search.fuel -= _BRIDGING
            self._follow(self._vanished([*waiting, *swallowed], place), place)

    def _follow(self, paths: Iterable[Path], place: int) -> None:
        token, steps = self._line[place], self._search.steps
        if token.character == "?":
            for path in paths:
                self._follow_question(path, place)
            return
        join = self._front(place + 1).join
        for path in paths:
            for follower in steps.over_character(path, token):
                join(follower)

    def _follow_question(self, path: Path, place: int) -> None:
        line, token = self._line, self._line[place]
        for target, follower in self._search.steps.over_question(path, line, place):
            self._front(target).join(follower)
        if place in self._suspects and path.pending != IN_STEP and not token.reading:
            for follower in self._search.couples.bridged([path], line, place + 1, "unassigned", -math.inf):
                self._front(place + 1).join(follower)

    def _vanished(self, paths: Sequence[Path], place: int) -> list[Path]:
        """For the best of some paths out of step: those on which a private-use pair vanished right here."""
        guesses, line = self._search.guesses, self._line
        waiting = paths[:_VANISHED_FROM]
        bracketed = _BRACKETED.match(shown(line[place : place + _BRACKET_REACH]))
        single = ("[", "") if bracketed else (GONE, "eaten")
        found = [each for path in waiting for each in guesses.with_single(path, *single)]
        halves = [each for path in waiting[:_HALVED] for each in guesses.half_swallowed(path)]
        least = self._front(place + 1).least
        return found + self._search.couples.bridged([*waiting, *halves], line, place, "vanished", least)
