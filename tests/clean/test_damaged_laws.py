"""Laws of repair and cleaning on whole damaged pages: nested quotations, addresses, code, tables, titles, bylines."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.clean import clean
from site_builder.clean.channel import damage_line, known_annotations, swap_script
from site_builder.clean.ledger import replay
from site_builder.clean.proof import reproduces
from site_builder.clean.repair import repair
from site_builder.problem import Source

SIGN = "国家发展要靠学习，环境问题要靠实践来解决，社区动员居民参与评价。"
ADDRESSES = [
    "详情见http://example.org/a?id=1&page=2，欢迎参与。",
    "报名网址https://example.org/?q=环境：社区",
    "if (x ? y : z) { f(a); } // 条件?值:其他",
    "| 项目 | 数量? | 备注 |",
    "| 环境 | 12? | 是否完成? |",
    "SELECT * FROM t WHERE id = ?, name = ?;",
]
PROSE = [
    "社区工作怎么干?居民说了算。",
    "他说：“‘共同缔造’不是口号，《社区公约》里写着：‘大家的事大家办。’”",
    "“老师说‘问题在哪里？’我答不上来。”孩子说。",
    "她问：“你看过《关于‘三农’问题的意见》吗？”没有人回答。",
    "新闻稿（记者 王某 通讯员 李某）近日，实践队走进社区。",
    "作者：王某 来源：某某日报 2023-08-15",
    "一、【共同缔造】社区治理的“新路”怎么走？",
    "整合资源，增强动力。基层干部说，好生活。回迁的居民都满意。",
    "变为“主人翁”，凝聚力量；海边的房屋！后来呢？",
    "比重为17.9%，清晨6点出发[3]。",
    "图片说明：他们去Q城观景，因为便成了路。Real。　上海　王小明　摄　　林海　张伟",
]
pages = st.lists(st.sampled_from(PROSE + ADDRESSES), min_size=1, max_size=6).map(lambda lines: [SIGN, *lines])
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def damaged(lines: list[str], seed: int) -> tuple[list[str], list[str]]:
    """The lines in the channel's script, and as a mirror with some order of the table and some cuts shows them."""
    chance = random.Random(seed)
    entries = list(known_annotations().full.items())
    chance.shuffle(entries)
    share = chance.choice((1.0, 0.75, 0.0))
    originals = swap_script("\n".join(lines)).split("\n")
    return originals, [damage_line(line, dict(entries), lambda _: chance.random() < share) for line in originals]


@SLOW
@given(pages, st.integers(0, 999))
def test_the_ledger_of_a_damaged_page_replays_and_cleaning_it_again_changes_nothing(
    lines: list[str], seed: int
) -> None:
    raw = "\n".join(damaged(lines, seed)[1])
    cleaned = clean(Source("a.txt", raw))
    assert replay(raw, cleaned.edits) == cleaned.text
    assert clean(Source("a.txt", cleaned.text)).text == cleaned.text


@SLOW
@given(pages, st.integers(0, 999))
def test_a_repaired_line_goes_through_the_channel_to_the_damaged_one(lines: list[str], seed: int) -> None:
    shown = damaged(lines, seed)[1]
    repaired = replay("\n".join(shown), repair("\n".join(shown))).split("\n")
    for before, after in zip(repaired, shown, strict=True):
        if "?" in after and "□" not in before and before.count("?") == 0:
            assert reproduces(before, after, known_annotations().full), (before, after)


@SLOW
@given(pages, st.integers(0, 999))
def test_no_character_is_invented(lines: list[str], seed: int) -> None:
    originals, shown = damaged(lines, seed)
    repaired = replay("\n".join(shown), repair("\n".join(shown))).split("\n")
    for original, line in zip(originals, repaired, strict=True):
        assert len(line.replace("□", "")) <= len(original), line


@SLOW
@given(pages)
def test_a_page_that_nothing_damaged_is_not_touched(lines: list[str]) -> None:
    for page in ("\n".join(lines), swap_script("\n".join(lines))):
        assert repair(page) == ()


@pytest.mark.parametrize("line", ADDRESSES)
def test_a_question_mark_of_an_address_a_program_or_a_table_stays(line: str) -> None:
    original, shown = damaged([SIGN, line], 2)
    repaired = replay("\n".join(shown), repair("\n".join(shown))).split("\n")
    assert repaired[1].count("?") + repaired[1].count("？") >= line.count("?")
    assert len(repaired[1]) == len(original[1])
