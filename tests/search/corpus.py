"""Generated cases that read like nothing, but whose words are as many and as unevenly used as those of real text."""

from __future__ import annotations

import random
import shutil
from itertools import accumulate
from pathlib import Path

import wordfreq

from tests.conftest import ROOT

# Words whose characters differ by script in more than one way, Latin words, digits, a character outside the BMP.
SPECIAL = [
    *["皇后", "以后", "头发", "发展", "干部", "干净", "公里", "里面", "面条", "表面", "复议", "答复", "复杂", "系统"],
    *["联系", "著作", "跟着", "钟声", "余额", "台风", "舞台", "历史", "日历", "范围", "斗争", "准备", "征求", "云计算"],
    *["GB 50180", "APP", "Wi-Fi", "15分钟", "2024年", "5G", "B2栋", "QR码", "（试行）", "“红色物业”", "𬭎", "一○七号"],
]
NAMES = ["王建国", "李梅", "欧阳春晓", "余冬林", "干志强", "钟云", "后羿社区", "林𬭎"]
TAGS = {"points": "积分制", "council": "居民议事会", "partner": "社区合伙人", "garden": "共建花园"}
PLACES = {"hubei": ("湖北省", ""), "tianmen": ("天门市", "hubei"), "yichang": ("宜昌市", "hubei")}


def write_site(root: Path, count: int, seed: int = 7) -> None:
    """A project of so many cases, with the project's own theme."""
    shutil.copytree(ROOT / "theme", root / "theme")
    for folder in ("cases", "vocabulary", "pages"):
        (root / "content" / folder).mkdir(parents=True)
    terms = "".join(f"{code}: {{label: {label}, synonyms: [{label}办法]}}\n" for code, label in TAGS.items())
    (root / "content/vocabulary/tags.yml").write_text(terms, "utf-8")
    places = "".join(
        f"{code}: {{label: {label}{f', parent: {parent}' if parent else ''}}}\n"
        for code, (label, parent) in PLACES.items()
    )
    (root / "content/vocabulary/places.yml").write_text(places, "utf-8")
    (root / "site.toml").write_text(_SITE, "utf-8")
    draw, words = random.Random(seed), Draws()
    for number in range(count):
        (root / f"content/cases/case-{number}.md").write_text(_case(number, draw, words), "utf-8")


_SITE = """title = "案例集"
seal = "共同缔造"
tagline = "邻里的事，邻里商量着办"
description = "居民的案例。"
publisher = "案例集"
base_url = "https://example.org/site_builder/"
[[taxonomies]]
name = "places"
label = "地区"
[[taxonomies]]
name = "tags"
label = "标签"
"""


class Draws:
    """Chinese words, drawn as often as they are used."""

    def __init__(self) -> None:
        self.words = [word for word in wordfreq.top_n_list("zh", 30_000) if all("一" <= each <= "鿿" for each in word)]
        known = wordfreq.get_frequency_dict("zh")  # as it is: `word_frequency` would cut words up first
        self.weights = list(accumulate(known[word] for word in self.words))

    def sentence(self, draw: random.Random, length: int) -> str:
        """So many words; one in ten is a special one."""
        chosen = draw.choices(self.words, cum_weights=self.weights, k=length)
        return "".join(draw.choice([*SPECIAL, *NAMES]) if draw.random() < 0.1 else word for word in chosen)


def _case(number: int, draw: random.Random, words: Draws) -> str:
    tags = ", ".join(sorted(draw.sample(sorted(TAGS), draw.randint(0, 2))))
    sections = [
        f"## {words.sentence(draw, 3)}\n\n" + "\n\n".join(words.sentence(draw, 30) + "。" for _ in range(4))
        for _ in range(3)
    ]
    return f"""---
id: case-{number}
title: {words.sentence(draw, 5)}第{number}号
summary: {words.sentence(draw, 20)}。
sources:
  - role: base_text
    issued: 20{draw.randint(18, 25)}
    publisher: 荆楚网
    creators: [{{name: {draw.choice(NAMES)}, role: author}}]
places: [{draw.choice(sorted(PLACES))}]
tags: [{tags}]
review: {{status: reviewed}}
---

{(chr(10) * 2).join(sections)}
"""
