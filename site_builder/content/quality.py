"""What is not wrong in a collection and could be better: missing fields, unread repairs, unused terms, one text twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache

from msgspec import Struct

from site_builder.content.casefile import nodes_of
from site_builder.content.choices import Completeness, DamageKind, ReviewStatus, TextStatus, Why
from site_builder.content.decode import Fault, problems_of
from site_builder.content.describe import rows
from site_builder.content.near import clauses, near_pairs
from site_builder.content.reading import ReadingList, unread
from site_builder.content.references import code_places
from site_builder.content.scalars import years_of
from site_builder.content.schema import Case, FrontMatter
from site_builder.content.terms import uses
from site_builder.content.vocabulary import PLACES, PUBLISHERS, Vocabulary, fold
from site_builder.problem import Problem, Source

LACUNA = "□"


class Kind(StrEnum):
    """What a finding is about."""

    PROBLEM = "problem"  # an error: the site cannot be built
    SAME_TEXT = "same_text"  # an error of check: one text would be published twice
    MISSING = "missing"
    REPAIR = "repair"
    JUDGEMENT = "judgement"
    TERM = "term"
    PUBLISHER = "publisher"
    PLACE = "place"
    LIST = "list"
    IMAGE = "image"


ERRORS = (Kind.PROBLEM, Kind.SAME_TEXT)


class Finding(Struct, frozen=True):
    """A problem or a shortcoming; `weight` adds up what is missing."""

    kind: Kind
    problem: Problem
    weight: int = 0

    @property
    def is_error(self) -> bool:
        """Whether `check` fails for it even without `--strict`."""
        return self.kind in ERRORS


class Filed(Struct, frozen=True):
    """A case and its file."""

    source: Source
    case: Case


# Fields of the sources that a published case is the poorer without.
_SOURCE_WEIGHTS = {"publisher": 3, "issued": 3, "retrieved": 1}


def findings(
    files: Sequence[Filed],
    vocabularies: Sequence[Vocabulary],
    vocabulary_sources: Sequence[Source],
    lists: Iterable[ReadingList] = (),
) -> Iterator[Finding]:
    """Every shortcoming of a sound collection, in no order."""
    for file in files:
        if file.case.meta.review.status is not ReviewStatus.WITHDRAWN and not file.case.meta.duplicates_of:
            yield from _of_case(file, vocabularies)
    metas = [file.case.meta for file in files]
    for vocabulary, source in zip(vocabularies, vocabulary_sources, strict=True):
        yield from _orphans(vocabulary, source, metas)
    known = {meta.id: meta for meta in metas}
    for problem in (problem for each in lists for problem in unread(each, known)):
        yield Finding(Kind.LIST, problem)
    yield from _same_texts(files)


def missing(meta: FrontMatter) -> dict[str, int]:
    """The fields a published case is the poorer without, with their weights, the heaviest first."""
    lacking = {
        name: weight
        for name, weight in _weights().items()
        if not getattr(meta, name) and name not in meta.not_stated
    }
    for name, weight in _SOURCE_WEIGHTS.items():
        if not any(getattr(source, name) for source in meta.sources):
            lacking[f"sources.{name}"] = weight
    return dict(sorted(lacking.items(), key=lambda pair: -pair[1]))


@cache  # the schema is only read as a table where somebody asks: no build does
def _weights() -> dict[str, int]:
    return {row.path: row.weight for row in rows() if row.weight}


def filled(meta: FrontMatter) -> float:
    """How much of what a published case should have it has, by weight, from 0 to 1."""
    total = sum(_weights().values()) + sum(_SOURCE_WEIGHTS.values())
    return 1 - sum(missing(meta).values()) / total


def completeness(meta: FrontMatter, body: str) -> Completeness:
    """How far a record is filled: what the curator says, else what its fields show."""
    if meta.completeness:
        return meta.completeness
    if filled(meta) < 0.4:
        return Completeness.STUB
    if not any(source.publisher or source.url for source in meta.sources):
        return Completeness.NEEDS_SOURCE
    is_doubtful = LACUNA in body or any(damage.kind is DamageKind.LOSSY_ENCODING for damage in meta.damage)
    if is_doubtful and meta.text_status in (TextStatus.RAW, TextStatus.CLEANED):
        return Completeness.NEEDS_COLLATION
    return Completeness.COMPLETE if filled(meta) == 1 else Completeness.PARTIAL


def _of_case(file: Filed, vocabularies: Sequence[Vocabulary]) -> Iterator[Finding]:
    found: list[tuple[Kind, Fault, int]] = [
        *_missing(file.case.meta),
        *_repairs(file.case),
        *_judgements(file.case.meta),
        *(each for vocabulary in vocabularies for each in _named(file.case.meta, vocabulary)),
    ]
    if found:
        problems = problems_of([fault for _, fault, _ in found], nodes_of(file.source), file.source)
        for (kind, _, weight), problem in zip(found, problems, strict=True):
            yield Finding(kind, problem, weight)


def _missing(meta: FrontMatter) -> Iterator[tuple[Kind, Fault, int]]:
    lacking = missing(meta)
    if lacking:
        told = ", ".join(f"{name} ({weight})" for name, weight in lacking.items())
        message = f"{filled(meta):.0%} filled; missing: {told}"
        yield Kind.MISSING, Fault(("id",), message, "what the source does not say is 原文未提及"), sum(lacking.values())


def _repairs(case: Case) -> Iterator[tuple[Kind, Fault, int]]:
    meta = case.meta
    count = (meta.title + case.body).count(LACUNA)
    is_read = LACUNA in meta.editor_note or meta.text_status in (TextStatus.COLLATED, TextStatus.VERIFIED_ORIGINAL)
    if count and not is_read:
        message = f"{count} lost characters {LACUNA} and no word on them"
        yield Kind.REPAIR, Fault(("id",), message, "explain them in editor_note, or collate the text"), 0
    if meta.review.status is ReviewStatus.REVIEWED and meta.text_status is TextStatus.RAW:
        yield Kind.REPAIR, Fault(("review", "status"), "reviewed, and the text is raw", "say text_status: cleaned"), 0
    for number, emendation in enumerate(meta.emendations):
        if not emendation.reason:
            yield Kind.REPAIR, Fault(("emendations", number), "an emendation without a reason", "say what it rests on"), 0


def _judgements(meta: FrontMatter) -> Iterator[tuple[Kind, Fault, int]]:
    for number, stage in enumerate(meta.five_co):
        if not stage.evidence and not stage.quote:
            hint = "name the paragraph, or it is shown as the curator's judgement"
            yield Kind.JUDGEMENT, Fault(("five_co", number, "code"), f"{stage.code} without evidence", hint), 0
    for number, measure in enumerate(meta.measures):
        if not measure.evidence and not measure.quote:
            hint = "name the paragraph or quote the sentence"
            yield Kind.JUDGEMENT, Fault(("measures", number, "what"), "a figure without evidence", hint), 0


def _named(meta: FrontMatter, vocabulary: Vocabulary) -> Iterator[tuple[Kind, Fault, int]]:
    if vocabulary.name == PUBLISHERS:
        words = vocabulary.by_word()
        for number, source in enumerate(meta.sources):
            if source.publisher and fold(source.publisher) not in words:
                hint = "add it to content/vocabulary/publishers.yml, or as a synonym"
                message = f"not among the publishers: {source.publisher}"
                yield Kind.PUBLISHER, Fault(("sources", number, "publisher"), message, hint), 0
    if vocabulary.name == PLACES:
        yield from _places(meta, vocabulary)


def _places(meta: FrontMatter, vocabulary: Vocabulary) -> Iterator[tuple[Kind, Fault, int]]:
    """Places that were not called so when the thing was done."""
    dates = [meta.period] if meta.period else [source.issued for source in meta.sources if source.issued][:1]
    for path, code in code_places(meta, PLACES):
        term = vocabulary.terms.get(code)
        if not term or not dates or path[0] != PLACES:
            continue
        years = years_of(dates[0])
        if term.valid_until and years[0] > int(term.valid_until[:4]):
            message = f"{term.label} was called so until {term.valid_until}, the case is of {years[0]}"
            yield Kind.PLACE, Fault(path, message, "name the place as it is called since"), 0
        if term.valid_from and years[-1] < int(term.valid_from[:4]):
            message = f"{term.label} is called so since {term.valid_from}, the case is of {years[-1]}"
            yield Kind.PLACE, Fault(path, message, "name the place as it was called then"), 0


def unused_terms(vocabulary: Vocabulary, metas: Iterable[FrontMatter]) -> list[str]:
    """The codes that no case names and that stand above none that a case names; replaced ones are not counted."""
    named = [code for code, count in uses(metas, vocabulary).items() if count]
    needed = {above for code in named for above in vocabulary.path(code)}
    return [code for code, term in vocabulary.terms.items() if code not in needed and not term.deprecated_by]


def _orphans(vocabulary: Vocabulary, source: Source, metas: Sequence[FrontMatter]) -> Iterator[Finding]:
    codes = unused_terms(vocabulary, metas)
    told = ", ".join(codes[:8]) + (f" and {len(codes) - 8} more" if len(codes) > 8 else "")
    if codes:
        hint = f"site-builder vocabulary unused {vocabulary.name} lists them"
        yield Finding(Kind.TERM, Problem(f"terms that no case names: {told}", source, None, hint))


def _same_texts(files: Sequence[Filed]) -> Iterator[Finding]:
    """Published cases that have one text, unless a curator says that he knows."""
    shown = {
        file.case.meta.id: file
        for file in files
        if file.case.meta.review.status is ReviewStatus.REVIEWED and not file.case.meta.duplicates_of
    }
    for pair in near_pairs({id: clauses(file.case.body) for id, file in shown.items()}):
        one, other = shown[pair.one], shown[pair.other]
        known = {(a.case.meta.id, each.id) for a in (one, other) for each in a.case.meta.related if each.why is Why.SAME_TEXT}
        if not known & {(pair.one, pair.other), (pair.other, pair.one)}:
            message = f"{pair.share:.0%} of the text stands in {pair.one} too"
            hint = f"write duplicates_of: {pair.one}, or related: [{{id: {pair.one}, why: same_text}}]"
            fault = Fault(("id",), message, hint)
            (problem,) = problems_of([fault], nodes_of(other.source), other.source)
            yield Finding(Kind.SAME_TEXT, problem)
