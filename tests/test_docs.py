"""Every command and every piece of Python in the guides runs."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from tests.conftest import ROOT

GUIDES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "README.zh-Hans.md"])
# These wait for a person, a network or the end of time; their own tests run them.
ELSEWHERE = ("serve", "publish", "new", "build", "check")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_commands_of_a_guide_run(guide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = guide.read_text("utf-8")
    for line in re.findall(r"^\$ site-builder (.+)$", text, re.MULTILINE):
        words = shlex.split(line.replace("--out drafts", f"--out {shlex.quote(str(tmp_path))}"), comments=True)
        if words[0] in ELSEWHERE:
            continue
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        assert result.exit_code == 0, f"{line}: {result.output}"
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        exec(compile(block, guide.name, "exec"), {})


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_links_of_a_guide_lead_somewhere(guide: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", guide.read_text("utf-8"))
    assert [link for link in links if not (guide.parent / link).exists()] == []


def test_every_guide_is_in_both_languages() -> None:
    english = {path.stem for path in (ROOT / "docs").glob("*.md") if not path.stem.endswith(".zh-Hans")}
    chinese = {path.stem.removesuffix(".zh-Hans") for path in (ROOT / "docs").glob("*.zh-Hans.md")}
    assert english == chinese
