from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from site_builder.clean import clean
from site_builder.cli import main
from site_builder.desk import review, review_html
from site_builder.problem import Source
from tests.conftest import ROOT

RAW = sorted((ROOT / "content/raw").glob("*.txt"))


def visible(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.stem[:3])
def test_a_review_shows_all_of_both_texts(path: Path) -> None:
    cleaned = clean(Source(path.name, path.read_text("utf-8")))
    pieces = [piece for row in review(cleaned, "").rows for piece in row.pieces]
    assert visible("".join(piece.raw for piece in pieces)) == visible(cleaned.source.text)
    assert visible("".join(piece.cleaned for piece in pieces)) == visible(cleaned.text)
    marked = {piece.number for piece in pieces if piece.number}
    raw = cleaned.source.text
    assert {
        number for number, edit in enumerate(cleaned.edits, 1) if visible(raw[edit.start : edit.end] + edit.replacement)
    } <= marked


def test_the_doubtful_edits_stand_first() -> None:
    cleaned = clean(Source(RAW[3].name, RAW[3].read_text("utf-8")))
    certainties = [doubt.certainty for doubt in review(cleaned, "").doubts]
    assert certainties == sorted(certainties)
    assert certainties[0] == "doubtful"


def test_what_a_mirror_wrote_is_text_on_the_page() -> None:
    cleaned = clean(Source("a.txt", "標題\n<script>alert(1)</script>與發展(zhǎn)，“<b>”\n"))
    page = html.fromstring(review_html(review(cleaned, "<i>題</i>")))
    assert page.xpath("//i | //b[not(ancestor::kbd)]") == []
    assert len(page.xpath("//script")) == 1


def test_the_command_writes_the_page_of_a_case(tmp_path: Path) -> None:
    out = tmp_path / "review.html"
    result = CliRunner().invoke(
        main, ["--project", str(ROOT), "review", "tianmen-xincheng-2024", "--out", str(out)], catch_exceptions=False
    )
    assert result.output == f"{out}\n"
    assert "逐行对照" in out.read_text("utf-8")


def test_a_case_that_is_not_there_is_told() -> None:
    result = CliRunner().invoke(main, ["--project", str(ROOT), "review", "no-such-case"])
    assert result.exit_code == 1
    assert "no case has the id or the file no-such-case" in result.output


def test_a_case_can_be_named_by_its_file(tmp_path: Path) -> None:
    path, out = ROOT / "content/cases/tianmen-xincheng-2024.md", tmp_path / "review.html"
    words = ["--project", str(ROOT), "review", str(path), "--out", str(out)]
    assert CliRunner().invoke(main, words, catch_exceptions=False).output == f"{out}\n"
