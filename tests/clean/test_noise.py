"""What mirrors and forums strew over a text: each kind is removed from a page full of it, and innocent text stays."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.clean import clean, replay
from site_builder.clean.channel import swap_script
from site_builder.clean.noise import find_noise
from site_builder.problem import Source

PROSE = Path(__file__).with_name("prose.txt").read_text("utf-8").split()
MARK = re.compile("(?<=[\u3400-\u9fff])[，。；：、！？]")


def doubled(text: str, _chance: random.Random) -> str:
    return MARK.sub(lambda found: found[0] * 2, text)


def lettered(text: str, chance: random.Random) -> str:
    letters = string.ascii_letters + string.digits
    return MARK.sub(lambda found: "".join(chance.choices(letters, k=2)) + found[0], text)


def with_characters(text: str, chance: random.Random) -> str:
    rare = [chr(code) for code in range(0x4E00, 0x9FA5) if chr(code).encode("gb2312", "ignore")]
    return MARK.sub(lambda found: "".join(chance.choices(rare, k=2)) + found[0], text)


def with_runs(text: str, chance: random.Random) -> str:
    def run() -> str:
        signs = (f"{chance.choice(string.ascii_letters)}{chance.choice('%;,:*&^{')}" for _ in range(5))
        return " ".join(("%", "t0", "?!", 'r"', *signs))

    return "\n".join(f"{line}{run()}" for line in text.split("\n"))


KINDS: list[Callable[[str, random.Random], str]] = [doubled, lettered, with_characters, with_runs]


@pytest.mark.parametrize("script", ["simplified", "traditional"])
@pytest.mark.parametrize("strew", KINDS, ids=lambda strew: strew.__name__)
def test_noise_is_removed_from_a_page_that_is_full_of_it(strew: Callable[..., str], script: str) -> None:
    for seed in range(4):
        chance = random.Random(seed)
        plain = "\n".join(chance.sample(PROSE, 4))
        plain = swap_script(plain) if script == "traditional" else plain
        noisy = strew(plain, chance)
        left = replay(noisy, find_noise(noisy).edits)
        if strew is with_characters:  # where a clause is too short to judge, its two characters stay
            assert len(left) - len(plain) <= 0.35 * (len(noisy) - len(plain))
        else:
            assert left == plain


INNOCENT = [
    "你好吗？？真的！！他说，，嗯。。好吧，我走了。明天见，不见不散。",
    "表A1，表A2，图B1，图B2，见第三章。其余各章，另有说明，请读者自行查阅，不再赘述，谢谢。",
    "张三12，李四15，王五18，赵六20，钱七22，孙八25，周九30。",
    "计算 1 + 2 = 3 和 a * b - c / d = e 以及 if ( a ) { b ; } 的结果。",
    "魑魅魍魉，饕餮貔貅，觊觎龃龉，囹圄桎梏，耄耋髫龀，蹀躞踟蹰，踽踽独行。",
    "“学(xué)习”的学，“长(zhǎng)大”的长，“行(háng)列”的行，都要会读。",
    "",
]


@pytest.mark.parametrize("text", [*INNOCENT, "\n".join(PROSE), swap_script("\n".join(PROSE))])
def test_what_an_author_wrote_is_no_noise(text: str) -> None:
    assert find_noise(text).edits == ()


def test_a_page_of_noise_is_cleaned_as_the_page_without_it() -> None:
    plain = "\n".join(PROSE[:5])
    assert clean(Source("a", lettered(plain, random.Random(1)))).text == clean(Source("a", plain)).text
