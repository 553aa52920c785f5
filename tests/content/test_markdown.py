"""Markdown for Chinese: each rule with an example anyone can read, and what no text can break."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html as lxml_html

from site_builder.content.dialect import BLOCKS, LOOKS
from site_builder.content.markdown import render_any, render_markdown
from site_builder.script import Variant, converters
from tests.test_markdown_plain import texts

EXAMPLES = re.findall(
    r"^## (.+)\n((?:.*\n)*?)\.\n((?:.*\n)*?)(?=\n## |\Z)", (Path(__file__).parent / "markdown.txt").read_text("utf-8"), re.M
)
SCRIPTS = converters((Variant.ZH_HANS, Variant.ZH_HANT))

HAN = "汉字居民，。：；！？（）《》“”、…"
han = st.text(st.sampled_from(HAN), min_size=1, max_size=4)
word = st.text(st.sampled_from("社区营造民"), min_size=1, max_size=3)
marks = [*"*_~`[]{}()<>:|#-!^.\\\"'=& ", "\n", "\n\n", "::: figure\n", "::: 点评 ", "\n:::\n", "{.right}", "{lang=en}"]
marks += ["onclick=x", "<script>", "javascript:", "![a](b)", "[a](b)", "[^1]", "[^1]: ", "\n: ", "| a |\n| - |\n", *"案例ab1“”"]
anything = st.lists(st.sampled_from(marks), max_size=30).map("".join)

ELEMENTS = set(
    "p h2 h3 h4 h5 h6 strong em s code pre a img br hr ul ol li blockquote table thead tbody tr th td dl dt dd sup span "
    "section aside figure figcaption div".split()
)
ATTRIBUTES = {"id", "class", "href", "src", "alt", "title", "rel", "lang", "style", "start"}
CLASSES = {"footnote-ref", "footnotes", "footnotes-sep", "footnotes-list", "footnote-item", "footnote-backref", "title"}
CLASSES |= {"lost", *LOOKS, *(look for block in BLOCKS.values() for look in block.look.split())}


def test_the_examples_were_found() -> None:
    assert len(EXAMPLES) == (Path(__file__).parent / "markdown.txt").read_text("utf-8").count("\n## ") > 15


@pytest.mark.parametrize(("rule", "text", "expected"), EXAMPLES, ids=[rule for rule, _, _ in EXAMPLES])
def test_an_example_is_rendered_as_written(rule: str, text: str, expected: str) -> None:
    assert render_markdown(text).html.rstrip("\n") == expected.rstrip("\n")


@given(han, word, han)
@example("说：", "民", "。")
def test_emphasis_needs_no_blank_beside_han_characters(before: str, inner: str, after: str) -> None:
    for text in (inner, f"《{inner}》", f"{inner}：", f"“{inner}”", f"-{{{inner}}}-"):
        body = render_any(f"居{before}**{text}**{after}民").html
        assert body == f'<p id="p1">居{before}<strong>{text}</strong>{after}民</p>\n'


@given(st.lists(word, min_size=1, max_size=5), han)
def test_a_line_broken_between_han_characters_leaves_nothing(lines: list[str], end: str) -> None:
    assert render_any("\n".join([*lines, f"民{end}居"])).html == f'<p id="p1">{"".join(lines)}民{end}居</p>\n'


@given(anything | texts)
@example("[a](b){onclick=x style=y #p1 .evil}")
@example("{onclick=x}\n## a")
@example("![x](data:text/html,a)")
@example("::: note <script>\n:::")
@example("```{.x onclick=1}\na\n```")
def test_no_text_gets_an_element_or_attribute_that_is_not_listed(text: str) -> None:
    tree = lxml_html.fragment_fromstring(render_any(text).html.replace("\0", ""), create_parent="div")
    for element in tree.iterdescendants():
        assert element.tag in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
        assert re.fullmatch(r"text-align:(left|right|center)", element.get("style", "text-align:left"))
        names = set(element.get("class", "").split())
        assert names <= CLASSES or element.tag == "code"
        for name in ("href", "src"):
            assert re.match(r"(?i)(https?:|mailto:|[^:]*([/?#]|$))", element.get(name, ""))


@given(anything | texts)
def test_both_scripts_have_the_same_ids(text: str) -> None:
    rendered = render_markdown(text)
    (traditional,) = SCRIPTS[Variant.ZH_HANT].htmls([rendered.html])
    ids = re.findall(r'\sid="([^"]*)"', rendered.html)
    assert re.findall(r'\sid="([^"]*)"', traditional) == ids
    assert len(set(ids)) == len(ids)
    assert [heading.id for heading in rendered.outline] == [id for id in ids if id.startswith("s")]
    assert sum(id.startswith("p") for id in ids) == rendered.paragraphs
