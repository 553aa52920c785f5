"""Stock: the characters and words that could stand at some bytes, with what they cost, worked out once.

A lead byte is a character's first one, a trail byte its second one; simplified forms are what the language knows.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from msgspec import Struct

from site_builder.clean.codes import Group, characters_beginning, characters_ending, originals, unseen_pairs
from site_builder.clean.grammar import USUAL
from site_builder.clean.language import REMEMBERED, UNSEEN, Costs, continued, load_language, preceded

WORDS, BEGINNINGS, SECONDS, VANISHING_WORDS = 12, 12, 6, 60
HALVES = 2
RARE_WORD, COMMON_WORD = -12.0, -8.0  # nats


class Stock(Struct, frozen=True, eq=False):
    """Characters that could stand somewhere: the Han characters with their costs, likeliest first, and the usual marks.

    `forms` leads from simplified forms to the characters that have them. One object for each, told apart as such.
    """

    ranked: Sequence[tuple[str, float]]
    forms: Mapping[str, str]
    marks: Sequence[str]


def _stocked(characters: Iterable[str]) -> Stock:
    language, forms = load_language(), dict[str, str]()
    words = ((language.simplified.get(c, c) if "㐀" <= c <= "鿿" else "", c) for c in characters)
    known = sorted(((language.words.get(word, UNSEEN), word, c) for word, c in words), reverse=True)
    for _cost, word, character in known:
        forms[word] = forms.get(word, "") + character
    marks = "".join(filter(USUAL.__contains__, forms.pop("", "")))
    return Stock([(character, cost) for cost, word, character in known if word], forms, marks)


Scored = Sequence[tuple[str, float]]  # characters, and what they cost


def known_in(stock: Stock, costs: Costs) -> Iterator[tuple[str, float]]:
    """Those of the stock that are among the costs, by their simplified forms."""
    for form in costs.keys() & stock.forms.keys():
        for character in stock.forms[form]:
            yield character, costs[form]


@lru_cache(REMEMBERED)
def following_in(stock: Stock, word: str) -> Scored:
    """Those of the stock that are known to follow the word, as words by themselves."""
    return tuple(known_in(stock, load_language().following[word].known))


@lru_cache(REMEMBERED)
def continuing_in(stock: Stock, opening: str) -> Scored:
    """Those of the stock that end a word which begins so."""
    return tuple(known_in(stock, continued().get(opening, {})))


@lru_cache(REMEMBERED)
def preceding_in(stock: Stock, second: str) -> Scored:
    """Those of the stock that begin a word of two characters which ends so."""
    return tuple(known_in(stock, preceded().get(second, {})))


@cache
def ending(trail: int) -> Stock:
    """The characters with this trail byte."""
    return _stocked(characters_ending(trail))


@cache
def beginning(lead: int) -> Stock:
    """The characters with this lead byte."""
    return _stocked(characters_beginning(lead))


@cache
def before_unseen(lead: int, group: Group) -> Stock:
    """The characters with this lead byte that an unseen pair of the group ends."""
    return _stocked(_characters_with(lead, group.leads))


def _characters_with(lead: int, trails: Iterable[int]) -> Iterator[str]:
    return (c for trail in trails if (c := originals()[lead << 8 | trail]))


@cache
def words_across(lead: int, group: Group, second_trail: int) -> Sequence[tuple[float, str, int]]:
    """The words of two characters whose inner bytes are an unseen pair: cost, first character, second one's lead byte.

    The first character has this lead byte, the second one this trail byte. The likeliest few, the likeliest first.
    """
    language, seconds = load_language(), _seconds_behind(group, second_trail)
    found = []
    for first in _characters_with(lead, group.leads):
        words = continued().get(language.simplified.get(first, first), {})
        found += [(words[second], first, seconds[second][1]) for second in words.keys() & seconds.keys()]
    return heapq.nlargest(WORDS, found)


@cache
def beginnings_of_words(trail: int, lead: int) -> Sequence[str]:
    """The characters with this trail byte that begin a word of two whose second character has this lead byte."""
    language = load_language()
    seconds = {language.simplified.get(character, character) for character in characters_beginning(lead)}
    found = []
    for first in characters_ending(trail):
        words = continued().get(language.simplified.get(first, first), {})
        found += [(max(map(words.__getitem__, both)), first) for both in [words.keys() & seconds] if both]
    return [first for _cost, first in heapq.nlargest(BEGINNINGS, found)]


@cache
def _seconds_behind(group: Group, trail: int) -> Mapping[str, tuple[float, int]]:
    """The characters an unseen pair begins, with this trail byte, likeliest first: cost and lead, by simplified form.

    Two characters of one simplified form are told apart by nothing here: the first lead stands for both.
    """
    language = load_language()
    found: dict[str, tuple[float, int]] = {}
    for lead in group.trails:
        if character := originals()[lead << 8 | trail]:
            word = language.simplified.get(character, character)
            found.setdefault(word, (language.words.get(word, UNSEEN), lead))
    return dict(sorted(found.items(), key=lambda each: -each[1][0]))


@cache
def likely_seconds(group: Group, trail: int, third: str) -> Sequence[tuple[float, int]]:
    """The cost and lead byte of the likeliest such characters, alone or in a word with a third one, likeliest first."""
    seconds, language = _seconds_behind(group, trail), load_language()
    found = list(islice(seconds.values(), SECONDS))
    if third:
        behind = language.words.get(third, UNSEEN)
        words = preceded().get(third, {})
        both = ((words[second] - behind, seconds[second][1]) for second in words.keys() & seconds.keys())
        found += heapq.nlargest(SECONDS, both)
    return sorted(found, reverse=True)


@cache
def swallowed_behind(trail: int) -> Stock:
    """The characters (L, trail) that leave no trace behind this second byte, because (trail, L) vanishes."""
    leads = unseen_pairs("vanished").get(trail, ())
    return _stocked(c for lead in leads if (c := originals()[lead << 8 | trail]))


@cache
def swallowed_before(pending: int) -> Stock:
    """The characters (pending, t) that leave no trace before this first byte, because (t, pending) vanishes."""
    vanished = unseen_pairs("vanished")
    return _stocked(_characters_with(pending, (second for second, thirds in vanished.items() if pending in thirds)))


class Word(NamedTuple):
    """A word of two characters: its cost, its simplified form, its characters."""

    cost: float
    form: str
    characters: str


@cache
def vanishing_words(pending: int) -> Sequence[Word]:
    """The words that begin with this byte and whose inner two bytes vanish, as the last and the next one can.

    The likeliest few.
    """
    vanished, language = unseen_pairs("vanished"), load_language()
    found: list[Word] = []
    for first in _characters_with(pending, vanished):
        trail, form = first.encode("gbk")[1], language.simplified.get(first, first)
        for end, cost in continued().get(form, {}).items():
            for second in _written(end) if cost > RARE_WORD else ():
                lead, last = second.encode("gbk")
                if lead in vanished[trail] and last in vanished:
                    found.append(Word(cost, form + end, first + second))
    return heapq.nlargest(VANISHING_WORDS, found)


@lru_cache(REMEMBERED)
def swallowed_words(pending: int, before: str) -> Sequence[str]:
    """Those of them that are known to follow the word `before`, and leave no trace before a character that begins so.

    That character begins with the byte `pending`, too.
    """
    known = load_language().following[before].known
    return tuple(characters for form, characters in _swallowed_words(pending).items() if form in known)


@lru_cache(REMEMBERED)
def half_swallowed_words(pending: int, before: str) -> Sequence[str]:
    """The likeliest of them behind the word `before`, none that is rare there."""
    known = load_language().following[before].known
    likely = ((known.get(word.form, word.cost), word.characters) for word in vanishing_words(pending))
    return tuple(characters for cost, characters in heapq.nlargest(HALVES, likely) if cost > COMMON_WORD)


@cache
def _swallowed_words(pending: int) -> Mapping[str, str]:
    vanished = unseen_pairs("vanished")
    words = ((word, word.characters[1].encode("gbk")[1]) for word in vanishing_words(pending))
    return {word.form: word.characters for word, last in words if pending in vanished[last]}


def _written(form: str) -> Sequence[str]:
    """The characters with this simplified form that the channel could encode."""
    return _by_form().get(form, ())


@cache
def _by_form() -> Mapping[str, Sequence[str]]:
    language = load_language()
    found: dict[str, list[str]] = {}
    for character in filter(None, originals()):
        found.setdefault(language.simplified.get(character, character), []).append(character)
    return found
