"""Controlled vocabularies: the terms a collection may use, as a tree where a term has a parent."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from site_builder.content.decode import decode, locate
from site_builder.content.schema import Code, Term
from site_builder.problem import BuildError, Problem, Source
from site_builder.strict_yaml import parse_yaml


class Vocabulary(Struct, frozen=True):
    """The terms of one taxonomy by their codes, in the order of the file."""

    name: str
    terms: dict[Code, Term]

    def path(self, code: str) -> tuple[str, ...]:
        """The codes from the top of the tree down to a term, itself included."""
        parent = self.terms[code].parent
        return (*self.path(parent), code) if parent else (code,)


def parse_vocabulary(name: str, source: Source) -> Vocabulary:
    """The vocabulary in a YAML text of `code: {label: …}` entries; raises BuildError."""
    vocabulary = Vocabulary(name, decode(parse_yaml(source), dict[Code, Term], source))
    problems = [*_meeting(vocabulary, source), *_parents(vocabulary, source)]
    if problems:
        raise BuildError(problems)
    return vocabulary


def _meeting(vocabulary: Vocabulary, source: Source) -> Iterator[Problem]:
    """Two terms that a reader could not tell apart, by label or synonym."""
    first: dict[str, str] = {}
    for code, term in vocabulary.terms.items():
        places: list[tuple[str | int, ...]] = [
            ("label",),
            *(("synonyms", number) for number in range(len(term.synonyms))),
        ]
        for word, place in zip((term.label, *term.synonyms), places, strict=True):
            if first.setdefault(word, code) != code:
                message = f"{word} already means {first[word]}"
                yield Problem(message, source, locate(source, (code, *place)), "merge the two terms or rename one")


def _parents(vocabulary: Vocabulary, source: Source) -> Iterator[Problem]:
    for code, term in vocabulary.terms.items():
        seen, parent = {code}, term.parent
        while parent:
            if parent not in vocabulary.terms:
                yield Problem(f"no such term: {parent}", source, locate(source, (code, "parent")))
                break
            if parent in seen:
                yield Problem(f"{code} stands under itself", source, locate(source, (code, "parent")))
                break
            seen.add(parent)
            parent = vocabulary.terms[parent].parent
