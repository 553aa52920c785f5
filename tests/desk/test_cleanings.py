"""Raw articles cleaned again: what comes out differently is told, and nothing of the case is touched."""

from pathlib import Path

import pytest

from site_builder.desk.cleanings import difference, format_cleanings, parse_cleanings
from site_builder.problem import BuildError, Source
from tests.conftest import ROOT
from tests.desk.conftest import run

CASE = "content/cases/wuhan-dongting.md"
RAW = "content/raw/004_66e598ce732d834d.txt"


def test_the_collection_cleans_as_it_was_accepted() -> None:
    result = run(ROOT, "check", "--sources-only", "--cleaning", "--strict")
    assert result.exit_code == 0
    assert "5 cases with a raw article, 0 clean differently" in result.output


def test_a_raw_article_that_cleans_differently_is_shown_until_it_is_accepted(project: Path) -> None:
    before = (project / CASE).read_text("utf-8")
    raw = project / RAW
    raw.write_text(raw.read_text("utf-8") + "\n居民們又添了一句話,說明以后的打算。\n", "utf-8")
    words = ("check", "--sources-only", "--cleaning")
    first = run(project, *words)
    assert f"{CASE}: cleans differently now" in first.output
    assert "+居民们又添了一句话，说明以后的打算。" in first.output
    run(project, *words, "--accept")
    assert "0 clean differently" in run(project, *words).output
    assert (project / CASE).read_text("utf-8") == before


def test_a_draft_stands_as_it_is_cleaned_until_a_word_of_it_is_changed(project: Path) -> None:
    raw = project / "content/raw/new.txt"
    raw.write_text("街巷里的議事廳\n2024-03-06\n居民們說,院子里的事情大家商量著辦,辦好了大家都滿意。\n", "utf-8")
    assert run(project, "clean", str(raw)).exit_code == 0
    words = ("check", "--sources-only", "--cleaning")
    assert "6 cases with a raw article, 0 clean differently" in run(project, *words).output
    draft = project / "content/cases/new.md"
    draft.write_text(draft.read_text("utf-8").replace("大家都满意", "人人满意"), "utf-8")
    assert "content/cases/new.md: was never compared with its raw article" in run(project, *words).output


def test_cleaning_a_case_again_proposes_and_shows_the_difference(project: Path) -> None:
    case = project / CASE
    case.write_text(case.read_text("utf-8").replace("她的实践为社区治理", "王学丽的实践为社区治理"), "utf-8")
    before = case.read_text("utf-8")
    result = run(project, "clean", str(project / RAW))
    assert "this is a proposal, the case stays as it is" in result.output
    removed, added = (next(line for line in result.output.split("\n") if line.startswith(f"  {sign}")) for sign in "-+")
    assert "王学丽的实践为社区治理" not in added and "她的实践为社区治理" in added
    assert "王学丽的实践为社区治理" in removed
    assert case.read_text("utf-8") == before


def test_another_mirror_of_a_case_is_told(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "mirror.txt"
    other.write_text("另一個站的標題\n" + (project / RAW).read_text("utf-8"), "utf-8")
    result = run(project, "clean", str(other), "--out", str(tmp_path / "drafts"))
    assert "much the same text as the case wuhan-dongting" in result.output


def test_a_record_of_cleanings_survives_formatting_and_tells_its_mistakes() -> None:
    digests = {"b": "0123456789abcdef", "a": "fedcba9876543210"}
    assert parse_cleanings(Source("cleaned.txt", format_cleanings(digests))) == digests
    with pytest.raises(BuildError, match="not a case and a digest"):
        parse_cleanings(Source("cleaned.txt", "wuhan what\n"))


def test_the_difference_names_changed_lines_only() -> None:
    assert list(difference("一\n\n二\n三", "一\n二改\n三")) == ["-二", "+二改"]
