"""The collection: all cases in order, their facets, neighbours and relations, checked against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain

from msgspec import Struct

from site_builder.config import Site, Taxonomy
from site_builder.content.casefile import place_of
from site_builder.content.markdown import Rendered, render_markdown
from site_builder.content.prose import Prose, ProseMatter
from site_builder.content.schema import Code, FrontMatter, ReviewStatus
from site_builder.content.vocabulary import Vocabulary
from site_builder.problem import Problem, Source
from site_builder.script.texts import Text

RELATED = 3


class CaseFile(Struct, frozen=True):
    """What the other files are checked against: a case's file by name, its fields, its number of paragraphs.

    `read` gives the file's text once more; only problems need it.
    """

    name: str
    meta: FrontMatter
    paragraphs: int
    read: Callable[[], Source]


class Reason(Struct, frozen=True):
    """Why two cases are near: a term that both have."""

    taxonomy: str
    code: Code


class Relation(Struct, frozen=True):
    """A case near another one, with everything they share, the rarest first."""

    id: str
    reasons: tuple[Reason, ...]


class Article(Struct, frozen=True):
    """A case ready to be listed: its fields and where it stands among the others. Its text is only on its own page."""

    meta: FrontMatter
    newer: str | None
    older: str | None
    related: tuple[Relation, ...]

    @property
    def issued(self) -> str:
        """The first date that a source prints, or nothing."""
        return _issued(self.meta)


class TermEntry(Struct, frozen=True):
    """A term that cases use, with their ids in the collection's order; a parent has its children's cases too."""

    code: Code
    label: Text
    definition: Text
    synonyms: tuple[Text, ...]
    path: tuple[Code, ...]
    children: tuple[Code, ...]
    cases: tuple[str, ...]


class Index(Struct, frozen=True):
    """A taxonomy and its used terms, in the order of its vocabulary."""

    taxonomy: Taxonomy
    terms: tuple[TermEntry, ...]


class ProsePage(Struct, frozen=True):
    """A page of the site's own as HTML."""

    meta: ProseMatter
    text: Rendered


class Collection(Struct, frozen=True):
    """Everything a site shows, in one script; cases newest first, undated ones last.

    `labels` are those of all terms of all vocabularies, by vocabulary and code.
    """

    site: Site
    articles: tuple[Article, ...]
    indexes: tuple[Index, ...]
    labels: dict[str, dict[Code, Text]]
    prose: tuple[ProsePage, ...]


class Sound(Struct, frozen=True):
    """The names of the case files that passed every check, and the problems of the others."""

    names: frozenset[str]
    problems: tuple[Problem, ...]


def cross_check(files: Sequence[CaseFile], vocabularies: Iterable[Vocabulary], raw_digests: Mapping[str, str]) -> Sound:
    """What only the files together can show: meeting ids, unknown terms, evidence that is not there.

    `raw_digests` gives the SHA-256 of each file of `content/raw/` by its name.
    """
    known = {vocabulary.name: vocabulary for vocabulary in vocabularies}
    problems = list(_duplicates(files))
    sound: list[str] = []
    for file in files:
        found = [*_unknown_terms(file, known), *evidence_problems(file), *_raw_files(file, raw_digests)]
        problems += found
        if not found:
            sound.append(file.name)
    return Sound(frozenset(sound), tuple(problems))


def assemble(
    site: Site,
    cases: Iterable[FrontMatter],
    vocabularies: Iterable[Vocabulary],
    prose: Iterable[Prose],
) -> Collection:
    """The collection of all reviewed cases, in the master script."""
    metas = sorted(
        (meta for meta in cases if _is_shown(meta)), key=lambda meta: (_newest_first(_issued(meta)), meta.id)
    )
    known = {vocabulary.name: vocabulary for vocabulary in vocabularies}
    used = (taxonomy for taxonomy in site.taxonomies if taxonomy.name in known)
    indexes = tuple(_index(taxonomy, known[taxonomy.name], metas) for taxonomy in used)
    pages = sorted(prose, key=lambda page: (page.meta.order, page.meta.slug))
    texts = tuple(ProsePage(page.meta, render_markdown(page.body)) for page in pages)
    labels = {name: {code: term.label for code, term in each.terms.items()} for name, each in known.items()}
    return Collection(site, tuple(_articles(metas, indexes)), indexes, labels, texts)


# Fields whose codes stand one level down, and the key they stand under.
_NESTED = {"five_co": "code", "actors": "kind"}


def codes_of(meta: FrontMatter, taxonomy: str) -> tuple[str, ...]:
    """The codes a case has in a taxonomy, as its front matter lists them."""
    values = getattr(meta, taxonomy)
    key = _NESTED.get(taxonomy)
    return tuple(getattr(value, key) for value in values) if key else values


def _is_shown(meta: FrontMatter) -> bool:
    return meta.review.status is ReviewStatus.REVIEWED


def _issued(meta: FrontMatter) -> str:
    return next((source.issued for source in meta.sources if source.issued), "")


def _newest_first(issued: str) -> tuple[bool, tuple[int, ...]]:
    return not issued, tuple(-ord(character) for character in issued)


