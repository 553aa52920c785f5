"""Blocks: an HTML page as the list of its paragraphs, headings, items, tables and pictures, in the order of reading.

A block knows which elements it stands in, so that an article can be found as the element which holds most of it, and
how much of it is link, so that lists of other pages are told from text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from itertools import accumulate
from typing import Any

from lxml import etree, html
from msgspec import Struct

from site_builder.extract.tables import data_rows
from site_builder.extract.text import read_twice, tidy


class Kind(Enum):
    """What a block is in the page's own mark-up."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    QUOTE = auto()
    TABLE = auto()
    CAPTION = auto()
    IMAGE = auto()


class Block(Struct, frozen=True):
    """A stretch of text between two breaks of a page.

    `pieces` are its text nodes without blanks around them, `linked` counts its characters within links, `path` numbers
    the elements it stands in, outermost first; `holder` is the one that makes it an item or a quotation. A heading has
    the `level` 1 to 6, an item the depth of its list; an item of an ordered list has its `number`. A table has `rows`
    and no text of its own, a picture its `address` and the alternative text as `text`. `asides` are the elements around
    it that are named as parts of the template, `bold` tells that all of it is printed bold.
    """

    kind: Kind
    text: str
    path: tuple[int, ...]
    pieces: tuple[str, ...] = ()
    linked: int = 0
    level: int = 0
    number: int = 0
    holder: int = 0
    bold: bool = False
    asides: tuple[int, ...] = ()
    address: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


# A page of more blocks is no article; the bound also keeps every later stage from taking long over one page.
MOST_BLOCKS = 4000
_LONGEST_LINK = 250  # characters


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIPPED = _words(
    "script style noscript iframe frame svg math canvas textarea select option button input object embed "
    "applet video audio template head nav footer marquee map colgroup datalist dialog rp"
)
_BREAKS = _words(
    "address article aside blockquote body br caption center dd details dir div dl dt fieldset figcaption "
    "figure form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol p pre section summary table "
    "tbody td tfoot th thead tr ul"
)
_BOLD = frozenset(("b", "strong"))
_HEADING = re.compile(r"h[1-6]")
# Names that templates give to what stands around an article; looked for as words of class and id.
_ASIDE = re.compile(
    r"(?<![a-z])(?:comments?|pinglun|related|relate|relation|recommend|tuijian|share|sharing|sidebar|side|aside|footer|foot|"
    r"copyright|breadcrumbs?|crumbs?|mbx|nav|menu|hot|rank|ranking|paihang|toolbar|tools?|login|search|pager?|paging|qrcode|"
    r"erweima|gg|ads?|advert|banner|reply|tie|post-recommend)(?![a-z])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EARLY_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_IMAGE_ADDRESSES = (
    *("data-original", "data-src", "data-lazy-src", "data-lazyload", "data-lazy", "data-actualsrc", "data-echo"),
    *("data-url", "original", "_src", "zoomfile", "file", "src"),
)


def parse_page(page: str) -> html.HtmlElement:
    """The element tree of an HTML page, whatever its mistakes; an empty page gives an empty tree."""
    # lxml refuses a text that declares an encoding, a NUL ends its input, and what stands behind a closing tag that
    # came too early would be lost.
    plain = _EARLY_END.sub("", re.sub(r"^\s*<\?xml[^>]*>", "", page.replace("\0", "")))
    try:
        return html.document_fromstring(plain or "<html></html>")
    except (etree.ParserError, ValueError):
        return html.document_fromstring("<html><body></body></html>")


def read_blocks(root: html.HtmlElement) -> tuple[Block, ...]:
    """The blocks of a page, at most `MOST_BLOCKS` of them."""
    return tuple(block for block, _ in zip(_Walk().blocks(root), range(MOST_BLOCKS), strict=False))


