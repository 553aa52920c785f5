"""What a page says of itself to machines: schema.org as JSON-LD, Dublin Core, and what reference managers read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from site_builder.cite import Record, cited_source
from site_builder.cite.record import AUTHORS, last_change
from site_builder.content.collection import Article, TermEntry
from site_builder.content.references import codes_of
from site_builder.content.schema import Creator, CreatorRole, FrontMatter, Genre
from site_builder.pages.cards import case_href, title_of
from site_builder.pages.page import Edition, address_of, in_script

_SCHEMA = "https://schema.org"
# What a source is to schema.org; anything else is an article.
_TYPES = {
    Genre.NEWS: "NewsArticle",
    Genre.FEATURE: "NewsArticle",
    Genre.COMMENTARY: "OpinionNewsArticle",
    Genre.OFFICIAL_BRIEF: "Report",
    Genre.ACADEMIC: "ScholarlyArticle",
}


class MetaTag(Struct, frozen=True):
    """A `meta` element."""

    name: str
    content: str


class Metadata(Struct, frozen=True):
    """What the head of a page tells: `json_ld` is a value of schema.org."""

    tags: tuple[MetaTag, ...]
    json_ld: dict[str, Any]


def case_metadata(edition: Edition, article: Article, printed: FrontMatter, source: Record, own: Record) -> Metadata:
    """Of the page of a case: this edition of it, and the source it rests on; `printed` is it in the master script.

    `source` and `own` are these two as they are cited.
    """
    url = edition.site.base_url + case_href(edition, printed.id)
    tags = [*_dublin_core(edition, article, source), *_for_managers(edition, own)]
    return Metadata(
        tuple(MetaTag(name, content) for name, content in tags if content),
        _article(edition, article, url, _source(printed, source, url)),
    )


def term_metadata(edition: Edition, taxonomy: str, term: TermEntry) -> Metadata:
    """Of the page of a term: a term of a set, or a place."""
    url = edition.site.base_url + in_script(edition.variant, address_of(taxonomy, term.code))
    own = _place(edition, term.code) if taxonomy == "places" else _term(edition, taxonomy, term.code)
    about = {"@context": _SCHEMA, **own, "url": url, "description": term.definition, "alternateName": term.synonyms}
    return Metadata((), _filled(about))


def data_metadata(edition: Edition, files: Iterable[tuple[str, str]]) -> Metadata:
    """Of the page of the data: a set of data and its files, each by its address below the root and its media type."""
    site = edition.site
    url = site.base_url + in_script(edition.variant, "data/")
    value = {
        "@context": _SCHEMA,
        "@type": "Dataset",
        "@id": f"{url}#collection",
        "name": site.title,
        "description": site.description,
        "url": url,
        "inLanguage": list(site.variants),
        "license": site.data_licence,
        "creator": {"@type": "Organization", "name": site.publisher},
        "dateModified": max((last_change(each.meta) for each in edition.collection.articles), default=""),
        "distribution": [
            {"@type": "DataDownload", "contentUrl": site.base_url + href, "encodingFormat": kind}
            for href, kind in files
        ],
    }
    return Metadata((), _filled(value))


def _article(edition: Edition, article: Article, url: str, source: dict[str, Any]) -> dict[str, Any]:
    meta, site = article.meta, edition.site
    value = {
        "@context": _SCHEMA,
        "@type": "Article",
        "@id": f"{url}#{edition.variant}",
        "url": url,
        "headline": title_of(article),
        "alternativeHeadline": meta.title if meta.title_display else "",
        "inLanguage": edition.variant,
        "abstract": meta.summary,
        "datePublished": meta.added,
        "dateModified": last_change(meta),
        "author": _people(meta),
        "creativeWorkStatus": meta.text_status.value,
        "isBasedOn": source,
        "isPartOf": _collection(edition),
        "about": [_term(edition, name, code) for name in _ABOUT for code in codes_of(meta, name)],
        "spatialCoverage": [_place(edition, code) for code in meta.places],
        "temporalCoverage": meta.period.replace("~", ""),
        "workTranslation": [
            {"@id": f"{site.base_url}{in_script(other, address_of('cases', meta.id))}#{other}"}
            for other in site.variants
            if other != edition.variant
        ],
        "sdPublisher": {"@type": "Organization", "name": site.publisher},
        "sdLicense": meta.metadata_licence or site.data_licence,
    }
    return _filled(value)


_ABOUT = ("themes", "mechanisms", "five_co", "tags")


def _collection(edition: Edition) -> dict[str, Any]:
    address = edition.site.base_url + in_script(edition.variant, "data/")
    return {"@type": "Dataset", "@id": f"{address}#collection", "name": edition.site.title, "url": address}


def _source(meta: FrontMatter, record: Record, page_url: str) -> dict[str, Any]:
    """The source as printed; its address is only told where it is not this very page."""
    source = cited_source(meta)
    value = {
        "@type": _TYPES.get(meta.genre, "Article") if meta.genre else "Article",
        "headline": record.title,
        "inLanguage": meta.lang_source.value,
        "datePublished": source.issued.split("/")[0].rstrip("~"),
        "author": _people(meta),
        "publisher": {"@type": "Organization", "name": source.publisher} if source.publisher else "",
        "url": record.URL if page_url != record.URL else "",
        "archivedAt": source.archive_url or "",
        "identifier": source.doc_no,
    }
    return _filled(value)


def _people(meta: FrontMatter) -> list[dict[str, Any]]:
    return [_agent(creator) for creator in cited_source(meta).creators if creator.role in AUTHORS]


def _agent(creator: Creator) -> dict[str, Any]:
    return {"@type": "Organization" if creator.role is CreatorRole.BODY else "Person", "name": creator.name}


def _term(edition: Edition, taxonomy: str, code: str) -> dict[str, Any]:
    """A term under the address it has in the vocabulary file."""
    terms = f"{edition.site.base_url}data/vocabulary.jsonld#{taxonomy}/"
    label = edition.labels.get(taxonomy, {}).get(code, code)
    return {"@type": "DefinedTerm", "@id": terms + code, "name": label, "termCode": code, "inDefinedTermSet": terms}


def _place(edition: Edition, code: str) -> dict[str, Any]:
    """A place inside those above it."""
    entry = edition.terms.get("places", {}).get(code)
    value: dict[str, Any] = {}
    for each in entry.path if entry else (code,):
        name = edition.labels.get("places", {}).get(each, each)
        address = f"{edition.site.base_url}data/vocabulary.jsonld#places/{each}"
        within = {"containedInPlace": value} if value else {}
        value = {"@type": "Place", "@id": address, "name": name, **within}
    return value


def _dublin_core(edition: Edition, article: Article, source: Record) -> Iterator[tuple[str, str]]:
    meta = article.meta
    yield "DCTERMS.title", title_of(article)
    yield "DCTERMS.alternative", meta.title if meta.title_display else ""
    for author in source.author:
        yield "DCTERMS.creator", author.literal
    yield "DCTERMS.publisher", edition.site.publisher
    yield "DCTERMS.issued", meta.added
    yield "DCTERMS.modified", last_change(meta)
    yield "DCTERMS.abstract", meta.summary
    yield "DCTERMS.type", "Text"
    yield "DCTERMS.identifier", meta.id
    yield "DCTERMS.language", edition.variant
    for name in ("themes", "mechanisms"):
        for code in codes_of(meta, name):
            yield "DCTERMS.subject", edition.labels.get(name, {}).get(code, "")
    for code in meta.places:
        yield "DCTERMS.spatial", edition.labels.get("places", {}).get(code, "")
    yield "DCTERMS.temporal", meta.period
    yield "DCTERMS.source", source.URL


def _for_managers(edition: Edition, record: Record) -> Iterator[tuple[str, str]]:
    """What Zotero and its like read; it tells of this edition, not of the source."""
    yield "citation_title", record.title
    for name in record.author:
        yield "citation_author", name.literal
    if record.issued:
        yield "citation_publication_date", "/".join(f"{number:02d}" for number in record.issued.date_parts[0])
    yield "citation_public_url", record.URL
    yield "citation_language", record.language


def _filled(value: dict[str, Any]) -> dict[str, Any]:
    """A value without what nobody knows."""
    return {name: each for name, each in value.items() if each}
