"""Controlled vocabularies: the terms a collection may use, as a tree where a term has a parent.

`places` is a gazetteer: a tree of typed places whose levels may be missing. Elsewhere a word means one thing; two
places may have one name where they lie in different places.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from site_builder.content.choices import PlaceLevel
from site_builder.content.decode import Fault, decode, problems_of
from site_builder.content.schema import Code, Term
from site_builder.problem import BuildError, Source
from site_builder.strict_yaml import parse_yaml

PLACES = "places"
PUBLISHERS = "publishers"
MAX_CHARACTERS = 4_000_000  # of a vocabulary's file; two thousand terms with definitions are a tenth of it


class Vocabulary(Struct, frozen=True):
    """The terms of one taxonomy by their codes, in the order of the file."""

    name: str
    terms: dict[Code, Term]

    def path(self, code: str) -> tuple[str, ...]:
        """The codes from the top of the tree down to a term, itself included."""
        return (*reversed(list(_up(self.terms, code, _parent))), code)

    def current(self, code: str) -> str:
        """The term that a code stands for today: itself, or the one that took its place."""
        while (term := self.terms.get(code)) and term.deprecated_by:
            code = term.deprecated_by
        return code

    def children(self) -> dict[str, tuple[str, ...]]:
        """The codes below each term that has any."""
        below: dict[str, list[str]] = {}
        for code, term in self.terms.items():
            if term.parent:
                below.setdefault(term.parent, []).append(code)
        return {code: tuple(codes) for code, codes in below.items()}

    def by_word(self) -> dict[str, str]:
        """The code of each label and synonym, folded; terms that were replaced lead to their successors."""
        words: dict[str, str] = {}
        for code, term in self.terms.items():
            for word in (code, term.label, *term.synonyms):
                words.setdefault(fold(word), self.current(code))
        return words


def parse_vocabulary(name: str, source: Source) -> Vocabulary:
    """The vocabulary in a YAML text of `code: {label: …}` entries; raises BuildError."""
    node = parse_yaml(source, limit=MAX_CHARACTERS)
    vocabulary = Vocabulary(name, decode(node, dict[Code, Term], source))
    problems = problems_of(faults(vocabulary), node, source)
    if problems:
        raise BuildError(problems)
    return vocabulary


def fold(word: str) -> str:
    """A word without what a reader would not see as a difference: width, case, blanks."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def faults(vocabulary: Vocabulary) -> Iterator[Fault]:
    """Everything that contradicts itself in one vocabulary."""
    yield from _meeting_words(vocabulary)
    yield from _meeting_addresses(vocabulary.terms)
    yield from _references(vocabulary.terms)
    yield from _cycles(vocabulary.terms)
    yield from _replaced(vocabulary.terms)
    yield from _places(vocabulary) if vocabulary.name == PLACES else _no_places(vocabulary.terms)
    if vocabulary.name != PUBLISHERS:
        yield from _stray(vocabulary.terms, ("source_type",), "only publishers have it")


def _meeting_words(vocabulary: Vocabulary) -> Iterator[Fault]:
    """Two terms that a reader could not tell apart."""
    first: dict[tuple[str | None, str], str] = {}
    hants: dict[tuple[str | None, str], str] = {}
    for code, term in vocabulary.terms.items():
        if term.deprecated_by:
            continue
        scope = term.parent if vocabulary.name == PLACES else None
        own: set[str] = set()
        for path, word in _words(code, term):
            folded = fold(word)
            if folded in own:
                yield Fault(path, f"{word} is said twice", "keep one")
            elif first.setdefault((scope, folded), code) != code:
                hint = "merge the two terms or rename one"
                yield Fault(path, f"{word} already means {first[scope, folded]}", hint)
            own.add(folded)
        if term.hant and hants.setdefault((scope, fold(term.hant)), code) != code:
            message = f"{term.hant} is already the label of {hants[scope, fold(term.hant)]}"
            yield Fault((code, "hant"), message, "merge the two terms or rename one")


def _words(code: str, term: Term) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield (code, "label"), term.label
    for number, synonym in enumerate(term.synonyms):
        yield (code, "synonyms", number), synonym