class _Walk:
    """One pass over a tree; what is open is kept on stacks, so that deep pages need no recursion."""

    def __init__(self) -> None:
        self.path: list[int] = []
        self.tags: list[str] = []
        self.asides: list[int] = []
        self.numbers: list[int] = []
        self.seen = 0
        self.pieces: list[str] = []
        self.linked = self.bolded = 0
        self.link = 0

    def blocks(self, root: html.HtmlElement) -> Iterator[Block]:
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event in ("comment", "pi"):
                self._add(element.tail)
            elif event == "start":
                tag = element.tag.lower()
                if tag in _SKIPPED:
                    walk.skip_subtree()
                elif tag == "table" and (rows := data_rows(element)):
                    yield from self._flush()
                    self._open(element, tag)
                    if caption := tidy("".join(element.xpath("string(caption)"))):
                        yield self._block(Kind.CAPTION, caption, pieces=(caption,))
                    yield self._block(Kind.TABLE, "", rows=rows, linked=_linked(element))
                    walk.skip_subtree()
                else:
                    yield from self._enter(element, tag)
            else:
                yield from self._leave(element, element.tag.lower())

    def _enter(self, element: html.HtmlElement, tag: str) -> Iterator[Block]:
        if tag == "br" and any(map(_HEADING.fullmatch, self.tags)):
            self.pieces.append(" ")
        elif tag in _BREAKS:
            yield from self._flush()
        self._open(element, tag)
        if tag == "img" and (address := _address(element)):
            yield from self._flush()
            yield self._block(Kind.IMAGE, tidy(element.get("alt") or ""), address=address)
        if tag == "rt":
            self.pieces.append("（")  # a reading stands behind its character, as a browser without ruby shows it
        self._add(element.text)

    def _open(self, element: html.HtmlElement, tag: str) -> None:
        self.seen += 1
        self.path.append(self.seen)
        self.tags.append(tag)
        if _is_aside(element, tag):
            self.asides.append(self.seen)
        if tag == "a" and not self.link and _is_link(element):
            self.link = self.seen
        if tag in ("ol", "ul", "dir", "menu"):
            self.numbers.append(0)
        elif tag == "li" and self.numbers:
            self.numbers[-1] += 1

    def _leave(self, element: html.HtmlElement, tag: str) -> Iterator[Block]:
        if tag not in _SKIPPED:
            if tag in _BREAKS and tag != "br":
                yield from self._flush()
            if tag == "rt":
                self.pieces.append("）")
            if self.asides[-1:] == self.path[-1:]:
                self.asides.pop()
            if self.link == self.path[-1]:
                self.link = 0
            self.path.pop()
            self.tags.pop()
            if tag in ("ol", "ul", "dir", "menu"):
                self.numbers.pop()
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if not text or (not self.pieces and text.isspace()):
            return
        self.pieces.append(text if "pre" in self.tags else read_twice(text))
        length = len(text.strip())
        if self.link:
            self.linked += length
        if not _BOLD.isdisjoint(self.tags):
            self.bolded += length

    def _flush(self) -> Iterator[Block]:
        """The block of what was read since the last break, if it shows anything."""
        if not self.pieces:
            return
        lines = "".join(self.pieces).split("\n") if "pre" in self.tags else ["".join(self.pieces)]
        pieces = tuple(piece for each in self.pieces if (piece := tidy(each)))
        linked, bold = self.linked, bool(pieces) and self.bolded >= sum(len(each.strip()) for each in self.pieces)
        self.pieces, self.linked, self.bolded = [], 0, 0
        for text in filter(None, map(tidy, lines)):
            yield self._block(self._kind(), text, pieces=pieces, linked=linked, bold=bold)

    def _kind(self) -> Kind:
        for tag in reversed(self.tags):
            if _HEADING.fullmatch(tag):
                return Kind.HEADING
            if tag in _KINDS:
                return _KINDS[tag]
        return Kind.PARAGRAPH

    def _block(self, kind: Kind, text: str, **more: Any) -> Block:
        level = number = holder = 0
        if kind is Kind.HEADING:
            level = next(int(tag[1]) for tag in reversed(self.tags) if _HEADING.fullmatch(tag))
        elif kind is Kind.ITEM:
            level = max(1, len(self.numbers))
            ordered = next((tag for tag in reversed(self.tags) if tag in ("ol", "ul", "dir", "menu")), "") == "ol"
            number = self.numbers[-1] if ordered else 0
        if kind in (Kind.ITEM, Kind.QUOTE):
            holder = next(each for each, tag in zip(self.path[::-1], self.tags[::-1], strict=True) if tag in _KINDS)
        return Block(
            kind, text, tuple(self.path), level=level, number=number, holder=holder, asides=tuple(self.asides), **more
        )


_KINDS = {"li": Kind.ITEM, "blockquote": Kind.QUOTE, "figcaption": Kind.CAPTION, "caption": Kind.CAPTION}


def _is_aside(element: html.HtmlElement, tag: str) -> bool:
    if tag in ("aside", "body", "html"):
        return tag == "aside"
    if _HIDDEN.search(element.get("style") or ""):
        return True
    return _names_aside(element.get("class") or "") or _names_aside(element.get("id") or "")


@lru_cache(maxsize=1024)  # a page says the same few names again and again
def _names_aside(names: str) -> bool:
    return _ASIDE.search(_CAMEL.sub("-", names).replace("_", "-")) is not None


def _address(image: html.HtmlElement) -> str:
    """Where a picture is, the address of the full one where a page loads it late."""
    found = (image.get(name) or "" for name in _IMAGE_ADDRESSES)
    return next((each.strip() for each in found if each.strip() and not each.strip().startswith("data:")), "")


def _linked(element: html.HtmlElement) -> int:
    return sum(len("".join(link.itertext()).strip()) for link in element.iter("a") if link.get("href"))


def _is_link(element: html.HtmlElement) -> bool:
    """Whether an element is a link to another page; one that was never closed holds whatever follows it."""
    lengths = accumulate(map(len, element.itertext()))
    return element.get("href") is not None and next((each for each in lengths if each > _LONGEST_LINK), None) is None
