"""The tables of the collection: which columns each has, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from site_builder.cite import cited_source
from site_builder.cite.record import AUTHORS
from site_builder.content.references import codes_of
from site_builder.content.rules import FIELDS
from site_builder.content.scalars import years_of
from site_builder.content.schema import FrontMatter
from site_builder.export.table import BETWEEN, Column, Kind, Table

# Fields of closed choices, each with the name of its set; then fields whose values are terms of vocabularies.
CHOICES = {
    "genre": "Genre",
    "text_status": "TextStatus",
    "scope": "Scope",
    "settlement": "Settlement",
    "community_kind": "CommunityKind",
    "ongoing": "Ongoing",
    "pilot_round": "PilotRound",
    "spectrum": "Spectrum",
    "venues": "Venue",
    "decision_methods": "DecisionMethod",
    "beneficiaries": "Beneficiary",
    "digital": "Digital",
    "funders": "Funder",
    "outcomes": "Outcome",
    "evidence": "Evidence",
}
_TERMS = ("places", "themes", "mechanisms", "five_co", "actors", "tags")

Labels = Mapping[str, Mapping[str, str]]


class Words(Struct, frozen=True):
    """The labels of terms by vocabulary and of choices by set, each by code, in one script."""

    terms: dict[str, dict[str, str]]
    choices: dict[str, dict[str, str]]

    def label(self, field: str, code: str) -> str:
        """What a reader calls a value of a field."""
        labels = self.choices.get(CHOICES[field], {}) if field in CHOICES else self.terms.get(field, {})
        return labels.get(code, "")


def own_fields(taxonomies: Iterable[str]) -> tuple[str, ...]:
    """The site's own taxonomies, which no schema knows."""
    return tuple(name for name in taxonomies if name not in FIELDS and name != "publishers")


def cases_table(taxonomies: Iterable[str]) -> Table:
    """One row a case, for reading: codes and, beside them, simplified labels; several values in a cell by `; `."""
    columns = [
        Column("id", "permanent id, part of the address", is_required=True),
        Column("title", "title as the source printed it, damage repaired", is_required=True),
        Column("title_display", "the curator's plain title"),
        Column("url", "page of the case", is_required=True),
        Column("summary", "the curator's summary"),
        Column("authors", "who signed the source, in printed order"),
        Column("publisher", "who published the source, as printed"),
        Column("issued", "date printed on the source, EDTF"),
        Column("issued_certainty", "whether that date is stated or inferred"),
        Column("source_url", "the publisher's own address"),
        Column("url_status", "what that address rests on"),
        Column("retrieved", "when the bytes were fetched"),
        Column("period", "when it was done, EDTF"),
        Column("first_year", "first year of the period", Kind.INTEGER),
        Column("last_year", "last year of the period", Kind.INTEGER),
        Column("repairs", "repaired places in the text", Kind.INTEGER, is_required=True),
    ]
    for field in (*_TERMS, *own_fields(taxonomies), *CHOICES):
        columns += [Column(field, f"codes of {field}"), Column(f"{field}_label", f"labels of {field}")]
    columns += [
        Column("participants", "how many took part, a number or a range"),
        Column("cost", "what it cost, in cost_unit", Kind.NUMBER),
        Column("cost_unit", "unit of cost"),
        Column("difficulties", "what went wrong or was disputed"),
        Column("conditions", "what it needs to work elsewhere"),
        Column("not_stated", "fields on which the source is silent"),
        Column("rights", "state of the rights to the text"),
        Column("fulltext_export", "whether the full text may leave in exports", Kind.BOOLEAN, is_required=True),
        Column("added", "when the case came in"),
        Column("modified", "when it was last changed"),
    ]
    return Table("cases", "One row a case", tuple(columns), key=("id",))


def case_row(meta: FrontMatter, url: str, words: Words, own: tuple[str, ...]) -> list[Any]:
    """A case as a row of `cases_table`."""
    source = cited_source(meta)
    years = years_of(meta.period)
    row: list[Any] = [
        meta.id,
        meta.title,
        meta.title_display,
        url,
        meta.summary,
        BETWEEN.join(creator.name for creator in source.creators if creator.role in AUTHORS),
        source.publisher,
        source.issued,
        source.issued_certainty.value if source.issued else "",
        source.url,
        source.url_status.value if source.url else "",
        source.retrieved or meta.sources[0].retrieved,
        meta.period,
        years[0] if years else "",
        years[-1] if years else "",
        sum(damage.count or 0 for damage in meta.damage),
    ]
    for field in (*_TERMS, *own, *CHOICES):
        codes = _codes(meta, field)
        row += [BETWEEN.join(codes), BETWEEN.join([words.label(field, code) for code in codes])] if codes else ["", ""]
    cost, rights = meta.cost, meta.rights
    row += [
        meta.participants,
        cost.amount if cost else "",
        cost.unit if cost else "",
        meta.difficulties,
        meta.conditions,
        BETWEEN.join(meta.not_stated),
        rights.status.value if rights else "",
        bool(rights and rights.fulltext_export),
        meta.added,
        meta.modified,
    ]
    return row


