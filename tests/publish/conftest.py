"""A project with a remote on the disk, and a git that knows nothing of this machine."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import site_builder.build.scripts
from tests.publish.support import bare, make_project, published


@pytest.fixture(scope="session", autouse=True)
def own_git(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No settings of the machine or the user, and no repository above the tests' folders."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
            patch.delenv(name, raising=False)
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path_factory.getbasetemp()))
        patch.delenv("SITE_BUILDER_BASE_URL", raising=False)
        # Hundreds of builds of one small site: the tables of the scripts are made once for all of them.
        patch.setattr("site_builder.build.scripts.converters", cache(site_builder.build.scripts.converters))
        yield


@pytest.fixture(scope="session")
def template(own_git: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project and its empty remote, and the same after a publish; only ever copied."""
    folder = tmp_path_factory.mktemp("template")
    for name in ("new", "published"):
        (folder / name).mkdir()
        bare(folder / name / "remote.git")
        project = make_project(folder / name)
    published(project)
    return folder


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """The remote of the project beside it."""
    return tmp_path / "remote.git"


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """A project that was never published."""
    shutil.copytree(template / "new", tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "mini"


@pytest.fixture
def published_project(template: Path, tmp_path: Path) -> Path:
    """A project that was published once."""
    shutil.copytree(template / "published", tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "mini"
