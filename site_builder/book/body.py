"""The text of a case as XHTML that stands in a book: its own ids, and links that lead to where things are there."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urldefrag, urljoin

from lxml import etree
from lxml import html as lxml_html

# From the absolute address of a page and a place on it to an address in the book, or nothing.
Inside = Callable[[str, str], str]


def xhtml(text: str, address: str, prefix: str, inside: Inside, picture: str) -> str:
    """A text's HTML as XHTML; `address` is where it stands on the web, `prefix` goes before its ids.

    What a picture shows that is not inside the book is told in words, after `picture`.
    """
    root = lxml_html.fragment_fromstring(text, create_parent="div")
    for element in list(root.iterdescendants()):
        if element.tag == "img":
            _hang(element, inside(urljoin(address, element.get("src", "")), ""), picture)
            continue
        id, href = element.get("id"), element.get("href")
        if id:
            element.set("id", prefix + id)
        if href is not None:
            element.set("href", f"#{prefix}{href[1:]}" if href.startswith("#") else _resolved(href, address, inside))
        for name in ("data-was", "rel"):
            element.attrib.pop(name, None)
    parts = [_escaped(root.text), *(etree.tostring(child, encoding="unicode", method="xml") for child in root)]
    return "".join(parts)


def _resolved(href: str, address: str, inside: Inside) -> str:
    page, place = urldefrag(urljoin(address, href))
    return inside(page, place) or (f"{page}#{place}" if place else page)


def _hang(image: etree._Element, address: str, picture: str) -> None:
    if not address:
        _tell(image, picture)
        return
    kept = {name: image.get(name, "") for name in _KEPT if name in image.attrib}
    image.attrib.clear()
    image.attrib.update({"src": address, "alt": "", **kept})


# What browsers are told of sizes and of when to load is nothing to a book.
_KEPT = ("alt", "title", "width", "height", "class", "lang")


def _tell(image: etree._Element, picture: str) -> None:
    words = etree.Element("span", {"class": "picture"})
    words.text, words.tail = f"［{picture}：{image.get('alt', '')}］", image.tail
    parent = image.getparent()
    assert parent is not None
    parent.replace(image, words)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
