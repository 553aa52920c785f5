"""HTML to a raw article: every sentence, nothing of the template, and what the page states."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.clean import Cleaned, Field, clean, replay
from site_builder.extract import raw_article, read_html, read_page
from site_builder.extract.credits import normal_publisher, read_labels
from site_builder.extract.dates import read_date
from site_builder.extract.names import read_names
from site_builder.extract.titles import without_site
from site_builder.problem import Source
from tests.extract.compose import News, compose

PAGES = range(2000 if os.environ.get("CAMPAIGN") else 120)


def cleaned(news: News, encoding: str = "utf-8") -> Cleaned:
    return clean(read_html(news.html.encode(encoding, "replace"), "a.html").source)


def stated(result: Cleaned, field: Field) -> list[str]:
    return [each.value for each in result.statements if each.field is field]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_composed_pages_give_their_article_and_nothing_else(encoding: str) -> None:
    for number in PAGES:
        news = compose(number)
        text = cleaned(news, encoding).text
        lines = [line.lstrip("#> -").strip() for line in text.split("\n") if line.strip()]
        expected = {*news.paragraphs, *news.headings, news.caption}
        missing = [line for line in (*news.paragraphs, *news.headings) if line not in lines]
        extra = [line for line in lines if line not in expected and not re.match(r":::|（|.{2,6}讯（|本报记者", line)]
        assert (number, missing, extra) == (number, [], [])


def test_composed_pages_state_title_date_publisher_and_persons() -> None:
    for number in PAGES:
        news = compose(number)
        result = cleaned(news)
        assert stated(result, Field.TITLE) == [news.title], number
        assert stated(result, Field.ISSUED) == [news.day], number
        assert stated(result, Field.PUBLISHER) == [news.publisher], number
        assert stated(result, Field.EDITOR) == [news.editor], number
        persons = stated(result, Field.REPORTER) + stated(result, Field.AUTHOR), stated(result, Field.CORRESPONDENT)
        assert persons == ([news.reporter], [news.correspondent]), number


def test_the_ledger_is_stated_in_the_raw_article_of_the_page() -> None:
    for number in range(20):
        raw = read_html(compose(number).html.encode(), "a.html").source
        result = clean(raw)
        assert replay(raw.text, result.edits) == result.text
        assert clean(Source("again", result.text)).text == result.text


PAGE = """<html><head><title>标题在这里说明白_某网</title></head><body><h1>标题在这里说明白</h1><div class=c>
<p>第一段，说的是社区里的事情，大家坐在一起商量，把难题一个一个解决了。</p>
<h2>一个*小*节</h2><p>第二段，说的还是社区里的事情，居民们都说这样的好办法要接着办下去。</p>
<ul><li>先听意见</li><li>再定方案</li></ul><ol><li>登记</li><li>施工</li></ol>
<blockquote>“好事要办好，实事要办实。”他说。</blockquote>
<table><tr><th>项目</th><th>数量</th></tr><tr><td>电梯</td><td>3|4</td></tr></table>
<p><img src="/a.jpg" alt="改造后的小区大门"></p><p># 这不是标题，只是一句以井号开头的话，不能当标题。</p>
</div></body></html>"""


def test_structure_becomes_markdown() -> None:
    assert read_page(PAGE, "https://example.org/x/1.html").body == (
        "第一段，说的是社区里的事情，大家坐在一起商量，把难题一个一个解决了。\n\n## 一个\\*小\\*节\n\n"
        "第二段，说的还是社区里的事情，居民们都说这样的好办法要接着办下去。\n\n- 先听意见\n- 再定方案\n"
        "1. 登记\n2. 施工\n\n"
        "> “好事要办好，实事要办实。”他说。\n\n| 项目 | 数量 |\n| --- | --- |\n| 电梯 | 3\\|4 |\n\n"
        "![改造后的小区大门](https://example.org/a.jpg)\n\n\\# 这不是标题，只是一句以井号开头的话，不能当标题。\n"
    )


def test_a_page_that_tells_only_its_section_is_titled_by_the_line_above_its_date() -> None:
    page = PAGE.replace("标题在这里说明白_某网", "新闻动态--某网").replace(
        "<h1>标题在这里说明白</h1>", "<div>标题在这里说明白</div><div>发布时间：2019-05-18 来源：某学会</div>"
    )
    assert [each.statement.value for each in read_page(page).stated][:2] == ["标题在这里说明白", "2019-05-18"]


def test_a_picture_of_another_site_becomes_a_lost_figure_with_its_address_on_record() -> None:
    result = clean(Source("a", raw_article(read_page(PAGE, "https://example.org/x/1.html"))))
    assert "::: figure\n改造后的小区大门\n:::" in result.text
    assert any("https://example.org/a.jpg" in result.source.text[edit.start : edit.end] for edit in result.edits)


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("社区议事有了新阵地_楚天新闻网", "社区议事有了新阵地"),
        ("社区议事有了新阵地-社会新闻-新闻中心-江城日报", "社区议事有了新阵地"),
        ("社区议事有了新阵地 - BBC中文网 - 两岸三地", "社区议事有了新阵地"),
        ("社区议事有了新阵地--时政--人民网", "社区议事有了新阵地"),
        ("从“站着看”到“跟着干”——一个村庄的共同缔造_要闻_天门网", "从“站着看”到“跟着干”——一个村庄的共同缔造"),
        ("1-10月固定资产投资结构趋稳趋优", "1-10月固定资产投资结构趋稳趋优"),
        ("iPhone 15与iPhone 14差别不大", "iPhone 15与iPhone 14差别不大"),
    ],
)
def test_a_title_loses_the_names_of_its_site(told: str, title: str) -> None:
    assert without_site(told) == title


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2019-09-07 15:10:53 来源：新京报", [("publisher", "新京报")]),
        ("来源：证券时报网作者：李在山", [("publisher", "证券时报网"), ("author", "李在山")]),
        ("记者 陆一夫 编辑 刘晓阳 校对 李铭", [("reporter", "陆一夫"), ("editor", "刘晓阳")]),
        ("作者： 记者王敬照", [("reporter", "王敬照")]),
        ("责任编辑：杨倩_NF4425", [("editor", "杨倩")]),
        ("编辑|禤志杰", [("editor", "禤志杰")]),
        ("来源：人民网-《人民日报》", [("publisher", "人民日报")]),
        ("作者：佚名 来源：网络", []),
        ("视频 图片 娱乐 体育 财经", []),
        ("图片来源：视觉中国", []),
    ],
)
def test_a_byline_is_read_label_by_label(line: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.field.value, each.value) for each in read_labels(line)] == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023年8月15日17:34", "2023-08-15T17:34"),
        ("2023-08-15", "2023-08-15"),
        ("2023.8.5 星期六", "2023-08-05"),
        ("2023年8月", "2023-08"),
        ("2023-02-30", ""),
        ("最后更新：2023-08-15", ""),
        ("最后更新：2023-08-15 发布：2023-08-14", "2023-08-14"),
    ],
)
def test_a_date_keeps_the_precision_it_was_printed_in(text: str, day: str) -> None:
    assert read_date(text) == day


def test_names_and_publishers_are_only_what_they_promise() -> None:
    assert read_names("王 军、李建国 欧阳志远，佚名 张三") == ["王军", "李建国", "欧阳志远"]
    assert normal_publisher("《江城日报》（数字版）") == "江城日报"
    assert normal_publisher("http://www.example.org/") == ""


@pytest.mark.parametrize(
    "page", ["", "<", "\0", "<html>", "<p>短</p>", "<?xml version='1.0' encoding='x'?>", "</html>"]
)
def test_a_page_without_prose_is_no_article(page: str) -> None:
    assert read_page(page).body == ""


_TAGS = """
<div> </div> <p> </p> <table> <tr> <td> </td> </table> <li> <ul> </ul> <br> <h1> </h1> <b> <script> </script> <!-- -->
<svg> <blockquote> <title> </title> </html> </body> <pre> <html> <ol> <body> </a> <a/href=x> <img/src=a.jpg/alt=图>
<meta/charset=gbk>
"""
_TEXTS = """
社区里的事情，大家商量着办，一件一件都办好了。|来源：江城日报|2023-08-15|记者：王晓梅|&nbsp;|&#0;|首页 > 新闻
|相关新闻|# |![x](y)|*_`|责任编辑：|标题：一|\x0b|\U0001f600|\n
"""
soup = st.lists(st.sampled_from((*_TAGS.split(), *_TEXTS.split("|"))), max_size=60).map("".join)


@given(soup)
@settings(max_examples=20000 if os.environ.get("CAMPAIGN") else 300, deadline=None)
def test_no_page_breaks_extraction_or_the_ledger(page: str) -> None:
    raw = read_html(page.encode("utf-8", "replace"), "a.html", "", "http://a.b/c").source
    result = clean(raw)
    assert replay(raw.text, result.edits) == result.text


PROSE = "社区里的事情，大家商量着办，一件一件都办好了。"
SHAPES = {
    "deep": lambda n: "<div>" * n + PROSE,
    "deep lists": lambda n: "<ul><li>" * n + PROSE,
    "unclosed bold": lambda n: f"<p><b>{PROSE}" * n,
    "many short lines": lambda n: "<p>短</p>" * n,
    "many paragraphs": lambda n: f"<p>{PROSE}</p>" * n,
    "many links": lambda n: "<a href=x>新闻</a>" * n,
    "many cells": lambda n: f"<table>{'<tr><td>一</td><td>二</td></tr>' * n}</table>",
    "nested tables": lambda n: "<table><tr><td>" * n + PROSE,
    "one long line": lambda n: PROSE * n,
    "one long word": lambda n: f"<p>{'字' * 20 * n}</p>",
    "brackets": lambda n: f"<p>{'（记者' * n}</p>",
    "labels": lambda n: f"<h1>标题</h1><p>{'来源：' * n}</p>",
    "blanks": lambda n: f"<p>字{' ' * 20 * n}字</p><title>{' - ' * n}</title>",
    "metas": lambda n: "<meta charset=" * n + PROSE,
    "pictures": lambda n: "<img src=a.jpg alt=图>" * n + PROSE,
    "comments": lambda n: "<!-- -->" * n + PROSE,
    "classes": lambda n: f"<div class='{'a-' * 10 * n}'>{PROSE}</div>",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_time_grows_no_faster_than_the_page(shape: Callable[[int], str]) -> None:
    def seconds(count: int) -> float:
        start = process_time()
        raw_article(read_page(shape(count)))
        return process_time() - start

    small = min(seconds(1000) for _ in range(2))
    assert seconds(8000) < 8 * 3 * small + 0.5


def test_random_bytes_are_no_article() -> None:
    rng = random.Random(3)
    for _ in range(50):
        read_html(b"<html><body>" + rng.randbytes(3000), "a.html")
