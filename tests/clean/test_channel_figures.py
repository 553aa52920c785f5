"""How the figures of the repair are counted."""

from __future__ import annotations

from benchmarks.clean_channel import differences


def found(got: str, want: str) -> list[tuple[str, str]]:
    return [(got[i:j], want[k:m]) for (i, j), (k, m) in differences(got, want)]


def test_a_repair_is_held_against_the_original_with_the_fewest_changes() -> None:
    got, want = "去過東湖□、大湖、□□湖、沙□,都很近", "去過東湖湖、月牙湖、日月湖、沙湖,都很近"
    assert found(got, want) == [("□", "湖"), ("大", "月牙"), ("□□", "日月"), ("□", "湖")]


def test_a_character_too_many_is_seen_beside_a_wrong_one() -> None:
    assert found("當地政府抓緊種樹", "當地正抓緊種樹") == [("政府", "正")]


def test_what_is_alike_differs_nowhere() -> None:
    assert found("大家都說滿意", "大家都說滿意") == []
