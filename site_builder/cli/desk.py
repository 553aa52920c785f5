"""The desk's pages, read from the project when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from site_builder.build.disk import read_content, read_sources
from site_builder.clean import Cleaned, clean
from site_builder.content.casefile import parse_case
from site_builder.content.schema import Case
from site_builder.desk import Work, review, review_html, work, work_html
from site_builder.problem import BuildError

RAW = "content/raw"


def desk_pages(root: Path, editor: str) -> Callable[[str], bytes | None]:
    """The pages below the desk's address: the list at its root, a case's review at `case/<id>/`.

    `editor` is an address with `{path}` and `{line}` that opens a file, or nothing.
    """

    def link(each: Work) -> str:
        return editor.format(path=root / each.name, line=each.line) if editor else ""

    def page(path: str) -> bytes | None:
        if not path:
            return work_html(work(read_sources(root).cases, lambda case: _doubts(root, case)), link).encode()
        case = find_case(root, path.removeprefix("case/").removesuffix("/")) if path.startswith("case/") else None
        cleaned = case and clean_base(root, case)
        return review_html(review(cleaned, case.meta.title)).encode() if case and cleaned else None

    return page


def find_case(root: Path, id: str) -> Case | None:
    """The case with an id; one whose file has problems is not found."""
    for source in read_sources(root).cases:
        try:
            case = parse_case(source)
        except BuildError:
            continue
        if case.meta.id == id:
            return case
    return None


def clean_base(root: Path, case: Case) -> Cleaned | None:
    """The raw article a case rests on, cleaned; None where it names none."""
    raw = next((source.raw for source in case.meta.sources if source.raw), "")
    path = root / RAW / raw
    return _clean(root, path, path.stat().st_mtime_ns) if raw and path.is_file() else None


def _doubts(root: Path, case: Case) -> int:
    cleaned = clean_base(root, case)
    return len(cleaned.doubts) if cleaned else 0


@lru_cache(maxsize=256)
def _clean(root: Path, path: Path, changed: int) -> Cleaned:
    """A raw article cleaned once, as long as its file stays as it is."""
    from site_builder.extract import read_raw  # its parsers take their time to load

    name, content = read_content(root, path)
    return clean(read_raw(content, name).source)
