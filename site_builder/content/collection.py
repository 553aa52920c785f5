"""The collection: all cases in order, their facets, neighbours and relations, checked against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct

from site_builder.config import Site, Taxonomy
from site_builder.content.casefile import nodes_of
from site_builder.content.codebook import read_words
from site_builder.content.essay import Essay
from site_builder.content.markdown import Rendered, render_markdown
from site_builder.content.decode import Fault, problems_of
from site_builder.content.prose import Prose, ProseMatter
from site_builder.content.reading import ReadingList
from site_builder.content.references import (
    alias_faults,
    case_faults,
    codes_of,
    paragraph_faults,
    publishers_of,
    raw_faults,
    term_faults,
)
from site_builder.content.relations import Reason, Relation, relations
from site_builder.content.schema import Code, FrontMatter, Listed, ListMatter, ReviewStatus
from site_builder.content.vocabulary import PUBLISHERS, Vocabulary
from site_builder.problem import Problem, Source
from site_builder.script.texts import Text


class CaseFile(Struct, frozen=True):
    """What the other files are checked against: a case's file by name, its fields, its number of paragraphs.

    `read` gives the file's text once more; only problems need it. `addresses` are those of the pictures in the text.
    """

    name: str
    meta: FrontMatter
    paragraphs: int
    read: Callable[[], Source]
    addresses: tuple[str, ...] = ()


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


class TermEssay(Struct, frozen=True):
    """What a curator has to say of a term, as HTML."""

    title: Text
    by: Text
    text: Rendered


class TermEntry(Struct, frozen=True):
    """A term that cases use, with their ids in the collection's order; a parent has its children's cases too.

    `point` is where a place is, latitude and longitude in degrees, as its vocabulary writes them.
    """

    code: Code
    label: Text
    definition: Text
    synonyms: tuple[Text, ...]
    path: tuple[Code, ...]
    children: tuple[Code, ...]
    cases: tuple[str, ...]
    point: tuple[str, str] | None = None
    essays: tuple[TermEssay, ...] = ()


class Index(Struct, frozen=True):
    """A taxonomy and its used terms, in the order of its vocabulary."""

    taxonomy: Taxonomy
    terms: tuple[TermEntry, ...]


class ProsePage(Struct, frozen=True):
    """A page of the site's own as HTML."""

    meta: ProseMatter
    text: Rendered


class Reading(Struct, frozen=True):
    """A reading list with its text as HTML; `cases` are those of its fields that are shown."""

    meta: ListMatter
    cases: tuple[Listed, ...]
    text: Rendered


class Tombstone(Struct, frozen=True):
    """A case that was taken back: its address stays, its text is gone."""

    id: str
    title: Text
    date: str
    reason: Text


class Redirect(Struct, frozen=True):
    """A code of a taxonomy, or the id of a case under `cases`, that leads to another one; to the index where `new` is ""."""

    kind: str
    old: str
    new: str


