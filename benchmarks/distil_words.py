"""Make the cleaner's table of word pairs, `site_builder/clean/following.xz`, from a language model in ARPA format.

    apt-get source --download-only libime        # Debian; the model is data/lm_sc.arpa-*.tar.xz in the tarball
    python -m benchmarks.distil_words lm_sc.arpa [--pairs 800000]

The model is libime's (LGPL-2.1-or-later): 165,000 simplified words, 1,983,000 pairs, Kneser-Ney. Kept are the words of
at most five characters and the pairs that tell most beyond their words; the rest of each word's probability is
spread anew over what was dropped.
"""

from __future__ import annotations

import argparse
import lzma
import math
from array import array
from collections.abc import Iterator
from pathlib import Path

import msgspec

from site_builder.clean.following import FILE, PAIR_STEP, REST_STEP, WORD_STEP, Table
from site_builder.clean.language import is_word

Pairs = dict[str, list[tuple[str, float]]]  # first word: second words and their logarithms


def distil() -> None:
    """Read the model, prune it and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("arpa", type=Path)
    parser.add_argument("--pairs", type=int, default=800_000)
    parser.add_argument("--out", type=Path, default=Path("site_builder/clean") / FILE)
    options = parser.parse_args()
    words, rests = read_words(options.arpa)
    pairs = most_telling(read_pairs(options.arpa, words), words, rests, options.pairs)
    packed = lzma.compress(msgspec.msgpack.encode(tabled(words, pairs)), preset=9 | lzma.PRESET_EXTREME)
    options.out.write_bytes(packed)
    kept = sum(map(len, pairs.values()))
    print(f"{len(words)} words, {kept} pairs, {len(packed) / 1e6:.2f} MB")


def lines_of(arpa: Path, section: str) -> Iterator[list[str]]:
    """The columns of one section's lines."""
    inside = False
    with arpa.open(encoding="utf-8") as model:
        for line in model:
            if line.startswith("\\"):
                if inside:
                    return
                inside = line.strip() == section
            elif inside and line.strip():
                yield line.rstrip("\n").split("\t")


def read_words(arpa: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Natural logarithms of the words' probabilities, and of the rest that is left to words not seen behind them."""
    words, rests = {}, {}
    for power, word, *rest in lines_of(arpa, "\\1-grams:"):
        if is_word(word):
            words[word] = float(power) * math.log(10)
            rests[word] = float(rest[0]) * math.log(10) if rest else 0.0
    return words, rests


def read_pairs(arpa: Path, words: dict[str, float]) -> Iterator[tuple[str, str, float]]:
    """The pairs whose words are both kept."""
    for power, pair, *_ in lines_of(arpa, "\\2-grams:"):
        first, second = pair.split(" ")
        if first in words and second in words:
            yield first, second, float(power) * math.log(10)


def most_telling(
    pairs: Iterator[tuple[str, str, float]], words: dict[str, float], rests: dict[str, float], most: int
) -> Pairs:
    """The pairs that tell most beyond their words, each weighed by how often it comes."""
    told = []
    for first, second, cost in pairs:
        gain = cost - rests[first] - words[second]
        if gain > 0:
            told.append((math.exp(words[first] + cost) * gain, first, second, cost))
    told.sort(reverse=True)
    kept: Pairs = {}
    for _, first, second, cost in told[:most]:
        kept.setdefault(first, []).append((second, cost))
    return kept


def tabled(words: dict[str, float], pairs: Pairs) -> Table:
    """The table as it is stored: words by frequency, the second words of each first one by their numbers."""
    ranked = sorted(words, key=lambda word: (-words[word], word))
    numbers = {word: number for number, word in enumerate(ranked)}
    rests, gaps, costs = bytearray(), bytearray(), bytearray()
    lengths, counts = array("I"), array("I")
    for word in ranked:
        seconds = sorted((numbers[second], cost) for second, cost in pairs.get(word, ()))
        rests.append(_step(_rest(word, words, pairs), REST_STEP))
        begun, before = len(gaps), -1
        for number, cost in seconds:
            gaps += _varint(number - before)
            costs.append(_step(cost, PAIR_STEP))
            before = number
        lengths.append(len(gaps) - begun)
        counts.append(len(seconds))
    own = bytes(_step(words[word], WORD_STEP) for word in ranked)
    return Table("\n".join(ranked), own, bytes(rests), bytes(gaps), bytes(costs), lengths.tobytes(), counts.tobytes())


def _rest(word: str, words: dict[str, float], pairs: Pairs) -> float:
    """What is left for words not kept behind this one, against what they have by themselves (logarithm)."""
    kept = pairs.get(word, ())
    left = 1 - sum(math.exp(cost) for _, cost in kept)
    without = 1 - sum(math.exp(words[second]) for second, _ in kept)
    return math.log(max(left, 1e-2) / max(without, 1e-2))


def _step(cost: float, step: float) -> int:
    return min(255, max(0, round(-cost / step)))


def _varint(number: int) -> bytes:
    code = bytearray()
    while number > 0x7F:
        code.append(number & 0x7F | 0x80)
        number >>= 7
    code.append(number)
    return bytes(code)


if __name__ == "__main__":
    distil()
