"""What a page holds and does not show without scripts: an article in `noscript`, in a frame's source, in its data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from site_builder.extract.head import structured
from site_builder.extract.text import tidy

_HAN = re.compile(r"[\u3400-\u9fff]")
_LEAST = 60  # Han characters
_LARGEST = 1 << 22  # characters of a script that are looked through
_MARKUP = re.compile(r"<(?:p|br|div|section)\b|&lt;(?:p|br|div)\b", re.IGNORECASE)


def told_body(root: html.HtmlElement) -> str:
    """The article's text as the structured data tells it, `articleBody`; nothing where they do not."""
    bodies = (str(data["articleBody"]) for data in structured(root) if isinstance(data.get("articleBody"), str))
    return max(bodies, key=len, default="")


def unhide(root: html.HtmlElement) -> None:
    """Put into the page, at its end, all text it holds that only a script or an old browser would show."""
    for element in list(root.iter("noscript")):
        element.tag = "div"
    place = root.find("body") if root.find("body") is not None else root
    for text in dict.fromkeys(_hidden(root)):
        if len(_HAN.findall(text)) >= _LEAST:
            place.append(read_body(text))


def _hidden(root: html.HtmlElement) -> Iterator[str]:
    yield told_body(root)
    yield from (frame.get("srcdoc") or "" for frame in root.iter("iframe"))
    yield from (element.text or "" for element in root.iter("textarea", "xmp"))
    for script in root.iter("script"):
        kind, text = script.get("type") or "", (script.text or "")[:_LARGEST]
        if kind in ("text/html", "text/template", "text/x-template"):
            yield text
        elif kind == "application/json":
            yield max(_strings(text), key=len, default="")


def _strings(text: str) -> Iterator[str]:
    """The texts with mark-up in a page's own data, at whatever depth."""
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and _MARKUP.search(value):
            yield value
        elif isinstance(value, (dict, list)):
            waiting += value.values() if isinstance(value, dict) else value


def read_body(text: str) -> html.HtmlElement:
    """A text of a page's data as an element: its mark-up read, or a paragraph for every line."""
    text = text.replace("\0", "")
    if "&lt;" in text and "<" not in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", '"')
    if not _MARKUP.search(text):
        lines = (tidy(line) for line in text.split("\n"))
        text = "".join(f"<p>{html.tostring(_text(line), encoding='unicode')}</p>" for line in lines if line)
    try:
        found: html.HtmlElement = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, ValueError):
        return html.Element("div")
    return found


def _text(line: str) -> html.HtmlElement:
    element = html.Element("span")
    element.text = line
    return element
