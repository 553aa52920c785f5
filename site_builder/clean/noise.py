"""Noise: what is strewn over sound text against being copied, known by how regularly it comes.

Four kinds: every mark doubled; two letters or digits, or two Han characters at random, before every mark; and the runs
of ASCII without sense that forum software writes behind its lines. One such place proves nothing: what an author wrote
once is left alone, and so is a page on which not nearly every mark shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from site_builder.clean.language import likeliest_words, load_language
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.model import Found
from site_builder.clean.script import to_simplified

STEP = "noise"

_HAN = "\u3400-\u9fff"
_MARKS = "，。；：、！？,;:!?"
_MARK = re.compile(f"(?<=[{_HAN}A-Za-z0-9”’》）)])[{_MARKS}]")
_TWICE = re.compile(rf"(?<=[{_HAN}A-Za-z0-9”’》）)])([{_MARKS}])(\1)(?![{_MARKS}])")
_LETTERS = re.compile(f"(?<=[{_HAN}])[A-Za-z0-9]{{2}}(?=[{_MARKS}])")
_CLAUSE = re.compile(f"([{_HAN}]{{1,8}})([{_HAN}]{{2}})(?=[{_MARKS}])")
_RUN = re.compile(r"(?<![!-~])(?:[!-~]{1,3} ){4,}[!-~]{1,3}(?![!-~])")
_SYMBOL = re.compile("[^A-Za-z0-9 ]")
_MIXED = re.compile("[A-Za-z0-9][^A-Za-z0-9 ]|[^A-Za-z0-9 ][A-Za-z0-9]")

_FEWEST, _NEARLY_ALL = 6, 0.8
_SAMPLE = 12  # clauses that decide whether a page is looked at
_RANDOM = 17.0  # nats for two characters: prose pays 10 to 13, characters at random 20 and more
_RUNS, _SYMBOLS, _SHARE = 3, 4, 0.4


def find_noise(text: str) -> Found:
    """Remove what comes before or behind nearly every mark of the page, and the runs that stand on several lines."""
    kinds = (_doubled, _letters, _characters, _runs)
    found = next((edits for kind in kinds if (edits := tuple(kind(text)))), ())
    return Found(found)


def _doubled(text: str) -> Iterator[Edit]:
    twice = list(_TWICE.finditer(text))
    if len({found[1] for found in twice}) > 1 and _is_habit(len(twice), text):
        for found in twice:
            yield _removed(found.start(2), found.end(), "a mark that is doubled, as nearly all of this page are")


def _letters(text: str) -> Iterator[Edit]:
    pairs = list(_LETTERS.finditer(text))
    different = {found[0] for found in pairs}
    lettered = sum(not found[0].isdigit() for found in pairs)
    if 2 * len(different) > len(pairs) and 2 * lettered > len(pairs) and _is_habit(len(pairs), text):
        for found in pairs:
            yield _removed(found.start(), found.end(), "two letters before a mark, as before nearly all of this page")


def _characters(text: str) -> Iterator[Edit]:
    clauses = list(_CLAUSE.finditer(text))
    if (
        len(clauses) < _SAMPLE
        or not _is_habit(len(clauses), text)
        or not _are_random(clauses[:: max(1, len(clauses) // _SAMPLE)])
    ):
        return
    if _are_random(clauses):
        for found in clauses:
            reason = "two characters at random before a mark, as before nearly all of this page"
            yield _removed(found.start(2), found.end(2), reason)


def _are_random(clauses: Sequence[re.Match[str]]) -> bool:
    return median(_cost(found[0]) - _cost(found[1]) for found in clauses) < -_RANDOM


def _cost(text: str) -> float:
    return likeliest_words(to_simplified(text), load_language().words)[1]


def _runs(text: str) -> Iterator[Edit]:
    runs = [found for found in _RUN.finditer(text) if _is_senseless(found[0])]
    if len(runs) >= _RUNS:
        for found in runs:
            yield _removed(found.start(), found.end(), "a run of characters without sense, one of several on this page")


def _is_senseless(run: str) -> bool:
    """Whether letters and many symbols stand together as in no language and no formula."""
    parts = run.split(" ")
    mixed = sum(_MIXED.search(part) is not None for part in parts)
    return len(set(_SYMBOL.findall(run))) >= _SYMBOLS and mixed >= _SHARE * len(parts)


def _is_habit(count: int, text: str) -> bool:
    """Whether nearly all marks of the page are so."""
    return count >= _FEWEST and count >= _NEARLY_ALL * len(_MARK.findall(text))


def _removed(start: int, end: int, reason: str) -> Edit:
    return Edit(start, end, "", STEP, Certainty.LIKELY, reason)
