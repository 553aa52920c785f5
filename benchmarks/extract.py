"""Measure extraction against pages with a human reference.

A folder holds `pages/` (HTML files as they were served), `text/` (the article of each, named like the page plus `.txt`,
one paragraph a line) and `meta.jsonl` (one object a page: `page`, and as printed `title`, `issued` as YYYY-MM-DD,
`author`, `reporter`, `correspondent`, `editor`, `photographer` as lists of names; what a page does not print is left
out). A page may lack any of it; each figure counts only the pages that have it.

    python -m benchmarks.extract FOLDER [--worst N] [--against]

A page's name up to its last hyphen is its site: the mean of the sites is given too, so that no template outweighs the
others. `--against` measures trafilatura, readability and jusText on the same pages, htmldate for dates; it needs
`pip install trafilatura readability-lxml jusText htmldate`. jusText is set for Chinese, which has no stop words
between blanks: a block of 30 characters is text, one of 10 beside such a block too.

The dictionaries of the cleaner are loaded before the clock starts, once for any number of pages; the seconds are those
of the processor.

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

from lxml import html

from site_builder.clean import Cleaned, Field, clean
from site_builder.clean.language import load_language
from site_builder.clean.script import to_simplified
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
    parser.add_argument("--against", action="store_true", help="measure other extractors too")
    options = parser.parse_args(arguments)
    measure(options.folder, options.worst)
    if options.against:
        compare(options.folder)


def measure(folder: Path, worst: int) -> None:
    """Extract and clean every page of a folder, and print how it compares."""
    wanted = {row["page"]: row for row in map(json.loads, (folder / "meta.jsonl").read_text("utf-8").splitlines())}
    extracted: dict[str, float] = {}
    cleaned: dict[str, float] = {}
    right: dict[str, list[bool]] = {"title": [], "date": [], "roles": []}
    names = Counter[str]()
    wrong: list[str] = []
    pages = sorted(path for path in (folder / "pages").iterdir() if path.is_file())
    load_language()
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
            cleaned[path.name] = likeness(_PICTURE.sub("", result.text), to_simplified(text))
        for figure, is_right, told in _compared(page, result, wanted.get(path.name, {}), names):
            right[figure].append(is_right)
            wrong += [] if is_right else [f"  {figure}: {path.name[:50]}: {told}"]
    print(f"{len(pages)} pages, {len(pages) / seconds:.1f} a second of one core (read, extracted and cleaned)")
    for name, scores in (("extracted", extracted), ("cleaned", cleaned)):
        print(f"4-gram F, {name}: {_means(scores)}")
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
    return re.sub(r"[\W_]+", "", to_simplified(text))


def _means(scores: dict[str, float]) -> str:
    sites: dict[str, list[float]] = {}
    for name, score in scores.items():
        sites.setdefault(name.rpartition("-")[0], []).append(score)
    pages, means = sum(scores.values()) / len(scores), [sum(each) / len(each) for each in sites.values()]
    return f"mean {pages:.4f} of {len(scores)} pages, {sum(means) / len(means):.4f} of {len(means)} sites"


def compare(folder: Path) -> None:
    """Print the same figure for other extractors, each by itself and the best of ours and it on every page."""
    wanted = {path.name[:-4]: path.read_text("utf-8") for path in sorted((folder / "text").iterdir())}
    pages = {name: decode((folder / "pages" / name).read_bytes(), name).source.text for name in wanted}
    ours = {name: likeness(_PICTURE.sub(r"\1", read_page(page).body), wanted[name]) for name, page in pages.items()}
    for label, extract in (("trafilatura", _trafilatura), ("readability", _readability), ("jusText", _justext)):
        start = process_time()
        found = {name: extract(page) for name, page in pages.items()}
        rate = len(pages) / (process_time() - start)
        scores = {name: likeness(found[name], wanted[name]) for name in pages}
        best = {name: max(score, ours[name]) for name, score in scores.items()}
        print(f"{label}: {_means(scores)}; {rate:.1f} pages a second; the better of it and ours: {_means(best)}")
    _compare_dates(folder, pages)


def _compare_dates(folder: Path, pages: dict[str, str]) -> None:
    from htmldate import find_date

    rows = map(json.loads, (folder / "meta.jsonl").read_text("utf-8").splitlines())
    wanted = {row["page"]: row["issued"] for row in rows if row.get("issued")}
    right = sum(find_date(pages[name], original_date=True) == day for name, day in wanted.items() if name in pages)
    print(f"htmldate: {right} of {len(wanted)} dates right")


def _trafilatura(page: str) -> str:
    from trafilatura import extract

    return extract(page, include_comments=False) or ""


def _readability(page: str) -> str:
    from readability import Document

    return _plain(Document(page).summary())


def _plain(page: str) -> str:
    return " ".join(html.fromstring(page).itertext())


def _justext(page: str) -> str:
    from justext import justext

    blocks = justext(page.encode(), frozenset(), 10, 30, 0.0, 0.0, max_link_density=0.3, encoding="utf-8")
    return "\n".join(block.text for block in blocks if not block.is_boilerplate)


if __name__ == "__main__":
    main()
