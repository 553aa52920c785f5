"""The text of a page as a reader sees it: blanks folded, entities that were escaped twice read."""

from __future__ import annotations

import re
from html import unescape

_BLANK = re.compile(r"[\s\u200b\ufeff\u00ad]+")
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026\u2014"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t]*\r?\n[ \t\r\n]*(?=[{_WIDE}])")
# Only the names that editors' programs write: an article on HTML means others as they stand.
_TWICE = re.compile(r"&(?:nbsp|ensp|emsp|[lr][ds]quo|[mn]dash|hellip|middot|bull|quot|#(?:\d{2,6}|x[0-9a-fA-F]{2,5}));")


def tidy(text: str) -> str:
    """A text with single blanks, none where a line was wrapped between two Han characters."""
    return _BLANK.sub(" ", _WRAPPED.sub("", text)).strip()


def read_twice(text: str) -> str:
    """A text in which `&amp;ldquo;` was meant as a quotation mark."""
    return _TWICE.sub(lambda found: unescape(found[0]), text) if "&" in text else text
