"""Decisions written into the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.script import Converter, Glossary, Rule, Rules, Variant, converters
from site_builder.script.markup import decisions, marks, plain

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
        ("-{X|甲}-", "flag X"),
        ("-{H|zh-tw:甲;zh-hant:乙}-", "zh-hans is missing"),
        ("-{A|zh-hans:甲}-", "only one variant"),
        ("-{N|zh-sg}-", "no variant is called zh-sg"),
        ("-{zh-hant:乙}-", "only one variant"),
        ("-{zh-hant:乙;zh-hant:丙}-", "two texts"),
    ],
)
def test_a_fault_is_found_and_the_text_still_shown(text: str, fault: str) -> None:
    (mark,) = marks(text)
    assert fault in mark.fault


def test_sound_marks_have_no_fault() -> None:
    text = "-{甲}--{}--{R|乙}--{zh-cn:a;zh-hk:b}--{A|zh-hans:a;zh-hant:b}--{H|a=>zh-tw:b;}--{T|甲}--{-|甲}--{N|zh-HK}-"
    assert {mark.fault for mark in marks(text)} == {""}


def on_page(converter: Converter, text: str) -> str:
    return converter.with_rules(decisions(text)).text(text)


# What MediaWiki's Writing systems/Syntax says of each flag, on a page that is one text.
@pytest.mark.parametrize(
    ("text", "hans", "hant", "tw", "hk"),
    [
        # A shows the text of the variant and adds the rule to the page; a variant without a text takes the nearest.
        ("-{A|zh-hans:软件;zh-tw:軟體;zh-hk:軟件}-软件", "软件软件", "軟體軟體", "軟體軟體", "軟件軟件"),
        ("软件-{A|zh-hans:软件;zh-hant:軟體}-", "软件软件", "軟體軟體", "軟體軟體", "軟體軟體"),
        ("-{A|余力}-余力", "余力余力", "余力余力", "余力余力", "余力余力"),
        # H adds it and shows nothing.
        ("-{H|zh-hans:软件;zh-hant:軟體}-软件", "软件", "軟體", "軟體", "軟體"),
        # A one-way rule speaks about the variant it names.
        ("-{H|网络=>zh-hk:網絡;}-网络", "网络", "網路", "網路", "網絡"),
        ("-{A|软件=>zh-tw:軟體}-，软件", "软件，软件", "软件，軟件", "軟體，軟體", "软件，軟件"),
        # - takes a rule away, wherever it stands.
        ("-{H|zh-hans:软件;zh-hant:軟體}-软件-{-|zh-hans:软件;zh-hant:軟體}-", "软件", "軟件", "軟件", "軟件"),
        ("-{-|网络}-网络", "网络", "網絡", "網絡", "網絡"),
        # D describes the rule and makes none.
        (
            "-{D|zh-hans:软件;zh-tw:軟體}-软件",
            "简体：软件；台湾正体：軟體；软件",
            *["簡體：软件；臺灣正體：軟體；軟件"] * 3,
        ),
        # N names a variant.
        ("-{N|zh-hk}-、-{N|zh-Hans}-", "香港繁体、简体", *["香港繁體、簡體"] * 3),
        # T is for the title and shows nothing.
        ("-{T|zh-hans:软件;zh-hant:軟體}-软件", "软件", "軟件", "軟件", "軟件"),
        # R knows neither variants nor flags inside.
        ("-{R|zh-hans:软件;zh-hant:軟體}-", *["zh-hans:软件;zh-hant:軟體"] * 4),
    ],
)
def test_flags_do_what_mediawiki_says(text: str, hans: str, hant: str, tw: str, hk: str) -> None:
    network = Rule("网络", tuple((variant, "網路") for variant in (HANT, TW, HK)))
    site = converters(tuple(Variant), rules=Rules(site=(Glossary("site", (network,)),)))
    assert [on_page(site[variant], text) for variant in (HANS, HANT, TW, HK)] == [hans, hant, tw, hk]


def test_a_title_rule_of_the_text_changes_the_title_alone(hant: Converter) -> None:
    page = hant.with_rules(decisions("正文。-{T|zh-hans:干了;zh-hant:乾了}-"))
    assert (page.title("干了，杯"), page.text("干了，杯")) == ("乾了，杯", "幹了，杯")


def test_rules_are_read_out_of_html(hant: Converter) -> None:
    assert decisions("-{H|软件=&gt;zh-tw:軟體}-").rules == (Rule("软件", ((TW, "軟體"),)),)
    assert decisions("-{H|a&amp;b}-").rules == (Rule("a&b"),)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("-{a}-b", "ab"), ("-{H|a}-b", "b"), ("-{zh-hans:甲;zh-tw:乙}-", "甲"), ("a", "a"), ("-{", "-{")],
)
def test_a_text_without_marks_is_what_readers_of_the_master_see(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(text=st.text("-{}|;:R发里zh-ant", max_size=24))
def test_any_text_has_marks_in_order_and_none_is_an_error(text: str) -> None:
    found = list(marks(text))
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert len([mark for mark in found if mark.text != "-{"]) <= text.count("}-")
    decisions(text)
    plain(text)
