"""The head of a page: its meta elements and its structured data."""

from __future__ import annotations

import json
from typing import Any

from lxml import html


def contents(root: html.HtmlElement, name: str) -> list[str]:
    """The contents of the meta elements of a name, in any case of its letters."""
    wanted = name.lower()
    found = []
    for meta in root.iter("meta"):
        names = (meta.get("property"), meta.get("name"), meta.get("itemprop"))
        if any(each and each.lower() == wanted for each in names) and meta.get("content"):
            found.append(meta.get("content"))
    return found


def structured(root: html.HtmlElement) -> list[dict[str, Any]]:
    """The structured data of a page, whatever of it is an object."""
    found: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "") and len(script.text or "") < 1 << 16:
            try:
                data = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            found += (each for each in (data if isinstance(data, list) else [data]) if isinstance(each, dict))
    return found
