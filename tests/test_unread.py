"""What cannot be read is told once, where it is wrong; who names it is not blamed for it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.cli import main
from tests.test_engine import run, told


@pytest.fixture
def tied(mini: Path) -> Path:
    """A case that a reading list, another case and an essay's vocabulary tie to the rest."""
    (mini / "content/lists").mkdir()
    (mini / "content/lists/first.md").write_text(
        "---\nid: first\ntitle: 先读\ncases: [{id: dongting}, {id: xincheng-2024}]\n---\n\n文。\n", "utf-8"
    )
    (mini / "content/essays").mkdir()
    (mini / "content/essays/one.md").write_text(
        "---\nvocabulary: tags\nterm: points\ntitle: 题\n---\n\n文。\n", "utf-8"
    )
    relate(mini / "content/cases/xincheng-2024.md", "related: [{id: dongting, why: same_place}]")
    return mini


def relate(path: Path, line: str) -> None:
    path.write_text(path.read_text("utf-8").replace("\n---\n", f"\n{line}\n---\n", 1), "utf-8")


def all_told(root: Path) -> set[str]:
    """What a build on disk, one in memory and both checks say."""
    checks = [
        CliRunner().invoke(main, ["--project", str(root), "check", *options]).output
        for options in ([], ["--sources-only"])
    ]
    return {told(lambda: run(root)), told(lambda: build(read_sources(root))), *checks}


@pytest.mark.parametrize("name", ["dongting", "renamed"])
def test_a_case_with_problems_is_not_called_missing(tied: Path, name: str) -> None:
    case = tied / "content/cases/dongting.md"
    case.write_text(case.read_text("utf-8").replace("title: ", "titel: ", 1), "utf-8")
    case.rename(case.with_name(f"{name}.md"))
    for text in all_told(tied):
        assert f"content/cases/{name}.md:" in text and "titel" in text
        assert "no such case" not in text


def test_a_case_that_is_not_there_is_called_missing_all_the_same(tied: Path) -> None:
    (tied / "content/cases/dongting.md").unlink()
    for text in all_told(tied):
        assert text.count("no such case: dongting") == 2


def test_a_vocabulary_with_problems_is_not_called_missing(tied: Path) -> None:
    (tied / "content/vocabulary/tags.yml").write_text("points: {labell: 积分}\n", "utf-8")
    for text in all_told(tied):
        assert "content/vocabulary/tags.yml:1" in text
        assert "no such vocabulary" not in text and "unknown key: tags" not in text
