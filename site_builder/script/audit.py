"""Audit: what a person should look at before trusting a variant.

Every finding is a place in a text of the master, so that a curator can decide there: with a rule, with inline markup,
or by accepting it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct, structs

from site_builder.problem import Source, Span
from site_builder.script import dictionaries, matching, quotes
from site_builder.script.converter import Converter
from site_builder.script.dictionaries import Profile
from site_builder.script.matching import Piece


class Place(Struct, frozen=True):
    """A character with several traditional forms of which the dictionary took the first, for want of a phrase or rule.

    `context` is the character with its neighbours, by which one review of the same words holds for all of them; `by`
    is the dictionary that decided.
    """

    source: str
    span: Span
    character: str
    written: str
    forms: tuple[str, ...]
    context: str
    sentence: str
    by: str = ""


class RuleUse(Struct, frozen=True):
    """A rule at work: how often its word stands in the texts and how often the rule decided.

    `shadow` names the layer above that has the same word and so always decides.
    """

    layer: str
    word: str
    seen: int
    fired: int
    shadow: str = ""

    @property
    def is_shadowed(self) -> bool:
        """Whether other rules decide wherever the word stands."""
        return bool(self.shadow) or (self.fired == 0 and self.seen > 0)


class Finding(Struct, frozen=True):
    """A range of a text that is not as a master should be."""

    source: str
    span: Span
    text: str


class Audit(Struct, frozen=True):
    """All findings, in the order of the texts; `rules` has every rule of the converter, used or not."""

    places: tuple[Place, ...]
    rules: tuple[RuleUse, ...]
    traditional: tuple[Finding, ...]
    unbalanced: tuple[Finding, ...]


class Characters(Struct, frozen=True):
    """What an audit must know of characters: those with several forms in a variant, those only traditional text has."""

    forms: dict[str, tuple[str, ...]]
    traditional: frozenset[str]


def characters(converter: Converter) -> Characters:
    """The characters to look at in a variant, the same on every page. Raises ValueError for the master."""
    return Characters(_forms(converter), traditional_characters(converter.profile))


def audit(converter: Converter, sources: Iterable[Source], known: Characters | None = None) -> Audit:
    """Look at texts of the master as one variant renders them. Raises ValueError for the master's own variant."""
    texts = tuple(sources)
    known = known or characters(converter)
    return Audit(
        places=tuple(place for source in texts for place in find_places(converter, source, known)),
        rules=tuple(_uses(converter, texts)),
        traditional=tuple(finding for source in texts for finding in find_traditional(source, known.traditional)),
        unbalanced=tuple(finding for source in texts for finding in _unbalanced(source)),
    )


def traditional_characters(profile: Profile) -> frozenset[str]:
    """The characters that only traditional text uses. 著 and 乾 are none: 著名 and 乾坤 are simplified too."""
    simplify, render = dictionaries.load(profile, "t2s"), dictionaries.load(profile, "s2t")
    changed = {
        key
        for dictionary in simplify.stages[-1].dictionaries
        for key, value in dictionary.entries.items()
        if len(key) == 1 and key != value
    }
    simplified = {character for part in render.stages[0].dictionaries for key in part.entries for character in key}
    return frozenset(changed - simplified)


def find_traditional(source: Source, characters: frozenset[str]) -> Iterator[Finding]:
    """The runs of traditional characters in a text that should have none."""
    start = -1
    for place, character in enumerate(source.text + "\n"):
        if character in characters:
            start = place if start < 0 else start
        elif start >= 0:
            yield Finding(source.name, Span(start, place), source.text[start:place])
            start = -1


def _forms(converter: Converter) -> dict[str, tuple[str, ...]]:
    """Per character its forms in the variant's standard, where that leaves more than one."""
    chain = converter.chain
    standard = structs.replace(chain, stages=chain.stages[1:], words=None, normal={})
    found = {
        character: tuple(dict.fromkeys(matching.convert(standard, form) for form in forms))
        for character, forms in dictionaries.candidates(converter.profile).items()
    }
    return {character: forms for character, forms in found.items() if len(forms) > 1}


def find_places(converter: Converter, source: Source, known: Characters) -> Iterator[Place]:
    """The places of a text where the dictionary's first form was taken."""
    text, forms = source.text, known.forms
    for piece in converter.trace(text):
        if not isinstance(piece, Piece) or piece.end - piece.start != 1 or text[piece.start] not in forms:
            continue
        if piece.entries and len(piece.entries[0].key) == 1:
            yield Place(
                source=source.name,
                span=Span(piece.start, piece.end),
                character=text[piece.start],
                written=piece.text,
                forms=forms[text[piece.start]],
                context=text[max(0, piece.start - 1) : piece.end + 1].strip(),
                sentence=_sentence(text, piece.start),
                by=piece.entries[0].dictionary,
            )


def _sentence(text: str, place: int) -> str:
    start = max(text.rfind(mark, 0, place) for mark in _ENDS) + 1
    match = _END.search(text, place)
    return text[start : match.end() if match else len(text)].strip()


def _uses(converter: Converter, sources: tuple[Source, ...]) -> Iterator[RuleUse]:
    fired = Counter((claim.layer, claim.word) for source in sources for claim in converter.claims(source.text))
    above: dict[str, str] = {}
    for layer in converter.layers:
        for word in sorted(layer.entries):
            seen = sum(source.text.count(word) for source in sources)
            yield RuleUse(layer.name, word, seen, fired[layer.name, word], above.get(word, ""))
        above |= {word: layer.name for word in layer.entries if word not in above}


def _unbalanced(source: Source) -> Iterator[Finding]:
    for found in quotes.unbalanced(source.text):
        span = Span(found.start, found.end)
        yield Finding(source.name, span, source.text[span.start : span.end])


_ENDS = "。！？；\n"
_END = re.compile(f"[{_ENDS}]")
