"""The channel backwards: the byte lattice around a `?`, searched for the text that reads best.

The observed text is walked token by token. In step, a token is its own character. A `?` may put the search out of
step: then a byte of the original is pending, each observed pair `(q, r)` completes it to the character `(pending, q)`
and leaves `r` pending, until a single byte brings both back in step. Bytes that left no trace are tried by what
could have stood there.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from site_builder.clean.channel import EATEN, MARKS, Table, pair_table, swap_table
from site_builder.clean.language import LONGEST_WORD, UNSEEN, Language

IN_STEP = -1
BEAM = 8
OPEN_BEAM = 64  # for characters just guessed, which the next one judges
SLACK = 16.0  # hypotheses this much worse (natural log) than the best one at the same place are dropped
READING = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+"
_TOKEN = re.compile(rf"\?(?P<eaten>{READING})\)|(?P<character>.)(?:\((?P<gloss>{READING})\))?", re.DOTALL)
_MARK_SHOWN = {"、": "、", ",": "，", "!": "！", ";": "；", "?": "？", ":": "："}


class Token(NamedTuple):
    """An observed character with the reading behind it; `eaten` says that a lead byte took the bracket of the reading."""

    character: str
    reading: str
    eaten: bool
    start: int
    end: int


class Guess(NamedTuple):
    """A step of the original text that the bytes alone do not give: its kind and the place in the text."""

    kind: str
    place: int


class Path(NamedTuple):
    """A way to read the tokens so far."""

    score: float
    ends: tuple[float, ...]  # best score of a word boundary behind each of the last characters, the latest last
    tail: str  # the last Han characters, simplified: what a longer word could begin with
    pending: int
    broken: bool  # a reading stands behind the pending byte, so the character that it leads was never seen whole
    text: str
    open_pairs: int
    guesses: tuple[Guess, ...]
    glossed: tuple[tuple[str, str], ...]  # characters that the observed readings belong to


def tokens(line: str) -> list[Token]:
    """The line's observed characters, each with the reading that stands behind it."""
    found = []
    for match in _TOKEN.finditer(line):
        eaten, character, gloss = match.group("eaten", "character", "gloss")
        found.append(Token(character or "?", eaten or gloss or "", bool(eaten), match.start(), match.end()))
    return found


@cache
def originals() -> tuple[str, ...]:
    """The character of each two bytes, by `lead << 8 | trail`, where the channel's step of encoding could give them.

    Empty for private-use and unassigned codes, and for simplified characters, which the script swap changes.
    """
    swap = swap_table()
    full = {chr(code): "" for code in swap}
    return tuple(_original(code, shown, full) for code, shown in enumerate(pair_table()))


def _original(code: int, shown: str, simplified: Mapping[str, str]) -> str:
    if shown == "?" or shown == "":
        return ""
    character = code.to_bytes(2, "big").decode("gbk")
    return simplified.get(character, character)


@cache
def folded() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """The two bytes that an observed character can come from."""
    table: dict[str, tuple[tuple[int, int], ...]] = {}
    for code, shown in enumerate(pair_table()):
        if shown and shown != "?":
            table[shown] = (*table.get(shown, ()), (code >> 8, code & 0xFF))
    return table


@cache
def private_trails() -> Mapping[int, Sequence[int]]:
    """The trail bytes that make a private-use pair, which vanishes, with each lead byte; only those that can lead."""
    pairs = pair_table()
    rows = {lead: [t for t in range(0x81, 0xFF) if pairs[lead << 8 | t] == ""] for lead in range(0x81, 0xFF)}
    return {lead: trails for lead, trails in rows.items() if trails}


@cache
def unassigned_trails() -> Mapping[int, Sequence[int]]:
    """The trail bytes that make a pair which is no GBK character and shows as `?`."""
    pairs = pair_table()
    rows = {lead: [t for t in range(0x81, 0xFF) if pairs[lead << 8 | t] == "?"] for lead in range(0x81, 0xFF)}
    return {lead: trails for lead, trails in rows.items() if trails}


