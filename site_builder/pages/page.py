"""What a page is: an address in one script, a template, and a view that holds all the template may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import Struct

from site_builder.config import Site
from site_builder.content.collection import Article, Collection, TermEntry
from site_builder.content.illustrations import Illustration
from site_builder.content.markdown import Rendered
from site_builder.fonts import FontFile


class Link(Struct, frozen=True):
    """A link inside the site; `href` counts from the site's root. `count` is how many cases stand behind it."""

    title: str
    href: str
    count: int | None = None


class ScriptLink(Struct, frozen=True):
    """The same page in a script."""

    lang: str
    href: str
    url: str
    is_current: bool


class SocialCard(Struct, frozen=True):
    """The picture that stands for a page where its address is passed on, 1200 × 630 pixels; `url` is absolute."""

    url: str
    alt: str


class Frame(Struct, frozen=True):
    """What every page has around its content.

    `root` leads from the page to the site's root, so that a built folder works under any base path; `canonical` and
    the scripts' `url` are absolute. `nav` is the short way around, `foot` the taxonomies and texts that are not on it;
    `ways` are the addresses below `home` of the pages that look at the collection as a whole, named by the theme.
    `title_font` is the font that has all characters of the page's title, as a path below the root without its ending;
    empty where none has. Its file and its style sheet are this with `.woff2` and `.css`.
    """

    lang: str
    root: str
    title: str
    description: str
    canonical: str
    default_url: str
    scripts: tuple[ScriptLink, ...]
    site_title: str
    site_description: str
    seal: str
    home: str
    feed: str
    nav: tuple[Link, ...]
    foot: tuple[Link, ...]
    ways: tuple[str, ...]
    section: str
    card: SocialCard | None
    title_font: str


class View(Struct, frozen=True, kw_only=True):
    """The base of all views. A template sees these fields, the theme's strings, and nothing else."""

    frame: Frame


class Form(StrEnum):
    """What is asked for of a text: it as `Rendered`, or its blocks for search as bytes of JSON."""

    PAGE = "page"
    BLOCKS = "blocks"


class TextOf(NamedTuple):
    """Names the text of a case in a script, in a form."""

    variant: str
    id: str
    form: Form = Form.PAGE


class Page(Struct, frozen=True):
    """A page to render; `address` is relative to the site's root and ends in `/` or a file name.

    `view` makes the view when it is wanted. The page of a case has its `text` beside the view, so that a build can know
    a page unchanged without reading the text.
    """

    address: str
    template: str
    view: Callable[[], View]
    text: TextOf | None = None

    @property
    def path(self) -> str:
        """Where the page stands in `output/`."""
        return file_path(self.address)


class Data(Struct, frozen=True):
    """A file that no template makes: a feed, a sitemap, an index.

    `make` turns what `view` makes, and the texts named, into the file's bytes; it is a function of a module, so that it
    has a name, and sees nothing else.
    """

    path: str
    make: Callable[[Any, tuple[Any, ...]], bytes]
    view: Callable[[], Struct]
    texts: tuple[TextOf, ...] = ()


class Bundle(Struct, frozen=True):
    """Files that are made together, because one tells of the others or all say the same in their own way.

    `make` turns what `view` makes, and the texts named, into the bytes of each, in the order of `paths`.
    """

    paths: tuple[str, ...]
    make: Callable[[Any, tuple[Any, ...]], tuple[bytes, ...]]
    view: Callable[[], Struct]
    texts: tuple[TextOf, ...] = ()


def paths_of(unit: Page | Data | Bundle) -> tuple[str, ...]:
    """Where the files of a unit stand in `output/`."""
    return unit.paths if isinstance(unit, Bundle) else (unit.path,)


def made_by(unit: Data | Bundle, view: Struct, texts: tuple[Rendered | bytes, ...]) -> tuple[bytes, ...]:
    """The bytes of a unit's files, in the order of their paths."""
    return unit.make(view, texts) if isinstance(unit, Bundle) else (unit.make(view, texts),)


class File(Struct, frozen=True):
    """A finished file and where it stands in `output/`."""

    path: str
    content: bytes


class Gallery(Struct, frozen=True):
    """The pictures of a collection by their paths below `content/images/`, and those of each case's text by its id."""

    pictures: Mapping[str, Illustration] = {}
    of_cases: Mapping[str, tuple[str, ...]] = {}


NO_PICTURES = Gallery()


class Lettering(Struct, frozen=True):
    """The fonts of a site, and the characters that the one for titles has; none where there is no such font."""

    fonts: tuple[FontFile, ...] = ()
    characters: str = ""


NO_FONTS = Lettering()


