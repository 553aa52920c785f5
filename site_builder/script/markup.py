"""Markup: decisions an author writes into the text, in the notation of MediaWiki.

`-{text}-` and `-{R|text}-` are not converted, `-{zh-hans:A;zh-hant:B}-` gives each variant its own text, `-{}-` parts
two characters that would read as one word. Marks do not nest and do not reach over a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from site_builder.script.layers import Claim
from site_builder.script.variant import Variant

LAYER = "markup"


class Mark(Struct, frozen=True):
    """One mark: its range with the brackets, one text for all variants or one for each, and what is wrong."""

    start: int
    end: int
    text: str
    texts: tuple[tuple[Variant, str], ...] = ()
    fault: str = ""


def marks(text: str) -> Iterator[Mark]:
    """The marks of a text in order. An opening without an end is a fault and marks nothing else."""
    done = 0
    while (start := text.find("-{", done)) >= 0:
        match = _MARK.match(text, start)
        if match is None:
            yield Mark(start, start + 2, "-{", fault="this -{ is never closed with }-")
            done = start + 2
        else:
            yield _parsed(start, match.end(), match[1])
            done = match.end()


def claims(text: str, variant: Variant) -> list[Claim]:
    """What the marks of a text write in a variant."""
    return [claim for mark in marks(text) if mark.end - mark.start > 2 for claim in _written(text, mark, variant)]


def _written(text: str, mark: Mark, variant: Variant) -> Iterator[Claim]:
    """The claims of a mark. Text for all variants is one of its own, so that tags inside it keep their places."""
    word = text[mark.start : mark.end]
    if mark.texts:
        yield Claim(mark.start, mark.end, shown(mark, variant), LAYER, word)
        return
    low, high = mark.end - 2 - len(mark.text), mark.end - 2
    yield Claim(mark.start, low, "", LAYER, word)
    if mark.text:
        yield Claim(low, high, mark.text, LAYER, word)
    yield Claim(high, mark.end, "", LAYER, word)


def shown(mark: Mark, variant: Variant) -> str:
    """The text of a mark in a variant: its own, that of the nearest variant which has one, else the first."""
    texts = dict(mark.texts)
    if not texts:
        return mark.text
    return next((texts[near] for near in variant.fallbacks if near in texts), next(iter(texts.values())))


def _parsed(start: int, end: int, content: str) -> Mark:
    flag, bar, rest = content.partition("|")
    if bar and flag.strip() == "R":
        return Mark(start, end, rest)
    if bar and _FLAG.fullmatch(flag.strip()):
        return Mark(start, end, rest, fault=f"the flag {flag.strip()} is not known here; R is")
    if _CODE.match(content):
        return _per_variant(start, end, content)
    return Mark(start, end, content)


def _per_variant(start: int, end: int, content: str) -> Mark:
    texts: dict[Variant, str] = {}
    fault = ""
    for part in _PART.split(content.rstrip().removesuffix(";")):
        code, _, text = part.partition(":")
        variant = VARIANT_CODES[code.strip().lower()]
        if variant in texts:
            fault = f"{variant} has two texts here"
        texts.setdefault(variant, text.strip())
    if not fault and len(texts) < 2:
        fault = "only one variant has a text here; name the other script too"
    return Mark(start, end, content, tuple(texts.items()), fault)


VARIANT_CODES = {
    "zh-hans": Variant.ZH_HANS,
    "zh-cn": Variant.ZH_HANS,
    "zh-hant": Variant.ZH_HANT,
    "zh-hant-tw": Variant.ZH_HANT_TW,
    "zh-tw": Variant.ZH_HANT_TW,
    "zh-hant-hk": Variant.ZH_HANT_HK,
    "zh-hk": Variant.ZH_HANT_HK,
}
_MARK = re.compile(r"-\{((?:(?!\}-|-\{)[^\x1e\x1f])*)\}-")
_FLAG = re.compile(r"[A-Z\-+]{1,3}")
_CODES = "|".join(sorted(VARIANT_CODES, key=len, reverse=True))
_CODE = re.compile(rf"\s*(?:{_CODES})\s*:", re.IGNORECASE)
_PART = re.compile(rf";(?=\s*(?:{_CODES})\s*:)", re.IGNORECASE)
