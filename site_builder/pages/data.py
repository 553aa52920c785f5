"""The collection as data: the files of each case, those of all cases, and the page that tells what is in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TypeVar

from msgspec import Struct

from site_builder.content.collection import Article
from site_builder.content.schema import Term
from site_builder.content.vocabulary import Vocabulary
from site_builder.export import (
    CaseExport,
    Concept,
    Contents,
    Scheme,
    case_files,
    collection_files,
    file_names,
    media_type,
    public,
)
from site_builder.export.tables import Words
from site_builder.pages.cards import case_href
from site_builder.pages.metadata import Metadata, data_metadata
from site_builder.pages.page import Bundle, Data, Edition, Link, Page, TextOf, View, address_of, frame, in_script

FOLDER = "data/"
# The order in which `case_files` makes them.
KINDS = ("json", "md", "bib", "ris")
# What the page tells of, in its order; the rest is told in groups.
TOLD = (
    "cases.csv",
    "case-terms.csv",
    "sources.csv",
    "actors.csv",
    "measures.csv",
    "codebook.csv",
    "cases.json",
    "cases.jsonl",
    "places.geojson",
    "vocabulary.ttl",
    "vocabulary.jsonld",
    "citations/all.bib",
    "citations/all.ris",
    "citations/all.json",
    "datapackage.json",
)


class DataFile(Struct, frozen=True):
    """A file that the page tells of; `key` names its description among the theme's strings."""

    name: str
    href: str
    key: str


class DataView(View, frozen=True, kw_only=True):
    """What `data.html` may read; `example` are the files of one case, where there is one."""

    files: tuple[DataFile, ...]
    cases: int
    licence: str
    example: tuple[DataFile, ...]
    metadata: Metadata


def data_pages(edition: Edition) -> Iterator[Page]:
    """The page that describes the files."""
    yield Page(in_script(edition.variant, FOLDER), "data.html", partial(_page, edition))


def case_downloads(id: str) -> tuple[Link, ...]:
    """The files of a case, by their kind."""
    return tuple(Link(kind, f"{FOLDER}cases/{id}.{kind}") for kind in KINDS)


# Where references of reading lists stand beside those of taxonomies.
LISTS = "lists"


def list_downloads(taxonomy: str, code: str) -> tuple[Link, ...]:
    """The references of the cases of a term, or of the reading list of an id under `LISTS`, by the kind of file."""
    return tuple(Link(kind, f"{FOLDER}citations/{taxonomy}/{code}.{kind}") for kind in ("bib", "ris", "json"))


def data_files(editions: Sequence[Edition]) -> Iterator[Data | Bundle]:
    """The files of the collection, those of each case, and `robots.txt`; from the master, one set for all scripts."""
    master = editions[0]
    names = tuple(FOLDER + name for name in file_names(_lists(master)))
    yield Bundle(names, collection_files, partial(_contents, editions))
    for article in master.collection.articles:
        rights = article.meta.rights
        texts = (TextOf(master.variant, article.meta.id),) if rights and rights.fulltext_export else ()
        paths = tuple(f"{FOLDER}cases/{article.meta.id}.{kind}" for kind in KINDS)
        yield Bundle(paths, case_files, partial(_case, editions, article), texts)


def _page(edition: Edition) -> DataView:
    articles = edition.collection.articles
    example = case_downloads(articles[0].meta.id) if articles else ()
    return DataView(
        frame=frame(edition, FOLDER, "", section="data"),
        files=tuple(
            DataFile(name, FOLDER + name, name.rpartition("/")[2].replace(".", "_").replace("-", "_")) for name in TOLD
        ),
        cases=len(articles),
        licence=edition.site.data_licence,
        example=tuple(DataFile(link.href.rpartition("/")[2], link.href, f"case_{link.title}") for link in example),
        metadata=data_metadata(edition, [(FOLDER + name, media_type(name)) for name in TOLD]),
    )


def _case(editions: Sequence[Edition], article: Article) -> CaseExport:
    base, id = editions[0].site.base_url, article.meta.id
    urls = {edition.variant: base + case_href(edition, id) for edition in editions}
    return CaseExport(public(article.meta), urls, editions[0].site.title)


def _contents(editions: Sequence[Edition]) -> Contents:
    master = editions[0]
    site = master.site
    articles = sorted(master.collection.articles, key=lambda article: article.meta.id)
    return Contents(
        title=site.title,
        description=site.description,
        publisher=site.publisher,
        home=site.base_url + in_script(master.variant, FOLDER),
        licence=site.data_licence,
        taxonomies=tuple(taxonomy.name for taxonomy in site.taxonomies),
        cases=tuple(public(article.meta) for article in articles),
        starts={each.variant: site.base_url + in_script(each.variant, "cases/") for each in editions},
        words={each.variant: Words(each.labels, each.collection.choices) for each in editions},
        schemes=tuple(_scheme(editions, number) for number in range(len(master.collection.vocabularies))),
        lists=_lists(master),
    )


def _lists(master: Edition) -> dict[str, dict[str, tuple[str, ...]]]:
    """The cases of each term and of each reading list, whose references are files of their own."""
    collection = master.collection
    terms = {index.taxonomy.name: {term.code: term.cases for term in index.terms} for index in collection.indexes}
    if not collection.readings:
        return terms
    readings = {each.meta.id: tuple(listed.id for listed in each.cases) for each in collection.readings}
    return {**terms, LISTS: readings}


def _scheme(editions: Sequence[Edition], number: int) -> Scheme:
    """A vocabulary in all scripts."""
    given = {edition.variant: edition.collection.vocabularies[number] for edition in editions}
    master = editions[0].collection.vocabularies[number]
    name = master.name
    labels = {
        edition.variant: taxonomy.label
        for edition in editions
        for taxonomy in edition.site.taxonomies
        if taxonomy.name == name
    }
    concepts = tuple(_concept(editions, given, name, code) for code in master.terms)
    return Scheme(name, f"{editions[0].site.base_url}{FOLDER}vocabulary.jsonld#", labels, concepts)


def _concept(editions: Sequence[Edition], given: dict[str, Vocabulary], name: str, code: str) -> Concept:
    terms = {variant: vocabulary.terms[code] for variant, vocabulary in given.items()}
    term: Term = terms[editions[0].variant]
    used = editions[0].terms.get(name, {}).get(code)
    base, rest = editions[0].site.base_url, address_of(name, code)
    return Concept(
        code=code,
        label={variant: each.label for variant, each in terms.items()},
        synonyms=_said({variant: each.synonyms for variant, each in terms.items()}),
        definition=_said({variant: each.definition for variant, each in terms.items()}),
        scope_note=_said({variant: each.scope_note for variant, each in terms.items()}),
        parent=term.parent or "",
        broader=term.broader,
        related=term.related,
        same_as=term.same_as or "",
        deprecated_by=term.deprecated_by or "",
        level=term.level or "",
        official_code=term.official_code,
        lat=term.lat or "",
        lon=term.lon or "",
        precision=term.precision or "",
        cases=len(used.cases) if used else 0,
        pages={edition.variant: base + in_script(edition.variant, rest) for edition in editions} if used else {},
    )


T = TypeVar("T")


def _said(words: dict[str, T]) -> dict[str, T]:
    return {variant: each for variant, each in words.items() if each}
