"""What is drawn with the site's fonts: the font of its titles, and the social cards of its cases and its home page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from site_builder.content.collection import Article
from site_builder.content.markdown import Rendered
from site_builder.fonts import FontFile
from site_builder.fonts.card import Card, Mark, card_image
from site_builder.fonts.faces import face_of
from site_builder.fonts.subset import licence, title_font, title_style
from site_builder.pages.cards import case_href, place_path, seals, title_of
from site_builder.pages.page import Bundle, Data, Edition, card_path, font_path, in_script
from site_builder.problem import BuildError, Problem, Source


class FontView(Struct, frozen=True):
    """What the font of titles is made of; `name` is that of its file."""

    lang: str
    characters: str
    font: FontFile
    name: str


class CardView(Struct, frozen=True):
    """What a social card is made of."""

    lang: str
    card: Card
    fonts: tuple[FontFile, ...]


def drawn(edition: Edition) -> Iterator[Data | Bundle]:
    """The title font and the cards of a script, where the site has fonts."""
    if edition.lettering.characters:
        path = font_path(edition.variant)
        yield Bundle((f"{path}.woff2", f"{path}.css", f"{path}.txt"), title_files, partial(_font, edition))
    if edition.has_cards:
        yield Data(card_path(in_script(edition.variant, "")), social_card, partial(_home, edition))
        for article in edition.collection.articles:
            yield Data(card_path(case_href(edition, article.meta.id)), social_card, partial(_case, edition, article))


def title_files(view: FontView, texts: tuple[Rendered, ...]) -> tuple[bytes, ...]:
    """The font of titles, the style sheet that brings it in, and its licence; raises BuildError where there is none."""
    face = face_of(view.font, view.lang)
    if not face.is_open:
        hint = "name an open font, or write titles = false"
        problem = f"{view.font.name}: its maker does not let a part of it be passed on"
        raise BuildError([Problem(problem, Source("site.toml", ""), None, hint)])
    return title_font(face, view.characters), title_style(view.name), licence(face)


def social_card(view: CardView, texts: tuple[Rendered, ...]) -> bytes:
    """A social card as PNG."""
    return card_image(view.card, tuple(face_of(font, view.lang) for font in view.fonts))


def _font(edition: Edition) -> FontView:
    name = font_path(edition.variant).rpartition("/")[2]
    return FontView(edition.variant, edition.lettering.characters, edition.lettering.fonts[0], f"{name}.woff2")


def _home(edition: Edition) -> CardView:
    site = edition.site
    labels = edition.labels.get("five_co", {})
    marks = tuple(Mark(label[-1:], True) for label in labels.values())
    return CardView(edition.variant, Card(site.tagline, "", marks, site.title, site.seal), edition.lettering.fonts)


def _case(edition: Edition, article: Article) -> CardView:
    site = edition.site
    place = " · ".join(link.title for link in place_path(edition, article))
    marks = tuple(Mark(seal.character, bool(seal.evidence)) for seal in seals(edition, article))
    return CardView(
        edition.variant, Card(title_of(article), place, marks, site.title, site.seal), edition.lettering.fonts
    )
