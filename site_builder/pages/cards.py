"""A case in a list: what cards and rows show of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from site_builder.content.collection import Article
from site_builder.content.schema import FiveCo, Stage
from site_builder.pages.page import Edition, Link, address_of, in_script


class Seal(Struct, frozen=True):
    """One of the five co-s: its character and name, and the paragraphs that show it; none where the text is silent.

    `href` is empty where its term has no page.
    """

    code: str
    character: str
    label: str
    href: str
    evidence: tuple[str, ...]


class Card(Struct, frozen=True):
    """A case as a list shows it."""

    id: str
    title: str
    href: str
    issued: str
    place: tuple[str, ...]
    summary: str
    seals: tuple[Seal, ...]


def cards(edition: Edition, ids: Iterable[str]) -> tuple[Card, ...]:
    """The cards of some cases, in the order given; a case is on many lists, its card is made once."""
    return tuple(edition.cards.get(id) or edition.cards.setdefault(id, _card(edition, id)) for id in ids)


def case_href(edition: Edition, id: str) -> str:
    """The address of a case's page."""
    return in_script(edition.variant, address_of("cases", id))


def term_link(edition: Edition, taxonomy: str, code: str) -> Link:
    """The link to a term's page, under its label."""
    return Link(edition.labels[taxonomy][code], in_script(edition.variant, address_of(taxonomy, code)))


def title_of(article: Article) -> str:
    """What a case is called in lists: the curator's plain title where there is one."""
    return article.meta.title_display or article.meta.title


def place_path(edition: Edition, article: Article) -> tuple[Link, ...]:
    """The links from the top of the place tree down to a case's first place."""
    if not article.meta.places or "places" not in edition.terms:
        return ()
    path = edition.terms["places"][article.meta.places[0]].path
    return tuple(term_link(edition, "places", code) for code in path)


def seals(edition: Edition, article: Article) -> tuple[Seal, ...]:
    """The five co-s in their order, each with the paragraphs that prove it; none where nobody has looked for them."""
    meta = article.meta
    return tuple(_seals(edition, meta.five_co)) if meta.five_co or "five_co" in meta.not_stated else ()


def empty_seals(edition: Edition) -> tuple[Seal, ...]:
    """The five co-s in their order, none of them shown."""
    return tuple(_seals(edition, ()))


def _seals(edition: Edition, stages: Sequence[Stage]) -> Iterator[Seal]:
    labels = edition.labels.get("five_co", {})
    for code in FiveCo if labels else ():
        evidence = tuple(stage.evidence for stage in stages if stage.code is code and stage.evidence)
        has_page = code in edition.terms.get("five_co", ())
        href = in_script(edition.variant, address_of("five_co", code)) if has_page else ""
        # 决策共谋 is known by its last character, 谋.
        yield Seal(code.value, labels[code][-1:], labels[code], href, evidence)


def _card(edition: Edition, id: str) -> Card:
    article = edition.articles[id]
    return Card(
        id=article.meta.id,
        title=title_of(article),
        href=case_href(edition, article.meta.id),
        issued=article.issued,
        place=tuple(link.title for link in place_path(edition, article)),
        summary=article.meta.summary,
        seals=seals(edition, article),
    )