_OPEN = {"“": 1, "‘": 2, "《": 4, "（": 8, "(": 8, "【": 16, "〔": 32, "[": 64}
_CLOSE = {"”": 1, "’": 2, "》": 4, "）": 8, ")": 8, "】": 16, "〕": 32, "]": 64}
_PAIRED = _OPEN.keys() | _CLOSE.keys()
_UNPAIRED = -4.5
_VANISH_COST = -0.5
_REAL_QUESTION = -1.0
COUPLES = 24
Pairs = Mapping[int, Sequence[int]]  # lead byte to trail bytes
_LOOKAHEAD = 4


def _first(choice: tuple[float, int, Path]) -> float:
    return choice[0]


def _by_score(path: Path) -> float:
    return path.score


class Search:
    """The search over one page: its annotated characters, the language, and what was worked out so far."""

    def __init__(self, language: Language, table: Table, candidates: Callable[[int, str], Sequence[str]]) -> None:
        """`candidates(lead, reading)` gives the characters with that lead byte and reading, the likeliest first."""
        self.language = language
        self.table = table
        self.candidates = candidates
        self.annotated = {character.encode("gbk") for character in table}
        self.words = language.words
        self.simplified = language.simplified
        self._known_seconds: dict[tuple[int, int, int], list[tuple[float, str, int]]] = {}

    # -- the walk ------------------------------------------------------------------------------------------------

    def walk(self, line: Sequence[Token], start: int, first: int, before: Path) -> tuple[int, list[Path]]:
        """Read the tokens from `start` on until all ways are in step again behind token `first`.

        Returns the token where it ended, and the ways to read up to there, the best first.
        """
        waiting: dict[int, list[Path]] = {start: [before]}
        place = start
        calm = 0
        while place < len(line):
            paths = self._best(waiting.pop(place, ()))
            if not paths:
                place += 1
                if not waiting:
                    break
                continue
            settled = place > first and not waiting and all(path.pending == IN_STEP for path in paths)
            calm = calm + 1 if settled and not is_damaged(line, place) else 0
            if calm > _LOOKAHEAD:
                return place, paths
            for path in self._with_vanished(paths, line, place):
                for target, follower in self._step(path, line, place):
                    waiting.setdefault(target, []).append(follower)
            place += 1
        ended = [path for path in waiting.get(len(line), ()) if path.pending == IN_STEP]
        return len(line), self._best(ended)

    def _best(self, paths: Iterable[Path]) -> list[Path]:
        """The best paths, at most `BEAM` of those that wait for the same byte: ways that agree must not crowd out others."""
        ranked = sorted(paths, key=_by_score, reverse=True)
        kept: list[Path] = []
        crowd: dict[int, int] = {}
        for path in ranked:
            if path.score < ranked[0].score - SLACK:
                break
            size = crowd[path.pending] = crowd.get(path.pending, 0) + 1
            fresh = path.guesses and path.guesses[-1].place == len(path.text) - 1
            if size <= (OPEN_BEAM if fresh else BEAM):
                kept.append(path)
        return kept

    def _step(self, path: Path, line: Sequence[Token], place: int) -> Iterator[tuple[int, Path]]:
        token = line[place]
        if path.pending == IN_STEP:
            if token.character == "?":
                yield from self._question_in_step(path, line, place)
            else:
                yield place + 1, self.say(path, token.character, IN_STEP)
        elif token.character == "?":
            yield from self._question_out_of_step(path, line, place)
        else:
            yield from ((place + 1, follower) for follower in self._pair_out_of_step(path, token))

    # -- in step -------------------------------------------------------------------------------------------------

    def _question_in_step(self, path: Path, line: Sequence[Token], place: int) -> Iterator[tuple[int, Path]]:
        token = line[place]
        if token.eaten:
            yield from ((place + 1, follower) for follower in self._straddle(path, token.reading))
            return
        yield place + 1, self._say_scored(path, "?", _REAL_QUESTION)
        mark = _next_mark(line, place)
        if mark:
            lead, trail = MARKS[mark]
            for unknown in range(0x81, 0xFF):
                character = originals()[unknown << 8 | lead]
                if character:
                    yield place + 2, self.say(path, character, trail, "cut")

    def _straddle(self, path: Path, reading: str) -> Iterator[Path]:
        """An annotation across two characters: its second byte took the bracket, and leads the next character."""
        for text, trail in _last_trails(path.text):
            for character in self.candidates(trail, reading):
                pending = character.encode("gbk")[1]
                yield path._replace(pending=pending, broken=True, text=text, glossed=(*path.glossed, (character, reading)))

    # -- out of step ---------------------------------------------------------------------------------------------

    def _pair_out_of_step(self, path: Path, token: Token) -> Iterator[Path]:
        character, table = token.character, originals()
        lead = path.pending << 8
        if character.isascii() and (whole := table[lead | ord(character)]) and ord(character) >= 0x40:
            if self._agrees(path, whole, token.reading):
                yield _noting(self.say(path, whole, IN_STEP), whole, token.reading)
        for first, second in folded().get(character, ()):
            whole = table[lead | first]
            if not whole or self._unglossed(path, whole):
                continue
            if not token.reading and bytes((first, second)) in self.annotated:
                continue
            if second >= 0x81:
                yield self.say(path, whole, second)._replace(broken=bool(token.reading))
            elif second < 0x80:
                yield self.say(self.say(path, whole, IN_STEP), chr(second), IN_STEP)

    def _question_out_of_step(self, path: Path, line: Sequence[Token], place: int) -> Iterator[tuple[int, Path]]:
        token, table, lead = line[place], originals(), path.pending << 8
        if token.eaten:
            for character in self.candidates(path.pending, token.reading):
                yield place + 1, _noting(self.say(path, character, IN_STEP), character, token.reading)
            return
        if whole := table[lead | 0x80]:
            if self._agrees(path, whole, token.reading):
                yield place + 1, _noting(self.say(path, whole, IN_STEP), whole, token.reading)
        if token.reading:
            return
        mark = _next_mark(line, place)
        at_end = place + 1 == len(line)
        for trail in range(0x81, 0xFF):
            whole = table[lead | trail]
            if not whole or self._unglossed(path, whole):
                continue
            completed = self.say(path, whole, IN_STEP, "lone")
            if completed.score < path.score - SLACK:
                continue
            if mark:
                yield place + 2, self.say(completed, mark, IN_STEP)
            if at_end:
                yield place + 1, completed
            else:
                yield place + 1, self.say(completed, EATEN, IN_STEP, "eaten")
        whole = table[lead | 0xA3]
        if whole:
            yield place + 1, self.say(path, whole, 0xBF)
        yield from ((place + 1, each) for each in self._bridged(path, line, place + 1, unassigned_trails(), "unassigned"))

    def _with_vanished(self, paths: list[Path], line: Sequence[Token], place: int) -> Iterator[Path]:
        """The paths, and for the best ones out of step those on which a private-use pair vanished right here."""
        yield from paths
        for path in paths[:4]:
            if path.pending != IN_STEP:
                yield from self._bridged(path, line, place, private_trails(), "vanished")

    def _bridged(
        self, path: Path, line: Sequence[Token], place: int, pairs: Pairs, kind: str
    ) -> Iterator[Path]:
        """The path with one character more, ended by the first byte of an unseen pair whose second byte is pending.

        What the observed character at `place` makes of that byte chooses the likeliest few of about 1,000 pairs.
        """
        following = _bytes_at(line, place)
        if not following or path.score < 0 and path.pending == IN_STEP:
            return
        choices = []
        for trail in pairs:
            first = originals()[path.pending << 8 | trail]
            if first and not self._unglossed(path, first):
                said = self.say(path, first, IN_STEP, kind)
                word = self.simplified.get(first, first)
                for byte in following:
                    for cost, second, lead in self._seconds(trail, byte, pairs):
                        joined = self.words.get(word + second)
                        score = said.score + cost
                        if joined is not None:
                            score = max(score, path.score + joined)
                        choices.append((score, lead, said))
        for _score, lead, said in heapq.nlargest(COUPLES, choices, key=_first):
            yield said._replace(pending=lead)

    def _seconds(self, trail: int, following: int, pairs: Pairs) -> list[tuple[float, str, int]]:
        """The characters that end in the byte `following` and begin with the second byte of a pair led by `trail`."""
        key = (trail, following, id(pairs))
        known = self._known_seconds.get(key)
        if known is None:
            found = ((originals()[lead << 8 | following], lead) for lead in pairs[trail])
            words = ((self.simplified.get(second, second), lead) for second, lead in found if second)
            known = sorted(((self.words.get(word, UNSEEN), word, lead) for word, lead in words), reverse=True)[:40]
            self._known_seconds[key] = known
        return known

    # -- what the table demands ----------------------------------------------------------------------------------

    def _unglossed(self, path: Path, character: str) -> bool:
        """Whether the page annotates this character everywhere, and so would have done it here."""
        return character in self.table and not path.broken

    def _agrees(self, path: Path, character: str, reading: str) -> bool:
        return bool(reading) or not self._unglossed(path, character)

    # -- saying a character --------------------------------------------------------------------------------------

    def say(self, path: Path, character: str, pending: int, guess: str = "") -> Path:
        """The path with one more character of the original."""
        return self._say_scored(path, character, 0.0, pending, guess)

    def _say_scored(
        self, path: Path, character: str, bonus: float, pending: int = IN_STEP, guess: str = ""
    ) -> Path:
        ends, words = path.ends, self.words
        open_pairs = path.open_pairs
        if "㐀" <= character <= "鿿":
            tail = path.tail + self.simplified.get(character, character)
            score = ends[-1] + words.get(tail[-1], UNSEEN)
            for length in range(2, len(tail) + 1):
                cost = words.get(tail[-length:])
                if cost is not None and ends[-length] + cost > score:
                    score = ends[-length] + cost
            score += bonus
            ends = (*ends[1 - LONGEST_WORD :], score)
            tail = tail[1 - LONGEST_WORD :]
        else:
            score = ends[-1] + self.language.mark_cost(path.text[-1:], character) + bonus
            if character in _PAIRED:
                penalty, open_pairs = _paired(open_pairs, character)
                score += penalty
            ends, tail = (score,), ""
        guesses = (*path.guesses, Guess(guess, len(path.text))) if guess else path.guesses
        return Path(score, ends, tail, pending, False, path.text + character, open_pairs, guesses, path.glossed)


