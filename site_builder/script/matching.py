"""Matching: one configuration applied exactly, with the reason of every piece.

This is the definition of a conversion, written to be read and short enough to check. The engine gives the same text
faster and comes back here for the places a table of characters cannot decide.
"""

from __future__ import annotations

from msgspec import Struct

from site_builder.script.dictionaries import Chain, Dictionary, Matching, Stage


class Entry(Struct, frozen=True):
    """A dictionary entry that took part: the dictionary's name, the key it found and what it wrote."""

    dictionary: str
    key: str
    value: str


class Piece(Struct, frozen=True):
    """A range of the source, in code points, what became of it, and the entries that did it, first to last."""

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...] = ()


def convert(chain: Chain, text: str) -> str:
    """The text in one configuration."""
    return "".join(piece.text for piece in trace(chain, text))


def trace(chain: Chain, text: str) -> tuple[Piece, ...]:
    """The text cut into the smallest pieces that were decided on their own, in order, without gaps."""
    normal = "".join(chain.normal.get(character, character) for character in text)
    pieces: list[Piece] = []
    for start, end in _words(chain, normal):
        word = [Piece(place, place + 1, normal[place]) for place in range(start, end)]
        for stage in chain.stages:
            word = _pass(stage, chain.matching, word)
        pieces += word
    return tuple(pieces)


def _words(chain: Chain, text: str) -> list[tuple[int, int]]:
    """Where the text is cut: the matches of the word list, and the runs between them."""
    if chain.words is None:
        return [(0, len(text))]
    found: list[tuple[int, int]] = []
    place = rest = 0
    while place < len(text):
        size = _longest(chain.words, text, place)
        if size:
            found += [(rest, place)] if rest < place else []
            found.append((place, place + size))
            rest = place + size
        place += size or 1
    return [*found, (rest, place)] if rest < place else found


def _pass(stage: Stage, matching: Matching, pieces: list[Piece]) -> list[Piece]:
    """One stage over pieces: a match that spans several of them joins them."""
    text = "".join(piece.text for piece in pieces)
    found = _leftmost(stage, text) if matching is Matching.LEFTMOST else _longest_first(stage, text)
    joined: list[Piece] = []
    sources = iter(pieces)
    waiting: list[Piece] = []  # pieces not yet covered by output
    written: list[Entry] = []
    out, read, reach = "", 0, 0
    for start, end, entry in found:
        out += entry.value if entry else text[start:end]
        written += [entry] if entry else []
        while reach < end:
            waiting.append(next(sources))
            reach += len(waiting[-1].text)
        read = end
        if read == reach:
            entries = tuple(entry for piece in waiting for entry in piece.entries) + tuple(written)
            joined.append(Piece(waiting[0].start, waiting[-1].end, out, entries))
            waiting, written, out = [], [], ""
    return joined


_Match = tuple[int, int, Entry | None]  # a range of a text and the entry found there, None where none was


def _leftmost(stage: Stage, text: str) -> list[_Match]:
    found: list[_Match] = []
    place = 0
    while place < len(text):
        size, entry = 1, None
        for dictionary in stage.dictionaries:
            if longest := _longest(dictionary, text, place):
                key = text[place : place + longest]
                size, entry = longest, Entry(dictionary.name, key, dictionary.entries[key])
                break
        found.append((place, place + size, entry))
        place += size
    return found


def _longest_first(stage: Stage, text: str) -> list[_Match]:
    taken = bytearray(len(text))
    found: list[_Match] = []
    for dictionary in stage.dictionaries:
        for size in range(min(dictionary.longest, len(text)), 0, -1):
            for place in range(len(text) - size + 1):
                key = text[place : place + size]
                if key in dictionary.entries and not any(taken[place : place + size]):
                    taken[place : place + size] = b"\1" * size
                    found.append((place, place + size, Entry(dictionary.name, key, dictionary.entries[key])))
    found += [(place, place + 1, None) for place, mark in enumerate(taken) if not mark]
    return sorted(found, key=lambda match: match[0])


def _longest(dictionary: Dictionary, text: str, place: int) -> int:
    """The length of the longest key at a place, 0 if none."""
    for size in range(min(dictionary.longest, len(text) - place), 0, -1):
        if text[place : place + size] in dictionary.entries:
            return size
    return 0