def terms_table(scripts: Iterable[str]) -> Table:
    """One row a case and term: what a pivot table or a statistics program wants."""
    columns = [
        Column("case", "id of the case", is_required=True),
        Column("field", "field of the case", is_required=True),
        Column("code", "code of the value", is_required=True),
        Column("rank", "its place among the values of the field, from 1", Kind.INTEGER, is_required=True),
        *(Column(label_column(script), f"label in {script}") for script in scripts),
        Column("evidence", "paragraphs that show it"),
    ]
    return Table("case-terms", "One row a case and value", tuple(columns), ("case", "field", "code"), "cases")


def label_column(script: str) -> str:
    """The name of the column with the labels in a script: zh-Hans is label_hans."""
    return "label_" + script.removeprefix("zh-").lower().replace("-", "_")


def term_rows(meta: FrontMatter, words: Iterable[Words], own: tuple[str, ...]) -> Iterator[list[Any]]:
    """A case's rows of `terms_table`."""
    known = tuple(words)
    for field in (*_TERMS, *own, *CHOICES):
        for rank, code in enumerate(_codes(meta, field), 1):
            labels = [each.label(field, code) for each in known]
            shown = meta.shown_by.get(f"{field}.{code}") or meta.shown_by.get(field, ()) or _evidence(meta, field, code)
            yield [meta.id, field, code, rank, *labels, " ".join(shown)]


def _codes(meta: FrontMatter, field: str) -> tuple[str, ...]:
    if field not in CHOICES:
        return codes_of(meta, field)
    value = getattr(meta, field)
    if isinstance(value, StrEnum):
        return (value.value,)
    return tuple(dict.fromkeys(each.value for each in value)) if value else ()


def _evidence(meta: FrontMatter, field: str, code: str) -> tuple[str, ...]:
    if field == "five_co":
        found = (stage.evidence for stage in meta.five_co if stage.code == code)
    elif field == "actors":
        found = (actor.evidence for actor in meta.actors if actor.kind == code)
    else:
        return ()
    return tuple(dict.fromkeys(filter(None, found)))


_CASE = Column("case", "id of the case", is_required=True)
_NUMBER = Column("number", "its place among those of the case, from 1", Kind.INTEGER, is_required=True)

SOURCES = Table(
    "sources",
    "One row a source of a case",
    (
        _CASE,
        _NUMBER,
        Column("role", "what the document is to the case", is_required=True),
        Column("source_type", "what kind of body put it out", is_required=True),
        Column("title", "its title, where it is not that of the case"),
        Column("creators", "who made it, with their roles"),
        Column("publisher", "who published it, as printed"),
        Column("container", "the newspaper, site or account"),
        Column("issued", "the date printed on it, EDTF"),
        Column("issued_certainty", "whether that date is stated or inferred"),
        Column("page", "the page of a newspaper"),
        Column("doc_no", "the number of an official document"),
        Column("url", "the publisher's own address"),
        Column("url_status", "what that address rests on"),
        Column("mirror_url", "where the bytes came from; left out where the mirror spreads spam"),
        Column("archive_url", "a copy in a web archive"),
        Column("retrieved", "when the bytes were fetched"),
        Column("sha256", "SHA-256 of the bytes as fetched; of its first page, where it stood on several"),
        Column("bytes", "how many bytes were fetched, of its first page", Kind.INTEGER),
    ),
    ("case", "number"),
    "cases",
)
ACTORS = Table(
    "actors",
    "One row an actor of a case",
    (
        _CASE,
        _NUMBER,
        Column("kind", "code of the kind of actor", is_required=True),
        Column("kind_label", "its label"),
        Column("role", "what they did", is_required=True),
        Column("name", "the name as the text has it"),
        Column("evidence", "the paragraph that shows it"),
    ),
    ("case", "number"),
    "cases",
)
MEASURES = Table(
    "measures",
    "One row a figure that a case gives",
    (
        _CASE,
        _NUMBER,
        Column("what", "what is counted", is_required=True),
        Column("value", "the figure as printed", is_required=True),
        Column("unit", "its unit"),
        Column("as_of", "the date it holds for"),
        Column("quote", "the sentence, as the text has it"),
        Column("evidence", "the paragraph that gives it"),
    ),
    ("case", "number"),
    "cases",
)


def source_rows(meta: FrontMatter) -> Iterator[list[Any]]:
    """A case's rows of `SOURCES`."""
    for number, each in enumerate(meta.sources, 1):
        creators = BETWEEN.join(f"{creator.name} ({creator.role.value})" for creator in each.creators)
        yield [
            *(meta.id, number, each.role.value, each.source_type.value, each.title, creators, each.publisher),
            *(each.container, each.issued, each.issued_certainty.value if each.issued else "", each.page, each.doc_no),
            *(each.url, each.url_status.value if each.url else "", each.mirror_url, each.archive_url),
            *(each.retrieved, each.sha256, each.bytes),
        ]


def actor_rows(meta: FrontMatter, words: Words) -> Iterator[list[Any]]:
    """A case's rows of `ACTORS`."""
    for number, each in enumerate(meta.actors, 1):
        label = words.label("actors", each.kind)
        yield [meta.id, number, each.kind, label, each.role.value, each.name, each.evidence]


def measure_rows(meta: FrontMatter) -> Iterator[list[Any]]:
    """A case's rows of `MEASURES`."""
    for number, each in enumerate(meta.measures, 1):
        yield [meta.id, number, each.what, each.value, each.unit, each.as_of, each.quote, each.evidence]
