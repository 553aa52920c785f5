"""Measure the inverse of the damage channel: simulated damage, the classes of certainty, undamaged text, speed.

    python -m benchmarks.clean_channel FOLDER [--articles 300] [--seeds 1 2 3] [--undamaged] [--show]

FOLDER holds text files, UTF-8, one paragraph a line, one file for each kind of text, that the language model has not
seen. Every article is damaged once for each seed. Text to measure with can be had from Debian's documentation:

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
from itertools import groupby
from pathlib import Path

from site_builder.clean.channel import UNKNOWN, damage_line, known_annotations, swap_script
from site_builder.clean.ledger import Edit, replay
from site_builder.clean.repair import repair

ARTICLE = 2000  # characters
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def main() -> None:
    """Print the figures for every file of the folder, and for all together."""
    arguments = _arguments()
    together: Counter[str] = Counter()
    for file in sorted(arguments.folder.glob("*.txt")):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        if arguments.undamaged:
            print(f"{file.stem}: undamaged {_undamaged(lines)}", flush=True)
            continue
        articles = list(_articles([line for line in lines if 30 <= len(line) <= 700]))
        counts: Counter[str] = Counter()
        for seed in arguments.seeds:
            counts += _measured(articles, seed, arguments.articles, show=arguments.show)
        _print(file.stem, counts)
        together += counts
    if together:
        _print("together", together)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=300, help="of each file, chosen anew for each seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--undamaged", action="store_true", help="count the edits on the text as it is, nothing else")
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


def _measured(articles: Sequence[str], seed: int, most: int, *, show: bool) -> Counter[str]:
    chance = random.Random(seed)
    chosen = chance.sample(articles, min(most, len(articles)))
    repair(_damaged(chosen[0], random.Random(0)))  # loads the language
    counts: Counter[str] = Counter()
    for article in chosen:
        damaged = _damaged(article, chance)
        begin = time.process_time_ns()
        edits = repair(damaged)
        counts["nanoseconds"] += time.process_time_ns() - begin
        counts += _compared(article, damaged, edits, show=show)
    return counts


def _recoverable(character: str) -> str:
    """What a repair can give back of a character: where GBK lacks it `?`, or a blank for a blank."""
    if character == "\n" or character.encode("gbk", "ignore"):
        return character
    return " " if character.isspace() else "?"


_CLASSES = ("exact", "likely", "doubtful", "doubtful with □")


def _print(name: str, counts: Counter[str]) -> None:
    size = counts["characters"]
    speed = size / ARTICLE / counts["nanoseconds"] * 1e9
    print(f"{name}: {size} characters, wrong {counts['wrong']} ({counts['wrong'] / size:.4%})", end=", ")
    print(f"□ {counts['unknown']} ({counts['unknown'] / size:.3%}), invented {counts['invented']}", end="; ")
    print(f"{speed:.0f} articles/s")
    edits = sum(counts[f"{each} {how}"] for each in _CLASSES for how in ("right", "wrong"))
    for each in (*_CLASSES, "readings removed"):
        right, wrong = counts[f"{each} right"], counts[f"{each} wrong"]
        if right + wrong:
            share = f", {(right + wrong) / edits:.0%} of all repairs" if each in _CLASSES else ""
            print(f"  {each}: {right} of {right + wrong} right, {right / (right + wrong):.2%}{share}", flush=True)


def _compared(original: str, damaged: str, edits: Sequence[Edit], *, show: bool) -> Counter[str]:
    """Counts of characters and of edits by their class; an edit beside a wrong character counts as wrong."""
    known = "".join(map(_recoverable, original)).translate(_NARROW)
    repaired = replay(damaged, edits).translate(_NARROW)
    counts = Counter(characters=len(known))
    bad = []
    offset = 0
    for want, got in zip(known.split("\n"), repaired.split("\n"), strict=True):
        for (i, j), (k, m) in differences(got, want):
            unknown = got[i:j].count(UNKNOWN)
            wrong = max(j - i - unknown, m - k - unknown, 0)
            if wrong:
                bad.append((offset + i, offset + j))
            counts["unknown"] += unknown
            counts["wrong"] += wrong
            counts["invented"] += max(0, j - i - unknown - (m - k))
        offset += len(got) + 1
    shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.replacement)
        shift += len(edit.replacement) - (edit.end - edit.start)
        right = not any(a <= end and b >= start for a, b in bad)
        counts[f"{_class(edit)} {'right' if right else 'wrong'}"] += 1
        if show and edit.step == "channel" and not right:
            print("   ", edit.certainty, damaged[edit.start : edit.end], "->", edit.replacement, edit.alternatives)
    return counts


_ANCHOR = 4  # characters that agree in a row, between which a text is aligned anew
_HALF = 0.5  # of a change: a character shown as lost

Place = tuple[tuple[int, int], tuple[int, int]]  # from and to in what was got, and in what was wanted


def differences(got: str, want: str) -> Iterator[Place]:
    """The places where two lines differ, by as few changes as can be.

    difflib alone takes the longest run that agrees, so that in a row of words which all end in 海 it pairs one word's
    with another's, and counts a character too many here and too few there.
    """
    before = (0, 0)
    blocks = SequenceMatcher(None, got, want, autojunk=False).get_matching_blocks() if got != want else ()
    for start, begin, size in blocks:
        if size >= _ANCHOR or start == len(got):
            (i, k), before = before, (start + size, begin + size)
            yield from _runs(_fewest_changes(got[i:start], want[k:begin]), i, k)


def _fewest_changes(got: str, want: str) -> Sequence[tuple[int, int, bool]]:
    """The steps from one text to the other: how many characters of each, and whether they agree."""
    costs, steps, row, column = _costs(got, want), list[tuple[int, int, bool]](), len(got), len(want)
    while row or column:
        agree = bool(row and column) and got[row - 1] == want[column - 1]
        cost, change = costs[row][column], _change(got[row - 1 : row])
        if row and column and cost == costs[row - 1][column - 1] + (0.0 if agree else change):
            step = (1, 1, agree)
        else:
            step = (1, 0, False) if row and cost == costs[row - 1][column] + change else (0, 1, False)
        steps.append(step)
        row, column = row - step[0], column - step[1]
    return steps[::-1]


def _costs(got: str, want: str) -> Sequence[Sequence[float]]:
    """What the changes cost from each beginning of one text to each beginning of the other."""
    costs = [[float(column) for column in range(len(want) + 1)]]
    for character in got:
        above, change = costs[-1], _change(character)
        line = [above[0] + change]
        for column, wanted in enumerate(want):
            both = above[column] + (0.0 if character == wanted else change)
            line.append(min(both, above[column + 1] + change, line[-1] + 1.0))
        costs.append(line)
    return costs


def _change(character: str) -> float:
    return _HALF if character == UNKNOWN else 1.0


def _runs(steps: Sequence[tuple[int, int, bool]], i: int, k: int) -> Iterator[Place]:
    """The runs of steps that do not agree, from these places on."""
    for agree, run in groupby(steps, lambda step: step[2]):
        taken = list(run)
        j, m = i + sum(step[0] for step in taken), k + sum(step[1] for step in taken)
        if not agree:
            yield (i, j), (k, m)
        i, k = j, m


def _class(edit: Edit) -> str:
    """What the edit is counted as; where a character is left unknown, right means that the others are."""
    if edit.step == "annotation":
        return "readings removed"
    return f"{edit.certainty} with □" if UNKNOWN in edit.replacement else str(edit.certainty)


if __name__ == "__main__":
    main()
