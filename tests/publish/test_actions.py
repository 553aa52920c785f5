"""The workflow for GitHub's machines: what it says, and what three checkers say of it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from site_builder.cli import main
from site_builder.publish import WORKFLOW, workflow
from tests.conftest import ROOT
from tests.publish.support import files, git, published, refused

OWN = ROOT / WORKFLOW


def tool(name: str) -> str:
    """A checker of the development environment."""
    path = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if path is None:
        pytest.skip(f"no {name}; `make test` installs it")
    return path


@pytest.fixture
def written(project: Path) -> Path:
    published(project, "--init-actions")
    return project / WORKFLOW


def test_the_project_s_own_workflow_is_what_the_command_writes(tmp_path: Path) -> None:
    copy = tmp_path / "project"
    (copy / "site_builder").mkdir(parents=True)
    (copy / "site_builder/__init__.py").touch()
    git(copy, "init", "--quiet", "--initial-branch=main")
    published(copy, "--init-actions")
    assert (copy / WORKFLOW).read_text() == OWN.read_text("utf-8")


def test_it_is_written_once_and_never_over_another(project: Path, written: Path) -> None:
    assert published(project, "--init-actions").endswith("is there already\n")
    written.write_text("mine")
    assert "another workflow is there" in refused(project, "--init-actions")
    assert written.read_text() == "mine"


def test_it_is_for_the_root_of_a_repository(project: Path, tmp_path: Path) -> None:
    inner = project / "content"
    assert "not in" in refused(inner, "--init-actions")
    assert "in no git repository" in refused(tmp_path, "--init-actions")


def test_it_builds_the_branch_that_the_sources_are_on(project: Path) -> None:
    git(project, "checkout", "--quiet", "-b", 'release/"1"'.replace('"', "x"))
    published(project, "--init-actions")
    assert yaml.safe_load((project / WORKFLOW).read_text())[True]["push"]["branches"] == ["release/x1x"]


def test_a_branch_of_any_name_is_one_string() -> None:
    text = workflow("a: b #c", ("true",))
    assert yaml.safe_load(text)[True]["push"]["branches"] == ["a: b #c"]


class TestWhatItSays:
    steps = yaml.safe_load(OWN.read_text("utf-8"))["jobs"]["build"]["steps"]
    whole = yaml.safe_load(OWN.read_text("utf-8"))

    def test_every_action_is_a_commit(self) -> None:
        uses = re.findall(r"uses: (\S+)(.*)", OWN.read_text("utf-8"))
        assert len(uses) == 6
        assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action, _ in uses)
        assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", comment) for _, comment in uses)

    def test_each_job_may_do_what_it_needs_and_no_more(self) -> None:
        assert self.whole["permissions"] == {}
        assert self.whole["jobs"]["build"]["permissions"] == {"contents": "read", "pages": "read"}
        assert self.whole["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
        assert self.steps[0]["with"] == {"persist-credentials": False}

    def test_one_deployment_at_a_time(self) -> None:
        assert self.whole["concurrency"] == {"group": "pages", "cancel-in-progress": False}
        assert self.whole["jobs"]["deploy"]["needs"] == "build"

    def test_the_address_is_that_of_the_pages_settings(self) -> None:
        build = next(step for step in self.steps if step.get("name") == "Build and check")
        assert build["env"] == {"SITE_BUILDER_BASE_URL": "${{ steps.pages.outputs.base_url }}"}
        assert build["run"].split("\n")[:2] == ["site-builder check", "site-builder build"]

    def test_hidden_files_are_deployed_too(self) -> None:
        assert self.steps[-1]["with"] == {"path": "output", "include-hidden-files": True}

    def test_no_expression_stands_in_a_script(self) -> None:
        assert not [step["run"] for step in self.steps if "${{" in step.get("run", "")]


@pytest.mark.parametrize("whose", ["own", "written"])
def test_actionlint_finds_nothing(whose: str, written: Path) -> None:
    path = OWN if whose == "own" else written
    done = subprocess.run([tool("actionlint"), str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_what_is_wrong(written: Path) -> None:
    written.write_text(written.read_text().replace("needs: build", "needs: nothing"))
    assert subprocess.run([tool("actionlint"), str(written)], capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("whose", ["own", "written"])
def test_it_is_valid_by_the_schema_of_workflows(whose: str, written: Path) -> None:
    path = OWN if whose == "own" else written
    # The schema is inside the package: nothing is fetched.
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_steps_build_the_site_for_the_address_given(
    project: Path, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of the build step, as GitHub would run them for a project site without a last slash."""
    monkeypatch.setenv("SITE_BUILDER_BASE_URL", "https://li.github.io/cases")
    script = next(
        step["run"] for step in yaml.safe_load(written.read_text())["jobs"]["build"]["steps"] if "env" in step
    )
    for line in script.strip().splitlines():
        words = line.split()
        assert words[0] == "site-builder"
        result = CliRunner().invoke(main, ["--project", str(project), *words[1:]])
        assert result.exit_code == 0, result.stderr
    site = files(project / "output")
    assert b"https://li.github.io/cases/zh-hans/" in site["sitemap.xml"]
    assert b'href="/cases/zh-hans/' in site["404.html"]
    assert f"would publish to https://li.github.io/cases/: {len(site)} added" in published(project, "--dry-run")
