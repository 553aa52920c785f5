"""The structure of a page's article as Markdown, nothing of it lost: examples in structure.txt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_builder.clean import clean
from site_builder.extract import raw_article, read_page
from site_builder.problem import Source

PROSE = "社区里的事情，大家坐在一起商量，把难题一个一个解决了，心里都很高兴。"
TEXT = (Path(__file__).parent / "structure.txt").read_text("utf-8")
EXAMPLES = re.findall(r"^## (.+)\n((?:.+\n)+)\.\n((?:.*\n)*?)(?=\n## (?=.+\n.+\n\.)|\Z)", TEXT, re.M)


def page(source: str) -> str:
    if source.startswith("<html"):
        return re.sub(r"(?<![>;\"n])§|§(?![<&\\\"])", f"<p>{PROSE}</p>", source).replace("§", PROSE)
    inner = re.sub(r"(?<!<b>)§", f"<p>{PROSE}</p>", source).replace("§", PROSE)
    return f"<html><body><div class=article>{inner}</div></body></html>"


def test_every_example_is_read() -> None:
    assert len(EXAMPLES) == len(re.findall(r"^\.$", TEXT, re.M)) >= 15


@pytest.mark.parametrize(("source", "expected"), [case[1:] for case in EXAMPLES], ids=[case[0] for case in EXAMPLES])
def test_structure_becomes_markdown(source: str, expected: str) -> None:
    assert read_page(page(source), "https://example.org/a.html").body == expected.replace("§", PROSE)


@pytest.mark.parametrize("source", [case[1] for case in EXAMPLES], ids=[case[0] for case in EXAMPLES])
def test_a_cleaned_structure_stays_as_it_is(source: str) -> None:
    first = clean(Source("a", raw_article(read_page(page(source), "https://example.org/a.html")))).text
    assert clean(Source("b", first)).text == first
