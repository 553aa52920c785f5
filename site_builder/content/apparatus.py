"""The marks a text carries of its own history: each emended spot and each lost character, where they stand.

They are set in the master, before the text is written in other scripts, so that they are the same places in all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

import msgspec

from site_builder.content.markdown import Rendered
from site_builder.content.schema import Emendation

LACUNA = "□"


def marked(text: Rendered, emendations: Iterable[Emendation]) -> Rendered:
    """The text with `<ins id="e1">` around what an emendation put there, and its lost characters named as such.

    An emendation whose words the text does not have, or has more than once, is not marked. `data-was` is what stood
    there; no script changes it.
    """
    html = text.html
    for number, emendation in enumerate(emendations, 1):
        html = _mark(html, number, emendation)
    if LACUNA in html:
        html = _LACUNA.sub(_lacuna, html)
    return text if html is text.html else msgspec.structs.replace(text, html=html)


def changed_part(emendation: Emendation) -> tuple[str, str, str, str]:
    """What an emendation changes: the words before it, what stood there, what stands there now, the words behind it."""
    before, after = emendation.before, emendation.after
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    stop = len(after) - end
    return after[:start], before[start : len(before) - end], after[start:stop], after[stop:]


def _mark(html: str, number: int, emendation: Emendation) -> str:
    lead, was, now, rest = changed_part(emendation)
    words = _as_html(emendation.after)
    spots = [found.span() for found in re.finditer(f"{re.escape(words)}|{_SEALED}", html) if not found[1]]
    if not words or len(spots) != 1:
        return html
    ((start, end),) = spots
    mark = f'<ins id="e{number}" data-was="{escape(was)}">{_as_html(now)}</ins>'
    return html[:start] + _as_html(lead) + mark + _as_html(rest) + html[end:]


# What no word may be found in: a spot that is marked already, a tag, the name of a character.
_SEALED = "(<ins .*?</ins>|<[^>]*>|&[a-z]+;)"


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their starts."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _as_html(text: str) -> str:
    """A text as `render_markdown` writes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


# A tag or a lost character: what stands inside a tag stays.
_LACUNA = re.compile(f"(<[^>]*>)|{LACUNA}")


def _lacuna(found: re.Match[str]) -> str:
    return found[1] or f'<span class="lacuna">{LACUNA}</span>'
