"""The channel backwards: the byte lattice around a `?`, searched for the text that reads best.

The observed text is walked token by token. In step, a token is its own character. A `?` may put the search out of
step: then a byte of the original is pending, each observed pair `(q, r)` completes it to the character `(pending, q)`
and leaves `r` pending, until a single byte brings both back in step. Bytes that left no trace are tried by what
could have stood there.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from site_builder.clean.annotation import READING, Straddlers
from site_builder.clean.channel import EATEN, MARKS, Table, pair_table, swap_table
from site_builder.clean.language import LONGEST_WORD, UNSEEN, Language, load_language

IN_STEP = -1
BEAM = 6  # ways kept that wait for the same byte
CROWD = 60  # ways kept in all
_RARE_CHARACTER, _RARE_WORD = -8.0, -6.5
_ORDINARY_MARKS = frozenset("，。、“”：；？！《》()（）,.:;!? " + EATEN)
SLACK = 12.0  # hypotheses this much worse (natural log) than the best one at the same place are dropped
DESPERATE_SLACK = 24.0  # the same where every way came to a dead end
_SECONDS = 32
_TOKEN = re.compile(rf"\?(?P<eaten>{READING})\)|(?P<character>.)(?:\((?P<gloss>{READING})\))?", re.DOTALL)
_MARK_SHOWN = {"、": "、", ",": "，", "!": "！", ";": "；", "?": "？", ":": "："}


class Token(NamedTuple):
    """An observed character with its reading; `eaten` says that a lead byte took the bracket of the reading."""

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
    at: tuple[int, ...]  # the token that each character of the text came from
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
def characters_ending(trail: int) -> tuple[str, ...]:
    """The characters that the channel's encoder could give with this second byte."""
    return tuple(c for lead in range(0x81, 0xFF) if (c := originals()[lead << 8 | trail]))


@cache
def characters_beginning(lead: int) -> tuple[str, ...]:
    """The characters that the channel's encoder could give with this first byte, and a second one that can lead."""
    return tuple(c for trail in range(0x81, 0xFF) if (c := originals()[lead << 8 | trail]))


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


def unseen_pairs(kind: str) -> Mapping[int, Sequence[int]]:
    """The pairs that `vanished` or were `unassigned` (shown as `?`): lead byte to trail bytes."""
    return private_trails() if kind == "vanished" else unassigned_trails()


