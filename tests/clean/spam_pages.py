"""Composed pages of mirrors: articles of known text among keyword lines of the shapes that real mirrors put there.

The keywords are harmless words: spam is told by its shape. Every page is a function of its number.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

from msgspec import Struct

from site_builder.clean.channel import damage, known_annotations, swap_script

CASES = Path(__file__).parents[2] / "content" / "cases"
_WORDS = """
茶叶 图书 电话 手机 家电 维修 装修 设计 报价 门窗 园艺 乐器 课程 学习
车辆 风景 运动 营养 书画 旅游 节日 动物 种植 养护 厨房 灯饰 马桶 龙头
钢琴 围棋 电脑 软件 视频 图片 观看 网站 下载 高清 资讯 导航 服务 质量
厂家 价钱 优惠 东风 华丽 经典 热门 专业
"""
WORDS = _WORDS.split()
# Lines that look a little like lists of keywords and are none.
PROSE = (
    "张三、李四、王五等二十余名居民代表，物业、业委会、社区三方，一起坐下来商量。",
    "问需于民，问计于民，问效于民，这是社区一直坚持的做法。",
    "“修不修，怎么修，谁来修，大家说了算。”王书记说。",
    "2023年，社区共收集意见128条，解决问题96个，办结率75%。",
    "一户一策，一楼一议，一事一评，这套办法很快就推开了。",
    "车棚、花坛、晾衣架、充电桩，样样都有人管，样样都有人问。",
)
HEADINGS = ("一、党建引领，凝聚合力", "（二）共商共治", "居民议事有了新阵地")


class Page(Struct, frozen=True):
    """A page's lines in the order they stand, and which of them are spam and which are the article's sentences."""

    lines: tuple[str, ...]
    spam: frozenset[int]
    sentences: frozenset[int]


def compose(number: int) -> Page:
    """The page of a number: an article, damaged or not, and two to six lines of keywords around and within it."""
    rng = random.Random(number)
    article = rng.sample(paragraphs(), rng.randint(4, 7)) + rng.sample(PROSE, 2)
    rng.shuffle(article)
    if rng.random() < 0.4:
        article.insert(rng.randrange(len(article)), rng.choice(HEADINGS))
    kind = rng.choice(("channel", "channel", "swapped", "simplified"))
    shown = [_as_mirrored(line, kind, rng) for line in article]
    lines = [(line, "article") for line in shown]
    for _ in range(rng.randint(2, 6)):
        # A simplified page gives no script to tell keywords by: there only lists of many, repeated words are certain.
        lines.insert(
            rng.choice((0, len(lines), rng.randrange(len(lines) + 1))), (_spam(rng, kind == "simplified"), "spam")
        )
    texts = tuple(line for line, _ in lines)
    return Page(
        texts,
        frozenset(place for place, (_, what) in enumerate(lines) if what == "spam"),
        frozenset(
            place for place, (line, what) in enumerate(lines) if what == "article" and re.search(r"[。”?？]", line)
        ),
    )


def paragraphs() -> list[str]:
    texts = (path.read_text("utf-8").split("\n---\n", 1)[1] for path in sorted(CASES.glob("*.md")))
    found = (
        line
        for text in texts
        for line in text.split("\n")
        if "。" in line and "\\" not in line and line[0] not in "#>:|-"
    )
    return [line for line in found if "□" not in line and len(line) < 400]


def _as_mirrored(line: str, kind: str, rng: random.Random) -> str:
    if kind == "simplified":
        return line
    swapped = swap_script(line)
    return (
        damage(swapped, known_annotations().full, lambda _offset: rng.random() < 0.8) if kind == "channel" else swapped
    )


def _spam(rng: random.Random, is_certain: bool) -> str:
    few = rng.sample(WORDS, 4)
    words = few if is_certain else WORDS
    count = rng.randint(10, 30) if is_certain else rng.randint(4, 24)
    phrases = ["".join(rng.choices(words, k=rng.randint(2, 4))) for _ in range(count)]
    shape = rng.randrange(7)
    if shape == 0 or (count >= 8 and shape == 1):
        return f"主站{rng.choice(few)}池模板: {' | '.join((*phrases, *phrases[:4]))}"
    if shape == 2:
        phrases[rng.randrange(count)] = f"www.{rng.choice('abc')}{rng.randint(1, 99)}{rng.choice(few)}"
    if shape == 3:
        phrases = [f"{rng.randint(1, 99)}{phrase}" for phrase in phrases]
    separators = (",", "_", "-", " I ", "|", " - ", " ", "/", "｜", ", ", "，")
    return rng.choice(separators[:-1] if is_certain else separators).join(phrases)
