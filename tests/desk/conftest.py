"""A copy of the project's own collection that a test may change, and its commands."""

from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from tests.conftest import ROOT


def run(project: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ("--project", str(project), *words), catch_exceptions=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("content", "theme"):
        copytree(ROOT / name, tmp_path / name)
    (tmp_path / "site.toml").write_bytes((ROOT / "site.toml").read_bytes())
    return tmp_path
