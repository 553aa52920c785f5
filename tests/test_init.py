"""A new collection: made, built, looked at and published; and all of it by what `pip install` gives."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from site_builder.cli.fields import Form, document
from site_builder.config import parse_site
from site_builder.problem import Source
from tests.conftest import ROOT
from tests.publish.support import bare, git, published, tree
from tests.serve.running import running


def init(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", str(folder), *arguments])


@pytest.fixture
def new(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    result = init(folder, "--title", "花园案例集", "--base-url", "https://example.org/garden")
    assert result.exit_code == 0, result.output
    return folder


def test_a_new_collection_has_no_problems_and_no_theme_of_its_own(new: Path) -> None:
    assert not (new / "theme").exists()
    assert (new / "content/case.schema.json").read_text("utf-8") == document(Form.CASE_SCHEMA)
    runner = CliRunner()
    checked = runner.invoke(main, ["--project", str(new), "check"])
    assert checked.exit_code == 0 and "0 problems" in checked.stdout + checked.stderr
    built = runner.invoke(main, ["--project", str(new), "build"])
    assert built.exit_code == 0, built.output
    case = (new / "output/zh-hant/cases/example/index.html").read_text("utf-8")
    assert "花園案例集" in case and "https://example.org/garden/zh-hant/cases/example/" in case
    home = (new / "output/zh-hans/index.html").read_text("utf-8")
    assert "花园案例集" in home and (new / "output/assets").is_dir()


def test_a_new_collection_is_served(new: Path) -> None:
    with running(new) as server:
        status, _, page = server.get("/garden/zh-hans/cases/example/")
        assert status == 200 and "楼下的空地" in page.decode()
        (new / "theme/templates").mkdir(parents=True)
        (new / "theme/templates/404.html").write_text("<html lang=zh>ours</html>", "utf-8")
        server.wait_for_lines(2)
        assert b"ours" in server.get("/garden/nowhere")[2]


def test_a_new_collection_is_published(new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    remote = bare(new.parent / "remote.git")
    git(new, "init", "--quiet", "--initial-branch=main")
    git(new, "config", "user.name", "编者")
    git(new, "config", "user.email", "editor@example.org")
    git(new, "add", ".")
    git(new, "commit", "--quiet", "--message=sources")
    git(new, "remote", "add", "origin", str(remote))
    CliRunner().invoke(main, ["--project", str(new), "build"])
    published(new)
    output = {path.relative_to(new / "output").as_posix() for path in (new / "output").rglob("*") if path.is_file()}
    assert set(tree(remote)) == output


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine")
    result = init(tmp_path)
    assert result.exit_code == 1 and "is not empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_with_only_a_repository_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert init(tmp_path).exit_code == 0
    assert (tmp_path / "site.toml").is_file()


@pytest.mark.parametrize("title", ['花园 "甲" 集', "反斜杠\\案例集", "{title}", "garden"])
def test_any_title_is_written_as_it_is(tmp_path: Path, title: str) -> None:
    result = init(tmp_path / "new", "--title", title)
    assert result.exit_code == 0, result.output
    site = parse_site(Source("site.toml", (tmp_path / "new/site.toml").read_text("utf-8")))
    assert site.title == title and len(site.seal) == 4


def test_a_seal_that_is_none_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    result = init(tmp_path / "new", "--seal", "三个字")
    assert result.exit_code == 1 and "a seal has four characters" in result.stderr
    assert not (tmp_path / "new").exists()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of the built wheel, installed without the checkout; the libraries are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    (packages,) = (folder / "venv/lib").glob("python*/site-packages")
    # A folder named by a .pth is searched, its own .pth files are not read: an editable install stays outside.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(folder / "venv/bin/python")]
    subprocess.run([*pip, "install", "--no-index", "--no-deps", "-q", str(wheel)], check=True, capture_output=True)
    return folder / "venv/bin/site-builder"


def test_the_installed_wheel_makes_builds_and_checks_a_collection(installed: Path, tmp_path: Path) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SITE_BUILDER"))}

    def run(*arguments: str, folder: Path = tmp_path) -> str:
        done = subprocess.run([installed, *arguments], cwd=folder, env=own, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    where = "import site_builder, sys; from site_builder.build.program import packaged_theme; print(packaged_theme())"
    python = installed.parent / "python"
    theme = subprocess.run([python, "-c", where], cwd=tmp_path, env=own, capture_output=True, text=True, check=True)
    assert Path(theme.stdout.strip()).is_relative_to(installed.parent.parent)
    run("init", "new", "--title", "花园案例集")
    new = tmp_path / "new"
    assert " new, 0 changed" in run("build", folder=new)
    assert "0 problems" in run("check", folder=new)
    assert "0 new, 0 changed" in run("build", folder=new)
    assert "epub: 1 case" in run("book", "--format", "epub", folder=new)
    page = (new / "output/zh-hant/cases/example/index.html").read_text("utf-8")
    assert "花園案例集" in page
    built = {path.read_bytes() for path in (new / "output/assets").rglob("*") if path.is_file()}
    assert built >= {path.read_bytes() for path in (ROOT / "theme/assets").glob("*.svg")}