def _meeting_addresses(terms: dict[Code, Term]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for code in terms:
        # a-b, a_b and a.b are three addresses, and nobody would remember which is which.
        other = first.setdefault(re.sub("[-_.]", "", code), code)
        if other != code:
            yield Fault((f"~{code}",), f"as good as the code {other}", "give one of them another code")
        if re.search(r"\.(html?|xml|json|txt)$", code):
            yield Fault((f"~{code}",), f"a file's name, not a code: {code}", "leave the ending out")


def _references(terms: dict[Code, Term]) -> Iterator[Fault]:
    for code, term in terms.items():
        for path, other in _named(code, term):
            if other not in terms:
                yield Fault(path, f"no such term: {other}")
            elif other == code and path[1] == "related":
                yield Fault(path, f"{code} is related to itself", "delete it")
            elif terms[other].deprecated_by and path[1] != "deprecated_by":
                yield Fault(path, f"{other} was replaced", f"write {terms[other].deprecated_by}")


def _named(code: str, term: Term) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for key, other in (("parent", term.parent), ("deprecated_by", term.deprecated_by)):
        if other:
            yield (code, key), other
    for key, others in (("broader", term.broader), ("related", term.related)):
        for number, other in enumerate(others):
            yield (code, key, number), other


Next = Callable[[Term], str | None]


def _parent(term: Term) -> str | None:
    return term.parent


def _successor(term: Term) -> str | None:
    return term.deprecated_by


def _up(terms: dict[Code, Term], code: str, follow: Next) -> Iterator[str]:
    """The codes that follow one another from a term, which is not among them unless they lead back to it."""
    seen = {code}
    while (following := follow(terms[code])) and following in terms:
        yield following
        if following in seen:
            return
        seen.add(following)
        code = following


def _cycles(terms: dict[Code, Term]) -> Iterator[Fault]:
    for code, term in terms.items():
        if term.parent and code in _up(terms, code, _parent):
            yield Fault((code, "parent"), f"{code} stands under itself")
        if term.deprecated_by and code in _up(terms, code, _successor):
            yield Fault((code, "deprecated_by"), f"{code} takes its own place")
    looping = _looping(terms)
    for code, term in terms.items():
        for number, other in enumerate(term.broader):
            if other in looping and code in looping[other]:
                yield Fault((code, "broader", number), f"{code} is wider than itself")


def _looping(terms: dict[Code, Term]) -> dict[str, frozenset[str]]:
    """All terms wider than each that has `broader` somewhere above it; terms in trees alone need no such search."""
    starts = {other for term in terms.values() for other in term.broader if other in terms}
    return {start: frozenset(_wider(terms, start)) for start in starts}


def _wider(terms: dict[Code, Term], start: str) -> Iterable[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        code = waiting.pop()
        if code not in found and code in terms:
            found.add(code)
            waiting += [*terms[code].broader, *filter(None, [terms[code].parent])]
    return found


def _replaced(terms: dict[Code, Term]) -> Iterator[Fault]:
    for code, term in terms.items():
        if term.deprecated_by and (term.parent or term.broader or term.related):
            key = "parent" if term.parent else "broader" if term.broader else "related"
            yield Fault((code, key), f"{code} was replaced and only leads to {term.deprecated_by}", "delete the key")


_PLACE_KEYS = ("level", "official_code", "code_scheme", "lat", "lon", "precision", "valid_from", "valid_until")


def _no_places(terms: dict[Code, Term]) -> Iterator[Fault]:
    return _stray(terms, _PLACE_KEYS, "only places have it")


def _stray(terms: dict[Code, Term], keys: tuple[str, ...], message: str) -> Iterator[Fault]:
    for code, term in terms.items():
        for key in keys:
            if getattr(term, key):
                yield Fault((code, f"~{key}"), message, "delete the key")


_LEVELS = tuple(PlaceLevel)


def _places(vocabulary: Vocabulary) -> Iterator[Fault]:
    for code, term in vocabulary.terms.items():
        parent = vocabulary.terms.get(term.parent or "")
        if parent and parent.level and term.level and not _is_below(term.level, parent.level):
            message = f"a {term.level} cannot lie in a {parent.level}"
            yield Fault((code, "level"), message, f"its parent is {term.parent}")
        yield from _point(code, term)
        if term.valid_from and term.valid_until and term.valid_until < term.valid_from:
            yield Fault((code, "valid_until"), "ends before it starts", "one of both dates is wrong")
        if term.code_scheme and not term.official_code:
            yield Fault((code, "code_scheme"), "the scheme of no code", "add official_code or delete the key")


def _is_below(level: PlaceLevel, parent: PlaceLevel) -> bool:
    return _LEVELS.index(level) > _LEVELS.index(parent)


def _point(code: str, term: Term) -> Iterator[Fault]:
    for key, limit in (("lat", 90), ("lon", 180)):
        value = getattr(term, key)
        if value is not None and abs(float(value)) > limit:
            yield Fault((code, key), f"beyond {limit} degrees", "latitude is lat, longitude is lon")
    if (term.lat is None) != (term.lon is None):
        key = "lat" if term.lat else "lon"
        yield Fault((code, f"~{key}"), "half a point", "give both lat and lon")
    if term.lat and term.lon and not term.precision:
        yield Fault((code, "~lat"), "a point, and not how exact", "add precision: exact, community, township or county")
    if term.precision and not term.lat:
        yield Fault((code, "~precision"), "the precision of no point", "add lat and lon or delete the key")
