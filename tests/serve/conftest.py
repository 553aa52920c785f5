"""The mini-site in one script: what is tested here is the server, and a build in two takes its time."""

from pathlib import Path

import pytest


@pytest.fixture
def mini(mini: Path) -> Path:
    """A copy of the mini-site, in the master's script only, that a test may change."""
    in_one_script(mini)
    return mini


def in_one_script(project: Path) -> None:
    """Leave the derived scripts out of a project."""
    config = project / "site.toml"
    lines = [line for line in config.read_text("utf-8").splitlines() if not line.startswith("variants")]
    # Keys before the first table.
    config.write_text("\n".join(['variants = ["zh-Hans"]', *lines, ""]), "utf-8")
