"""An HTML page as a raw article: what it states in labelled lines, then its text in Markdown.

The labelled lines stand where a raw article has its byline, in the form that the cleaner reads, so that title, names
and dates go through the same repairs and the same ledger as the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement
from msgspec import Struct

from site_builder.clean import Field, Statement
from site_builder.clean.labels import read_byline
from site_builder.extract.article import Worth, find_article, worth
from site_builder.extract.blocks import Block, Kind, parse_page, read_blocks
from site_builder.extract.credits import read_labels
from site_builder.extract.dates import read_date
from site_builder.extract.hidden import read_body, told_body, unhide
from site_builder.extract.markdown import render
from site_builder.extract.notes import number_notes
from site_builder.extract.series import Part, find_part
from site_builder.extract.stated import Stated
from site_builder.extract.statements import find_statements
from site_builder.extract.titles import bare


class Page(Struct, frozen=True):
    """What an HTML page holds: its statements with where each stood, and its article in Markdown, empty for none.

    `part` is its place where the article stands on several pages.
    """

    stated: tuple[Stated, ...]
    body: str
    part: Part | None = None


_HEAD: tuple[tuple[str, Field], ...] = (
    ("发布时间", Field.ISSUED),
    ("来源", Field.PUBLISHER),
    ("作者", Field.AUTHOR),
    ("记者", Field.REPORTER),
    ("通讯员", Field.CORRESPONDENT),
    ("摄影", Field.PHOTOGRAPHER),
    ("责任编辑", Field.EDITOR),
    ("关键词", Field.KEYWORD),
)
_LONGEST_PATH = 50
_MUCH_MORE = 1.5
_BEGINNING = 12  # characters that tell an article by
_LEAST_PROSE = 60  # characters: a page with less of it is a list, a picture or an error


def read_page(html: str, address: str = "", name: str = "") -> Page:
    """Find the article of an HTML page; `address` is the page's own, where it is known, `name` that of its file."""
    root = parse_page(html)
    number_notes(root)
    part = find_part(root, address or name)
    blocks = read_blocks(root)
    body = find_article(blocks)
    if _prose(body) < _LEAST_PROSE:
        unhide(root)
        blocks = read_blocks(root)
        body = find_article(blocks)
    stated = find_statements(root, blocks, body, address)
    title = next((each.statement.value for each in stated if each.statement.field is Field.TITLE), "")
    if _prose(body) < _LEAST_PROSE:
        return Page(stated, "")
    return Page(stated, render(_without_bylines(_whole(root, body)), title, address), part)


def _whole(root: HtmlElement, body: Sequence[Block]) -> Sequence[Block]:
    """The article of a page; where the page shows only its beginning, as the structured data tell it."""
    told = told_body(root)
    if len(told) <= _MUCH_MORE * _prose(body):
        return body
    first = next(block.text for block in body if worth(block) is Worth.PROSE)
    return read_blocks(read_body(told)) if bare(first)[:_BEGINNING] in bare(told) else body


def _prose(body: Sequence[Block]) -> int:
    return sum(len(block.text) for block in body if worth(block) is Worth.PROSE)


def raw_article(page: Page) -> str:
    """The page as the text that the cleaner works on: the title, a line for each field, the article."""
    head = list(_head([each.statement for each in page.stated]))
    return "\n".join((*head, "", page.body)) if head else page.body


def _head(statements: Sequence[Statement]) -> Iterator[str]:
    """Lines that the cleaner reads back as they were stated; what it would read otherwise stays out."""
    yield from (f"标题：{each.value}" for each in statements if each.field is Field.TITLE)
    path = " > ".join(each.value for each in statements if each.field is Field.SECTION)
    lines = [f"首页 > {path}"] if path and len(path) <= _LONGEST_PATH else []
    for label, field in _HEAD:
        values = [each.value for each in statements if each.field is field]
        lines += [f"{label}：{'、'.join(values)}"] if values else []
    stated = {(each.field, each.value) for each in statements}
    for line in lines:
        read = read_byline(line)
        if read and all((each.field, each.value) in stated for each in read):
            yield line


def _without_bylines(body: Sequence[Block]) -> list[Block]:
    """The article without the lines before and behind its prose that only state what was read from them."""
    prose = [place for place, block in enumerate(body) if worth(block) is Worth.PROSE]
    return [
        block
        for place, block in enumerate(body)
        if prose[0] <= place <= prose[-1] or block.kind is Kind.IMAGE or not _only_states(block)
    ]


def _only_states(block: Block) -> bool:
    """Whether a block only states what was read from it; where a person works is for the cleaner to read."""
    line = " ".join(block.pieces) or block.text
    if worth(block) is not Worth.SHORT or re.search(r"[摄图]\s*[)）]?$", line):
        return False
    states = bool(list(read_labels(line))) or (len(line) <= 40 and bool(read_date(line)))
    return states and not any(each.org for each in read_byline(line) or ())
