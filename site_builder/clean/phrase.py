"""Ways to read a line so far, and what one character more costs each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy

from msgspec import Struct

from site_builder.clean.brackets import PAIRED, pair
from site_builder.clean.clauses import behind, closing
from site_builder.clean.grammar import BREAKS, SHORT_CLAUSE, Grammar
from site_builder.clean.language import (
    LONGEST_WORD,
    Ended,
    Language,
    longest_endings,
    openings,
    words_ending,
)
from site_builder.clean.page_words import LONGEST_REPEATED, PageWords

IN_STEP = -1
_EARLIER = 1 - LONGEST_WORD  # the last characters that a longer word could begin with
Ends = tuple[tuple[float, str], ...]
Glosses = tuple[tuple[str, str], ...]


class Path(Struct, gc=False):
    """A way to read the tokens so far: one character of the original, and the path before it.

    `promise` is the score if the last characters begin the word that they most likely begin; by it paths are ranked.
    `ends` are the best scores of a word boundary behind each of the last characters and the word before it, `tail` the
    last Han characters, simplified: what a longer word could begin with. `pending` is a byte of the original that
    still waits for its second one; it is `broken` where a reading stands behind it, so that the character that it leads
    was never seen whole. `guess` names how a character is known that the bytes do not give, `at` the token that it came
    from, `glosses` the characters that the observed readings belong to. `rivals` are other ways that end in the same
    words, each with how much it is behind: what follows is the same for all.
    """

    score: float
    promise: float
    ends: Ends
    tail: str
    pending: int
    broken: bool
    open_pairs: int
    said: str
    before: Path | None
    guess: str
    at: int
    glosses: Glosses
    rivals: list[tuple[float, Path]] | None = None


def beginning(open_pairs: int) -> Path:
    """The path that has read nothing yet, behind a text that leaves these pairs of marks open."""
    return Path(0.0, 0.0, ((0.0, ""),), "", IN_STEP, False, open_pairs, "", None, "", 0, ())


def waiting_for(path: Path, pending: int) -> Path:
    """The same way, not followed yet, with another byte that still waits."""
    twin = copy(path)
    twin.pending = pending
    return twin


class Phrasing:
    """What characters cost behind a path, by the language and by the page's own words and marks."""

    def __init__(self, language: Language, page_words: PageWords, grammar: Grammar) -> None:
        self.following = language.following
        self.words = language.words
        self.page_words = page_words
        self.grammar = grammar
        self.simplified = language.simplified
        self.place = 0  # the token that is being read
        self._characters = language.characters
        self._openings = openings()
        self._longest = longest_endings()
        self._own = page_words.pairs
        self._endings: dict[str, Sequence[Ended]] = {}

    def say(
        self,
        path: Path,
        character: str,
        pending: int,
        guess: str = "",
        bonus: float = 0.0,
        reading: str = "",
        broken: bool = False,
    ) -> Path:
        """The path with one more character of the original."""
        open_pairs = path.open_pairs
        if "㐀" <= character <= "鿿":
            score, last, opened, word = self._ending(path, character)
            promise = (score if score > opened else opened) + bonus
            ends = (*path.ends[_EARLIER:], (score + bonus, last))
            tail = (path.tail + word)[_EARLIER:]
        else:
            score = self._marked(path, character)
            if character in PAIRED:
                open_pairs = pair(open_pairs, character)[1]
            ends, tail, promise = ((score + bonus, behind(character)),), "", score + bonus
        glosses = ((character, reading),) if reading else ()
        return Path(
            score + bonus, promise, ends, tail, pending, broken, open_pairs, character, path, guess, self.place, glosses
        )  # fmt: skip

    def cost(self, path: Path, character: str) -> float:
        """The path's score with one more character."""
        if "㐀" <= character <= "鿿":
            return self._ending(path, character)[0]
        return self._marked(path, character)

    def _marked(self, path: Path, character: str) -> float:
        score = path.score + self.grammar.cost(path.said, character)
        if path.tail and character in BREAKS:
            score += closing(path.tail, self.words) + (SHORT_CLAUSE if len(path.tail) == 1 else 0.0)
        return score + pair(path.open_pairs, character)[0] if character in PAIRED else score

    def _ending(self, path: Path, character: str) -> tuple[float, str, float, str]:
        """The path with one more character: its best score, the word that ends it, its promise, the simplified form.

        The promise: the score if the last characters begin the word that they most likely begin.
        """
        ends, tail = path.ends, path.tail
        word, alone, opening = self._characters[character]
        before, ended = ends[-1]
        rest, known = self.following[ended]
        cost = known.get(word)
        best, last = before + (rest + alone if cost is None else cost), word
        promise = before + opening
        if not tail:
            return best, last, promise, word
        pair = tail[-1] + word
        longer_opening = self._openings.get(pair)
        if longer_opening is not None and ends[-2][0] + longer_opening > promise:
            promise = ends[-2][0] + longer_opening
        longest, own = self._longest.get(pair, 0), self._own  # `longest_ending`, without a call: nothing runs as often
        if longest < LONGEST_REPEATED and pair in own:
            longest = LONGEST_REPEATED
        if longest:
            run = (tail + word)[-longest:]
            for length, longer, alone in self.words_ending(run) if pair in own else words_ending(run):
                before, ended = ends[-length]
                rest, known = self.following[ended]
                cost = known.get(longer)
                score = before + (rest + alone if cost is None or rest + alone > cost else cost)
                if score > best:
                    best, last = score, longer
        return best, last, promise, word

    def longest_ending(self, pair: str) -> int:
        """How long a word can be that ends with these two simplified characters; 0 where there is none."""
        longest = self._longest.get(pair, 0)
        return LONGEST_REPEATED if longest < LONGEST_REPEATED and pair in self._own else longest

    def words_ending(self, run: str) -> Sequence[Ended]:
        """The words of several characters that end where the run does, the page's own among them."""
        if run[-2:] not in self._own:
            return words_ending(run)
        found = self._endings.get(run)
        if found is None:
            found = self._endings[run] = tuple(self._with_own(run))
        return found

    def _with_own(self, run: str) -> Iterator[Ended]:
        words, own = self.words, self.page_words.cost
        for length in range(2, len(run) + 1):
            word = run[-length:]
            costs = [cost for cost in (words.get(word), own(word)) if cost is not None]
            if costs:
                yield length, word, max(costs)