def _noting(path: Path, character: str, reading: str) -> Path:
    return path._replace(glossed=(*path.glossed, (character, reading))) if reading else path


def _bytes_at(line: Sequence[Token], place: int) -> list[int]:
    """The first byte of the observed character there, in every way to come about; none for a `?`."""
    if place >= len(line) or line[place].character == "?":
        return []
    character = line[place].character
    single = [ord(character)] if "@" <= character <= "~" else []
    return single + [first for first, _second in folded().get(character, ())[:1]]


def _paired(open_pairs: int, character: str) -> tuple[float, int]:
    opened = _OPEN.get(character)
    if opened is not None:
        return (_UNPAIRED if open_pairs & opened else 0.0), open_pairs | opened
    closed = _CLOSE[character]
    return (0.0 if open_pairs & closed else _UNPAIRED), open_pairs & ~closed


def open_pairs_of(text: str) -> int:
    """The paired marks still open at the end of the text, one bit for each kind."""
    bits = 0
    for character in text:
        if character in _PAIRED:
            bits = _paired(bits, character)[1]
    return bits


def is_damaged(line: Sequence[Token], place: int) -> bool:
    """Whether the token is a `?` that the channel could have left by bytes: a straddled reading or a cut."""
    token = line[place]
    return token.character == "?" and (token.eaten or bool(_next_mark(line, place)))


def _next_mark(line: Sequence[Token], place: int) -> str:
    follower = line[place + 1] if place + 1 < len(line) else None
    return _MARK_SHOWN.get(follower.character, "") if follower and not follower.reading else ""


def _last_trails(text: str) -> Iterator[tuple[str, int]]:
    """The last byte of the text, and the text with its last mark full-width where that alone has such a byte."""
    last = text[-1:]
    if last.isascii():
        for first, second in folded().get(last, ()):
            yield text[:-1] + bytes((first, second)).decode("gbk"), second
    else:
        code = last.encode("gbk", "ignore")
        if len(code) == 2:
            yield text, code[1]
