"""The damage channel, forward and backward, on the examples that it was reconstructed from."""

from __future__ import annotations

import pytest

from site_builder.clean.channel import (
    damage,
    damage_line,
    decode,
    known_annotations,
    never,
    pieces,
    swap_script,
    swap_table,
)
from site_builder.clean.ledger import Certainty, replay
from site_builder.clean.proof import reproduces
from site_builder.clean.repair import repair

FULL = known_annotations().full

# Original, what a mirror shows of it.
WORKED = [
    ("環境", "環(huán)境"),
    ("地理條件", "地理?xiàng)l件"),
    ("反饋項目", "反饋?lái)?xiàng)目"),
    ("日報", "日?qǐng)?bào)"),
    ("—創新", "—?jiǎng)?chuàng)新"),
    ("變為“協商清單”", "變?yōu)椤皡f(xié)商清單”"),
    ("轉變為“主人翁”，凝聚", "轉(zhuǎn)變?yōu)椤爸魅宋獭?,凝聚"),
    ("幸福“鄰”距離，", "幸?!班彙本嚯x,"),
    ("生活。化居民結構", "生活?;用窠Y(jié)構(gòu)"),
    ("學習。” 街道", "學(xué)習(xí)?!?街道"),
    ("科技金融。科技金融與", "科技金融??萍冀鹑谂c"),
    ("研究基礎。基于熊彼特、佩", "研究基礎(chǔ)?;谛鼙颂?、佩"),
    ("實了。”〔1〕127", "實(shí)了?!薄?〕127"),
    ("發展潛力[3]", "發(fā)展?jié)摿3]"),
]

# A page of the channel around an example, with the habits of its source.
BEFORE = (
    "荊楚網(wǎng)訊,近日,武漢經(jīng)開區(qū)發(fā)布消息,社區(qū)治理“主人翁” 活動(dòng)"
    "與“微更新” 項(xiàng)目同時(shí)啟動(dòng)。\n"
)
AFTER = "\n基層治理水平不斷提高,群眾生活更加美好。"


@pytest.mark.parametrize(("original", "damaged"), WORKED)
def test_the_channel_damages_as_the_mirrors_do(original: str, damaged: str) -> None:
    assert damage(original, FULL) == damaged


@pytest.mark.parametrize(("original", "damaged"), WORKED)
def test_the_channel_is_seen_to_reproduce_its_own_damage(original: str, damaged: str) -> None:
    assert reproduces(original, damaged, FULL)


@pytest.mark.parametrize(("original", "damaged"), WORKED)
def test_each_worked_example_is_read_back(original: str, damaged: str) -> None:
    begins = "其中“" if "”" in original and "“" not in original else "其中"
    page = f"{BEFORE}{begins}{damaged}{AFTER}"
    repaired = replay(page, repair(page)).split("\n")[1]
    known = original.replace("〔1", "〔□")  # the digit was eaten
    assert repaired.replace("，", ",") == f"{begins}{known}".replace("，", ",")


def test_a_byte_eaten_from_a_number_is_flagged_and_never_guessed() -> None:
    original = "發展第三產業，因為17.9%的居民認為，清晨6點是高峰。"
    page = BEFORE + damage_line(original, FULL)
    edits = repair(page)
    repaired = replay(page, edits).split("\n")[1]
    assert all(character in original + "□," for character in repaired)
    assert all(edit.certainty is Certainty.DOUBTFUL for edit in edits if "□" in edit.replacement)


@pytest.mark.parametrize("other", ["發展潛力3]", "發展動力[3]"])
def test_another_original_does_not_reproduce_the_damage(other: str) -> None:
    assert not reproduces(other, "發(fā)展?jié)摿3]", FULL)


def test_the_script_swap_goes_character_by_character() -> None:
    assert swap_script("发着复为众干后里系并余伙托咨于愿筑采布") == "發著復為眾干后里系并余伙托咨于愿筑采布"


def test_pieces_are_marks_and_what_stands_between_them() -> None:
    code = "福“鄰".encode("gbk")
    assert pieces(code, never) == [code]
    assert [piece.hex() for piece in pieces(code, lambda _: True)] == ["b8", "a3a1", "b0e08f"]


def test_the_decoder_loses_what_it_cannot_read() -> None:
    assert decode(b"\xed\x28a") == "?a"
    assert decode("　，ＡＢ".encode("gbk")) == "　,AB"
    assert decode(b"\xaf\xbe\xb8") == "?"
    assert decode(b"") == ""


def test_the_script_swap_lists_only_what_it_changes() -> None:
    assert not [form for code, form in swap_table().items() if chr(code) == form]
