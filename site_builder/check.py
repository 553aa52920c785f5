"""Checks of a built site: every internal link leads to a page, and every fragment to an id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from msgspec import Struct

from site_builder.pages import File, file_path
from site_builder.problem import Problem, Source, Span

# Built pages write every quotation mark of a text as a reference, so these are attributes wherever they stand.
_LINK = re.compile(r'\s(?:href|src)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
# After a blank, as templates write them: a pattern that begins with a letter of its own is found many times faster.
_LINK_AFTER_BLANK = re.compile(r' (?:href|src)="([^"]*)"')
_ID_AFTER_BLANK = re.compile(r' id="([^"]*)"')


class Known(Struct, frozen=True):
    """What the links of a site may lead to: its files by path, and the addresses that give them."""

    base_url: str
    paths: frozenset[str]
    addresses: frozenset[str]


class Links(Struct, frozen=True):
    """The links of a page that need a second look: the wrong ones, and `path#id` for places on other pages."""

    problems: tuple[Problem, ...]
    anchors: tuple[str, ...]


def known(base_url: str, paths: Iterable[str]) -> Known:
    """What is there; `base_url` is where the site will stand."""
    files = frozenset(paths)
    folders = (path.removesuffix("index.html") for path in files if path.endswith("index.html"))
    return Known(base_url, files, files.union(folders))


def check_links(files: Sequence[File], base_url: str) -> list[Problem]:
    """The links of all HTML pages that lead nowhere."""
    site = known(base_url, (file.path for file in files))
    texts = {file.path: file.content.decode() for file in files if file.path.endswith(".html")}
    found = {path: page_links(path, text, site) for path, text in texts.items()}
    problems = [problem for links in found.values() for problem in links.problems]
    wanted = {path: links.anchors for path, links in found.items()}
    return problems + list(check_anchors(wanted, lambda path: texts.get(path, "")))


def page_links(path: str, text: str, site: Known) -> Links:
    """The links of one page that lead to no page, or to no place on the page itself."""
    root = "../" * path.count("/")
    problems: list[Problem] = []
    anchors: list[str] = []
    here = {f"#{id}" for id in _ID_AFTER_BLANK.findall(text)}
    for url in dict.fromkeys(_urls(text)):
        if url in here:
            continue
        if url.startswith(root) and url[len(root) :] in site.addresses and (root or url):
            continue
        if url.startswith(site.base_url) and url[len(site.base_url) :] in site.addresses:
            continue
        target, fragment, is_wrong = _target(unescape(url), path, site)
        if is_wrong:
            problems.append(_problem(path, text, url, "a link to no page"))
        elif fragment and target == path:
            if fragment not in page_ids(text):
                problems.append(_problem(path, text, url, "a link to no place on the page"))
        elif fragment:
            anchors.append(f"{target}#{fragment}")
    return Links(tuple(problems), tuple(anchors))


def _urls(text: str) -> list[str]:
    found = _LINK_AFTER_BLANK.findall(text)
    is_all = len(found) == text.count('href="') + text.count('src="')
    return found if is_all else _LINK.findall(text)


def check_anchors(wanted: dict[str, tuple[str, ...]], read: Callable[[str], str]) -> Iterator[Problem]:
    """The places on other pages that are not there; `wanted` are those that each page links to."""
    ids: dict[str, Set[str]] = {}
    for path, anchors in wanted.items():
        for anchor in anchors:
            target, _, fragment = anchor.partition("#")
            if target not in ids:
                ids[target] = page_ids(read(target))
            if fragment not in ids[target]:
                yield _anchor_problem(path, read(path), anchor)


def page_ids(text: str) -> frozenset[str]:
    """The ids of a page."""
    return frozenset(map(unescape, _ID.findall(text)))


def _target(url: str, page: str, site: Known) -> tuple[str, str, bool]:
    """The file that a link leads to, the place on it, and whether there is no such file; no file for other sites."""
    absolute, fragment = urldefrag(urljoin(site.base_url + page, url))
    is_inside = absolute.startswith(site.base_url)
    if not is_inside and (urlsplit(url).scheme or urlsplit(url).netloc):
        return "", "", False  # another site, or a way to write to somebody
    path = file_path(unquote(absolute.removeprefix(site.base_url)))
    return path, unquote(fragment), not is_inside or path not in site.paths


def _problem(path: str, text: str, url: str, message: str) -> Problem:
    start = text.index(f'="{url}"') + 2
    return Problem(f"{message}: {unescape(url)}", Source(f"output/{path}", text), Span(start, start + len(url)))


def _anchor_problem(path: str, text: str, anchor: str) -> Problem:
    site = Known("https://site.invalid/", frozenset(), frozenset())
    for url in dict.fromkeys(_LINK.findall(text)):
        target, fragment, _ = _target(unescape(url), path, site)
        if f"{target}#{fragment}" == anchor:
            return _problem(path, text, url, "a link to no place on the page")
    return Problem(f"a link to no place on the page: {anchor}", Source(f"output/{path}", text))
