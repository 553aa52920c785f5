"""Make the cleaner's table of words at the ends of clauses, `site_builder/clean/clauses.json`.

    python -m benchmarks.count_clauses FOLDER [--least 1.15]

FOLDER holds text files, UTF-8, one paragraph a line, one file for each kind of text: others than those that the repair
is measured with. What only one kind of text says again and again counts for no more than what all others say twice.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from site_builder.clean.clauses import FILE, STEP, Clauses
from site_builder.clean.language import likeliest_words, load_language

_RUN = re.compile("[㐀-鿿]+")
_OPENS, _CLOSES = frozenset("。！？，；：“「"), frozenset("。！？，；：")
_FEW = 3  # words: so many are taken to have been seen as often as anywhere
_OTHERS = 2


class Counts(NamedTuple):
    """How often each word stands in one kind of text: anywhere, at the beginning of a clause, at its end."""

    anywhere: Counter[str]
    begins: Counter[str]
    ends: Counter[str]


def main() -> None:
    """Count, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--least", type=float, default=1.15, help="nats that a word must tell to be kept")
    parser.add_argument("--out", type=Path, default=Path("site_builder/clean") / FILE)
    options = parser.parse_args()
    kinds = [counted(file.read_text(encoding="utf-8").splitlines()) for file in sorted(options.folder.glob("*.txt"))]
    table = Clauses(_telling(kinds, _begins, options.least), _telling(kinds, _ends, options.least))
    options.out.write_bytes(msgspec.json.encode(table) + b"\n")
    print(f"{len(table.begins)} words begin, {len(table.ends)} end")


def _begins(kind: Counts) -> Counter[str]:
    return kind.begins


def _ends(kind: Counts) -> Counter[str]:
    return kind.ends


def counted(lines: Iterable[str]) -> Counts:
    """The words of the lines, each run of Han characters cut into the likeliest ones."""
    counts, language = Counts(Counter(), Counter(), Counter()), load_language()
    for line in lines:
        text = line.translate(language.back)
        for run in _RUN.finditer(text):
            words, _ = likeliest_words(run.group(), language.words)
            counts.anywhere.update(words)
            counts.begins.update(words[:1] if not run.start() or text[run.start() - 1] in _OPENS else ())
            counts.ends.update(words[-1:] if text[run.end() : run.end() + 1] in ("", *_CLOSES) else ())
    return counts


def _telling(kinds: Sequence[Counts], there: Callable[[Counts], Counter[str]], least: float) -> dict[str, int]:
    """The words that are likelier there, or less likely, by `least` nats at least; in steps of the table."""
    shares = [sum(there(kind).values()) / max(1, sum(kind.anywhere.values())) for kind in kinds]
    found = {}
    for word in sorted(set().union(*(kind.anywhere for kind in kinds))):
        rows = sorted(
            (kind.anywhere[word], there(kind)[word], share) for kind, share in zip(kinds, shares, strict=True)
        )
        others, top = sum(row[0] for row in rows[:-1]), rows[-1]
        weights = [1.0] * (len(rows) - 1) + [min(1.0, _OTHERS * others / top[0])]
        seen = sum(weight * row[1] for weight, row in zip(weights, rows, strict=True))
        expected = sum(weight * row[0] * row[2] for weight, row in zip(weights, rows, strict=True))
        more = math.log((seen + _FEW) / (expected + _FEW))
        if abs(more) >= least:
            found[word] = round(more / STEP)
    return found


if __name__ == "__main__":
    main()
