"""Checks of a built site: every internal link leads to a page, and every fragment to an id."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from site_builder.pages import File, file_path
from site_builder.problem import Problem, Source, Span

_LINK = re.compile(r'<[^>]+?\s(?:href|src)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')


def check_links(files: Sequence[File], base_url: str) -> list[Problem]:
    """The links of all HTML pages that lead nowhere; `base_url` is where the site will stand."""
    texts = {file.path: file.content.decode() for file in files if file.path.endswith(".html")}
    paths = {file.path for file in files}
    ids = {path: frozenset(map(unescape, _ID.findall(text))) for path, text in texts.items()}
    problems = []
    for path, text in texts.items():
        for link in _LINK.finditer(text):
            message = _fault(unescape(link[1]), path, base_url, paths, ids)
            if message:
                problems.append(Problem(message, Source(f"output/{path}", text), Span(link.start(1), link.end(1))))
    return problems


def _fault(url: str, page: str, base_url: str, paths: Container[str], ids: dict[str, frozenset[str]]) -> str | None:
    absolute, fragment = urldefrag(urljoin(base_url + page, url))
    if not absolute.startswith(base_url) and (urlsplit(url).scheme or urlsplit(url).netloc):
        return None  # another site, or a way to write to somebody
    path = file_path(unquote(absolute.removeprefix(base_url)))
    if not absolute.startswith(base_url) or path not in paths:
        return f"a link to no page: {url}"
    if fragment and unquote(fragment) not in ids.get(path, ()):
        return f"a link to no place on the page: {url}"
    return None
