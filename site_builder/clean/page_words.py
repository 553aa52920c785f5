"""A page's own words: what it says again and again is a word there, whether the language knows it or not."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Iterator, Sequence

from site_builder.clean.language import GARBLED, Costs, Language

_DISCOUNT = 1.5
LONGEST_REPEATED = 4


class PageWords:
    """The page's own words: runs of two to four Han characters that stand in it at least twice.

    A stretch behind a `?` may be garbled and is not counted, nor is the character before it: there words are cut off.
    """

    def __init__(self, language: Language, text: str) -> None:
        sound = GARBLED.sub(" ", text).translate(language.back)
        total = math.log(len(text) + 1) + _DISCOUNT
        pairs, *longer = (_costed(runs, counts, total) for runs, counts in _repeated(sound))
        self.pairs = pairs.keys()
        self._costs = dict(ChainMap(pairs, *longer))
        self._behind: dict[str, dict[str, float]] = {}
        for pair, cost in pairs.items():
            self._behind.setdefault(pair[0], {})[pair[1]] = cost

    def cost(self, word: str) -> float | None:
        """What the word costs on this page, if it is one."""
        return self._costs.get(word)

    def behind(self, character: str) -> Costs:
        """The words of two characters that begin with this one: their costs by the second one."""
        return self._behind.get(character, {})


def _costed(runs: Sequence[str], counts: Sequence[int], total: float) -> dict[str, float]:
    logarithms = {times: math.log(times) - total for times in set(counts)}
    return dict(zip(runs, map(logarithms.__getitem__, counts), strict=True))


def _repeated(text: str) -> Iterator[tuple[list[str], list[int]]]:
    """The runs of Han characters that stand in the text at least twice, and how often, one length after another.

    A run is two runs that are one character shorter, so only places where both of them are repeated can hold one.
    """
    import numpy  # takes its time to load, and only damaged pages need it

    codes = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(numpy.int64)
    places = numpy.flatnonzero((codes >= ord("㐀")) & (codes <= ord("鿿")))
    names = codes[places]  # a number for each run, here of one character
    for length in range(2, LONGEST_REPEATED + 1):
        pairs = numpy.flatnonzero(numpy.diff(places) == 1)
        places, keys = places[pairs], names[pairs] << 32 | names[pairs + 1]
        _keys, first, names, counts = numpy.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        often = counts > 1
        yield [text[start : start + length] for start in places[first[often]].tolist()], counts[often].tolist()
        repeated = often[names]
        places, names = places[repeated], names[repeated]
