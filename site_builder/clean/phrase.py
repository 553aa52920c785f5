"""Ways to read a line so far, and what one character more costs each of them."""

from __future__ import annotations

from msgspec import Struct

from site_builder.clean.brackets import PAIRED, pair
from site_builder.clean.following import NOTHING, After
from site_builder.clean.grammar import SHORT_CLAUSE, Grammar, is_break
from site_builder.clean.language import LONGEST_WORD, UNSEEN, Costs, Language, endings, last_pairs, openings

IN_STEP = -1
Ends = tuple[tuple[float, After], ...]
Glosses = tuple[tuple[str, str], ...]


class Path(Struct, gc=False):
    """A way to read the tokens so far: one character of the original, and the path before it.

    `promise` is the score if the last characters begin the word that they most likely begin; by it paths are ranked.
    `ends` are the best scores of a word boundary behind each of the last characters and what may follow there, `tail`
    the last Han characters, simplified: what a longer word could begin with. `pending` is a byte of the original that
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
    return Path(0.0, 0.0, ((0.0, NOTHING),), "", IN_STEP, False, open_pairs, "", None, "", 0, ())


class Phrasing:
    """What characters cost behind a path, by the language and by the page's own words and marks."""

    def __init__(self, language: Language, page_words: Costs, grammar: Grammar) -> None:
        self.language = language
        self.words = language.words
        self.openings = openings()
        self.page_words = page_words
        self.page_pairs: dict[str, dict[str, float]] = {}
        for word, cost in page_words.items():
            if len(word) == 2:
                self.page_pairs.setdefault(word[0], {})[word[1]] = cost
        self._endings, self._page_endings = endings(), last_pairs(page_words)
        self.grammar = grammar
        self.simplified = language.simplified
        self.place = 0  # the token that is being read

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
            word = self.simplified.get(character, character)
            score, last = self._ending(path, word)
            ends = (*path.ends[1 - LONGEST_WORD :], (score + bonus, self.language.following[last]))
            tail = (path.tail + word)[1 - LONGEST_WORD :]
            promise = max(score, self._promise(path, word)) + bonus
        else:
            score = self._marked(path, character)
            if character in PAIRED:
                open_pairs = pair(open_pairs, character)[1]
            ends, tail, promise = ((score + bonus, NOTHING),), "", score + bonus
        glosses = ((character, reading),) if reading else ()
        return Path(
            score + bonus, promise, ends, tail, pending, broken, open_pairs, character, path, guess, self.place, glosses
        )  # fmt: skip

    def _promise(self, path: Path, word: str) -> float:
        opening, ends = self.openings, path.ends
        score = ends[-1][0] + opening.get(word, UNSEEN)
        if path.tail:
            longer = opening.get(path.tail[-1] + word)
            if longer is not None and ends[-2][0] + longer > score:
                return ends[-2][0] + longer
        return score

    def cost(self, path: Path, character: str) -> float:
        """The path's score with one more character."""
        if "㐀" <= character <= "鿿":
            return self._ending(path, self.simplified.get(character, character))[0]
        return self._marked(path, character)

    def word(self, word: str) -> float | None:
        """What a word costs on this page, if it is one."""
        return self.page_words.get(word) or self.words.get(word)

    def _marked(self, path: Path, character: str) -> float:
        score = path.score + self.grammar.cost(path.said, character)
        if len(path.tail) == 1 and is_break(character):
            score += SHORT_CLAUSE
        return score + pair(path.open_pairs, character)[0] if character in PAIRED else score

    def _ending(self, path: Path, character: str) -> tuple[float, str]:
        """The best score of the path with one more character, simplified, and the word that this one ends."""
        words, page_words, ends = self.words, self.page_words, path.ends
        before, (rest, known) = ends[-1]
        cost = known.get(character)
        best = before + (rest + words.get(character, UNSEEN) if cost is None else cost)
        last, tail = character, path.tail + character
        if tail[-2:] not in self._endings and tail[-2:] not in self._page_endings:
            return best, last
        for length in range(2, len(tail) + 1):
            word = tail[-length:]
            alone, own = words.get(word), page_words.get(word)
            if own is not None:
                alone = own if alone is None or own > alone else alone
            elif alone is None:
                continue
            before, (rest, known) = ends[-length]
            cost = known.get(word)
            score = before + (rest + alone if cost is None or rest + alone > cost else cost)
            if score > best:
                best, last = score, word
        return best, last
