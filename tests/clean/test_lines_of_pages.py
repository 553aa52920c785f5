"""Composed pages of many lines that look alike: the template's and the keywords go, the article's all stay.

What stands before the article, its title and its byline, is not counted: it moves to the fields.
"""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

from msgspec import Struct

from site_builder.clean import clean
from site_builder.clean.channel import damage, known_annotations, swap_script
from site_builder.problem import Source
from tests.clean.spam_pages import paragraphs
from tests.clean.test_spam_pages import dropped_lines

PAGES = 2000 if os.environ.get("CAMPAIGN") else 300
TEXT = (Path(__file__).parent / "lines.txt").read_text("utf-8")
LINES = {head: body.split("\n") for head, body in re.findall(r"## (.+)\n((?:.+\n)*.+)", TEXT)}
OWN, ANYWHERE, BEHIND = (
    LINES["the article's own, wherever they stand"],
    LINES["the template's, wherever they stand"],
    LINES["the template's, behind the article"],
)
KEYWORDS, FOREIGN, AROUND = (
    LINES["keywords, wherever they stand"],
    LINES["keywords, among traditional text"],
    LINES["keywords, before and behind the article"],
)


class Page(Struct, frozen=True):
    """A page's lines, and the places of those that must go and of those that must stay."""

    lines: tuple[str, ...]
    going: frozenset[int]
    staying: frozenset[int]


def compose(number: int) -> Page:
    """The page of a number: simplified, turned into traditional script, or damaged too."""
    rng = random.Random(number)
    kind = rng.choice(("simplified", "swapped", "channel"))
    own = [*rng.sample(paragraphs(), 3), *rng.sample(OWN, rng.randint(4, 12))]
    rng.shuffle(own)
    article = [rng.choice(paragraphs()), *own, rng.choice(paragraphs())]
    within = [*rng.sample(ANYWHERE, 4), *rng.sample(KEYWORDS, 1), *([] if kind == "simplified" else FOREIGN[:2])]
    lines = [(_as_mirrored(line, kind, rng), True) for line in article]
    for line in within:
        lines.insert(rng.randint(1, len(lines) - 1), (line, False))
    behind = [*rng.sample(ANYWHERE, 3), *rng.sample(BEHIND, 4), *rng.sample(AROUND, 1)]
    rng.shuffle(behind)
    lines += [(line, False) for line in behind]
    head = [_as_mirrored("社区议事有了新阵地", kind, rng), "2023-05-06 来源:江城日报"]
    return Page(
        (*head, *(line for line, _ in lines)),
        frozenset(place + 2 for place, (_, stays) in enumerate(lines) if not stays),
        frozenset(place + 2 for place, (_, stays) in enumerate(lines) if stays),
    )


def _as_mirrored(line: str, kind: str, rng: random.Random) -> str:
    if kind == "simplified":
        return line
    swapped = swap_script(line)
    whole = damage(swapped, known_annotations().full, lambda _offset: rng.random() < 0.8)
    return whole if kind == "channel" else swapped


def test_every_line_that_is_none_of_the_articles_goes_and_all_others_stay() -> None:
    kept, lost, going, staying = [], [], 0, 0
    for number in range(PAGES):
        page = compose(number)
        dropped = dropped_lines(clean(Source(f"{number}.txt", "\n".join(page.lines))))
        going, staying = going + len(page.going), staying + len(page.staying)
        kept += [(number, page.lines[place]) for place in sorted(page.going - dropped)]
        lost += [(number, page.lines[place]) for place in sorted(page.staying & dropped)]
    print(f"{PAGES} pages: {going} lines to go, {len(kept)} kept; {staying} lines to stay, {len(lost)} lost")
    assert (kept, lost) == ([], [])
