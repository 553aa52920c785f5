"""Essays on terms: `content/essays/*.md`, what a curator has to say of a mechanism, a place or any other term."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from site_builder.content.casefile import front_matter, nodes_of
from site_builder.content.decode import Fault, decode, problems_of
from site_builder.content.references import alike
from site_builder.content.rewrite import rewrite
from site_builder.content.schema import EssayMatter
from site_builder.content.vocabulary import Vocabulary
from site_builder.problem import Problem, Source
from site_builder.strict_yaml import parse_yaml


class Essay(Struct, frozen=True):
    """An essay: its fields, its text in Markdown, and the file it stands in."""

    source: Source
    meta: EssayMatter
    body: str


def parse_essay(source: Source) -> Essay:
    """The essay in a file's text; raises BuildError."""
    start, end = front_matter(source)
    meta = decode(parse_yaml(source, start, end), EssayMatter, source)
    return Essay(source, meta, source.text[end + len("---\n") :])


def essay_problems(
    essays: Iterable[Essay], known: Mapping[str, Vocabulary], unread: Collection[str] = ()
) -> Iterator[Problem]:
    """Essays on terms that are not there or were replaced; `unread` are vocabularies whose terms nobody knows."""
    for essay in essays:
        if essay.meta.vocabulary in unread:
            continue
        faults = list(_faults(essay.meta, known))
        if faults:
            yield from problems_of(faults, nodes_of(essay.source), essay.source)


def recode_essays(sources: Iterable[Source], vocabulary: str, old: str, new: str) -> dict[str, str]:
    """The texts that change, by their names, where essays are on a term that gets another code."""
    changed = {}
    for source in sources:
        meta = parse_essay(source).meta
        if (meta.vocabulary, meta.term) == (vocabulary, old):
            place = {key: getattr(meta, key) for key in meta.__struct_fields__ if getattr(meta, key)}
            changed[source.name] = rewrite(source, {**place, "term": new}, (), *front_matter(source))
    return changed


def _faults(meta: EssayMatter, known: Mapping[str, Vocabulary]) -> Iterator[Fault]:
    vocabulary = known.get(meta.vocabulary)
    if vocabulary is None:
        near = alike(meta.vocabulary, known)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
        yield Fault(("vocabulary",), f"no such vocabulary: {meta.vocabulary}", hint)
        return
    term = vocabulary.terms.get(meta.term)
    if term is None:
        near = alike(meta.term, vocabulary.terms)
        message = f"not in the vocabulary of {meta.vocabulary}: {meta.term}"
        yield Fault(("term",), message, f"did you mean {near}?" if near else "")
    elif term.deprecated_by:
        hint = f"write {vocabulary.current(meta.term)}"
        yield Fault(("term",), f"{meta.term} was replaced in the vocabulary of {meta.vocabulary}", hint)