@cache
def unseen_groups(kind: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """The same by what can follow: trail bytes that lead the next character, and the bytes before them."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for lead, trails in unseen_pairs(kind).items():
        groups.setdefault(tuple(trails), []).append(lead)
    return tuple((trails, tuple(leads)) for trails, leads in groups.items())


@cache
def characters_between(leads: tuple[int, ...], trail: int) -> tuple[tuple[float, str, int], ...]:
    """The characters with one of these lead bytes and this trail byte: cost, simplified form, lead; likeliest first."""
    language = load_language()
    found = ((c, lead) for lead in leads if (c := originals()[lead << 8 | trail]))
    words = ((language.simplified.get(character, character), lead) for character, lead in found)
    return tuple(sorted(((language.words.get(word, UNSEEN), word, lead) for word, lead in words), reverse=True))


_OPEN = {"“": 1, "‘": 2, "《": 4, "（": 8, "(": 8, "【": 16, "〔": 32, "[": 64}
_CLOSE = {"”": 1, "’": 2, "》": 4, "）": 8, ")": 8, "】": 16, "〕": 32, "]": 64}
_PAIRED = _OPEN.keys() | _CLOSE.keys()
_UNPAIRED, _UNOPENED = -4.5, -2.5  # a quotation of several paragraphs closes what its last one did not open
FULL_WIDTH = 0xA3
BRACKET_EATERS = range(0xA1, 0xA8)  # lead bytes that make a private-use pair with ASCII
_BRACKETED, _BRACKET_REACH = re.compile(r"\d+\]"), 5
_CUT_CHOICES, _ENDINGS = 16, 12
_VANISHED_FROM = 3
_RECENT = 60
_ENCLOSED = 6.0
_GUESSING = 15  # fuel for one way over a `?`, which tries every byte
_BRIDGING = 40  # fuel that a look for unseen pairs takes
_ATTEMPTS, _BACK = 6, 60  # how often a dead end is tried again, with unseen pairs at the last tokens before it
_REAL_QUESTION = -1.0
_AGAIN = 4.0  # characters that GBK lacks come in runs
_Second = tuple[float, str, int]  # cost, simplified character, lead byte
_Choice = tuple[float, int, str, int]  # score, pending byte, character, which path
COUPLES = 24
_LOOKAHEAD = 4


def _by_score(path: Path) -> float:
    return path.score


class Search:
    """The search over one page: its annotated characters, its own words, and the language."""

    def __init__(self, language: Language, page_words: Mapping[str, float], table: Table, fuel: int) -> None:
        """`table`: the page's annotated characters; `page_words`: its own words and their costs.

        `fuel` bounds the search on the whole page: one unit is one way to read followed over one token.
        """
        self.fuel = fuel
        self.table = table
        self.straddlers = Straddlers(table)
        self.annotated = {character.encode("gbk") for character in table}
        self.language = language
        self.words = language.words
        self.page_words = page_words
        self.simplified = language.simplified
        self._place = 0
        self._slack = SLACK

    # -- the walk ------------------------------------------------------------------------------------------------

    def read(self, line: Sequence[Token], start: int, first: int, before: Path) -> tuple[int, list[Path]]:
        """Read the tokens from `start` on until all ways are in step again behind token `first`.

        Returns the token where it ended, and the ways to read up to there, the best first. Pairs that left no trace
        are looked for only where the text without them reads badly.
        """
        self._slack = SLACK
        end, paths = self._walk(line, start, first, before, frozenset())
        if not paths:
            self._slack = DESPERATE_SLACK
            end, paths = self._walk(line, start, first, before, frozenset())
        suspects = self._suspects(paths[0], first) if paths else frozenset(range(end - _BACK, end + 1))
        plain = end, paths
        for _attempt in range(_ATTEMPTS):
            if not suspects or self.fuel < 0:
                break
            end, paths = self._walk(line, start, first, before, suspects)
            if paths:
                break
            suspects |= frozenset(range(end - _BACK, end + 1))
        return (end, paths) if paths else plain

    def _walk(
        self, line: Sequence[Token], start: int, first: int, before: Path, suspects: frozenset[int]
    ) -> tuple[int, list[Path]]:
        waiting: dict[int, list[Path]] = {start: [before]}
        place, calm = start, 0
        while place < len(line):
            paths = _best(waiting.pop(place, []), self._slack)
            if not paths:
                if not waiting:
                    return place, []
                place += 1
                continue
            settled = place > first and not waiting and all(path.pending == IN_STEP for path in paths)
            calm = calm + 1 if settled and not is_damaged(line, place) else 0
            if calm > _LOOKAHEAD:
                return place, paths
            self._place = place
            self.fuel -= len(paths) * (_GUESSING if line[place].character == "?" else 1)
            if self.fuel < 0:
                return place, []
            if place in suspects:
                self.fuel -= _BRIDGING
                paths += self._vanished(paths, line, place)
            for path in paths:
                for target, follower in self._step(path, line, place, place in suspects):
                    waiting.setdefault(target, []).append(follower)
            place += 1
        ended = [path for path in waiting.get(len(line), ()) if path.pending == IN_STEP]
        return len(line), _best(ended, self._slack)

    def _step(self, path: Path, line: Sequence[Token], place: int, suspect: bool) -> Iterator[tuple[int, Path]]:
        token = line[place]
        if path.pending == IN_STEP:
            if token.character == "?":
                yield from self._question_in_step(path, line, place)
            else:
                yield place + 1, self.say(path, token.character, IN_STEP)
        elif token.character != "?":
            yield from ((place + 1, follower) for follower in self._pair_out_of_step(path, token))
        elif token.reading:
            yield from ((place + 1, follower) for follower in self._reading_out_of_step(path, token))
        else:
            yield from self._question_out_of_step(path, line, place)
            if suspect:
                bridged = self._bridged([path], line, place + 1, "unassigned")
                yield from ((place + 1, follower) for follower in bridged)

    # -- where the text reads badly ------------------------------------------------------------------------------

    def _suspects(self, path: Path, first: int) -> frozenset[int]:
        """The tokens at which the path reads badly: rare characters that form no word, rare words, unknown ones."""
        suspects: set[int] = set()
        for start, end in self._bad_words(path):
            if path.at[end - 1] >= first:
                suspects.update(range(path.at[start] - 1, path.at[end - 1] + 3))
        return frozenset(suspects)

    def _bad_words(self, path: Path) -> Iterator[tuple[int, int]]:
        text = "".join(self.simplified.get(character, character) for character in path.text)
        scores, starts = [0.0], [0]
        for end in range(1, len(text) + 1):
            score, start = scores[end - 1] + self.words.get(text[end - 1], UNSEEN), end - 1
            for begin in range(max(0, end - LONGEST_WORD), end - 1):
                cost = self._word(text[begin:end])
                if cost is not None and scores[begin] + cost > score:
                    score, start = scores[begin] + cost, begin
            scores.append(score)
            starts.append(start)
        end = len(text)
        while end:
            start = starts[end]
            least = _RARE_CHARACTER if end - start == 1 else _RARE_WORD
            if (scores[end] - scores[start]) / (end - start) < least and text[start] not in _ORDINARY_MARKS:
                yield start, end
            end = start

    # -- in step -------------------------------------------------------------------------------------------------

    def _question_in_step(self, path: Path, line: Sequence[Token], place: int) -> Iterator[tuple[int, Path]]:
        token = line[place]
        if token.eaten:
            yield from ((place + 1, follower) for follower in self._straddle(path, token.reading))
            return
        yield place + 1, self.say(path, "?", IN_STEP, bonus=_AGAIN if path.text.endswith("?") else _REAL_QUESTION)
        mark = _next_mark(line, place)
        if mark:
            lead, trail = MARKS[mark]
            for character in self._likely_cuts(path, lead, trail, _bytes_at(line, place + 2)):
                yield place + 2, self.say(path, character, trail, "cut")

    def _likely_cuts(self, path: Path, mark_lead: int, mark_trail: int, following: Sequence[int]) -> list[str]:
        """The likeliest characters to have ended in the mark's first byte, by what the next character would be."""
        table, simplified = originals(), self.simplified
        nexts = [simplified.get(c, c) for byte in following if (c := table[mark_trail << 8 | byte])]
        choices = []
        for character in characters_ending(mark_lead):
            word = simplified.get(character, character)
            score = self._said(path, character, word)
            ahead = max((self._word(word + second) or 0.0 for second in nexts), default=0.0)
            if ahead:
                alone = max(self.words.get(second, UNSEEN) for second in nexts)
                score = max(score, path.score + ahead - alone)
            choices.append((score, character))
        return [character for _score, character in heapq.nlargest(_CUT_CHOICES, choices)]

    def _straddle(self, path: Path, reading: str) -> Iterator[Path]:
        """An annotation across two characters: its second byte took the bracket, and leads the next character."""
        for text, trail in _last_trails(path.text):
            for character in self.straddlers.of(trail, reading):
                pending = character.encode("gbk")[1]
                glossed = (*path.glossed, (character, reading))
                yield path._replace(pending=pending, broken=True, text=text, glossed=glossed)

    # -- out of step ---------------------------------------------------------------------------------------------

    def _pair_out_of_step(self, path: Path, token: Token) -> Iterator[Path]:
        character, table, lead = token.character, originals(), path.pending << 8
        if "@" <= character <= "~":
            whole = table[lead | ord(character)]
            if whole and (token.reading or not self._unglossed(path, whole)):
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

    def _reading_out_of_step(self, path: Path, token: Token) -> Iterator[Path]:
        """A `?` with a reading: the character that it completes was annotated."""
        if token.eaten:
            known = self.straddlers.of(path.pending, token.reading)
        else:
            known = [whole] if (whole := originals()[path.pending << 8 | 0x80]) else []
        for character in known:
            yield _noting(self.say(path, character, IN_STEP), character, token.reading)

    def _question_out_of_step(self, path: Path, line: Sequence[Token], place: int) -> Iterator[tuple[int, Path]]:
        table, lead = originals(), path.pending << 8
        whole = table[lead | 0x80]
        if whole and not self._unglossed(path, whole):
            yield place + 1, self.say(path, whole, IN_STEP)
        if table[lead | FULL_WIDTH]:
            yield place + 1, self.say(path, table[lead | FULL_WIDTH], MARKS["？"][1])
        mark, at_end = _next_mark(line, place), place + 1 == len(line)
        for completed in self._likely_endings(path):
            if mark:
                yield place + 2, self.say(completed, mark, IN_STEP)
            if at_end:
                yield place + 1, completed
            else:
                yield place + 1, self.say(completed, EATEN, IN_STEP, "eaten", _enclosing(completed, line, place + 1))

    def _likely_endings(self, path: Path) -> list[Path]:
        """The path with the likeliest characters whose second byte is lost."""
        simplified = self.simplified
        choices = [
            (self._said(path, character, simplified.get(character, character)), character)
            for character in characters_beginning(path.pending)
            if not self._unglossed(path, character)
        ]
        return [self.say(path, character, IN_STEP, "lone") for _, character in heapq.nlargest(_ENDINGS, choices)]

    def _vanished(self, paths: Sequence[Path], line: Sequence[Token], place: int) -> list[Path]:
        """For the best paths out of step: those on which a private-use pair vanished right here."""
        waiting = [path for path in paths if path.pending != IN_STEP][:_VANISHED_FROM]
        bracketed = _BRACKETED.match("".join(token.character for token in line[place : place + _BRACKET_REACH]))
        found = [each for path in waiting for each in self._with_bracket(path)] if bracketed else []
        return found + self._bridged(waiting, line, place, "vanished")

    def _with_bracket(self, path: Path) -> Iterator[Path]:
        """The path with a character whose second byte vanished together with the bracket of a note, as in 力[3]."""
        for trail in BRACKET_EATERS:
            if whole := originals()[path.pending << 8 | trail]:
                yield self.say(self.say(path, whole, IN_STEP, "vanished"), "[", IN_STEP)

    def _bridged(self, paths: Sequence[Path], line: Sequence[Token], place: int, kind: str) -> list[Path]:
        """The paths with one character more, ended by the first byte of an unseen pair whose second byte is pending.

        What the observed character at `place` makes of that byte chooses the likeliest few of about 1,000 pairs.
        """
        if place < len(line) and line[place].eaten:
            reading = line[place].reading
            return [follower for path in paths for follower in self._bridged_to_reading(path, reading, kind)]
        choices: list[_Choice] = []
        for following, third in self._what_follows(line, place):
            for leads, trails in unseen_groups(kind):
                seconds = self._seconds(following, leads, third)
                for origin, path in enumerate(paths):
                    for trail in trails:
                        first = originals()[path.pending << 8 | trail]
                        if first and not self._unglossed(path, first):
                            choices += self._couples(path, origin, first, seconds)
        likeliest = heapq.nlargest(COUPLES, choices)
        return [self.say(paths[origin], first, lead, kind) for _score, lead, first, origin in likeliest]

    def _what_follows(self, line: Sequence[Token], place: int) -> Iterator[tuple[int, str]]:
        """The byte that completes the second character of a couple, and the character behind it where known."""
        if place >= len(line) or line[place].character == "?":
            return
        character = line[place].character
        if "@" <= character <= "~":
            yield ord(character), ""
        for first, second in folded().get(character, ())[:1]:
            nexts = _bytes_at(line, place + 1)
            third = originals()[second << 8 | nexts[-1]] if nexts else ""
            yield first, self.simplified.get(third, third)

    def _seconds(self, following: int, leads: tuple[int, ...], third: str) -> Sequence[_Second]:
        """The likeliest characters `(lead, following)` in front of `third`."""
        words, found = self.words, characters_between(leads, following)
        if not third:
            return found[:_SECONDS]
        behind = words.get(third, UNSEEN)
        with_third = (
            (cost if (both := words.get(word + third)) is None else max(cost, both - behind), word, lead)
            for cost, word, lead in found
        )
        return heapq.nlargest(_SECONDS, with_third)

    def _couples(self, path: Path, origin: int, first: str, seconds: Sequence[_Second]) -> list[_Choice]:
        word, get = self.simplified.get(first, first), self.words.get
        said, alone = self._said(path, first, word), path.score
        choices = []
        for cost, second, lead in seconds:
            both = get(word + second)
            score = said + cost if both is None else max(said + cost, alone + both)
            choices.append((score, lead, first, origin))
        return choices

    def _bridged_to_reading(self, path: Path, reading: str, kind: str) -> Iterator[Path]:
        """The same where an annotated character follows, of which the reading is known."""
        known = self.straddlers.leads(reading)
        for trail, leads in unseen_pairs(kind).items():
            first = originals()[path.pending << 8 | trail]
            if first and not self._unglossed(path, first):
                for lead in leads:
                    if lead in known:
                        yield self.say(path, first, lead, kind)

    def _unglossed(self, path: Path, character: str) -> bool:
        """Whether the page annotates this character everywhere, and so would have done it here."""
        return character in self.table and not path.broken

    # -- saying a character --------------------------------------------------------------------------------------

    def say(self, path: Path, character: str, pending: int, guess: str = "", bonus: float = 0.0) -> Path:
        """The path with one more character of the original."""
        open_pairs = path.open_pairs
        word = self.simplified.get(character, character)
        score = self._said(path, character, word) + bonus
        if "㐀" <= character <= "鿿":
            ends = (*path.ends[1 - LONGEST_WORD :], score)
            tail = (path.tail + word)[1 - LONGEST_WORD :]
        else:
            if character in _PAIRED:
                open_pairs = _paired(open_pairs, character)[1]
            ends, tail = (score,), ""
        guesses = (*path.guesses, Guess(guess, len(path.text))) if guess else path.guesses
        at = (*path.at, self._place)
        return Path(score, ends, tail, pending, False, path.text + character, open_pairs, guesses, at, path.glossed)

    def _said(self, path: Path, character: str, word: str) -> float:
        """The path's score with one more character; `word` is that character, simplified."""
        ends = path.ends
        if not "㐀" <= character <= "鿿":
            score = ends[-1] + self.language.mark_cost(path.text[-1:], character)
            return score + _paired(path.open_pairs, character)[0] if character in _PAIRED else score
        words, page_words = self.words, self.page_words
        tail = path.tail + word
        score = ends[-1] + words.get(word, UNSEEN)
        for length in range(2, len(tail) + 1):
            ending = tail[-length:]
            cost = words.get(ending)
            if cost is not None and ends[-length] + cost > score:
                score = ends[-length] + cost
            if page_words and (cost := page_words.get(ending)) is not None and ends[-length] + cost > score:
                score = ends[-length] + cost
        return score

    def _word(self, word: str) -> float | None:
        return self.page_words.get(word) or self.words.get(word)


def _best(paths: list[Path], slack: float) -> list[Path]:
    """The best paths, few of those that wait for the same byte: ways that agree must not crowd out others."""
    if len(paths) < 2:
        return paths
    paths.sort(key=_by_score, reverse=True)
    kept: list[Path] = []
    crowd: dict[int, int] = {}
    least = paths[0].score - slack
    for path in paths:
        if path.score < least or len(kept) == CROWD:
            break
        size = crowd[path.pending] = crowd.get(path.pending, 0) + 1
        fresh = path.guesses and path.guesses[-1].place == len(path.text) - 1
        if size <= (COUPLES if fresh else BEAM):
            kept.append(path)
    return kept


def _enclosing(path: Path, line: Sequence[Token], place: int) -> float:
    """A bonus where the path's last mark opens what the next observed one closes."""
    opened, closed = _OPEN.get(path.text[-1:], 0), _CLOSE.get(line[place].character, -1)
    return _ENCLOSED if opened == closed else 0.0


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
    return (0.0 if open_pairs & closed else _UNOPENED if character in "”’" else 3 * _UNPAIRED), open_pairs & ~closed


def beginning(open_pairs: int) -> Path:
    """The path that has read nothing yet, behind a text that leaves these pairs of marks open."""
    return Path(0.0, (0.0,), "", IN_STEP, False, "", open_pairs, (), (), ())


class Written(NamedTuple):
    """What is known of a line up to some place: its last characters, and the pairs of marks that it leaves open."""

    recent: str
    open_pairs: int

    def and_then(self, text: str) -> Written:
        """The same behind some more text."""
        return Written((self.recent + text)[-_RECENT:], open_pairs_of(text, self.open_pairs))


def open_pairs_of(text: str, bits: int = 0) -> int:
    """The paired marks still open at the end of the text, one bit for each kind."""
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
