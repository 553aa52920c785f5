"""The desk's pages, made from the project's files as they are when a page is asked for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec import Struct

from site_builder.build.disk import read_content, read_frame, read_sources, read_text
from site_builder.build.manifest import Stat
from site_builder.build.scan import RAW, scan_sources
from site_builder.clean import Cleaned, clean
from site_builder.content.casefile import parse_case
from site_builder.content.schema import Case
from site_builder.desk.accepted import Choice, parse_accepted
from site_builder.desk.completeness import completeness_html
from site_builder.desk.review import open_doubts, review, review_html
from site_builder.desk.variants import case_html, open_audit, overview_html, report
from site_builder.desk.work import Entry, read_entry, work, work_html
from site_builder.problem import BuildError, Portion, Source

ACCEPTED = "content/variants-accepted.txt"


class Desk:
    """The pages below the desk's address; what was read is kept for as long as its file stays as it is.

    ` ` the list, `page/2/` more of it, `case/ID/` a case's review, `case/ID/variants/` it in all scripts side by side,
    `variants/` the audit of all, `completeness/` how far the records are filled. `editor` is an
    address with `{path}` and `{line}` that opens a file, or nothing.
    """

    def __init__(self, root: Path, editor: str) -> None:
        self._root, self._editor = root, editor
        self._entries: dict[str, tuple[Stat, Entry]] = {}

    def __call__(self, path: str) -> bytes | None:
        """A page as HTML, None where there is none; raises BuildError where a source it needs is wrong."""
        match path.split("/"):
            case [""]:
                page = self._list(1)
            case ["page", number, ""] if number.isascii() and number.isdigit():
                page = self._list(int(number))
            case ["case", id, ""]:
                page = self._review(id)
            case ["case", id, "variants", ""]:
                page = self._case_variants(id)
            case ["completeness", ""]:
                page = completeness_html(filter(None, (entry.record for _, entry in self._read().values())))
            case ["variants", ""]:
                page = self._variants()
            case _:
                page = None
        return None if page is None else page.encode()

    def _list(self, number: int) -> str | None:
        found = work(entry for _, entry in self._read().values())
        return work_html(found, lambda each: self._link(each.name, each.line), number)

    def _review(self, id: str) -> str | None:
        source = self._source(id)
        if source is None:
            return None
        case = parse_case(source)
        base = clean_base(self._root, case)
        if base is None:
            return None
        found = review(base.cleaned, case.meta.title, base.pages)
        lines = open_doubts(found.doubts, case, source.text)
        links = {number: self._link(source.name, line) for number, line in lines.items()}
        return review_html(found, links, _BESIDE)

    def _case_variants(self, id: str) -> str | None:
        source = self._source(id)
        if source is None:
            return None
        sources = msgspec.structs.replace(read_frame(self._root), cases=(source,))
        site = open_audit(sources)
        passage = next(each for each in site.passages if each.meta)
        return case_html(site, passage, read_accepted(self._root), "../../../variants/")

    def _variants(self) -> str:
        site = open_audit(read_sources(self._root))
        accepted = read_accepted(self._root)
        links = [(each.title, f"../case/{quote(each.meta.id)}/variants/") for each in site.passages if each.meta]
        return overview_html([report(site, variant, accepted) for variant in site.scripts], links)

    def _read(self) -> dict[str, tuple[Stat, Entry]]:
        """All case files; only what changed since the last look is read."""
        known, found = self._entries, {}
        for name, stat in scan_sources(self._root).cases.items():
            kept = known.get(name)
            if kept is None or kept[0] != stat:
                kept = stat, read_entry(read_text(self._root, self._root / name), self._count)
            found[name] = kept
        self._entries = found
        return found

    def _source(self, id: str) -> Source | None:
        name = next((name for name, (_, entry) in self._read().items() if entry.work.id == id), None)
        return read_text(self._root, self._root / name) if name else None

    def _count(self, case: Case, source: Source) -> int:
        base = clean_base(self._root, case)
        return len(open_doubts(review(base.cleaned, "").doubts, case, source.text)) if base else 0

    def _link(self, name: str, line: int) -> str:
        return self._editor.format(path=quote(str(self._root / name)), line=line) if self._editor else ""


_BESIDE = (("校订台", "../../"), ("字体对照", "variants/"))


def find_case(root: Path, named: str) -> Case | None:
    """The case with an id, or the one in a file, named by its path; one whose file has problems is not found."""
    path = Path(named).resolve()
    for name in scan_sources(root).cases:
        try:
            case = parse_case(read_text(root, root / name))
        except BuildError:
            continue
        if case.meta.id == named or (root / name).resolve() == path:
            return case
    return None


class Base(Struct, frozen=True):
    """The raw article a case rests on, cleaned, and the files it stands in where they are several."""

    cleaned: Cleaned
    pages: tuple[Portion, ...]


def clean_base(root: Path, case: Case) -> Base | None:
    """The raw article a case rests on, cleaned; None where it names none, or a file that is not there."""
    source = next((source for source in case.meta.sources if source.raw), None)
    paths = [root / RAW / (file.raw or "") for file in source.files] if source else []
    if not paths or not all(path.is_file() for path in paths):
        return None
    return _clean(root, tuple((path, path.stat().st_mtime_ns) for path in paths))


def read_accepted(root: Path) -> frozenset[Choice]:
    """The choices of scripts that somebody read and accepted."""
    path = root / ACCEPTED
    return parse_accepted(read_text(root, path)) if path.exists() else frozenset()


@lru_cache(maxsize=256)
def _clean(root: Path, files: tuple[tuple[Path, int], ...]) -> Base:
    """A raw article cleaned once, as long as its files, each with when it was changed, stay as they are."""
    from site_builder.extract import join, read_raw  # its parsers take their time to load

    read = (read_content(root, path) for path, _ in files)
    pages = [read_raw(content, name) for name, content in read]
    raw = join(pages) if len(pages) > 1 else pages[0]
    return Base(clean(raw.source), raw.reading.pages)
