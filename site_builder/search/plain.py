"""The words of a text: its HTML without marks-up, block by block, each with the nearest place one can link to."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_ID = re.compile(r' id="([^"]*)"')
# These stand within a line; every other tag begins or ends a block.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd"}
    | {"mark", "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u"}
)
# The marks of notes are not words of the text, and would part those they stand between.
_MARKS = re.compile(r'<sup class="footnote-ref">.*?</sup>|<a [^>]*class="footnote-backref"[^>]*>.*?</a>', re.DOTALL)


# A block of nothing but words, with its id; a text of only such blocks needs no look at single tags.
_BLOCK = re.compile(r'<(p|h[1-6]) id="([^"]*)">([^<]*)</\1>\n')
_BLOCK_SIGNS = len('< id=""></>\n')


def blocks(text: str) -> list[tuple[str, str]]:
    """The blocks of an HTML text as it reads: the id of the last paragraph or heading begun, and the words."""
    found = _BLOCK.findall(text)
    length = sum(2 * len(tag) + len(id) + len(words) for tag, id, words in found)
    if length + _BLOCK_SIGNS * len(found) == len(text):
        return [(id, plain) for _, id, words in found if (plain := _plain(words))]
    return list(any_blocks(text))


def any_blocks(text: str) -> Iterator[tuple[str, str]]:
    """The same for any HTML; `blocks` takes a short way through plain prose."""
    anchor, words, at = "", [], 0
    text = _MARKS.sub("", text) if "footnote" in text else text
    for tag in _TAG.finditer(text):
        words.append(text[at : tag.start()])
        at = tag.end()
        if tag[2] in _INLINE:
            continue
        yield from _block(anchor, words)
        words = []
        found = None if tag[1] else _ID.search(tag[3])
        anchor = found[1] if found else anchor
    yield from _block(anchor, [*words, text[at:]])


def _block(anchor: str, words: list[str]) -> Iterator[tuple[str, str]]:
    plain = _plain("".join(words))
    if plain:
        yield anchor, plain


def _plain(words: str) -> str:
    return " ".join((html.unescape(words) if "&" in words else words).split())