class Collection(Struct, frozen=True):
    """Everything a site shows, in one script; cases newest first, undated ones last.

    `labels` are those of all terms of all vocabularies, by vocabulary and code; `choices` those of the closed sets of
    the schema, by the set's name and code.
    """

    site: Site
    articles: tuple[Article, ...]
    indexes: tuple[Index, ...]
    labels: dict[str, dict[Code, Text]]
    prose: tuple[ProsePage, ...]
    readings: tuple[Reading, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    choices: dict[str, dict[str, Text]] = {}


class Sound(Struct, frozen=True):
    """The names of the case files that passed every check, and the problems of the others."""

    names: frozenset[str]
    problems: tuple[Problem, ...]


class Unread(Struct, frozen=True):
    """What is there and cannot be read: ids of cases and names of vocabularies. Who names them is not wrong for it."""

    cases: frozenset[str] = frozenset()
    vocabularies: frozenset[str] = frozenset()


ALL_READ = Unread()


def cross_check(
    files: Sequence[CaseFile],
    vocabularies: Iterable[Vocabulary],
    raw_digests: Mapping[str, str],
    unread: Unread = ALL_READ,
) -> Sound:
    """What only the files together can show: meeting ids, unknown terms, evidence that is not there.

    `raw_digests` gives the SHA-256 of each file of `content/raw/` by its name.
    """
    known = {vocabulary.name: vocabulary for vocabulary in vocabularies}
    ids = {**dict.fromkeys(unread.cases), **{file.meta.id: file.meta.part_of for file in files}}
    aliases = dict(alias_faults((file.meta for file in files), known))
    problems = list(_duplicates(files))
    sound: list[str] = []
    for file in files:
        meta = file.meta
        found = [
            *term_faults(meta, known, unread.vocabularies),
            *paragraph_faults(meta, file.paragraphs),
            *case_faults(meta, ids),
            *raw_faults(meta, raw_digests),
            *filter(None, [aliases.get(meta.id)]),
        ]
        problems += _problems(file, found)
        if not found:
            sound.append(file.name)
    return Sound(frozenset(sound), tuple(problems))


def evidence_problems(file: CaseFile) -> Iterator[Problem]:
    """Paragraphs that the front matter names and the text has not."""
    yield from _problems(file, list(paragraph_faults(file.meta, file.paragraphs)))


def _problems(file: CaseFile, faults: Sequence[Fault]) -> Iterator[Problem]:
    if faults:
        source = file.read()
        yield from problems_of(faults, nodes_of(source), source)


def assemble(
    site: Site,
    cases: Iterable[FrontMatter],
    vocabularies: Iterable[Vocabulary],
    prose: Iterable[Prose],
    lists: Iterable[ReadingList] = (),
    essays: Iterable[Essay] = (),
) -> Collection:
    """The collection of all reviewed cases, in the master script; of drafts too where the site shows them."""
    given = list(cases)
    metas = sorted(
        (meta for meta in given if _is_shown(meta, site)),
        key=lambda meta: (_newest_first(_issued(meta)), meta.id),
    )
    known = {vocabulary.name: vocabulary for vocabulary in vocabularies}
    used = (taxonomy for taxonomy in site.taxonomies if taxonomy.name in known)
    written = _essays(essays)
    indexes = tuple(_index(taxonomy, known[taxonomy.name], metas, written) for taxonomy in used)
    pages = sorted(prose, key=lambda page: (page.meta.order, page.meta.slug))
    texts = tuple(ProsePage(page.meta, render_markdown(page.body)) for page in pages)
    labels = {name: {code: term.label for code, term in each.terms.items()} for name, each in known.items()}
    return Collection(
        site,
        tuple(_articles(metas, indexes)),
        indexes,
        labels,
        texts,
        tuple(_readings(lists, {meta.id for meta in metas})),
        tuple(_tombstones(given)),
        (*_same_texts(given, site), *_replaced_terms(indexes, known)),
        tuple(known.values()),
        read_words().values,
    )


def _is_shown(meta: FrontMatter, site: Site) -> bool:
    is_ready = meta.review.status is ReviewStatus.REVIEWED
    is_draft = meta.review.status is ReviewStatus.DRAFT
    return (is_ready or (site.drafts and is_draft)) and not meta.duplicates_of


def _readings(lists: Iterable[ReadingList], shown: set[str]) -> Iterator[Reading]:
    """The reading lists in their order, with the cases that are shown; a list of none is none."""
    for each in sorted(lists, key=lambda each: (each.meta.order, each.meta.id)):
        cases = tuple(listed for listed in each.meta.cases if listed.id in shown)
        if cases:
            yield Reading(each.meta, cases, render_markdown(each.body))


def _tombstones(metas: Iterable[FrontMatter]) -> Iterator[Tombstone]:
    for meta in sorted(metas, key=lambda meta: meta.id):
        if meta.withdrawn:
            yield Tombstone(meta.id, meta.title_display or meta.title, meta.withdrawn.date, meta.withdrawn.reason)


def _same_texts(metas: Sequence[FrontMatter], site: Site) -> Iterator[Redirect]:
    """A case with another one's text leads there, where that one has a page."""
    there = {meta.id for meta in metas if _is_shown(meta, site) or meta.withdrawn}
    for meta in sorted(metas, key=lambda meta: meta.id):
        if meta.duplicates_of in there and meta.review.status is ReviewStatus.REVIEWED:
            yield Redirect("cases", meta.id, meta.duplicates_of or "")


def _replaced_terms(indexes: Iterable[Index], known: Mapping[str, Vocabulary]) -> Iterator[Redirect]:
    """A term that was replaced leads to its successor, or to the index where no case names that one."""
    for index in indexes:
        vocabulary = known[index.taxonomy.name]
        used = {term.code for term in index.terms}
        for code, term in vocabulary.terms.items():
            if term.deprecated_by:
                current = vocabulary.current(code)
                yield Redirect(index.taxonomy.name, code, current if current in used else "")


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
            yield from _problems(file, [Fault(("id",), message, "give one of them another id")])


Essays = dict[tuple[str, Code], tuple[TermEssay, ...]]


def _essays(essays: Iterable[Essay]) -> Essays:
    """The essays by vocabulary and term, in the order of their files."""
    found: Essays = {}
    for essay in essays:
        key = essay.meta.vocabulary, essay.meta.term
        found[key] = (*found.get(key, ()), TermEssay(essay.meta.title, essay.meta.by, render_markdown(essay.body)))
    return found


def _index(taxonomy: Taxonomy, vocabulary: Vocabulary, metas: Sequence[FrontMatter], essays: Essays) -> Index:
    cases: dict[str, list[str]] = {}
    words = vocabulary.by_word() if taxonomy.name == PUBLISHERS else {}
    for meta in metas:
        named = publishers_of(meta, words) if taxonomy.name == PUBLISHERS else codes_of(meta, taxonomy.name)
        codes = chain.from_iterable(vocabulary.path(code) for code in named)
        for code in dict.fromkeys(codes):  # a parent meets its children's cases once
            cases.setdefault(code, []).append(meta.id)
    children = vocabulary.children()
    name = vocabulary.name
    entries = (
        _entry(code, vocabulary, children, cases, essays.get((name, code), ()))
        for code in vocabulary.terms
        if code in cases
    )
    return Index(taxonomy, tuple(entries))


def _entry(
    code: str,
    vocabulary: Vocabulary,
    children: Mapping[str, tuple[str, ...]],
    cases: dict[str, list[str]],
    essays: tuple[TermEssay, ...],
) -> TermEntry:
    term = vocabulary.terms[code]
    below = tuple(each for each in children.get(code, ()) if each in cases)
    point = (term.lat, term.lon) if term.lat and term.lon else None
    path = vocabulary.path(code)
    return TermEntry(code, term.label, term.definition, term.synonyms, path, below, tuple(cases[code]), point, essays)


def _articles(metas: Sequence[FrontMatter], indexes: Sequence[Index]) -> Iterator[Article]:
    ids = [meta.id for meta in metas]
    postings = ((Reason(index.taxonomy.name, term.code), term.cases) for index in indexes for term in index.terms)
    near = relations(metas, postings)
    for number, meta in enumerate(metas):
        newer = ids[number - 1] if number else None
        older = ids[number + 1] if number + 1 < len(ids) else None
        yield Article(meta, newer, older, near[meta.id])
