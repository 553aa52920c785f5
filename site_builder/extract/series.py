"""Series: an article over several pages, and which of them a page is, read off its address and the links among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from lxml import html
from msgspec import Struct


class Part(Struct, frozen=True):
    """One page of a series.

    `series` is the address without the number, `number` the page's own as the address has it, 0 where it has none.
    `linked` are the numbers of the other pages that this one links to; a text has no links.
    """

    series: str
    number: int
    linked: tuple[int, ...] = ()


_NUMBERED = re.compile(r"(?P<before>.*[^/_-])[_-](?P<number>\d{1,3})(?P<behind>\.[a-z]{3,5})", re.IGNORECASE)
_FOLDER = re.compile(r"(?P<before>.+?)(?:/page)?/(?P<number>\d{1,2})(?P<behind>/?)", re.IGNORECASE)
_PARAMETERS = frozenset(("page", "p", "pn", "pageno", "page_no", "pageindex", "currentpage"))
_WAY = re.compile(
    r"[\[(（<«‹\s]*(?:[上下前后後]一?[页頁]|第?\s*\d{1,3}\s*[页頁]?|[尾末首][页頁]|(?:余|剩)下?全文)[\])）>»›\s]*|[>»›<«‹]+"
)
_MOST = 200  # pages of one article


def find_part(root: html.HtmlElement, address: str) -> Part | None:
    """The page's place in a series, where it links to another page of one; None for a page that stands alone.

    Where only the name of the page's file is known, the names of the others tell.
    """
    if not address:
        return None
    own, (stem, number) = _plain(address), split_address(address)
    ways = _ways(root, address)
    if "/" not in address:
        ways = (each.rpartition("/")[2] for each in ways)
    places = [(*split_address(each), _plain(each)) for each in ways]
    behind = {other for series, other, _ in places if series == own and other}
    if behind:
        return Part(own, 0, tuple(sorted(behind))[:_MOST])
    beside = {other for series, other, _ in places if series == stem and other != number}
    beside |= {0 for _, _, whole in places if whole == stem and number}
    return Part(stem, number, tuple(sorted(beside))[:_MOST]) if beside else None


def split_address(address: str) -> tuple[str, int]:
    """An address without the number of a page, and the number, 0 where it has none."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query, keep_blank_values=True)
    numbers = [value for name, value in query if name.lower() in _PARAMETERS and re.fullmatch(r"\d{1,3}", value)]
    if numbers:
        rest = urlencode([each for each in query if each[0].lower() not in _PARAMETERS])
        return _plain(parts._replace(query=rest).geturl()), int(numbers[-1])
    for pattern in (_NUMBERED, _FOLDER):
        if found := pattern.fullmatch(parts.path):
            return _plain(parts._replace(path=found["before"] + found["behind"]).geturl()), int(found["number"])
    return _plain(address), 0


def continued(text: str, behind: str) -> tuple[str, str]:
    """Two texts as they go on one behind the other: a sentence that the page's end broke off, the numbers of notes."""
    notes = [int(number) for number in re.findall(r"\[\^(\d+)\]", text)]
    behind = re.sub(r"\[\^(\d+)\]", lambda note: f"[^{int(note[1]) + max(notes, default=0)}]", behind)
    if not text:
        return "", behind
    last = text.rstrip("\n").rpartition("\n")[2]
    breaks_off = re.fullmatch(r"[^#>|:\[-].{19,}[\u3400-\u9fff，、]", last) and re.match(r"[\u3400-\u9fff“]", behind)
    return text.rstrip("\n") + ("" if breaks_off else "\n\n"), behind


def _plain(address: str) -> str:
    """An address by which pages are compared: without scheme, fragment and a slash at its end."""
    parts = urlsplit(address)
    return parts._replace(scheme="", fragment="", netloc=parts.netloc.lower()).geturl().rstrip("/")


def _ways(root: html.HtmlElement, address: str) -> Iterator[str]:
    """The addresses that a page links to as its next, its last or a numbered one."""
    for link in root.iter("a", "link"):
        way = (link.get("href") or "").strip()
        if way and not way.startswith(("#", "javascript:")) and _is_way(link):
            try:
                yield urljoin(address, way)
            except ValueError:
                continue


def _is_way(link: html.HtmlElement) -> bool:
    if (link.get("rel") or "").lower() in ("next", "prev", "previous"):
        return True
    return link.tag == "a" and len(text := link.text_content()) <= 20 and _WAY.fullmatch(text) is not None
