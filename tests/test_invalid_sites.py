"""Invalid sites: each folder is laid over the mini-site, and its problems are told exactly as `problems.txt` says."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from tests.conftest import SITES

INVALID = sorted(path.parent.name for path in (SITES / "invalid").glob("*/problems.txt"))


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_site_is_refused_with_its_problems(mini: Path, name: str) -> None:
    output = mini / "output"
    output.mkdir()
    (output / "index.html").write_text("the last good site")
    shutil.copytree(SITES / "invalid" / name, mini, dirs_exist_ok=True, ignore=shutil.ignore_patterns("problems.txt"))
    result = CliRunner().invoke(main, ["--project", str(mini), "build"])
    assert result.stderr == (SITES / "invalid" / name / "problems.txt").read_text("utf-8")
    assert result.exit_code == 1
    assert [path.name for path in output.iterdir()] == ["index.html"]
    assert (output / "index.html").read_text() == "the last good site"
