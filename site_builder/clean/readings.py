"""Readings: the texts that the paths of a search spell, the likeliest first."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from site_builder.clean.phrase import Glosses, Path

_MOST = 200  # paths looked at for one search
_LONGER, _MUCH_LONGER = 2.0, 5.0
_TRUST = 0.7  # of the language's scores: it takes words for more independent than they are


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
            for gap, rival in place.rivals or ():
                heapq.heappush(heap, (cost + gap, next(ticket), rival, tuple(spelled)))
            spelled.append(place)
            place = place.before
        reading = _spelled(-cost, spelled[::-1], place.open_pairs)
        if reading.text not in texts:
            texts.add(reading.text)
            yield reading


def _spelled(score: float, steps: list[Path], open_pairs: int) -> Reading:
    return Reading(
        score,
        "".join(step.said for step in steps),
        {place: step.guess for place, step in enumerate(steps) if step.guess},
        tuple(step.at for step in steps),
        tuple(gloss for step in steps for gloss in step.glosses),
        steps[-1].open_pairs if steps else open_pairs,
    )


def agreement(found: Sequence[Reading]) -> list[float]:
    """For each character of the first reading the share, by likelihood, of the readings that have it in its place."""
    best, weights = found[0].text, _weights(found, _LONGER)
    shares = [0.0] * len(best)
    for each, weight in zip(found, weights, strict=True):
        if len(each.text) == len(best):
            same = [one == other for one, other in zip(best, each.text, strict=True)]
        else:
            head = _common(best, each.text)
            tail = _common(best[head:][::-1], each.text[head:][::-1])
            same = [not head <= place < len(best) - tail for place in range(len(best))]
        shares = [share + weight * agrees for share, agrees in zip(shares, same, strict=True)]
    total = sum(weights)
    return [share / total for share in shares]


def share_of_first(found: Sequence[Reading]) -> float:
    """The share of the first reading among all, every longer one taken for much likelier than the language says."""
    return 1 / sum(_weights(found, _MUCH_LONGER))


def _weights(found: Sequence[Reading], longer: float) -> list[float]:
    """The readings' likelihoods against the first one's, at most as much.

    `longer` (nats) is what a reading gets back for each character that it has more: of two texts that the same bytes
    allow, the language always likes the shorter one better.
    """
    first = found[0]
    gaps = (each.score + longer * max(0, len(each.text) - len(first.text)) - first.score for each in found)
    return [math.exp(_TRUST * min(0.0, gap)) for gap in gaps]


def _common(one: str, other: str) -> int:
    """How many characters agree from the front."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))
