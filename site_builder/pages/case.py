"""The page of a case: its text, the five co-s with their proof, the facts, its provenance, how to cite it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from html import unescape

from msgspec import Struct

from site_builder.cite import cited_source, edition_record, source_record
from site_builder.content.collection import Article
from site_builder.content.illustrations import Illustration, illustrated
from site_builder.content.markdown import Heading, Rendered
from site_builder.content.references import codes_of
from site_builder.content.relations import Tie
from site_builder.content.schema import Actor, Creator, Damage, FrontMatter, Measure, SourceRecord
from site_builder.pages.cards import Seal, case_href, place_path, seals, term_link, title_of
from site_builder.pages.citation import Citations, citations_of
from site_builder.pages.data import case_downloads
from site_builder.pages.metadata import Metadata, case_metadata
from site_builder.pages.page import Edition, Gallery, Link, Page, TextOf, View, address_of, frame
from site_builder.pages.reading import Station, stations_of

# Characters a minute: the usual figure for silent reading of Chinese prose is 300 to 500.
READING_SPEED = 400


class Facet(Struct, frozen=True):
    """A taxonomy of the facts column and the case's terms in it."""

    name: str
    label: str
    terms: tuple[Link, ...]


class Said(Struct, frozen=True):
    """What a curator says of a related case: `why` names it in the theme's strings, other words where it is that case
    which says it of this one (`is_back`); `note` is in the curator's words."""

    why: str
    is_back: bool
    note: str


class Near(Struct, frozen=True):
    """A related case, what curators say of the two, and what it shares with this one."""

    link: Link
    ties: tuple[Said, ...]
    shared: tuple[str, ...]


class Participant(Struct, frozen=True):
    """Who took part: the name the text has, or else the label of the kind; `roles` are codes, all that one name had."""

    name: str
    roles: tuple[str, ...]


class Credit(Struct, frozen=True):
    """Those who had one part in the source: `role` is a code."""

    role: str
    creators: tuple[Creator, ...]


class Fact(Struct, frozen=True):
    """A field whose values are codes of a closed set, named by the theme's strings, and the paragraphs that show it."""

    name: str
    codes: tuple[str, ...]
    evidence: tuple[str, ...]


class Mend(Struct, frozen=True):
    """A repair of words: what stood there, what stands there now, on what ground.

    `anchor` is where it stands in the text, empty where the text does not have it.
    """

    anchor: str
    was: str
    now: str
    reason: str


class CaseView(View, frozen=True, kw_only=True):
    """What `case.html` may read beside the text; `images` are the pictures that the text shows."""

    title: str
    title_type: str
    printed_title: str
    place: tuple[Link, ...]
    summary: str
    seals: tuple[Seal, ...]
    source: SourceRecord
    credits: tuple[Credit, ...]
    base: SourceRecord
    text_status: str
    damage: tuple[Damage, ...]
    repairs: int
    emendations: tuple[Mend, ...]
    period: str
    facts: tuple[Fact, ...]
    facets: tuple[Facet, ...]
    actors: tuple[Participant, ...]
    measures: tuple[Measure, ...]
    difficulties: str
    not_stated: tuple[str, ...]
    editor_note: str
    citations: Citations
    readings: tuple[Station, ...]
    metadata: Metadata
    downloads: tuple[Link, ...]
    images: tuple[Illustration, ...]
    related: tuple[Near, ...]
    newer: Link | None
    older: Link | None


class TextView(Struct, frozen=True):
    """A text as its page may read it. `minutes` is reading time, at least 1; `characters` counts no blanks.

    `mends` are the case's emendations with their places in this text.
    """

    html: str
    outline: tuple[Heading, ...]
    lacunae: int
    mends: tuple[Mend, ...]
    characters: int
    minutes: int


def case_pages(edition: Edition, master: Edition) -> Iterator[Page]:
    """A page for every case; `master` has their fields as printed."""
    stations = stations_of(edition)
    for article in edition.collection.articles:
        id = article.meta.id
        view = partial(_view, edition, article, master.articles[id].meta, stations.get(id, ()))
        yield Page(case_href(edition, id), "case.html", view, TextOf(edition.variant, id))


def text_view(view: CaseView, text: Rendered) -> TextView:
    """What the page of a case reads of its text."""
    title = view.printed_title or view.title
    minutes = max(1, round(text.characters / READING_SPEED))
    lacunae = (title + text.html).count("□")
    mends = tuple(_placed(view.emendations, text.html))
    html = illustrated(text.html, {each.path: each for each in view.images}, view.frame.root)
    return TextView(html, text.outline, lacunae, mends, text.characters, minutes)


# As `content.apparatus` marks them.
_MARK = re.compile(r'<ins id="(e[0-9]+)" data-was="([^"]*)">(.*?)</ins>')


