"""A file of any kind as the raw article that the cleaner works on, with the record of how it was read."""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct

from site_builder.extract.encoding import Decoded, Evidence, decode
from site_builder.extract.page import Page, raw_article, read_page
from site_builder.extract.series import Part
from site_builder.extract.stated import Stated
from site_builder.problem import Portion, Source


class Reading(Struct, frozen=True):
    """How a raw article was read: its encoding and why, and what an HTML page stated, each with where it stood.

    `part` is its place in an article over several pages, `pages` are those that were put together.
    """

    encoding: str
    evidence: Evidence
    is_page: bool = False
    address: str = ""
    stated: tuple[Stated, ...] = ()
    part: Part | None = None
    pages: tuple[Portion, ...] = ()


class Raw(Struct, frozen=True):
    """A raw article: its text, how it was read, and the decoded file, which holds what could not be decoded.

    The text of a page without an article is empty; its `body` is the text without the lines of what the page states.
    """

    source: Source
    reading: Reading
    decoded: Decoded
    body: str


_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b", re.IGNORECASE | re.DOTALL
)


def read_raw(content: bytes, name: str, declared: str = "", address: str = "") -> Raw:
    """The raw article of a file: an HTML page is told by its name or its beginning, everything else is text."""
    decoded = decode(content, name, declared)
    is_page = (
        name.lower().endswith((".html", ".htm", ".xhtml", ".shtml"))
        or _PAGE.match(decoded.source.text[:4096]) is not None
    )
    return _page(decoded, address) if is_page else _text(decoded, address)


def read_html(content: bytes, name: str, declared: str = "", address: str = "") -> Raw:
    """The raw article of an HTML page."""
    return _page(decode(content, name, declared), address)


def read_plain(content: bytes, name: str, declared: str = "", address: str = "") -> Raw:
    """The raw article of a text, as it stands but for its line ends."""
    return _text(decode(content, name, declared), address)


def head_line(raw: Raw) -> str:
    """The reading as one JSON line: the head of the article's ledger."""
    return msgspec.json.encode(raw.reading).decode() + "\n"


def _page(decoded: Decoded, address: str) -> Raw:
    page: Page = read_page(decoded.source.text, address, decoded.source.name.rpartition("/")[2])
    reading = Reading(decoded.encoding, decoded.evidence, True, address, page.stated, page.part)
    return Raw(Source(decoded.source.name, raw_article(page) if page.body else ""), reading, decoded, page.body)


def _text(decoded: Decoded, address: str) -> Raw:
    text = decoded.source.text.replace("\r\n", "\n")
    reading = Reading(decoded.encoding, decoded.evidence, False, address)
    return Raw(Source(decoded.source.name, text), reading, decoded, text)
