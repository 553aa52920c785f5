"""Readings: the texts that the paths of a search spell, the likeliest first."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, count
from typing import NamedTuple

from site_builder.clean.phrase import Glosses, Path

_MOST = 200  # paths looked at for one search
_FAIR = 0.05  # of the likelihood: so much counts for one □ more
_TRUST = 0.62  # of the language's scores: it takes words for more independent than they are


class Reading(NamedTuple):
    """A text of the original, with its score (natural logarithm).

    `guesses` are the kinds of its characters that the bytes alone do not give, by their places; `at` is the token that
    each character came from, `glosses` the characters that the observed readings belong to, `open_pairs` the marks that
    it leaves open.
    """

    score: float
    text: str
    guesses: dict[int, str]
    at: tuple[int, ...]
    glosses: Glosses
    open_pairs: int


def readings(paths: Iterable[Path]) -> Iterator[Reading]:
    """Every reading of the paths and of their rivals, the likeliest first, each text once."""
    ticket = count()
    heap: list[tuple[float, int, Path, tuple[Path, ...]]] = [(-path.score, next(ticket), path, ()) for path in paths]
    heapq.heapify(heap)
    texts: set[str] = set()
    for _ in range(_MOST):
        if not heap:
            return
        cost, _ticket, path, behind = heapq.heappop(heap)
        spelled, place = list(behind), path
        while place.before is not None:
            spelled.append(place)
            place = place.before
        steps = spelled[::-1]
        text = "".join([step.said for step in steps])
        if text not in texts:
            texts.add(text)
            yield _reading(-cost, text, steps, place.open_pairs)
        for begin in range(len(behind), len(spelled)):
            for gap, rival in spelled[begin].rivals or ():
                heapq.heappush(heap, (cost + gap, next(ticket), rival, tuple(spelled[:begin])))


def departures(paths: Sequence[Path]) -> Iterator[Reading]:
    """The readings that depart from the likeliest path at one place, the likeliest of each shape.

    However many readings differ in what was guessed elsewhere, these tell how else it can be divided.
    """
    best, *others = sorted(paths, key=lambda path: -path.score)
    found, spelled = [(each.score, _spelled(each)) for each in others], _spelled(best)
    for place, step in enumerate(spelled):
        for gap, rival in step.rivals or ():
            found.append((best.score - gap, [*_spelled(rival), *spelled[place + 1 :]]))
    shapes = {tuple([step.at for step in spelled])}
    for score, steps in sorted(found, key=lambda each: -each[0]):
        shape = tuple([step.at for step in steps])
        if shape not in shapes:
            shapes.add(shape)
            yield _reading(score, "".join([step.said for step in steps]), steps, steps[-1].open_pairs)


def _spelled(path: Path) -> list[Path]:
    """The steps of a path, the first one first."""
    steps = []
    while path.before is not None:
        steps.append(path)
        path = path.before
    return steps[::-1]


def _reading(score: float, text: str, steps: list[Path], open_pairs: int) -> Reading:
    return Reading(
        score,
        text,
        {place: step.guess for place, step in enumerate(steps) if step.guess},
        tuple([step.at for step in steps]),
        tuple([gloss for step in steps for gloss in step.glosses]),
        steps[-1].open_pairs if steps else open_pairs,
    )


class Share(NamedTuple):
    """The share, by likelihood, of the readings with the same character in some place, with as many, and with fewer.

    `more` characters may have been lost there besides, told at the last one of the place. Of the readings of one shape,
    which have as many in every place, only the likeliest counts for how many: what else they guess, others could, too.
    """

    same: float
    as_many: float
    fewer: float
    more: int


_ALL = Share(1.0, 1.0, 0.0, 0)


def agreement(found: Sequence[Reading]) -> list[Share]:
    """How far the readings agree with each character of the first one in its place.

    Its place is the observed character that it came from, and there behind the same characters or before them.
    """
    weights = _weights(found)
    total = sum(weights)
    shaped = [weight * first for weight, first in zip(weights, _first_of_shape(found), strict=True)]
    spelled = [_by_token(each) for each in found]
    shares: list[Share] = []
    for token, characters in spelled[0].items():
        others = [other.get(token, "") for other in spelled]
        if others.count(characters) == len(others):
            shares += [_ALL] * len(characters)
            continue
        sizes = [len(each) for each in others]
        as_many = sum(compress(shaped, (size == len(characters) for size in sizes))) / sum(shaped)
        fewer = sum(compress(shaped, (size < len(characters) for size in sizes))) / sum(shaped)
        same = list(zip(*(_agreeing(characters, each) for each in others), strict=True))
        more = max(0, _perhaps(shaped, sizes) - len(characters))
        shares += (
            Share(sum(compress(weights, agrees)) / total, as_many, fewer, more if place == len(same) - 1 else 0)
            for place, agrees in enumerate(same)
        )
    return shares


def _first_of_shape(found: Sequence[Reading]) -> Iterator[bool]:
    """For each reading whether none before it has as many characters in every place."""
    shapes: set[tuple[int, ...]] = set()
    for each in found:
        yield each.at not in shapes
        shapes.add(each.at)


def _perhaps(weights: Sequence[float], counts: Sequence[int]) -> int:
    """The most characters that a fair share of the readings have."""
    enough = _FAIR * sum(weights)
    ranked = sorted(zip(counts, weights, strict=True), reverse=True)
    behind = accumulate(weight for _count, weight in ranked)
    return next(count for (count, _weight), share in zip(ranked, behind, strict=True) if share >= enough)


def _by_token(reading: Reading) -> dict[int, str]:
    """The characters that came from each observed one, in their order."""
    spelled: dict[int, str] = {}
    for token, character in zip(reading.at, reading.text, strict=True):
        spelled[token] = spelled.get(token, "") + character
    return spelled


def _agreeing(ours: str, theirs: str) -> list[bool]:
    """For each of our characters whether theirs has it behind the same characters, or before the same."""
    if ours == theirs:
        return [True] * len(ours)
    head = _common(ours, theirs)
    tail = _common(ours[::-1], theirs[::-1])
    return [place < head or place >= len(ours) - tail for place in range(len(ours))]


def share_of_first(found: Sequence[Reading]) -> float:
    """The share of the first reading among all, by likelihood."""
    return 1 / sum(_weights(found))


def _weights(found: Sequence[Reading]) -> list[float]:
    """The readings' likelihoods against the first one's."""
    return [math.exp(_TRUST * min(0.0, each.score - found[0].score)) for each in found]


def _common(one: str, other: str) -> int:
    """How many characters agree from the front."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))
