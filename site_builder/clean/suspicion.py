"""Suspicion: whether cuts alone show the channel, and where a reading is so odd that bytes may have left no trace."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from site_builder.clean.channel import EATEN, GONE, swap_table
from site_builder.clean.language import UNSEEN, load_language
from site_builder.clean.phrase import IN_STEP, Path, Phrasing
from site_builder.clean.readings import Reading
from site_builder.clean.tokens import Token, is_damaged, shown

_RARE_CHARACTER, _RARE_WORD = -8.0, -6.5  # nats a character
_COMMON = -10.0  # nats: what a word costs that is common
_ORDINARY_MARKS = frozenset("，。、“”：；？！《》()（）,.:;!? " + EATEN + GONE)
_NEAR = 2
_HAN = re.compile("[㐀-鿿]")
_CUT = re.compile(r"\?[、,!;?:]")
_SOME, _PURE = 3, 10  # characters of the traditional script, and how many stand against one that is simplified


Span = tuple[int, int]  # places of a text


def may_be_cut(text: str) -> bool:
    """Whether a line in traditional script shows a `?` with a mark behind it, as a cut leaves them."""
    return any(_CUT.search(line) is not None and _is_swapped(line) for line in text.split("\n"))


def _is_swapped(line: str) -> bool:
    """Whether the script swap would change no character of the line, and its way back would change some."""
    swap, back = swap_table(), load_language().back
    left = sum(ord(character) in swap for character in line)
    return sum(ord(character) in back for character in line) >= _SOME + _PURE * left


def gain(best: Reading, stretch: Sequence[Token], path: Path, phrasing: Phrasing) -> float:
    """How much better a reading of a cut is than the tokens as observed behind `path`, in nats.

    Only where the bytes give Chinese characters in place of those observed, as many at least as had to be guessed.
    """
    revealed = set(best.text).difference(shown(stretch)) - {best.text[place] for place in best.guesses}
    if "cut" not in best.guesses.values() or len(_HAN.findall("".join(revealed))) < len(best.guesses):
        return 0.0
    for token in stretch:
        path = phrasing.say(path, token.character, IN_STEP)
    return max(0.0, best.score - path.score)


def suspects(best: Reading, line: Sequence[Token], phrasing: Phrasing) -> frozenset[int]:
    """The tokens at which a pair may have left no trace: where the text reads badly."""
    found: set[int] = set()
    for start, end in odd_words(best, line, phrasing):
        found.update(range(best.at[start] - 1, best.at[end - 1] + 3))
    return frozenset(found)


def odd_words(best: Reading, line: Sequence[Token], phrasing: Phrasing) -> list[Span]:
    """The places of rare words, and of rare characters that form no word, near to what is not as observed."""
    changed = _changed(best, line)
    if not changed:
        return []
    return [
        (start, end)
        for start, end in _oddest_words(best, phrasing)
        if any(start - _NEAR <= place < end + _NEAR for place in changed)
    ]


def rare_words(best: Reading, phrasing: Phrasing) -> list[Span]:
    """The places of the words that are not common in the language, whatever the page has; marks among them."""
    text, words = _simplified(best, phrasing), phrasing.words
    spans = ((start, end) for start, end, _cost in _words(best, phrasing))
    return [(start, end) for start, end in spans if words.get(text[start:end], UNSEEN) < _COMMON]


def _oddest_words(best: Reading, phrasing: Phrasing) -> Iterator[Span]:
    for start, end, cost in _words(best, phrasing):
        least = _RARE_CHARACTER if end - start == 1 else _RARE_WORD
        if cost / (end - start) < least and best.text[start] not in _ORDINARY_MARKS:
            yield start, end


def _words(best: Reading, phrasing: Phrasing) -> Iterator[tuple[int, int, float]]:
    """The likeliest words of a text, the last one first: where each begins and ends, and what it costs alone."""
    text = _simplified(best, phrasing)
    scores, starts = [0.0], [0]
    for end in range(1, len(text) + 1):
        score, start = scores[end - 1] + phrasing.words.get(text[end - 1], UNSEEN), end - 1
        longest = phrasing.longest_ending(text[max(0, end - 2) : end])
        for length, _word, cost in phrasing.words_ending(text[max(0, end - longest) : end]) if longest else ():
            if scores[end - length] + cost > score:
                score, start = scores[end - length] + cost, end - length
        scores.append(score)
        starts.append(start)
    end = len(text)
    while end:
        start = starts[end]
        yield start, end, scores[end] - scores[start]
        end = start


def _simplified(best: Reading, phrasing: Phrasing) -> str:
    return "".join(phrasing.simplified.get(character, character) for character in best.text)


def _changed(best: Reading, line: Sequence[Token]) -> list[int]:
    """The places of a text that are not as observed; all behind a `?` that was left, for it may be the wrong one."""
    left = next((at for at in best.at if line[at].character == "?" and is_damaged(line, at)), len(line))
    return [
        place
        for place, (character, at) in enumerate(zip(best.text, best.at, strict=True))
        if character != line[at].character or (at >= left and "?" in best.text)
    ]
