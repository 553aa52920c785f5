"""The Markdown that articles are written in: CommonMark with tables, made right for Chinese, and blocks of its own.

Emphasis works beside Han characters and their punctuation. A line broken between them leaves no blank. `::: figure` has
pictures or tables and a caption, `::: 专家点评` and its like are set apart. Terms are defined by `: …`, `[words]{lang=en}`
says which language they are in. Raw HTML is text, links go where an allow-list lets them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import Any, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

LOST_PICTURE = "原图已失"
TABLE = "表格"
BROAD = 5  # columns from which on a table may be broader than a phone
# What may stand in `{…}`: a language, which the scripts leave alone, and these looks.
LOOKS = frozenset({"center", "poem", "right", "small", "wide"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class Block(NamedTuple):
    """A block that `:::` opens: its element, its class, and the title it has where none is given."""

    tag: str
    look: str
    title: str


BLOCKS = {
    "figure": Block("figure", "", ""),
    "图": Block("figure", "", ""),
    "commentary": Block("section", "commentary", ""),
    "点评": Block("section", "commentary", "点评"),
    "专家点评": Block("section", "commentary", "专家点评"),
    "note": Block("aside", "admonition note", "说明"),
    "说明": Block("aside", "admonition note", "说明"),
    "tip": Block("aside", "admonition tip", "提示"),
    "提示": Block("aside", "admonition tip", "提示"),
    "caution": Block("aside", "admonition caution", "注意"),
    "注意": Block("aside", "admonition caution", "注意"),
    "background": Block("aside", "admonition background", "背景"),
    "背景": Block("aside", "admonition background", "背景"),
}


def open_markdown() -> MarkdownIt:
    """A parser and renderer of articles; what it parses is still to be `arranged`."""
    # js-default keeps raw HTML off; the typographer stays off, for it is quadratic and turns quotes about.
    markdown = MarkdownIt("js-default", {"html": False, "typographer": False, "linkify": False}, renderer_cls=_Renderer)
    markdown.validateLink = is_safe_link  # type: ignore[method-assign]
    inline = _Inline()
    inline.ruler, inline.ruler2 = markdown.inline.ruler, markdown.inline.ruler2
    markdown.inline = inline
    markdown.use(footnote_plugin)
    markdown.use(deflist_plugin)
    markdown.use(attrs_plugin, spans=True, allowed=("class", "lang"))
    markdown.use(attrs_block_plugin, allowed=("class", "lang"))
    markdown.use(container_plugin, "block", validate=lambda info, *_: _named(info) is not None, render=_render_block)
    return markdown


def arranged(tokens: list[Token]) -> list[Token]:
    """The tokens with figures in order, each block closed as it was opened, and only attributes that may be."""
    opened: list[Token] = []
    for token in tokens:
        if token.type == "container_block_open":
            opened.append(token)
        elif token.type == "container_block_close":
            token.info = opened.pop().info
        _keep_safe(token)
        for child in token.children or ():
            _keep_safe(child)
    is_figure = any(token.type == _OPEN and _is_figure(token) for token in tokens)
    return list(_with_figures(tokens)) if is_figure else tokens


_OPEN, _CLOSE = "container_block_open", "container_block_close"
_SAFE_LINK = re.compile(r"(?:https?://[^/]|mailto:[^/]|[#?]|\.{0,2}/(?!/)|[^:/?#\\]+(?:[/?#]|$))", re.IGNORECASE)


def is_safe_link(url: str) -> bool:
    """Whether an address is http, https, mailto or relative, however it was disguised."""
    previous, plain = "", url
    while plain != previous:
        previous, plain = plain, unquote(html.unescape(plain))
    visible = "".join(each for each in plain if unicodedata.category(each)[0] not in "CZ")
    folded = unicodedata.normalize("NFKC", visible)
    return "\\" not in folded and _SAFE_LINK.match(folded) is not None


# Emphasis


class _Inline(ParserInline):
    """Parses the text of a block; delimiters are taken as Chinese means them."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        """Whether marks can open or close emphasis: no blank parts Han characters, nor their punctuation from them.

        The rule is that of the CommonMark amendment for Chinese, Japanese and Korean.
        """
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord or (scanned.can_open and scanned.can_close):
            return scanned
        end = start + scanned.length
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        if not (_is_wide(before) or _is_wide(after)):
            return scanned
        opens = not _is_blank(after) and (not _is_mark(after) or _lets(before))
        closes = not _is_blank(before) and (not _is_mark(before) or _lets(after))
        return Scanned(opens, closes, scanned.length)


def _lets(beside: str) -> bool:
    """Whether what stands outside of emphasis lets it begin or end with a mark."""
    return _is_wide(beside) or _is_blank(beside) or _is_mark(beside)


def _is_mark(character: str) -> bool:
    """Whether a character is punctuation that is not Chinese."""
    return not _is_wide(character) and (isMdAsciiPunct(ord(character)) or isPunctChar(character))


def _is_blank(character: str) -> bool:
    return isWhiteSpace(ord(character))


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


# Attributes


def _keep_safe(token: Token) -> None:
    """Leave nothing of `{…}` that is no language and no look of ours."""
    if "class" in token.attrs:
        looks = [each for each in str(token.attrs["class"]).split() if each in LOOKS]
        if looks:
            token.attrs["class"] = " ".join(dict.fromkeys(looks))
        else:
            del token.attrs["class"]
    if "lang" in token.attrs and not _LANGUAGE.fullmatch(str(token.attrs["lang"])):
        del token.attrs["lang"]


# Blocks


def _named(info: str) -> tuple[Block, str] | None:
    """The block that a line of `:::` opens, and the title it is given."""
    name, _, title = info.strip().partition(" ")
    block = BLOCKS.get(name)
    return (block, title.strip() or block.title) if block else None


def _is_figure(token: Token) -> bool:
    named = _named(token.info)
    return named is not None and named[0].tag == "figure"


def _with_figures(tokens: Sequence[Token]) -> Iterator[Token]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == _OPEN and _is_figure(token):
            end = next(n for n in range(at + 1, len(tokens)) if _closes(tokens[n], token))
            yield from (token, *_figure(token, tokens[at + 1 : end]), tokens[end])
            at = end
        else:
            yield token
        at += 1


def _closes(token: Token, opened: Token) -> bool:
    return token.type == _CLOSE and token.level == opened.level


def _figure(opened: Token, inside: Sequence[Token]) -> Iterator[Token]:
    """What a figure shows, then its caption; where there is nothing to see, that the picture is lost."""
    shown: list[Token] = []
    caption: list[Token] = []
    for part in _blocks(inside, opened.level + 1):
        is_text = part[0].type == "paragraph_open"
        for token in part if is_text else ():
            token.hidden = token.type != "inline"
        (caption if is_text and not _is_picture(part[1]) else shown).extend(part)
    if not shown:
        opened.attrJoin("class", "lost")
        lost = Token("html_block", "", 0)
        lost.content = f"<p>{LOST_PICTURE}</p>"
        shown = [lost]
    yield from shown
    if caption:
        yield Token("caption_open", "figcaption", 1, block=False)
        yield from caption
        yield Token("caption_close", "figcaption", -1)


def _blocks(tokens: Sequence[Token], level: int) -> Iterator[list[Token]]:
    """The tokens of each block that stands at a level."""
    part: list[Token] = []
    for token in tokens:
        part.append(token)
        if token.level == level and token.nesting <= 0:
            yield part
            part = []


def _is_picture(inline: Token) -> bool:
    children = inline.children or []
    kinds = {child.type for child in children if child.content.strip() or child.type != "text"}
    return "image" in kinds and kinds <= {"image", "softbreak"}


def _render_block(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    named = _named(token.info)
    assert named is not None
    block, title = named
    if token.nesting < 0:
        return f"</{block.tag}>\n"
    looks = " ".join(filter(None, [block.look, str(token.attrs.get("class", ""))]))
    look = f' class="{looks}"' if looks else ""
    if block.tag == "figure":
        return f"<figure{look}>"
    told = f'<p class="title">{escapeHtml(title)}</p>\n' if title else ""
    return f"<{block.tag}{look}>\n{told}"


class _Renderer(RendererHTML):
    """HTML for Chinese: a line broken between Han characters leaves no blank; links that leave are marked."""

    def softbreak(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        before = next((tokens[n].content[-1] for n in range(index - 1, -1, -1) if tokens[n].content), "")
        after = next((tokens[n].content[0] for n in range(index + 1, len(tokens)) if tokens[n].content), "")
        is_han = _is_wide(before) or _is_wide(after)
        return "" if is_han and _joins(before) and _joins(after) else "\n"

    def link_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        token = tokens[index]
        if re.match(r"https?:", str(token.attrGet("href")), re.IGNORECASE):
            token.attrSet("rel", "noopener noreferrer nofollow")
        return self.renderToken(tokens, index, options, env)


    def table_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        """The table; a broad one within a box that is pushed aside with a finger, or with the keys once it has the focus."""
        opening = f'<div class="broad" role="group" tabindex="0" aria-label="{TABLE}">\n' if _is_broad(tokens, index) else ""
        return opening + self.renderToken(tokens, index, options, env)

    def table_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        opening = next(at for at in range(index, -1, -1) if tokens[at].type == "table_open")
        closing = self.renderToken(tokens, index, options, env)
        return f"{closing}</div>\n" if _is_broad(tokens, opening) else closing


def _is_broad(tokens: Sequence[Token], opening: int) -> bool:
    head = takewhile(lambda token: token.type != "thead_close", islice(tokens, opening, None))
    return sum(token.type == "th_open" for token in head) >= BROAD


# Chinese quotation marks, dashes and dots are as wide as their neighbours make them.
_AS_WIDE = frozenset("“”‘’…—·")


def _joins(character: str) -> bool:
    return _is_wide(character) or character in _AS_WIDE
