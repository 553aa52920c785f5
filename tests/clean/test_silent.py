"""Cuts by mirrors that drop a byte which stands alone: no `?` tells of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from site_builder.clean.channel import damage_line, known_annotations, swap_script
from site_builder.clean.ledger import Certainty, replay
from site_builder.clean.repair import repair

SIGN = "環(huán)境發(fā)展實(shí)踐學(xué)習(xí)"
PROSE = Path(__file__).with_name("prose.txt").read_text(encoding="utf-8").split()


def narrow(text: str) -> str:
    return text.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})


@pytest.mark.parametrize(
    "text",
    [
        "大家有了自己的院子。可以种菜，可以养花，老人都很高兴。",
        "这里的农业实现了规模化的飞跃式发展，目前正在增长。",
        "大家觉得活动很好。基层干部说，居民都来了。",
        "一切依靠群众，为社区治理聚力。“环境好了，心情自然就好。",
        "坚持人民至上，缔造美好家园。“远亲不如近邻”，这句老话又一次得到了验证。",
    ],
)
def test_a_cut_that_left_no_question_mark_is_read_back(text: str) -> None:
    original = swap_script(text)
    damaged = damage_line(original, known_annotations().full, lone="")
    assert narrow(damaged) != narrow(damage_line(original, known_annotations().full, lambda _: False))
    page = f"{SIGN}\n{damaged}"
    edits = repair(page)
    assert narrow(replay(page, edits)).split("\n")[1] == narrow(original)
    assert all(edit.certainty is Certainty.DOUBTFUL for edit in edits if "no trace before" in edit.reason)


@pytest.mark.parametrize("seed", range(3))
def test_no_cut_is_seen_where_every_byte_is_there(seed: int) -> None:
    lines = random.Random(seed).sample(PROSE, 12)
    shown = [damage_line(swap_script(line), known_annotations().full, lambda _: False) for line in lines]
    page = "\n".join([SIGN, *shown])
    assert not [edit for edit in repair(page) if "no trace before" in edit.reason]
    assert not [edit for edit in repair("\n".join(lines)) if "no trace before" in edit.reason]
