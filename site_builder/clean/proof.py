"""The proof of a repair: whether the damage channel, run over what was read, gives the page back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise, product

from site_builder.clean.channel import GONE, MARKS, Table, annotate, encode, pair_table

_VANISHING = b"@"  # one of those that `GONE` stands for
_MARK_AT = re.compile(b"(?=" + b"|".join(map(re.escape, MARKS.values())) + b")")  # those that overlap too

Coded = Mapping[bytes, tuple[str, str]]


def coded(table: Table) -> Coded:
    """The table's entries by their two bytes."""
    return {character.encode("gbk"): (character, reading) for character, reading in table.items()}


def gives_back(original: str, damaged: str, table: Coded) -> bool:
    """Whether the channel can show `original` as `damaged`, for some choice of cuts and some order of the table.

    `original` is a stretch of one line, traditional, that begins and ends where both texts are in step; `EATEN`,
    `GONE` and `LOST` in it stand for what is not known.
    """
    code = encode(original).replace(GONE.encode(), _VANISHING)
    return any(_shows(annotate(code, entries), damaged) for entries in _orders(code, table))


def reproduces(original: str, damaged: str, table: Table) -> bool:
    """`gives_back` with the table by its characters."""
    return gives_back(original, damaged, coded(table))


def _orders(code: bytes, pairs: Coded) -> Iterable[list[tuple[str, str]]]:
    """Every order of the entries that could matter: only two pairs that share a byte can come in each other's way."""
    hits = [place for place in range(len(code) - 1) if code[place : place + 2] in pairs]
    present = dict.fromkeys(code[place : place + 2] for place in hits)
    clashes = [(code[a : a + 2], code[b : b + 2]) for a, b in pairwise(hits) if b == a + 1][:4]
    for later_first in product((False, True), repeat=len(clashes)):
        order = list(present)
        for (left, right), swapped in zip(clashes, later_first, strict=True):
            first, second = (right, left) if swapped else (left, right)
            if order.index(first) > order.index(second):
                order.remove(first)
                order.insert(order.index(second), first)
        yield [pairs[pair] for pair in order]


_State = tuple[int, int]  # a place in the bytes, and in what the decoder shows of them


def _shows(code: bytes, damaged: str) -> bool:
    """Whether the decoder can read `code` as `damaged`: a walk over both, which forks where it may have been cut."""
    forks, waiting, seen = _forks(code), [(0, 0)], set[_State]()
    while waiting:
        state = place, shown = _followed(code, damaged, waiting.pop(), forks)
        if state == (len(code), len(damaged)):
            return True
        if place in forks and state not in seen:
            seen.add(state)
            if damaged.startswith("?", shown):
                waiting.append((place + 1, shown + 1))
            character = _pair_at(code, place)
            if character is not None and damaged.startswith(character, shown):
                waiting.append((place + 2, shown + len(character)))
    return False


def _forks(code: bytes) -> frozenset[int]:
    """The places of lead bytes that a cut may leave alone: before a mark's code, at any offset, and at the end."""
    last = (*(found.start() - 1 for found in _MARK_AT.finditer(code)), len(code) - 1)
    return frozenset(place for place in last if place >= 0 and 0x80 < code[place] < 0xFF)


def _followed(code: bytes, damaged: str, state: _State, forks: frozenset[int]) -> _State:
    """How far both agree from this state on, up to a fork or the end."""
    pairs, (place, shown) = pair_table(), state
    while place < len(code) and place not in forks:
        byte, size = code[place], 1
        if 0x80 < byte < 0xFF:
            character, size = pairs[byte << 8 | code[place + 1]], 2
        else:
            character = chr(byte) if byte < 0x80 else "?"
        if not damaged.startswith(character, shown):
            break
        place, shown = place + size, shown + len(character)
    return place, shown


def _pair_at(code: bytes, place: int) -> str | None:
    return pair_table()[code[place] << 8 | code[place + 1]] if place + 1 < len(code) else None
