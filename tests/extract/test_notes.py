"""The notes of a page become footnotes, and whatever only looks like one stays: examples in notes.txt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from site_builder.clean import clean
from site_builder.extract import raw_article, read_page
from site_builder.extract.blocks import parse_page
from site_builder.extract.notes import number_notes
from site_builder.problem import Source

SENTENCE = "社区里的事情，大家坐在一起商量，把难题一个一个解决了，心里都很高兴。"
TEXT = (Path(__file__).parent / "notes.txt").read_text("utf-8")
EXAMPLES = re.findall(r"^## (.+)\n(<.+\n)\.\n((?:.*\n)*?)(?=\n## .+\n<|\Z)", TEXT, re.M)


@pytest.mark.parametrize(("source", "expected"), [each[1:] for each in EXAMPLES], ids=[each[0] for each in EXAMPLES])
def test_notes_become_footnotes(source: str, expected: str) -> None:
    page = f"<html><body><div class=article>{source.replace('§', SENTENCE)}</div></body></html>"
    cleaned = clean(Source("a", raw_article(read_page(page)))).text
    assert cleaned == expected.replace("§", SENTENCE)
    assert clean(Source("b", cleaned)).text == cleaned


def test_every_example_is_read() -> None:
    assert len(EXAMPLES) == TEXT.count("\n.\n") == 7


PIECES = (
    *(
        "<p>",
        "</p>",
        "<sup>",
        "</sup>",
        "<ol>",
        "</ol>",
        "<div>",
        "</div>",
        "<span>",
        "</span>",
        "<b>",
        "<br>",
        "<a>",
        "</a>",
    ),
    *(
        '<a href="#a">',
        '<a href="#b" id="c">',
        '<a href="#c">',
        '<li id="a">',
        '<p id="b">',
        '<a name="b"></a>',
        '<h2 id="a">',
    ),
    *("议事会", "大家都说好。", "1", "[1]", "12", "①", "[", "]", "^", "*", " ", "\n"),
)


@example("<p>议事会<sup><sup>1</sup></sup></p>")
@example(
    '<p>议事会<a href="#a"><sup><table><a href="#b">1</table></sup></p><ol><li id="a">议事会</li><li id="b">大家</ol>'
)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_word_is_lost_where_notes_are_numbered(page: str) -> None:
    root = parse_page(f"<html><body>{page}</body></html>")
    before = re.findall(r"[\u3400-\u9fff。]", root.text_content())
    number_notes(root)
    assert re.findall(r"[\u3400-\u9fff。]", root.text_content()) == before
