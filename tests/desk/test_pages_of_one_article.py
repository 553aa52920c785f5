"""An article over several pages: the case names all its files, and all of them are checked, cleaned again and shown."""

from hashlib import sha256
from pathlib import Path

import pytest
from lxml import html

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.clean import clean
from site_builder.content.casefile import parse_case
from site_builder.content.schema import FrontMatter
from site_builder.desk import review
from site_builder.extract import join, read_raw
from site_builder.problem import Source
from tests.batch.test_series import page, paragraphs
from tests.desk.conftest import run

CASE = "content/cases/c12345.md"
NAMES = ("c12345.html", "c12345_2.html")
CUT = "大家坐在一起商量?;氐郊依镌僬f。"  # the mirror's shape: a cut, and what stood behind it shifted by a byte


def case_of(project: Path) -> FrontMatter:
    return parse_case(Source(CASE, (project / CASE).read_text("utf-8"))).meta


@pytest.fixture
def project(project: Path) -> Path:
    """A collection with one case more, cleaned from two pages that are kept."""
    for number, name in enumerate(NAMES, 1):
        (project / "content/raw" / name).write_text(page(number, "_", last=2), "utf-8")
    assert run(project, "clean", *(str(project / "content/raw" / name) for name in NAMES)).exit_code == 0
    assert run(project, "check", "--sources-only", "--cleaning", "--accept").exit_code == 0
    return project


def change_second_page(project: Path) -> None:
    path = project / "content/raw" / NAMES[1]
    path.write_text(path.read_text("utf-8").replace("<p>责任编辑", "<p>居民们又添了一句话。</p><p>责任编辑"), "utf-8")


def test_the_draft_names_every_file_with_its_digest(project: Path) -> None:
    assert [file.raw for file in case_of(project).sources[0].files] == list(NAMES)
    assert run(project, "check", "--sources-only").exit_code == 0


def test_readers_see_the_digest_of_every_file_and_no_name(project: Path) -> None:
    built = {file.path: file.content for file in build(read_sources(project, drafts=True)).files}
    for path in ("zh-hans/cases/c12345/index.html", "data/cases/c12345.json"):
        text = built[path].decode()
        assert all(sha256((project / "content/raw" / name).read_bytes()).hexdigest() in text for name in NAMES)
        assert not any(name in text for name in NAMES)


def test_a_later_page_that_changed_is_told_at_its_place(project: Path) -> None:
    change_second_page(project)
    told = run(project, "check", "--sources-only")
    assert told.exit_code == 1
    assert f"not the SHA-256 of {NAMES[1]}" in told.output
    (project / "content/raw" / NAMES[1]).unlink()
    assert f"no such raw file: {NAMES[1]}" in run(project, "check", "--sources-only").output


def test_what_a_later_page_would_give_now_is_shown(project: Path) -> None:
    change_second_page(project)
    told = run(project, "check", "--sources-only", "--cleaning").output
    assert f"{CASE}: cleans differently now" in told
    assert [line for line in told.split("\n") if line.startswith(("  +", "  -"))] == ["  +居民们又添了一句话。"]


def test_the_pages_given_again_propose_to_their_case(project: Path) -> None:
    files = [str(project / "content/raw" / name) for name in NAMES]
    assert "already the case c12345" in run(project, "clean", *files).output
    assert "already the case c12345" in run(project, "clean", files[1]).output


def test_the_review_shows_each_file_under_its_name(project: Path) -> None:
    out = project / "review.html"
    assert run(project, "review", "c12345", "--out", str(out)).exit_code == 0
    rows = html.fromstring(out.read_text("utf-8")).xpath("//tbody/tr")
    heads = [place for place, row in enumerate(rows) if row.get("class") == "file"]
    assert [rows[place].text_content().strip() for place in heads] == list(NAMES)
    assert all(f"content/raw/{name}" in out.read_text("utf-8") for name in NAMES)
    for place, paragraph in enumerate(paragraphs()[:6]):
        (row,) = (number for number, row in enumerate(rows) if paragraph in row.text_content())
        assert (row > heads[1]) == (place >= 3)


def test_a_doubt_names_its_file_and_the_line_in_it() -> None:
    head = "".join(f"社區環(huán)境好了,大家的發(fā)展(zhǎn)有了門(mén)路,第{each}條。\n\n" for each in range(9))
    files = [("a.txt", head), ("a_2.txt", f"問題解決了\n\n{CUT}\n")]
    raw = join([read_raw(text.encode(), name) for name, text in files])
    found = review(clean(raw.source), "", raw.reading.pages)
    assert {(doubt.file, doubt.line) for doubt in found.doubts} == {("a_2.txt", 3)}
    shown = {(row.file, row.line): "".join(piece.raw for piece in row.pieces) for row in found.rows}
    assert shown["a_2.txt", 3].rstrip("\n") == CUT
    assert shown["a.txt", 1] + "\n" == head[: head.index("\n") + 2]


def test_what_is_put_before_the_first_line_of_a_file_stands_in_its_row() -> None:
    files = [
        ("a.txt", "大家坐在一起商量，今年也是。\n"),
        ("a_2.txt", "问题解决了\n\n大家都说好，明年再办。\n"),
    ]
    raw = join([read_raw(text.encode(), name) for name, text in files])
    cleaned = clean(raw.source)
    assert "## 问题解决了" in cleaned.text
    rows = review(cleaned, "", raw.reading.pages).rows
    assert [(row.file, row.line) for row in rows] == [("a.txt", 1), ("a_2.txt", 1), ("a_2.txt", 3)]


def test_a_sentence_that_goes_on_in_the_next_file_is_a_row_in_each() -> None:
    files = [("a.txt", "社区里的事情一直是大家坐在一起商量着办的，今年"), ("a_2.txt", "也是这样。\n大家都说好。\n")]
    raw = join([read_raw(text.encode(), name) for name, text in files])
    rows = review(clean(raw.source), "", raw.reading.pages).rows
    assert [(row.file, row.line) for row in rows] == [("a.txt", 1), ("a_2.txt", 1), ("a_2.txt", 2)]
