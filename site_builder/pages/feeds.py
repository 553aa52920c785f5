"""Files for programs: an Atom feed in each script and the sitemap with every page's other scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from site_builder.content.collection import Article
from site_builder.pages.cards import case_href, title_of
from site_builder.pages.page import Edition, File, Page, in_script

FEED_ENTRIES = 20
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
# A feed entry must have a date. A case that has none of its own is as old as this, and says so nowhere.
_UNDATED = "1970-01-01"


def feed(edition: Edition) -> File:
    """The newest cases as Atom, RFC 4287; dates are the cases' own, so that a build does not change it."""
    site = edition.site
    home = site.base_url + in_script(edition.variant, "")
    address = in_script(edition.variant, "feed.xml")
    articles = sorted(edition.collection.articles, key=_updated, reverse=True)[:FEED_ENTRIES]
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": edition.variant})
    _add(root, "title", site.title)
    _add(root, "subtitle", site.description)
    _add(root, "id", home)
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": site.base_url + address})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": home})
    _add(root, "updated", _instant(max(map(_updated, articles), default=_UNDATED)))
    _add(ET.SubElement(root, "author"), "name", site.publisher)
    for article in articles:
        _entry(root, edition, article)
    return File(address, _xml(root))


def sitemap(editions: Sequence[Edition], pages: Sequence[Page]) -> File:
    """Every page in every script, each with its alternates, as sitemaps.org and its xhtml extension have it."""
    root = ET.Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for page in pages:
        url = ET.SubElement(root, "url")
        _add(url, "loc", page.view.frame.canonical)
        for script in page.view.frame.scripts:
            ET.SubElement(url, "xhtml:link", {"rel": "alternate", "hreflang": script.lang, "href": script.url})
        default = {"rel": "alternate", "hreflang": "x-default", "href": page.view.frame.default_url}
        ET.SubElement(url, "xhtml:link", default)
    return File("sitemap.xml", _xml(root))


def _entry(root: ET.Element, edition: Edition, article: Article) -> None:
    url = edition.site.base_url + case_href(edition, article.meta.id)
    entry = ET.SubElement(root, "entry")
    _add(entry, "title", title_of(article))
    _add(entry, "id", url)
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": url})
    _add(entry, "updated", _instant(_updated(article)))
    if article.meta.summary:
        _add(entry, "summary", article.meta.summary)


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


def feeds(editions: Sequence[Edition]) -> Iterator[File]:
    """A feed for each script."""
    return map(feed, editions)
