"""The blocks of an article as Markdown: paragraphs, headings, items, quotations, tables, pictures with their captions.

Only block marks are made: bold print and links of a news page are its template's, and the cleaning that follows must
meet the words as they stand. Marks that the words themselves hold are escaped there, or here within block marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from urllib.parse import quote, urljoin

from site_builder.clean.lines import Shape, is_image, shapes, split_lines
from site_builder.clean.structure import escape
from site_builder.extract.article import Worth, worth
from site_builder.extract.blocks import Block, Kind

_LONGEST_HEADING = 40
_LONGEST_CAPTION = 80
_NOT_HEADING = re.compile(r"[。；，、：…]$|^[（(【\[]?(?:来源|作者|记者|编辑|责编|文|图|摄)\s*[：:/]")
_LIKE_BLOCK = re.compile(r"#{1,6} |\||:::|>")


def render(blocks: Sequence[Block], title: str, address: str) -> str:
    """The article's text in Markdown, without its title; pictures keep their address, made whole by the page's."""
    shown = [block for block in blocks if not title or _bare(block.text) != _bare(title) or block.kind is Kind.IMAGE]
    layout = _layout(shown)
    bold = _bold_headings(shown)
    top = min((block.level for block in shown if block.kind is Kind.HEADING), default=0)
    lines: list[str] = []
    opened, outer = 0, [(0, 0)]
    for place, (block, caption) in enumerate(_captioned(shown, title)):
        if block.kind is Kind.IMAGE:
            lines.append(_picture(block, caption, address))
        elif block.kind is Kind.TABLE:
            lines.append(_table(block.rows))
        elif caption is not None:
            continue  # said with its picture
        elif place in bold or (block.kind is Kind.HEADING and not _NOT_HEADING.search(block.text)):
            level = 2 + (min(block.level - top, 2) if block.kind is Kind.HEADING else int(top > 0))
            lines.append(f"{'#' * level} {escape(block.text)}")
        elif block.kind is Kind.ITEM and block.holder not in layout and block.holder != opened:
            lines.append(_listed(block, outer))
            opened = block.holder
            continue
        elif block.kind is Kind.QUOTE and block.holder not in layout:
            lines.append(f"> {escape(block.text)}")
        else:
            lines.append(f"\\{block.text}" if _LIKE_BLOCK.match(block.text) else block.text)
        del outer[1:]
    return _joined(lines)


def _listed(block: Block, outer: list[tuple[int, int]]) -> str:
    """An item, set in by the marks of the items around it, of which `outer` holds the level and how far they set in."""
    while len(outer) > 1 and outer[-1][0] >= block.level:
        outer.pop()
    mark = f"{block.number}. " if block.number else "- "
    inset = outer[-1][1]
    outer.append((block.level, inset + len(mark)))
    return f"{' ' * inset}{mark}{escape(block.text)}"


def _joined(lines: Sequence[str]) -> str:
    """An empty line between two blocks, none between the items of a list."""
    parts = []
    for line, before in zip(lines, ["", *lines], strict=False):
        tight = _ITEM.match(line) and _ITEM.match(before)
        parts.append(f"{'' if not before else chr(10) if tight else chr(10) * 2}{line}")
    return "".join(parts) + "\n" if parts else ""


_ITEM = re.compile(r" *(?:- |\d+\. )")


def _layout(blocks: Sequence[Block]) -> frozenset[int]:
    """The items and quotations that most of the article's text stands in: they only lay out the page."""
    held = Counter[int]()
    for block in blocks:
        held.update(dict.fromkeys(block.path, len(block.text)))
    total = sum(len(block.text) for block in blocks)
    return frozenset(element for element, length in held.items() if length * 2 > total)


def _bold_headings(blocks: Sequence[Block]) -> frozenset[int]:
    """Short lines in bold with prose behind them, where they are not the way the whole page is set."""
    found = {
        place
        for place, (block, behind) in enumerate(zip_longest(blocks, blocks[1:]))
        if block.bold
        and block.kind is Kind.PARAGRAPH
        and 2 <= len(block.text) <= _LONGEST_HEADING
        and not _NOT_HEADING.search(block.text)
        and behind is not None
        and worth(behind) is Worth.PROSE
        and not behind.bold
    }
    return frozenset(found) if len(found) * 2 <= len(blocks) else frozenset()


def _captioned(blocks: Sequence[Block], title: str) -> Iterator[tuple[Block, str | None]]:
    """Every block; a picture with the caption it has, and the block that is this caption with its own text."""
    said = False
    repeated = {
        text for text, count in Counter(each.text for each in blocks if each.kind is Kind.IMAGE).items() if count > 1
    }
    for block, behind in zip_longest(blocks, blocks[1:]):
        if block.kind is not Kind.IMAGE:
            yield block, block.text if said else None
            said = False
            continue
        said = behind is not None and _is_caption(behind)
        alternative = "" if block.text in repeated else _alternative(block.text, title)
        yield block, behind.text if said and behind else alternative


def _is_caption(block: Block) -> bool:
    if block.kind is Kind.CAPTION:
        return len(block.text) <= 2 * _LONGEST_CAPTION
    lines = split_lines(block.text)
    return block.kind is not Kind.HEADING and len(lines) == 1 and shapes(lines) == [Shape.CAPTION]


def _alternative(text: str, title: str) -> str:
    """The alternative text of a picture where it tells something: neither a file's name nor the title again."""
    bare = _bare(text)
    tells = 4 <= len(bare) <= _LONGEST_CAPTION and not is_image(text) and bare not in _bare(title)
    return text if tells and re.search(r"[\u3400-\u9fff]", text) and _bare(title) not in bare else ""


def _picture(block: Block, caption: str | None, address: str) -> str:
    whole = urljoin(address, block.address) if address[:4] == "http" else block.address
    plain = re.sub(r"[\[\]\\]", "", caption or "")
    return f"![{plain}]({quote(whole, safe=_SAFE)})"


_SAFE = "!#$%&'*+,/:;=?@[]~-._"


def _table(rows: Sequence[Sequence[str]]) -> str:
    width = max(map(len, rows))
    cells = [[escape(cell).replace("|", "\\|") for cell in (*row, *[""] * (width - len(row)))] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join((lines[0], f"|{' --- |' * width}", *lines[1:]))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
