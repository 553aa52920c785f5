"""Ambiguous words in sentences of the field, read by the default converter."""

from __future__ import annotations

import re
from pathlib import Path

from site_builder.script import Converter

_MARKED = re.compile(r"\{([^>}]*)>([^}]*)\}")


def words() -> list[tuple[str, int, str]]:
    """Sentence, place, expected word."""
    found = []
    for line in (Path(__file__).parent / "gold.txt").read_text("utf-8").split("\n"):
        if line.startswith("#"):
            continue
        sentence, done = "", 0
        places = []
        for match in _MARKED.finditer(line):
            sentence += line[done : match.start()]
            places.append((len(sentence), match[2]))
            sentence += match[1]
            done = match.end()
        found += [(sentence + line[done:], place, word) for place, word in places]
    return found


def right(converter: Converter) -> float:
    """The share of words that come out as expected."""
    rendered = {sentence: converter.text(sentence) for sentence, _, _ in words()}
    hits = [rendered[sentence].startswith(word, place) for sentence, place, word in words()]
    return sum(hits) / len(hits)


def test_the_gold_set_is_read_right_with_the_starter_glossary(hant: Converter, bare: Converter) -> None:
    count, share, without = len(words()), right(hant), right(bare)
    print(f"\ngold set: {count} words, {share:.2%} right with the starter glossary, {without:.2%} without")
    assert count >= 300
    assert share >= 0.99