def _placed(mends: tuple[Mend, ...], html: str) -> Iterator[Mend]:
    """The emendations; those that the text has are told by what it has, in its own script."""
    there = {anchor: (unescape(was), unescape(now)) for anchor, was, now in _MARK.findall(html)} if mends else {}
    for mend in mends:
        was, now = there.get(mend.anchor, (mend.was, mend.now))
        yield Mend(mend.anchor if mend.anchor in there else "", was, now, mend.reason)


def _view(edition: Edition, article: Article, printed: FrontMatter, readings: tuple[Station, ...]) -> CaseView:
    meta = article.meta
    source = cited_source(meta)
    url = edition.site.base_url + case_href(edition, meta.id)
    records = source_record(printed, url), edition_record(printed, edition.site.title, url)
    return CaseView(
        frame=frame(edition, address_of("cases", meta.id), title_of(article), meta.summary, "cases"),
        title=title_of(article),
        title_type=meta.title_type,
        printed_title=meta.title if meta.title_display else "",
        place=place_path(edition, article),
        summary=meta.summary,
        seals=seals(edition, article),
        source=source,
        credits=tuple(_credits(source)),
        base=meta.sources[0],
        text_status=meta.text_status,
        damage=meta.damage,
        repairs=sum(damage.count or 0 for damage in meta.damage),
        emendations=tuple(_mends(article)),
        period=meta.period,
        facts=tuple(_facts(article)),
        facets=tuple(_facets(edition, article)),
        actors=_participants(edition, meta.actors),
        measures=meta.measures,
        difficulties=meta.difficulties,
        not_stated=meta.not_stated,
        editor_note=meta.editor_note,
        citations=citations_of(edition, printed, *records),
        readings=readings,
        metadata=case_metadata(edition, article, printed, *records),
        downloads=case_downloads(meta.id),
        images=tuple(_images(edition.gallery, meta.id)),
        related=tuple(_related(edition, article)),
        newer=_neighbour(edition, article.newer),
        older=_neighbour(edition, article.older),
    )


def _images(gallery: Gallery, id: str) -> Iterator[Illustration]:
    for path in gallery.of_cases.get(id, ()):
        if path in gallery.pictures:
            yield gallery.pictures[path]


def _credits(source: SourceRecord) -> Iterator[Credit]:
    for role in dict.fromkeys(creator.role for creator in source.creators):
        yield Credit(role.value, tuple(creator for creator in source.creators if creator.role is role))


def _mends(article: Article) -> Iterator[Mend]:
    for number, emendation in enumerate(article.meta.emendations, 1):
        yield Mend(f"e{number}", emendation.before, emendation.after, emendation.reason)


# In this order: what kind of place, how people take part and decide, whom it serves, what came of it.
_FACTS = (
    "scope",
    "settlement",
    "community_kind",
    "spectrum",
    "venues",
    "decision_methods",
    "funders",
    "beneficiaries",
    "digital",
    "outcomes",
    "evidence",
)


def _facts(article: Article) -> Iterator[Fact]:
    meta = article.meta
    for name in _FACTS:
        value = getattr(meta, name)
        codes = tuple(each.value for each in value) if isinstance(value, tuple) else (value.value,) if value else ()
        if codes:
            shown = [meta.shown_by.get(key, ()) for key in (name, *(f"{name}.{code}" for code in codes))]
            yield Fact(name, codes, tuple(dict.fromkeys(paragraph for each in shown for paragraph in each)))


def _facets(edition: Edition, article: Article) -> Iterator[Facet]:
    for index in edition.collection.indexes:
        name = index.taxonomy.name
        codes = codes_of(article.meta, name)
        if codes and name not in ("five_co", "places"):
            yield Facet(name, index.taxonomy.label, tuple(term_link(edition, name, code) for code in codes))


def _participants(edition: Edition, actors: Iterable[Actor]) -> tuple[Participant, ...]:
    labels = edition.labels.get("actors", {})
    roles: dict[str, list[str]] = {}
    for actor in actors:
        roles.setdefault(actor.name or labels.get(actor.kind, actor.kind), []).append(actor.role)
    return tuple(Participant(name, tuple(dict.fromkeys(each))) for name, each in roles.items())


def _related(edition: Edition, article: Article) -> Iterator[Near]:
    for relation in article.related:
        near = edition.articles[relation.id]
        shared = tuple(dict.fromkeys(edition.labels[reason.taxonomy][reason.code] for reason in relation.reasons))
        ties = tuple(_said(edition, article.meta.id, relation.id, tie) for tie in relation.ties)
        yield Near(Link(title_of(near), case_href(edition, relation.id)), ties, shared)


def _said(edition: Edition, here: str, there: str, tie: Tie) -> Said:
    is_back = tie.by != here
    told = edition.articles[tie.by].meta.related
    other = here if is_back else there
    note = next((each.note for each in told if each.id == other and each.why == tie.why), "")
    return Said(tie.why, is_back, note)


def _neighbour(edition: Edition, id: str | None) -> Link | None:
    return Link(title_of(edition.articles[id]), case_href(edition, id)) if id else None
