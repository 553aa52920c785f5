"""Folding: one form for all ways to write a thing."""

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from site_builder.script import Variant, converters
from site_builder.search.fold import classes, fold, fold_units
from site_builder.search.initials import initials
from site_builder.search.plain import any_blocks, blocks
from site_builder.search.texts import searchable
from tests.conftest import ROOT

CHARACTERS = st.text(st.sampled_from("".join(classes()) + "aÀＺ，　 \n𬭎社区")) | st.text()


@given(CHARACTERS)
def test_folding_twice_is_folding_once_and_keeps_every_place(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(fold(text)) == len(text)


@given(CHARACTERS.filter(lambda text: text.isprintable()))
def test_the_units_are_those_of_the_folded_text(text: str) -> None:
    assert fold_units(text).tobytes() == fold(text).encode("utf-16-le")


def test_no_character_is_in_two_classes() -> None:
    members = "".join(classes())
    assert len(set(members)) == len(members)


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "content/cases").glob("*.md")))
def test_every_script_of_a_text_folds_to_one(name: str) -> None:
    text = (Path(ROOT) / "content/cases" / name).read_text("utf-8")
    made = converters(tuple(Variant))
    assert {fold(each.text(text)) for each in made.values()} == {fold(text)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("皇后和以後", "皇後和以后"),
        ("头髮发展", "頭发發展"),
        ("ＧＢ　５０１８０", "gb 50180"),
        ("“红色物业”", "「紅色物業」"),
        ("（试行）", "(試行)"),
        ("裡裏里", "里里里"),
        ("Wi‐Fi", "wi-fi"),
        ("林𬭎", "林鋐"),
    ],
)
def test_two_ways_to_write_a_thing_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_initials_leave_signs_out_and_keep_letters() -> None:
    assert initials("共同缔造：“5G”社区的探索") == "gtdz5gsqdts"


def _said(title: str) -> str:
    def kept(others: str) -> str:
        return "".join(each for each in others if each.isascii() and each.isalnum())

    return "".join(lazy_pinyin(title, style=Style.FIRST_LETTER, errors=kept)).lower()


LINES = [line for path in sorted((ROOT / "content/cases").glob("*.md")) for line in path.read_text("utf-8").split("\n")]


def test_initials_are_those_that_pypinyin_gives() -> None:
    draw = random.Random(7)
    titles = [*draw.sample(sorted(PHRASES_DICT), 400), *map(chr, draw.sample(sorted(PINYIN_DICT), 400)), *LINES[::20]]
    titles += ["".join(draw.choices(titles, k=3)) for _ in range(200)]
    assert [initials(title) for title in titles] == [_said(title) for title in titles]


SHAPES = ('<p id="p1">居 &lt;议</p>\n', '<h2 id="s1">一</h2>\n', "<p>无</p>\n", '<p id=""> </p>\n', "<b>字</b>", "x")


@given(st.lists(st.sampled_from(SHAPES)))
def test_the_short_way_to_the_blocks_of_plain_prose_leads_where_the_long_one_does(parts: list[str]) -> None:
    text = "".join(parts)
    assert blocks(text) == list(any_blocks(text))


def test_the_blocks_of_a_script_tell_the_forms_of_another_that_fold_otherwise() -> None:
    one, other = '<p id="p1">鼠标</p>\n<p id="p2">居民</p>\n', '<p id="p1">滑鼠</p>\n<p id="p2">居民</p>\n'
    found = searchable([one, other])
    assert msgspec.json.decode(found.blocks[0]) == [["p1", "鼠标", fold("滑鼠")], ["p2", "居民"]]
    assert msgspec.json.decode(found.blocks[1]) == [["p1", "滑鼠", fold("鼠标")], ["p2", "居民"]]
    assert found.units.tolist() == [each for html in (one, other) for each in searchable([html]).units.tolist()]


def test_a_text_is_its_blocks_with_the_places_to_link_to() -> None:
    html = (
        '<h2 id="s1">一、<strong>问</strong>题</h2>\n<p id="p1">居民<sup class="footnote-ref">'
        '<a href="#fn1" id="fnref1">[1]</a></sup>议事 &lt;5&gt; 次<br>换行</p>\n<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>\n'
    )
    assert list(blocks(html)) == [
        ("s1", "一、问题"),
        ("p1", "居民议事 <5> 次"),
        ("p1", "换行"),
        ("p1", "甲"),
        ("p1", "乙"),
    ]
