"""Near-duplicates: the same article from several mirrors, grouped, the best text first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

_WIDTH = 4  # bytes of one permutation
_ROWS = 4  # permutations of a band: two texts that agree in one whole band are compared
_ALIKE = 0.6  # the share of permutations in which near-duplicates agree: about their share of common 5-grams


class Candidate(Struct, frozen=True):
    """An article by its place in the results; of a group the one that sorts first is the best text."""

    place: int
    signature: bytes
    rank: tuple[int, int, int]  # doubtful edits, statements missing, minus the length


def group(candidates: Sequence[Candidate]) -> list[tuple[int, ...]]:
    """The groups of near-duplicates as places in the results, best text first, in the order of their best texts.

    An article that is alone is a group of one. The time grows with the number of articles: each is compared with the
    first of every band it falls into, not with all.
    """
    leaders = list(range(len(candidates)))
    for band in range(_bands(candidates)):
        first: dict[bytes, int] = {}
        low = band * _ROWS * _WIDTH
        for number, candidate in enumerate(candidates):
            key = candidate.signature[low : low + _ROWS * _WIDTH]
            other = first.setdefault(key, number)
            if other != number and agreement(candidate.signature, candidates[other].signature) >= _ALIKE:
                _join(leaders, number, other)
    members: defaultdict[int, list[Candidate]] = defaultdict(list)
    for number, candidate in enumerate(candidates):
        members[_leader(leaders, number)].append(candidate)
    groups = [sorted(each, key=lambda one: (one.rank, one.place)) for each in members.values()]
    return [tuple(one.place for one in each) for each in sorted(groups, key=lambda each: each[0].place)]


def agreement(left: bytes, right: bytes) -> float:
    """The share of permutations in which two signatures agree."""
    count = len(left) // _WIDTH
    same = sum(left[at : at + _WIDTH] == right[at : at + _WIDTH] for at in range(0, len(left), _WIDTH))
    return same / count if count else 0.0


def _bands(candidates: Sequence[Candidate]) -> int:
    return len(candidates[0].signature) // (_ROWS * _WIDTH) if candidates else 0


def _join(leaders: list[int], one: int, other: int) -> None:
    left, right = _leader(leaders, one), _leader(leaders, other)
    leaders[max(left, right)] = min(left, right)


def _leader(leaders: list[int], number: int) -> int:
    while leaders[number] != number:
        leaders[number] = leaders[leaders[number]]
        number = leaders[number]
    return number
