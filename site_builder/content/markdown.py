"""Markdown to safe HTML, with anchors that are the same in every script.

Raw HTML is text here, links go where an allow-list lets them, paragraphs are numbered `p1`, `p2`, … and headings
`s1`, `s2`, …, so that an anchor outlives a change of wording and serves both scripts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from msgspec import Struct

from site_builder.content.dialect import arranged, open_markdown
from site_builder.script.markup import plain as without_marks
from site_builder.script.texts import Html, Text


class Heading(Struct, frozen=True):
    """A heading of a text; level 2 to 6, as in HTML."""

    level: int
    id: str
    text: Text


class Rendered(Struct, frozen=True):
    """A text as HTML; `characters` counts what a reader reads, without blanks and marks-up.

    `markdown` is the text as it was written, where its rights let it leave in exports.
    """

    html: Html
    outline: tuple[Heading, ...]
    paragraphs: int
    characters: int
    markdown: str = ""


def render_markdown(text: str) -> Rendered:
    """The HTML of a text, its outline, and how many numbered paragraphs it has."""
    return _render_plain(text) or render_any(text)


def render_any(text: str) -> Rendered:
    """The same for any text, with the whole of Markdown; `render_markdown` takes a short way through plain prose."""
    tokens = arranged(_MARKDOWN.parse(text))
    headings = _name_headings(tokens)
    paragraphs = _number_paragraphs(tokens)
    body = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Rendered(body, tuple(headings), paragraphs, _characters(tokens))


# Prose whose blocks are single lines between blank ones: what nearly every article is made of. Only lines that can be
# nothing else are taken for paragraphs and headings; at the first other one the whole text goes the long way.
_PLAIN_BLOCK = re.compile(r"(?:(#{1,6}) )?((?![0-9]+[.)])[^\W_](?:[^\n]*[^\s#])?|[“《（【「『〔〈—…](?:[^\n]*[^\s#])?)")
_MARKED_UP = re.compile(r"[\\`~*_\[\]!<&]")
# A note or a link defined elsewhere in the text ties blocks together.
_TIED = ("^[", "[^", "]:", "\r", "\0")


def _render_plain(text: str) -> Rendered | None:
    """The text as HTML where all its blocks are plain, else None."""
    if any(sign in text for sign in _TIED):
        return None
    parts: list[str] = []
    outline: list[Heading] = []
    paragraphs = characters = 0
    for block in re.split(r"\n{2,}", text.strip("\n")):
        found = _PLAIN_BLOCK.fullmatch(block)
        if found is None:
            return None
        body, plain = _inline(found[2])
        characters += len("".join(without_marks(plain).split()))
        if found[1]:
            level = max(2, len(found[1]))
            outline.append(Heading(level, f"s{len(outline) + 1}", plain))
            parts.append(f'<h{level} id="s{len(outline)}">{body}</h{level}>\n')
        else:
            paragraphs += 1
            parts.append(f'<p id="p{paragraphs}">{body}</p>\n')
    return Rendered("".join(parts), tuple(outline), paragraphs, characters)


def _inline(text: str) -> tuple[str, str]:
    """A line of a block as HTML and as plain text."""
    if not _MARKED_UP.search(text):
        return text.replace(">", "&gt;").replace('"', "&quot;"), text
    (token,) = _MARKDOWN.parseInline(text)
    renderer = cast(RendererHTML, _MARKDOWN.renderer)
    return renderer.renderInline(token.children or [], _MARKDOWN.options, {}), _plain(token)


def _name_headings(tokens: Sequence[Token]) -> list[Heading]:
    headings: list[Heading] = []
    for token, content in zip(tokens, [*tokens[1:], *tokens[-1:]], strict=True):
        if token.type == "heading_open":
            # The page's own title is the one h1.
            level = max(2, int(token.tag[1]))
            heading = Heading(level, f"s{len(headings) + 1}", _plain(content))
            token.attrSet("id", heading.id)
            token.tag = f"h{level}"
            headings.append(heading)
        elif token.type == "heading_close":
            token.tag = f"h{max(2, int(token.tag[1]))}"
    return headings


def _number_paragraphs(tokens: Sequence[Token]) -> int:
    """Number every paragraph of the text; captions and the items of tight lists are none."""
    number = 0
    for token in tokens:
        if token.type == "paragraph_open" and not token.hidden:
            number += 1
            token.attrSet("id", f"p{number}")
    return number


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _characters(tokens: Sequence[Token]) -> int:
    texts = (without_marks(_plain(token)) for token in tokens if token.type == "inline")
    return sum(not character.isspace() for text in texts for character in text)


_MARKDOWN = open_markdown()
