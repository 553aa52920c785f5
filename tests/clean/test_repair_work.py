"""The work of the repair, counted in calls: it grows with the length of a text, whatever its shape."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from site_builder.clean.channel import damage_line, known_annotations, swap_script
from site_builder.clean.repair import repair

SIGN = "環(huán)境發(fā)展實(shí)踐學(xué)習(xí)\n"
PROSE = "近年来，我国在幸福“邻”距离的基础上。科技金融？科技金融与地理条件，转变为“主人翁”；"
DAMAGED = damage_line(swap_script(PROSE), known_annotations().full)


@pytest.fixture(autouse=True)
def _loaded() -> None:
    repair(SIGN + DAMAGED)


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, those written in C too."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "shape",
    ["?", "?妗", "?,", "?!?", "?xiàng)l", "妗,", DAMAGED, DAMAGED + "\n", swap_script(PROSE)],
    ids=["marks", "halves", "cuts", "mixed", "straddles", "commas", "one line", "lines", "sound"],
)
def test_twice_the_text_is_twice_the_work(shape: str) -> None:
    once, twice = (SIGN * 4 + shape * (size // len(shape)) for size in (1_000, 2_000))
    assert calls(lambda: repair(twice)) < 2.3 * calls(lambda: repair(once))


def test_ten_thousand_marks_in_a_row_take_less_than_a_damaged_article() -> None:
    article = SIGN + (DAMAGED + "\n") * 20
    assert calls(lambda: repair(SIGN + "?" * 10_000)) < calls(lambda: repair(article))


def test_a_line_of_200_000_characters_takes_as_much_for_each_as_a_short_one() -> None:
    sound = swap_script(PROSE)
    line = SIGN + DAMAGED + sound * (200_000 // len(sound))
    short = SIGN + DAMAGED + sound * (20_000 // len(sound))
    assert calls(lambda: repair(line)) < 11 * calls(lambda: repair(short))
