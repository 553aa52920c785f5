"""Files for programs: feeds in each script, of all cases and of each term, the sitemap, and `robots.txt`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from heapq import nlargest
from xml.etree import ElementTree as ET

import msgspec
from msgspec import Struct

from site_builder.content.collection import Article, TermEntry
from site_builder.content.markdown import Rendered
from site_builder.pages.cards import case_href, title_of
from site_builder.pages.page import Data, Edition, Page, address_of, in_script

FEED_ENTRIES = 20
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
# A feed entry must have a date. A case that has none of its own is as old as this, and says so nowhere.
_UNDATED = "1970-01-01"


class Entry(Struct, frozen=True):
    """A case in a feed; `updated` is a date of the case's own, so that a build does not change it."""

    title: str
    url: str
    updated: str
    summary: str


class FeedView(Struct, frozen=True):
    """What a feed is made of."""

    lang: str
    title: str
    subtitle: str
    publisher: str
    home: str
    url: str
    entries: tuple[Entry, ...]


class SitemapView(Struct, frozen=True):
    """What the sitemap is made of: the addresses below each script, the same in every one."""

    base_url: str
    variants: tuple[str, ...]
    addresses: tuple[str, ...]


def feeds(editions: Sequence[Edition]) -> Iterator[Data]:
    """For each script the newest cases as Atom and as JSON Feed, and as Atom those of each term."""
    for edition in editions:
        view = partial(_feed_view, edition, "")
        yield Data(in_script(edition.variant, "feed.xml"), feed, view)
        yield Data(in_script(edition.variant, "feed.json"), json_feed, view)
        for index in edition.collection.indexes:
            for term in index.terms:
                rest = address_of(index.taxonomy.name, term.code)
                of_term = partial(_feed_view, edition, rest, term)
                yield Data(in_script(edition.variant, f"{rest}feed.xml"), feed, of_term)


def sitemap_of(editions: Sequence[Edition], pages: Iterable[Page]) -> Data:
    """The sitemap of some pages; those of the first script stand for all, and pages outside scripts stay out of it."""
    site = editions[0].site
    return Data("sitemap.xml", sitemap, partial(_sitemap_view, site.base_url, site.variants, tuple(pages)))


def feed(view: FeedView, texts: tuple[Rendered, ...]) -> bytes:
    """A feed as Atom, RFC 4287."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": view.lang})
    _add(root, "title", view.title)
    _add(root, "subtitle", view.subtitle)
    _add(root, "id", view.home)
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": view.url})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": view.home})
    _add(root, "updated", max((entry.updated for entry in view.entries), default=_instant(_UNDATED)))
    _add(ET.SubElement(root, "author"), "name", view.publisher)
    for entry in view.entries:
        _entry(root, entry)
    return _xml(root)


def json_feed(view: FeedView, texts: tuple[Rendered, ...]) -> bytes:
    """The same as JSON Feed, version 1.1."""
    items = [
        {"id": entry.url, "url": entry.url, "title": entry.title, "content_text": entry.summary or entry.title}
        | {"date_modified": entry.updated}
        for entry in view.entries
    ]
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.title,
        "home_page_url": view.home,
        "feed_url": view.home + "feed.json",
        "description": view.subtitle,
        "language": view.lang,
        "authors": [{"name": view.publisher}],
        "items": items,
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def robots(view: SitemapView, texts: tuple[Rendered, ...]) -> bytes:
    """`robots.txt`: all may be read, and where the sitemap is. It counts only where the site is a host's root."""
    return f"User-agent: *\nAllow: /\nSitemap: {view.base_url}sitemap.xml\n".encode()


def robots_of(editions: Sequence[Edition]) -> Data:
    """`robots.txt`, at the site's root."""
    site = editions[0].site
    return Data("robots.txt", robots, partial(SitemapView, site.base_url, site.variants, ()))


def sitemap(view: SitemapView, texts: tuple[Rendered, ...]) -> bytes:
    """Every page in every script, each with its alternates, as sitemaps.org and its xhtml extension have it."""
    # By hand: a tree of a hundred thousand elements would take longer than all pages it names.
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n', f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">\n']
    homes = [(variant, _attribute(view.base_url + in_script(variant, ""))) for variant in view.variants]
    addresses = [_attribute(address) for address in view.addresses]
    for _, home in homes:
        parts += [_url(homes, home, address, view.base_url) for address in addresses]
    return "".join([*parts, "</urlset>\n"]).encode()


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _url(homes: Sequence[tuple[str, str]], home: str, address: str, base_url: str) -> str:
    default = homes[0][1] + address if address else _attribute(base_url)
    links = [*((variant, start + address) for variant, start in homes), ("x-default", default)]
    lines = [f'  <xhtml:link rel="alternate" hreflang="{lang}" href="{href}" />\n' for lang, href in links]
    return f" <url>\n  <loc>{home}{address}</loc>\n{''.join(lines)} </url>\n"


def _sitemap_view(base_url: str, variants: tuple[str, ...], pages: Iterable[Page]) -> SitemapView:
    start = in_script(variants[0], "")
    addresses = (page.address.removeprefix(start) for page in pages if page.address.startswith(start))
    return SitemapView(
        base_url, variants, tuple(address for address in addresses if address.endswith("/") or not address)
    )


def _feed_view(edition: Edition, rest: str, term: TermEntry | None = None) -> FeedView:
    """The feed of the page at `rest` below its script: of a term, or of all cases."""
    site = edition.site
    articles = [edition.articles[id] for id in term.cases] if term else edition.collection.articles
    home = site.base_url + in_script(edition.variant, rest)
    return FeedView(
        lang=edition.variant,
        title=f"{term.label} · {site.title}" if term else site.title,
        subtitle=(term.definition if term else "") or site.description,
        publisher=site.publisher,
        home=home,
        url=home + "feed.xml",
        entries=tuple(_feed_entry(edition, article) for article in nlargest(FEED_ENTRIES, articles, _updated)),
    )


def _feed_entry(edition: Edition, article: Article) -> Entry:
    url = edition.site.base_url + case_href(edition, article.meta.id)
    return Entry(title_of(article), url, _instant(_updated(article)), article.meta.summary)


def _entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, "entry")
    _add(element, "title", entry.title)
    _add(element, "id", entry.url)
    ET.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    _add(element, "updated", entry.updated)
    if entry.summary:
        _add(element, "summary", entry.summary)


def _updated(article: Article) -> str:
    date = article.meta.review.date or article.meta.added or article.issued or _UNDATED
    return date.split("/")[-1].rstrip("~")


def _instant(date: str) -> str:
    return f"{date}{'-01-01'[len(date) - 4 :] if len(date) < 10 else ''}T00:00:00Z"


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def _xml(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    text: str = ET.tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
