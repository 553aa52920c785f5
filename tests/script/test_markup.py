"""Decisions written into the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.script import Converter, Variant
from site_builder.script.markup import marks

HANS, HANT, TW, HK = Variant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-{发里}-里", "发里裡"),
        ("-{R|发里}-", "发里"),
        ("头-{}-发", "頭發"),
        ("-{zh-hans:软件;zh-hant:軟體;}-好", "軟體好"),
        ("-{ zh-hans : 软件 ; zh-tw : 軟體 ; zh-hk : 軟件 }-", "軟體"),
        ("-{zh-hans:甲;zh-hant:a;b}-", "a;b"),
        ("未完-{发", "未完-{發"),
        ("-{发-{展}-", "-{發展"),
        ("发}-", "發}-"),
        ("-{X|发}-", "发"),
        ("a-{b}", "a-{b}"),
    ],
)
def test_marks_say_what_is_written(hant: Converter, text: str, expected: str) -> None:
    assert hant.text(text) == expected


def test_each_variant_takes_its_own_text_or_the_nearest(site: dict[Variant, Converter]) -> None:
    text = "-{zh-hans:A;zh-hant:B;zh-tw:C;zh-hk:D}--{zh-hans:A;zh-hk:D}--{zh-hant:B}-"
    assert [site[variant].text(text) for variant in (HANS, HANT, TW, HK)] == ["AAB", "BDB", "CDB", "DDB"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("甲-{乙", "never closed"),
        ("-{H|zh-hans:甲;zh-hant:乙}-", "flag H"),
        ("-{zh-hant:乙}-", "only one variant"),
        ("-{zh-hant:乙;zh-hant:丙}-", "two texts"),
    ],
)
def test_a_fault_is_found_and_the_text_still_shown(text: str, fault: str) -> None:
    (mark,) = marks(text)
    assert fault in mark.fault


def test_sound_marks_have_no_fault() -> None:
    assert [mark.fault for mark in marks("-{甲}--{}--{R|乙}--{zh-cn:a;zh-hk:b}-")] == ["", "", "", ""]


@given(text=st.text("-{}|;:R发里zh-ant", max_size=24))
def test_any_text_has_marks_in_order_and_none_is_an_error(text: str) -> None:
    found = list(marks(text))
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert len([mark for mark in found if mark.text != "-{"]) <= text.count("}-")