def _duplicates(files: Iterable[CaseFile]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for file in files:
        name = first.setdefault(file.meta.id, file.name)
        if name != file.name:
            message = f"the id {file.meta.id} is already that of {name}"
            yield _problem(file, ("id",), message, "give one of them another id")


def _unknown_terms(file: CaseFile, known: dict[str, Vocabulary]) -> Iterator[Problem]:
    for name, vocabulary in known.items():
        for number, code in enumerate(codes_of(file.meta, name)):
            if code not in vocabulary.terms:
                path: tuple[str | int, ...] = (name, number, *filter(None, [_NESTED.get(name)]))
                message = f"not in the vocabulary of {name}: {code}"
                yield _problem(file, path, message, _nearest(code, vocabulary))


def _nearest(code: str, vocabulary: Vocabulary) -> str:
    labels = {term.label: each for each, term in vocabulary.terms.items()}
    near = labels.get(code) or next(iter(get_close_matches(code, vocabulary.terms, 1)), "")
    file = f"content/vocabulary/{vocabulary.name}.yml"
    return f"did you mean {near}?" if near else f"add it to {file}"


def evidence_problems(file: CaseFile) -> Iterator[Problem]:
    """Paragraphs that the front matter names and the text has not."""
    stated = [("five_co", number, stage.evidence) for number, stage in enumerate(file.meta.five_co)]
    stated += [("measures", number, each.evidence) for number, each in enumerate(file.meta.measures) if each.evidence]
    for field, number, paragraph in stated:
        if int(paragraph[1:]) > file.paragraphs:
            hint = f"the text's paragraphs are p1 to p{file.paragraphs}"
            yield _problem(file, (field, number, "evidence"), f"no such paragraph: {paragraph}", hint)


def _raw_files(file: CaseFile, raw_digests: Mapping[str, str]) -> Iterator[Problem]:
    for number, source in enumerate(file.meta.sources):
        if not source.raw:
            continue
        if source.raw not in raw_digests:
            hint = "raw files stand in content/raw/"
            yield _problem(file, ("sources", number, "raw"), f"no such raw file: {source.raw}", hint)
        elif source.sha256 and source.sha256 != raw_digests[source.raw]:
            hint = f"the file's is {raw_digests[source.raw]}"
            yield _problem(file, ("sources", number, "sha256"), f"not the SHA-256 of {source.raw}", hint)


def _problem(file: CaseFile, path: tuple[str | int, ...], message: str, hint: str) -> Problem:
    source = file.read()
    return Problem(message, source, place_of(source, *path), hint)


def _index(taxonomy: Taxonomy, vocabulary: Vocabulary, metas: Sequence[FrontMatter]) -> Index:
    cases: dict[str, list[str]] = {}
    for meta in metas:
        codes = chain.from_iterable(vocabulary.path(code) for code in codes_of(meta, taxonomy.name))
        for code in dict.fromkeys(codes):  # a parent meets its children's cases once
            cases.setdefault(code, []).append(meta.id)
    entries = (_entry(code, vocabulary, cases) for code in vocabulary.terms if code in cases)
    return Index(taxonomy, tuple(entries))


def _entry(code: str, vocabulary: Vocabulary, cases: dict[str, list[str]]) -> TermEntry:
    term = vocabulary.terms[code]
    children = (each for each, child in vocabulary.terms.items() if child.parent == code and each in cases)
    return TermEntry(
        code, term.label, term.definition, term.synonyms, vocabulary.path(code), tuple(children), tuple(cases[code])
    )


def _articles(metas: Sequence[FrontMatter], indexes: Sequence[Index]) -> Iterator[Article]:
    ids = [meta.id for meta in metas]
    relations = _relations(indexes)
    for number, meta in enumerate(metas):
        newer = ids[number - 1] if number else None
        older = ids[number + 1] if number + 1 < len(ids) else None
        yield Article(meta, newer, older, relations.get(meta.id, ()))


def _relations(indexes: Sequence[Index]) -> dict[str, tuple[Relation, ...]]:
    """The nearest cases of each case: those that share most, a rare term counting more than a common one."""
    shared: dict[str, dict[str, list[tuple[int, Reason]]]] = {}
    for index in indexes:
        for term in index.terms:
            reason = Reason(index.taxonomy.name, term.code)
            if len(term.cases) > COMMON_TERM:
                continue  # says nothing about two cases, and would pair all with all
            for one in term.cases:
                others = shared.setdefault(one, {})
                for other in term.cases:
                    if other != one:
                        others.setdefault(other, []).append((len(term.cases), reason))
    return {one: _nearest_cases(others) for one, others in shared.items()}


COMMON_TERM = 50


def _nearest_cases(others: dict[str, list[tuple[int, Reason]]]) -> tuple[Relation, ...]:
    def nearness(other: str) -> tuple[float, str]:
        return -sum(1 / count for count, _ in others[other]), other

    return tuple(
        Relation(other, tuple(reason for _, reason in sorted(others[other], key=lambda pair: pair[0])))
        for other in sorted(others, key=nearness)[:RELATED]
    )
