"""Bylines in their many forms: every person in the printed role, and nothing that is not printed: see bylines.txt."""

from __future__ import annotations

import re
from pathlib import Path
from time import process_time

import pytest

from site_builder.clean import clean
from site_builder.clean.credits import labelled, with_body
from site_builder.extract import raw_article, read_page
from site_builder.problem import Source

TITLE = "居民说了算：老旧小区这样改"
PROSE = "<p>社区里的事情，大家坐在一起商量，把难题一个一个解决了，心里都很高兴，都说这样的好办法要接着办下去。</p>" * 3
EXAMPLES = re.findall(
    r"^(head|lede|tail)\n((?:\S.*\n)+)((?:  .+\n)*)", (Path(__file__).parent / "bylines.txt").read_text("utf-8"), re.M
)


def page(where: str, byline: str) -> str:
    lines = "".join(f"<p>{line}</p>" for line in byline.splitlines())
    head = f"<div class=info>{lines}</div>" if where == "head" else ""
    lede, tail = lines * (where == "lede"), lines * (where == "tail")
    return (
        f"<html><head><title>{TITLE}_某网</title></head><body><h1>{TITLE}</h1>{head}"
        f"<div class=c>{lede}{PROSE}{tail}</div></body></html>"
    )


def test_every_example_is_read() -> None:
    assert len(EXAMPLES) > 90


def text(where: str, byline: str) -> str:
    prose = PROSE.replace("<p>", "").replace("</p>", "\n")
    return f"{TITLE}\n{prose}{byline}" if where == "tail" else f"{TITLE}\n{byline}{prose}"


def wanted(stated: str) -> set[tuple[str, str]]:
    lines = re.findall(r"(\w+): (.+)", stated)
    return {(field, value) for field, values in lines for value in values.strip().split("、")}


def found(raw: str) -> set[tuple[str, str]]:
    statements = {(each.field.value, each.value) for each in clean(Source("a", raw)).statements}
    assert ("title", TITLE) in statements
    return {each for each in statements if each[0] not in ("title", "section", "keyword")}


@pytest.mark.parametrize(("where", "byline", "stated"), EXAMPLES, ids=[each[1].strip()[:40] for each in EXAMPLES])
def test_a_byline_of_a_page_states_what_it_prints(where: str, byline: str, stated: str) -> None:
    assert found(raw_article(read_page(page(where, byline)))) == wanted(stated)


@pytest.mark.parametrize(("where", "byline", "stated"), EXAMPLES, ids=[each[1].strip()[:40] for each in EXAMPLES])
def test_a_byline_of_a_text_states_the_same(where: str, byline: str, stated: str) -> None:
    assert found(text(where, byline)) == wanted(stated)


@pytest.mark.parametrize(
    "line",
    [
        "记者 " + "王晓梅 " * 30,
        "王" * 120,
        "编辑/" * 40,
        "（" * 60 + "记者王晓梅",
        "文/" + "图、文" * 38,
        "· " * 60 + "摄",
        "作者系" + "会长、" * 26,
    ],
)
def test_credits_of_any_shape_are_read_in_no_time(line: str) -> None:
    start = process_time()
    labelled(with_body(line))
    assert process_time() - start < 0.5
