import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from site_builder.pages import File

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CAMPAIGN = bool(os.environ.get("CAMPAIGN"))
ROOT = Path(__file__).parent.parent
SITES = Path(__file__).parent / "sites"

# The suite says the same of the same code every time it runs; campaigns look elsewhere each time.
settings.register_profile("short", deadline=None, derandomize=True)
settings.register_profile("campaign", deadline=None, max_examples=5_000)
settings.load_profile("campaign" if CAMPAIGN else "short")

# What waits for a browser, sockets or the clock may wait in vain on a busy machine: such a test has a second try.
PATIENT = ("tests/browser/", "tests/serve/", "tests/publish/", "tests/batch/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(PATIENT):
            item.add_marker(pytest.mark.flaky(reruns=1))


def texts_of(files: Iterable[File]) -> dict[str, str]:
    """The files of a site that are text, by path: all but the shards of the search index."""
    return {file.path: file.content.decode() for file in files if not file.path.endswith(".bin")}


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A copy of the mini-site that a test may change."""
    target = tmp_path / "mini"
    shutil.copytree(SITES / "mini", target, ignore=shutil.ignore_patterns("output", ".cache"))
    return target


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own site, built once into a folder of its own."""
    from site_builder.build import build
    from site_builder.build.disk import read_sources
    from site_builder.build.tree import write_site

    target = tmp_path_factory.mktemp("site")
    write_site(target, build(read_sources(ROOT)).files)
    return target / "output"


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium, one for all tests of a process: two cannot be driven side by side."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS, CHROMIUM

    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium; `make test` installs it where it may")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
