"""A little grammar of Chinese punctuation: which kinds of characters follow each other, and which marks a page uses."""

from __future__ import annotations

import math
from types import MappingProxyType

from site_builder.clean.channel import EATEN, GONE

_CLASSES = {
    "stop": "。！？",
    "break": "，、；：",
    "open": "“‘《【〔(「『[",
    "close": "”’》】〕)」』]",
    "dash": "—…·～-",
    "space": " \u3000",
    "eaten": EATEN,
    "latin": GONE,
}
_CLASS = {mark: name for name, marks in _CLASSES.items() for mark in marks}
_NARROW = {
    chr(wide): chr(wide - 0xFEE0) for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_PLAIN = _NARROW | {",": "，", ":": "：", ";": "；", "!": "！", "?": "？", "（": "(", "）": ")"}

# Natural logarithms of how often a kind (column) stands behind another (row), against words behind the same; counted
# over 300,000 characters of news, reportage and laws. `eaten` sums up what one byte of ASCII could have been.
_COLUMNS = ["stop", "break", "open", "close", "dash", "digit", "latin", "space", "other", "eaten"]
_FOLLOWING = {
    row: dict(zip(_COLUMNS, map(float, costs.split()), strict=True))
    for row, costs in {
        "start": "-6.9 -9.5 -2.5 -9.5 -7.6 -2.2 -4.6 -8.0 -4.5 -3.0",
        "han": "-2.7 -1.7 -4.1 -3.8 -6.2 -3.9 -6.1 -4.7 -5.0 -5.0",
        "stop": "-4.3 -7.9 -3.3 -2.3 -6.5 -3.2 -5.7 -4.1 -5.0 -4.0",
        "break": "-9.5 -9.3 -4.1 -7.7 -9.4 -4.3 -6.2 -6.4 -7.5 -6.0",
        "open": "-7.6 -7.4 -5.4 -6.8 -8.0 -3.7 -3.8 -6.6 -6.5 -5.0",
        "close": "-1.6 -1.2 -2.9 -3.8 -4.4 -4.1 -6.4 -2.8 -5.0 -3.5",
        "dash": "-5.2 -5.3 -3.1 -2.9 0.0 -1.3 -3.0 -2.7 -3.8 -3.0",
        "digit": "-5.9 -3.2 -6.8 -4.1 -4.2 0.4 -4.1 -2.2 -2.2 -2.0",
        "latin": "-3.6 -2.3 -3.2 -2.1 -3.7 -1.9 1.3 -1.1 -1.8 -1.5",
        "space": "-3.4 -4.9 -2.3 -5.7 -4.9 -1.6 -2.2 -2.5 -2.9 -2.0",
        "other": "-3.6 -3.7 -1.9 -3.1 -6.0 -1.9 -1.2 -2.7 -1.7 -2.0",
        "eaten": "-3.6 -3.7 -1.9 -3.1 -6.0 -1.9 -1.2 -2.7 -1.7 -2.0",
    }.items()
}
_AT_END = MappingProxyType(
    {
        "stop": -0.3,
        "close": -2.0,
        "other": -2.5,
        "latin": -3.7,
        "digit": -5.0,
        "dash": -5.4,
        "break": -8.0,
        "open": -8.5,
    }
)
_HAN_AT_END = -3.5

# How often each mark stands among its kind, where the page does not tell.
_SHARES = {
    "。": 0.88, "！": 0.05, "？": 0.07, "，": 0.74, "、": 0.16, "：": 0.07, "；": 0.03,
    "“": 0.6, "(": 0.18, "《": 0.12, "「": 0.05, "‘": 0.01, "【": 0.01, "『": 0.005, "[": 0.005, "〔": 0.002,
    "”": 0.6, ")": 0.18, "》": 0.12, "」": 0.05, "’": 0.01, "】": 0.01, "』": 0.005, "]": 0.005, "〕": 0.002,
    "—": 0.5, "…": 0.27, "·": 0.06, "-": 0.16, "～": 0.01, " ": 0.99, "\u3000": 0.01, EATEN: 1.0, GONE: 0.3,
}  # fmt: skip
USUAL = _SHARES.keys() | _PLAIN.keys()  # the marks, letters and digits that Chinese prose is written with
_WEIGHT = 20.0  # of these shares against the page's own counts
_LETTER, _DIGIT, _SIGN, _FOREIGN = -3.3, -2.3, -5.0, -9.0
SHORT_CLAUSE = -2.5  # a mark behind a clause of one character
_DOUBLED = -5.0  # a mark behind a full stop that ends what the stop has ended
_BEHIND_NO_STOP = frozenset("。，、；")
_WIDE = -6.0  # a full-width letter or digit, which print hardly has


def kind(character: str) -> str:
    """The kind of a character in its plain form: `han`, `stop`, `digit`…; `start` for none."""
    if "㐀" <= character <= "鿿":
        return "han"
    known = _CLASS.get(character)
    if known is not None:
        return known
    if not character:
        return "start"
    if character.isdigit():
        return "digit"
    return "latin" if character.isascii() and character.isalpha() else "other"


class Grammar:
    """The grammar of one page, whose own marks weigh most: one that quotes with 「」 hardly uses “”."""

    def __init__(self, text: str) -> None:
        """`text`: the page as it is observed, with some of its marks folded to ASCII; its `?` tell nothing."""
        counts = {mark: 0 if mark == "？" else text.count(mark) for mark in _SHARES}
        for narrow, mark in _PLAIN.items():
            if mark in counts and mark != "？":
                counts[mark] += text.count(narrow)
        self._shares: dict[str, float] = {}
        for marks in _CLASSES.values():
            total = sum(counts[mark] for mark in marks) + _WEIGHT
            self._shares |= {mark: math.log((counts[mark] + _WEIGHT * _SHARES[mark]) / total) for mark in marks}
        self._costs: dict[tuple[str, str], float] = {}

    def cost(self, before: str, mark: str) -> float:
        """The cost of a character that is no Han character, behind `before` (one character, or none)."""
        found = self._costs.get((before, mark))
        if found is None:
            found = self._costs[before, mark] = self._cost(before, mark)
        return found

    def _cost(self, before: str, mark: str) -> float:
        plain = _PLAIN.get(mark, mark)
        own, row = kind(plain), _FOLLOWING[kind(_PLAIN.get(before, before))]
        if own == "han":
            return 0.0
        wide = _WIDE if mark in _NARROW else 0.0
        doubled = _DOUBLED if before == "。" and plain in _BEHIND_NO_STOP else 0.0
        if _PLAIN.get(before, before) + plain == "？！":  # hardly another stop stands there, to share with
            return row[own] + wide
        return row[own] + wide + doubled + (self._shares[plain] if plain in self._shares else _share(own, plain))


def _share(own: str, character: str) -> float:
    if own == "digit":
        return _DIGIT if character.isascii() else _FOREIGN
    if own == "latin":
        return _LETTER
    return _SIGN if character.isascii() else _FOREIGN


BREAKS = frozenset(
    character
    for character in _CLASS.keys() | _PLAIN.keys()
    if kind(_PLAIN.get(character, character)) in ("stop", "break")
)  # the characters that end a sentence or a clause


def at_end(character: str) -> float:
    """The cost of a line that ends with this character."""
    return _AT_END.get(kind(_PLAIN.get(character, character)), _HAN_AT_END)
