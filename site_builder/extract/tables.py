"""Tables: the rows of one that holds values, a cell over several rows or columns standing where it begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import html

from site_builder.extract.text import tidy

_LARGEST = 2000  # cells
_LONGEST_CELL = 200  # characters: a longer one is text that a table lays out
_WIDEST = 50  # columns that one cell may claim
_MOST_COLUMNS = 200
_LAID_OUT = ("img", "form", "h1", "script")


def data_rows(table: html.HtmlElement) -> tuple[tuple[str, ...], ...]:
    """The rows of a table that holds values; nothing for one that only lays out a page."""
    cells = list(islice(table.iter("td", "th"), _LARGEST + 1))
    if not 4 <= len(cells) <= _LARGEST or next(table.iter(*_LAID_OUT), None) is not None:
        return ()
    if next((each for each in table.iter("table") if each is not table), None) is not None:
        return ()
    rows = [row for row in _grid(table) if any(row)]
    return tuple(rows) if _is_data(rows) else ()


def _grid(table: html.HtmlElement) -> Iterator[tuple[str, ...]]:
    """The rows with an empty cell wherever one from above or from the left reaches."""
    reaching: dict[int, int] = {}  # column: rows that a cell from above still covers
    for row in table.iter("tr"):
        texts: list[str] = []
        below: dict[int, int] = {}
        for cell in row.iter("td", "th"):
            if len(texts) >= _MOST_COLUMNS:
                texts[-1] = f"{texts[-1]} {tidy(''.join(cell.itertext()))}".strip()
                continue
            while reaching.get(len(texts)) and len(texts) < _MOST_COLUMNS:
                texts.append("")
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            below |= dict.fromkeys(range(len(texts), len(texts) + wide), high)
            texts += [tidy("".join(cell.itertext())), *[""] * (wide - 1)]
        covered = {column: left - 1 for column, left in reaching.items()}
        reaching = {
            column: left for column, left in {**covered, **{k: v - 1 for k, v in below.items()}}.items() if left > 0
        }
        yield tuple(texts)


def _span(cell: html.HtmlElement, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(_WIDEST, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _is_data(rows: Sequence[Sequence[str]]) -> bool:
    widths = [len(row) for row in rows]
    longest = max((len(cell) for row in rows for cell in row), default=0)
    return (
        len(rows) >= 2
        and max(widths) >= 2
        and longest <= _LONGEST_CELL
        and widths.count(max(widths)) * 2 >= len(widths)
    )
