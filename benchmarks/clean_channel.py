"""Measure the inverse of the damage channel: simulated damage, undamaged text, speed.

    python benchmarks/clean_channel.py FOLDER [--paragraphs 1000] [--seed 1] [--show]

FOLDER holds text files, UTF-8, one paragraph a line, that the language model has not seen. Text to measure with can
be had from Debian's documentation, for example:

    apt-get download debian-reference-zh-cn debian-reference-zh-tw libreoffice-help-zh-cn manpages-zh
    for package in *.deb; do dpkg-deb -x "$package" unpacked; done

and one paragraph a line taken from the pages below `unpacked`. Simplified text is brought to the channel's script.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from site_builder.clean.channel import UNKNOWN, damage_line, known_annotations, swap_script
from site_builder.clean.ledger import Edit, replay
from site_builder.clean.repair import repair

ARTICLE = 2000  # characters
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def main() -> None:
    """Print the figures for every file of the folder."""
    arguments = _arguments()
    for file in sorted(arguments.folder.glob("*.txt")):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        print(f"{file.name}: undamaged {_undamaged(lines)}")
        chance = random.Random(arguments.seed)
        fit = [line for line in lines if 30 <= len(line) <= 700]
        start = chance.randrange(max(1, len(fit) - arguments.paragraphs))
        _report(list(_articles(fit[start : start + arguments.paragraphs])), chance, show=arguments.show)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--paragraphs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print every wrong edit")
    return parser.parse_args()


def _undamaged(lines: Sequence[str]) -> str:
    edits = sum(len(repair("\n".join(lines[place : place + 8]))) for place in range(0, len(lines), 8))
    return f"{len(lines)} paragraphs, {edits} edits"


def _articles(lines: Sequence[str]) -> Iterator[str]:
    article: list[str] = []
    for line in lines:
        article.append(line)
        if sum(map(len, article)) > ARTICLE:
            yield swap_script("\n".join(article))
            article = []


def _damaged(original: str, chance: random.Random) -> str:
    """The article as a mirror might show it: either table in any order, cut at all, most or few of the places."""
    table = chance.choice((known_annotations().core, known_annotations().full))
    entries = list(table.items())
    chance.shuffle(entries)
    share = chance.choice((1.0, 0.75, 0.75, 0.4))
    return "\n".join(
        damage_line(line, dict(entries), lambda _: chance.random() < share) for line in original.split("\n")
    )


def _report(articles: Sequence[str], chance: random.Random, *, show: bool) -> None:
    repair(_damaged(articles[0], chance))  # loads the language
    counts: Counter[str] = Counter()
    seconds = 0.0
    for article in articles:
        damaged = _damaged(article, chance)
        begin = time.process_time()
        edits = repair(damaged)
        seconds += time.process_time() - begin
        counts += _compared(article, damaged, edits, show=show)
    size = counts["characters"]
    print(f"  wrong {counts['wrong']} ({counts['wrong'] / size:.4%}), unknown {counts['unknown']}", end=", ")
    print(f"invented {counts['invented']} of {size} characters; {size / ARTICLE / seconds:.0f} articles/s")
    for certainty in ("exact", "likely", "doubtful"):
        right, wrong = counts[f"{certainty} right"], counts[f"{certainty} wrong"]
        print(f"  {certainty}: {right} of {right + wrong} edits right")


def _compared(original: str, damaged: str, edits: Sequence[Edit], *, show: bool) -> Counter[str]:
    """Counts of characters and of edits with decoded text (removals of readings are not counted as edits)."""
    known = "".join(c if c == "\n" or c.encode("gbk", "ignore") else "?" for c in original).translate(_NARROW)
    repaired = replay(damaged, edits).translate(_NARROW)
    counts = Counter(characters=len(known))
    bad = []
    offset = 0
    for want, got in zip(known.split("\n"), repaired.split("\n"), strict=True):
        for tag, i, j, k, m in SequenceMatcher(None, got, want, autojunk=False).get_opcodes() if want != got else ():
            if tag != "equal":
                bad.append((offset + i, offset + j))
                unknown = got[i:j].count(UNKNOWN)
                counts["unknown"] += unknown
                counts["wrong"] += max(j - i - unknown, m - k - unknown, 0)
                counts["invented"] += max(0, j - i - unknown - (m - k))
        offset += len(got) + 1
    shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.replacement)
        shift += len(edit.replacement) - (edit.end - edit.start)
        if edit.step == "channel":
            right = not any(a <= end and b >= start for a, b in bad)
            counts[f"{edit.certainty} {'right' if right else 'wrong'}"] += 1
            if show and not right:
                print("   ", edit.certainty, damaged[edit.start : edit.end], "->", edit.replacement, edit.alternatives)
    return counts


if __name__ == "__main__":
    main()
