"""What a site's fonts cost: a social card, and the font of titles; CPU time, one process.

python -m benchmarks.fonts [FONT.ttc] [--cards 100]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence

from benchmarks.build import PLACES, TAGS
from site_builder.build.typefaces import system_font
from site_builder.fonts.card import Card, Mark, card_image
from site_builder.fonts.faces import face_of
from site_builder.fonts.subset import title_font
from site_builder.pages.lettering import MOST


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as a table in Markdown."""
    parser = argparse.ArgumentParser()
    parser.add_argument("font", nargs="?", default="NotoSerifCJK-Bold.ttc")
    parser.add_argument("--cards", type=int, default=100)
    wish = parser.parse_args(arguments)
    font = system_font(wish.font)
    if font is None:
        raise SystemExit(f"{wish.font}: not among the fonts of this system")
    print("| script | ms a card | bytes, most | title font, s | characters | bytes |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for variant in ("zh-Hans", "zh-Hant"):
        face = face_of(font, variant)
        card_image(_card(0), (face,))
        start = time.process_time()
        sizes = [len(card_image(_card(number), (face,))) for number in range(wish.cards)]
        cards = time.process_time() - start
        known = [each for each in sorted(face.characters) if "一" <= each <= "鿿"]
        characters = "".join(random.Random(1).sample(known, MOST))
        start = time.process_time()
        size = len(title_font(face, characters))
        seconds = time.process_time() - start
        print(f"| {variant} | {1000 * cards / wish.cards:.1f} | {max(sizes):,} | {seconds:.2f} | {MOST} | {size:,} |")


def _card(number: int) -> Card:
    draw = random.Random(number)
    place = draw.choice(PLACES)
    title = f"第{number}号案例：{place}{draw.choice(TAGS)}的探索与实践"
    marks = tuple(Mark(each, draw.random() < 0.6) for each in "谋建管评享")
    return Card(title, f"湖北省 · {place}", marks, "共同缔造案例集", "共同缔造")


if __name__ == "__main__":
    main()
