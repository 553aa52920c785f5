"""Fronts: the ways to read up to one token, of which few are followed."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import NamedTuple

from site_builder.clean.phrase import IN_STEP, Path

_PROMISE = attrgetter("promise")


class Width(NamedTuple):
    """How many ways are kept: in all, of those that wait for the same byte, and of those that have just guessed.

    Ways more than `slack` (nats) behind the best one at the same place are dropped.
    """

    all: int
    alike: int
    guessed: int
    slack: float


NARROW = Width(32, 5, 20, 9.0)
WIDE = Width(60, 8, 24, 16.0)


class Front:
    """The ways to read up to one token; of two that end in the same words the better one stays.

    `least` is the promise below which a way would be dropped.
    """

    __slots__ = ("_ways", "_width", "least")

    def __init__(self, width: Width) -> None:
        self._ways: dict[object, Path] = {}
        self._width = width
        self.least = -math.inf

    def join(self, path: Path) -> None:
        """Put a path beside the others, or as a rival behind the better one that ends in the same words."""
        end = path.pending, path.broken, path.open_pairs, path.tail or path.said
        other, slack = self._ways.get(end), self._width.slack
        if path.promise - slack > self.least:
            self.least = path.promise - slack
        if other is None:
            if path.promise >= self.least:
                self._ways[end] = path
            return
        better, worse = (path, other) if path.score > other.score else (other, path)
        gap = better.score - worse.score
        if gap < slack:
            better.rivals = [*(better.rivals or ()), (gap, worse)]
        self._ways[end] = better

    def best(self) -> list[Path]:
        """The best paths, few of those that wait for the same byte: ways that agree must not crowd out others."""
        ranked = sorted(self._ways.values(), key=_PROMISE, reverse=True)
        if len(ranked) < 2:
            return ranked
        kept: list[Path] = []
        crowd: dict[int, int] = {}
        width = self._width
        for path in ranked:
            if path.promise < self.least or len(kept) == width.all:
                break
            size = crowd[path.pending] = crowd.get(path.pending, 0) + 1
            if size <= (width.guessed if path.guess else width.alike):
                kept.append(path)
        return kept

    def in_step(self) -> list[Path]:
        """The best paths that wait for no byte."""
        front = Front(self._width)
        for path in self._ways.values():
            if path.pending == IN_STEP:
                front.join(path)
        return front.best()