class Edition(Struct, frozen=True):
    """The whole collection in one script, and ways to find a thing in it; `cards` are those made so far, by id."""

    variant: str
    collection: Collection
    articles: dict[str, Article]
    terms: dict[str, dict[str, TermEntry]]
    nav: tuple[Link, ...]
    foot: tuple[Link, ...]
    ways: tuple[str, ...]
    gallery: Gallery = NO_PICTURES
    lettering: Lettering = NO_FONTS
    cards: dict[str, Any] = {}

    @property
    def has_cards(self) -> bool:
        """Whether pages have social cards."""
        wish = self.site.fonts.cards
        return bool(self.lettering.fonts) and (len(self.articles) <= FEW_CARDS if wish is None else wish)

    @property
    def labels(self) -> dict[str, dict[str, str]]:
        """The labels of all terms, by vocabulary and code."""
        return self.collection.labels

    @property
    def site(self) -> Site:
        """The configuration, with its texts in this script."""
        return self.collection.site


FEW_CARDS = 1_000


def edition(
    variant: str, collection: Collection, gallery: Gallery = NO_PICTURES, lettering: Lettering = NO_FONTS
) -> Edition:
    """A collection in one script, opened at its articles and terms, with its pictures and fonts."""
    return Edition(
        variant,
        collection,
        {article.meta.id: article for article in collection.articles},
        {index.taxonomy.name: {term.code: term for term in index.terms} for index in collection.indexes},
        tuple(_taxonomies(variant, collection, in_menu=True)),
        (*_taxonomies(variant, collection, in_menu=False), *_texts(variant, collection)),
        tuple(_ways(collection)),
        gallery,
        lettering,
    )


def file_path(address: str) -> str:
    """The file that a web server gives for an address."""
    return address + "index.html" if address.endswith("/") or not address else address


def in_script(variant: str, rest: str) -> str:
    """The address of a page in a script: `zh-Hant`, `cases/x/` → `zh-hant/cases/x/`."""
    return f"{variant.lower()}/{rest}"


def address_of(kind: str, code: str = "") -> str:
    """The address of a term or a case below its script: `five_co`, `plan` → `five-co/plan/`."""
    return f"{kind.replace('_', '-')}/{code}/" if code else f"{kind.replace('_', '-')}/"


def frame(edition: Edition, rest: str, title: str, description: str = "", section: str = "") -> Frame:
    """The frame of the page at `rest` below its script."""
    site = edition.site
    address = in_script(edition.variant, rest)
    scripts = tuple(_script_link(site, variant, rest, edition.variant) for variant in site.variants)
    return Frame(
        lang=edition.variant,
        root="../" * address.count("/"),
        title=title,
        description=description or site.description,
        canonical=site.base_url + address,
        default_url=site.base_url + (in_script(site.master, rest) if rest else ""),
        scripts=scripts,
        site_title=site.title,
        site_description=site.description,
        seal=site.seal,
        home=in_script(edition.variant, ""),
        feed=in_script(edition.variant, "feed.xml"),
        nav=edition.nav,
        foot=edition.foot,
        ways=edition.ways,
        section=section,
        card=_card(edition, address, title),
        title_font=font_path(edition.variant) if _is_covered(edition, title) else "",
    )


def card_path(address: str) -> str:
    """Where the social card of the page at an address stands."""
    return f"{address}card.png"


def font_path(variant: str) -> str:
    """Where the title font of a script stands, without the ending."""
    return f"fonts/{variant.lower()}"


def _is_covered(edition: Edition, title: str) -> bool:
    """Whether the title font has all of a title."""
    return bool(edition.lettering.characters) and set("".join(title.split())) <= set(edition.lettering.characters)


def _card(edition: Edition, address: str, title: str) -> SocialCard | None:
    """A case has its own card, every other page that of the home page."""
    if not edition.has_cards:
        return None
    site = edition.site
    start, _, id = address.removesuffix("/").rpartition("/")
    is_case = start == in_script(edition.variant, "cases") and id in edition.articles
    home = in_script(edition.variant, "")
    return SocialCard(site.base_url + card_path(address if is_case else home), title if is_case else site.title)


def _script_link(site: Site, variant: str, rest: str, current: str) -> ScriptLink:
    href = in_script(variant, rest)
    return ScriptLink(variant, href, site.base_url + href, variant == current)


def _taxonomies(variant: str, collection: Collection, in_menu: bool) -> Iterable[Link]:
    for taxonomy in collection.site.taxonomies:
        if taxonomy.menu is in_menu:
            yield Link(taxonomy.label, in_script(variant, address_of(taxonomy.name)))


def _texts(variant: str, collection: Collection) -> Iterable[Link]:
    for prose in collection.prose:
        yield Link(prose.meta.title, in_script(variant, f"{prose.meta.slug}/"))


def _ways(collection: Collection) -> Iterable[str]:
    """The pages that look at the whole collection; the theme's strings name them."""
    yield "browse"
    yield "overview"
    yield "years"
    if {ROWS, COLUMNS} <= {index.taxonomy.name for index in collection.indexes}:
        yield "coverage"
    if collection.readings:
        yield "lists"
    yield "data"


# The two taxonomies whose meeting the coverage shows.
ROWS, COLUMNS = "places", "themes"
