"""Steps: what an observed token can be where a byte of the original is pending, or where none is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from site_builder.clean.brackets import encloses
from site_builder.clean.channel import EATEN, MARKS, SHIFT
from site_builder.clean.codes import originals
from site_builder.clean.completions import completions
from site_builder.clean.guesses import Guesses
from site_builder.clean.phrase import IN_STEP, Path, Phrasing
from site_builder.clean.tokens import Token, bytes_at, last_trails, next_mark

_ENCLOSED = 9.0
_REAL_QUESTION = -1.0
_AGAIN = 4.0  # characters that GBK lacks come in runs
_QUESTION = MARKS["？"][1]

Follower = tuple[int, Path]  # the token that it goes on with


class Steps:
    """The steps on one page."""

    def __init__(self, phrasing: Phrasing, guesses: Guesses) -> None:
        self._phrasing = phrasing
        self._guesses = guesses
        self._table = guesses.table

    def over_character(self, path: Path, token: Token) -> Iterable[Path]:
        """The path behind a token that is no `?`."""
        if path.pending == IN_STEP:
            return (self._phrasing.say(path, token.character, IN_STEP),)
        return self._completed(path, token)

    def _completed(self, path: Path, token: Token) -> Iterator[Path]:
        """The path with the characters that the token may complete.

        One that the page annotates stands without its reading only where its bytes were torn apart.
        """
        say, table, reading = self._phrasing.say, self._table, token.reading
        if token.character in table and not reading:
            return
        for each in completions(path.pending, token.character, reading):
            if each.character in table and not (each.reading or path.broken):
                continue
            follower = say(path, each.character, each.pending, reading=each.reading, broken=each.broken)
            yield say(follower, each.single, IN_STEP) if each.single else follower

    def over_question(self, path: Path, line: Sequence[Token], place: int) -> Iterator[Follower]:
        """The path behind a `?`, and perhaps a mark, and the token that it goes on with."""
        reading = line[place].reading
        if path.pending == IN_STEP:
            if not line[place].eaten:
                return self._question_in_step(path, line, place)
            followers = self._straddle(path, reading)
        elif not reading:
            return self._question_out_of_step(path, line, place)
        else:
            followers = self._reading_out_of_step(path, line[place])
        return ((place + 1, follower) for follower in followers)

    # -- in step -------------------------------------------------------------------------------------------------

    def _question_in_step(self, path: Path, line: Sequence[Token], place: int) -> Iterator[Follower]:
        bonus = _AGAIN if path.said == "?" else _REAL_QUESTION
        yield place + 1, self._phrasing.say(path, "?", IN_STEP, bonus=bonus)
        mark = next_mark(line, place)
        if mark:
            lead, trail = MARKS[mark]
            for follower in self._guesses.cuts(path, lead, trail, bytes_at(line, place + 2)):
                yield place + 2, follower

    def _straddle(self, path: Path, reading: str) -> Iterator[Path]:
        """An annotation across two characters: its second byte took the bracket, and leads the next character."""
        for said, trail in last_trails(path.said):
            for character in self._guesses.straddlers.of(trail, reading):
                yield Path(
                    path.score, path.promise, path.ends, path.tail, character.encode("gbk")[1], True, path.open_pairs,
                    said, path.before, path.guess, path.at, (*path.glosses, (character, reading)), path.rivals,
                )  # fmt: skip

    # -- out of step ---------------------------------------------------------------------------------------------

    def _reading_out_of_step(self, path: Path, token: Token) -> Iterator[Path]:
        """A `?` with a reading: the character that it completes was annotated."""
        known: Sequence[str]
        if token.eaten:
            known = self._guesses.straddlers.of(path.pending, token.reading)
        else:
            known = [whole] if (whole := originals()[path.pending << 8 | 0x80]) else []
        for character in known:
            yield self._phrasing.say(path, character, IN_STEP, reading=token.reading)

    def _question_out_of_step(self, path: Path, line: Sequence[Token], place: int) -> Iterator[Follower]:
        table, lead, say = originals(), path.pending << 8, self._phrasing.say
        whole = table[lead | 0x80]
        if whole and not self._guesses.unglossed(path, whole):
            yield place + 1, say(path, whole, IN_STEP)
        if table[lead | SHIFT]:
            yield place + 1, say(path, table[lead | SHIFT], _QUESTION)
        mark, at_end = next_mark(line, place), place + 1 == len(line)
        closing = "" if at_end else line[place + 1].character
        for completed in self._guesses.endings(path, closing):
            if mark:
                yield place + 2, say(completed, mark, IN_STEP)
            if at_end:
                yield place + 1, completed
            else:
                bonus = _ENCLOSED if encloses(completed.said, closing) else 0.0
                yield place + 1, say(completed, EATEN, IN_STEP, "eaten", bonus)
