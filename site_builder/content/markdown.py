"""Markdown to safe HTML, with anchors that are the same in every script.

Raw HTML is text here, links go where an allow-list lets them, paragraphs are numbered `p1`, `p2`, … and headings
`s1`, `s2`, …, so that an anchor outlives a change of wording and serves both scripts.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin
from msgspec import Struct

from site_builder.script.markup import plain as without_marks
from site_builder.script.texts import Html, Text

LOST_PICTURE = "原图已失"


class Heading(Struct, frozen=True):
    """A heading of a text; level 2 to 6, as in HTML."""

    level: int
    id: str
    text: Text


class Rendered(Struct, frozen=True):
    """A text as HTML; `characters` counts what a reader reads, without blanks and marks-up."""

    html: Html
    outline: tuple[Heading, ...]
    paragraphs: int
    characters: int


def render_markdown(text: str) -> Rendered:
    """The HTML of a text, its outline, and how many numbered paragraphs it has."""
    return _render_plain(text) or render_any(text)


def render_any(text: str) -> Rendered:
    """The same for any text, with the whole of Markdown; `render_markdown` takes a short way through plain prose."""
    tokens = _MARKDOWN.parse(text)
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
    number, figures = 0, 0
    for token in tokens:
        if token.type.startswith("container_figure"):
            figures += token.nesting
        elif token.type == "paragraph_open" and not token.hidden and not figures:
            number += 1
            token.attrSet("id", f"p{number}")
        elif token.type.startswith("paragraph") and figures:
            token.hidden = True
    return number


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _characters(tokens: Sequence[Token]) -> int:
    texts = (without_marks(_plain(token)) for token in tokens if token.type == "inline")
    return sum(not character.isspace() for text in texts for character in text)


_SAFE_LINK = re.compile(r"(?:https?://[^/]|mailto:[^/]|[#?]|\.{0,2}/(?!/)|[^:/?#\\]+(?:[/?#]|$))", re.IGNORECASE)


def is_safe_link(url: str) -> bool:
    """Whether an address is http, https, mailto or relative, however it was disguised."""
    previous, plain = "", url
    while plain != previous:
        previous, plain = plain, unquote(html.unescape(plain))
    visible = "".join(each for each in plain if unicodedata.category(each)[0] not in "CZ")
    folded = unicodedata.normalize("NFKC", visible)
    return "\\" not in folded and _SAFE_LINK.match(folded) is not None


class _Renderer(RendererHTML):
    """HTML for Chinese: a line broken between two Han characters leaves no blank; links that leave are marked."""

    def softbreak(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        before = tokens[index - 1].content[-1:] if index else ""
        after = tokens[index + 1].content[:1] if index + 1 < len(tokens) else ""
        return "" if _is_wide(before) and _is_wide(after) else "\n"

    def link_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        token = tokens[index]
        if re.match(r"https?:", str(token.attrGet("href")), re.IGNORECASE):
            token.attrSet("rel", "noopener noreferrer nofollow")
        return self.renderToken(tokens, index, options, env)


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def _render_block(opening: str, closing: str) -> Any:
    def render(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return opening if tokens[index].nesting == 1 else closing

    return render


def _markdown() -> MarkdownIt:
    # js-default keeps raw HTML off; the typographer stays off, for it is quadratic and turns quotes about.
    markdown = MarkdownIt("js-default", {"html": False, "typographer": False, "linkify": False}, renderer_cls=_Renderer)
    markdown.validateLink = is_safe_link  # type: ignore[method-assign]
    markdown.use(footnote_plugin)
    figure = _render_block(f'<figure class="lost"><p>{LOST_PICTURE}</p><figcaption>', "</figcaption></figure>\n")
    commentary = _render_block('<section class="commentary">\n', "</section>\n")
    markdown.use(container_plugin, "figure", render=figure)
    markdown.use(container_plugin, "commentary", render=commentary)
    return markdown


_MARKDOWN = _markdown()
