"""Measure extraction against pages with a human reference.

A folder holds `pages/` (HTML files as they were served), `text/` (the article of each, named like the page plus `.txt`,
one paragraph a line) and `meta.jsonl` (one object a page: `page`, and as printed `title`, `issued` as YYYY-MM-DD,
`author`, `reporter`, `correspondent`, `editor`, `photographer` as lists of names; what a page does not print is left
out). A page may lack any of it; each figure counts only the pages that have it.

    python -m benchmarks.extract FOLDER [--worst N]

Text is compared by the multiset of its 4-grams of letters and Han characters: F = 2·common / (found + wanted).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from site_builder.clean import Cleaned, Field, clean
from site_builder.extract.encoding import decode
from site_builder.extract.page import Page, raw_article, read_page
from site_builder.problem import Source

ROLES = (Field.AUTHOR, Field.REPORTER, Field.CORRESPONDENT, Field.EDITOR, Field.PHOTOGRAPHER)
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)|^::: \w+$", re.MULTILINE)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print every figure with its count, and the pages with the lowest F."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the N worst pages, and what is wrong")
    options = parser.parse_args(arguments)
    measure(options.folder, options.worst)


def measure(folder: Path, worst: int) -> None:
    """Extract and clean every page of a folder, and print how it compares."""
    wanted = {row["page"]: row for row in map(json.loads, (folder / "meta.jsonl").read_text("utf-8").splitlines())}
    extracted: dict[str, float] = {}
    cleaned: dict[str, float] = {}
    right: dict[str, list[bool]] = {"title": [], "date": [], "roles": []}
    names = Counter[str]()
    wrong: list[str] = []
    pages = sorted(path for path in (folder / "pages").iterdir() if path.is_file())
    seconds = 0.0
    for path in pages:
        start = process_time()
        page = read_page(decode(path.read_bytes(), path.name).source.text)
        result = clean(Source(path.name, raw_article(page)))
        seconds += process_time() - start
        reference = folder / "text" / f"{path.name}.txt"
        if reference.exists():
            text = reference.read_text("utf-8")
            extracted[path.name] = likeness(_PICTURE.sub(r"\1", page.body), text)
            cleaned[path.name] = likeness(_PICTURE.sub("", result.text), text)
        for figure, is_right, told in _compared(page, result, wanted.get(path.name, {}), names):
            right[figure].append(is_right)
            wrong += [] if is_right else [f"  {figure}: {path.name[:50]}: {told}"]
    print(f"{len(pages)} pages, {len(pages) / seconds:.1f} a second of one core (read, extracted and cleaned)")
    for name, scores in (("extracted", extracted), ("cleaned", cleaned)):
        print(f"4-gram F, {name}: mean {sum(scores.values()) / len(scores):.4f} of {len(scores)} pages")
    for figure, results in right.items():
        print(f"{figure}: {sum(results)} of {len(results)} right, {100 * sum(results) / len(results):.1f} %")
    print(f"names with their role: {names['common']} right of {names['found']} found and {names['wanted']} wanted")
    for name in sorted(cleaned, key=cleaned.__getitem__)[:worst]:
        print(f"  {cleaned[name]:.3f} ({extracted[name]:.3f} extracted) {name[:70]}")
    print("\n".join(wrong if worst else ()))


def _compared(
    page: Page, result: Cleaned, wanted: dict[str, object], names: Counter[str]
) -> list[tuple[str, bool, str]]:
    """Each figure that a page counts for: its name, whether it is right, what was found and what was wanted."""
    compared = []
    stated = [(each.field, each.value) for each in result.statements]
    if title := wanted.get("title"):
        found = next((value for field, value in stated if field is Field.TITLE), "")
        compared.append(("title", _bare(found) == _bare(str(title)), f"{found} | {title}"))
    if day := wanted.get("issued"):
        found = next((value for field, value in stated if field is Field.ISSUED), "")
        compared.append(("date", found == day, f"{found} | {day}"))
    roles = {(role, name) for role in ROLES for name in _list(wanted.get(role.value))}
    persons = {(role, value) for role, value in stated if role in ROLES}
    if roles or persons:
        names.update(common=len(roles & persons), found=len(persons), wanted=len(roles))
        told = " ".join(
            f"{sign}{role}={name}"
            for sign, each in (("+", persons - roles), ("-", roles - persons))
            for role, name in each
        )
        compared.append(("roles", roles == persons, told))
    return compared


def _list(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def likeness(found: str, wanted: str) -> float:
    """The F of two texts by the multiset of their 4-grams, blanks and marks left out."""
    left, right = _grams(found), _grams(wanted)
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 1.0


def _grams(text: str) -> Counter[str]:
    plain = re.sub(r"[\W_]+", "", text)
    return Counter(plain[place : place + 4] for place in range(len(plain) - 3))


def _bare(text: str) -> str:
    """A title without its marks: the cleaner puts them into the form of the text."""
    return re.sub(r"[\W_]+", "", text)


if __name__ == "__main__":
    main()
