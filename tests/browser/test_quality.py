"""Every kind of page in both scripts: sound HTML, usable by all, never sideways, asking no other host for anything.

The short form looks at each script's pages once, in the narrowest light or the widest dark; `CAMPAIGN=1` at all of them
in every width and scheme.
"""

import gzip
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.build.tree import write_site
from tests.browser.conftest import BASE_PATH, served
from tests.browser.full_site import full_project
from tests.conftest import CAMPAIGN
from tests.test_docs import pages_of

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
NODE = Path(__file__).parent / "node_modules"
LOOKS = [(360, "light", "zh-hans/"), (1280, "dark", "zh-hant/")]
ALL_LOOKS = [(width, scheme, "") for width in (360, 768, 1280) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = full_project(tmp_path_factory.mktemp("full"))
    write_site(folder, build(read_sources(folder)).files)
    return folder


@pytest.fixture(scope="module")
def url(project: Path) -> Iterator[str]:
    with served(project / "output") as start:
        yield start


@pytest.fixture(scope="module")
def addresses(project: Path) -> list[str]:
    """A page of each kind in each script, and those that a reader makes of them."""
    kinds = {(page.template, page.address.split("/")[0]): page.address for page in pages_of(project)}
    return [*kinds.values(), *(f"{script}/{rest}" for script in ("zh-hans", "zh-hant") for rest in STATES)]


# What a page becomes by what a reader asks of it: all of Markdown, hits, none, facets that meet, facets that do not.
STATES = ("cases/rich/", "search/?q=社区", "search/?q=火星人", "browse/?five_co=plan", "browse/?themes=water&text=raw")


@pytest.mark.parametrize(("width", "scheme", "start"), ALL_LOOKS if CAMPAIGN else LOOKS)
def test_pages_are_usable_by_all_and_stay_on_their_host(
    browser: Browser, url: str, addresses: list[str], width: int, scheme: str, start: str
) -> None:
    looked_at = [address for address in addresses if address.startswith(start)]
    assert len(looked_at) >= 14
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    faults: list[str] = []
    # The policy of the pages is told on the console when it is broken.
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(url) else faults.append(request.url))
    told = {}
    for address in looked_at:
        faults.clear()
        page.goto(url + address, wait_until="networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        told[address] = [*faults, *violations(page), *([f"{wide} px too wide"] if wide > 0 else [])]
    context.close()
    assert {address: found for address, found in told.items() if found} == {}


def violations(page: Page) -> list[str]:
    """What axe finds against a page, told by rule and element; its rules for WCAG 2.2 AA and for good practice."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{each['id']}: {node['html'][:120]} {node['failureSummary']}" for each in found for node in each["nodes"]]


def test_more_contrast_and_colours_of_the_readers_own_leave_nothing_unreadable(browser: Browser, url: str) -> None:
    for media in ({"contrast": "more"}, {"contrast": "more", "color_scheme": "dark"}, {"forced_colors": "active"}):
        context = browser.new_context(**media)
        page = context.new_page()
        for address in ("zh-hans/", "zh-hant/cases/rich/", "zh-hans/browse/", "zh-hant/overview/"):
            page.goto(url + address)
            assert violations(page) == [], (media, address)
        context.close()


def test_repaired_spots_show_what_stood_there_without_javascript(browser: Browser, url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}zh-hant/cases/rich/")
    shown = 'getComputedStyle(document.querySelector("#e1"), "::before").content'
    assert page.evaluate(shown) == "none"
    page.get_by_label("標出校訂處").check()
    assert page.evaluate(shown) == '"?"'
    page.locator("#mends summary").click()
    page.locator("#mends a").click()
    assert page.url.endswith("#e1")
    context.close()


def test_the_number_of_a_paragraph_shows_when_it_is_wanted(page: Page, url: str) -> None:
    page.goto(f"{url}zh-hans/cases/rich/")
    pin = page.locator("#p1 > .pin")
    opacity = "element => Number(getComputedStyle(element).opacity)"
    assert pin.evaluate(opacity) == 0
    pin.focus()
    page.wait_for_timeout(400)
    assert pin.evaluate(opacity) == 1
    assert pin.get_attribute("aria-label") == "第1段"
    assert pin.evaluate("element => getComputedStyle(element, '::before').content").strip('"') == "第1段"


def test_a_case_prints_whole_on_a4_with_page_numbers(browser: Browser, url: str, tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}zh-hans/cases/tianmen-xincheng-2024/")
    paper = tmp_path / "case.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True)
    context.close()
    boxes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", paper.read_bytes())
    assert 2 <= len(boxes) <= 5
    for wide, high in boxes:
        assert abs(float(wide) - 595) < 2 and abs(float(high) - 842) < 2


def test_a_case_is_small(project: Path) -> None:
    """40 kB of HTML and style, 15 kB of scripts, as a host sends them."""
    (sheet,) = (project / "output/assets").glob("site*.css")
    style = len(gzip.compress(sheet.read_bytes()))
    for path in sorted((project / "output").glob("zh-*/cases/*/index.html")):
        text = path.read_text("utf-8")
        scripts = re.findall(r'<script src="([^"]+)"', text)
        assert style + len(gzip.compress(text.encode())) <= 40 * 1024
        assert sum(len(gzip.compress((path.parent / name).read_bytes())) for name in scripts) <= 15 * 1024


def test_the_nu_checker_finds_no_error(project: Path) -> None:
    jar, java = NODE / "vnu-jar/build/dist/vnu.jar", shutil.which("java")
    if not java or not jar.exists():
        pytest.skip("no Java or no vnu-jar; `make test` installs them where it may")
    command = [java, "-jar", str(jar), "--skip-non-html", "--errors-only", str(project / "output")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_html_validate_finds_no_error(project: Path) -> None:
    program = NODE / "html-validate/bin/html-validate.mjs"
    if not shutil.which("node") or not program.exists():
        pytest.skip("no node or no html-validate; `make test` installs them where it may")
    rules = project / "html-validate.json"
    # `<!doctype html>` in small letters is as good as in large ones.
    rules.write_text('{"extends": ["html-validate:recommended"], "rules": {"doctype-style": "off"}}', "utf-8")
    command = ["node", str(program), "--config", str(rules), "--formatter", "json", f"{project}/output/**/*.html"]
    told = project / "html-validate.out"  # a pipe would be cut off when the program ends
    with told.open("w", encoding="utf-8") as file:
        subprocess.run(command, stdout=file, check=False)
    found = json.loads(told.read_text("utf-8"))
    assert [(each["filePath"], message) for each in found for message in each["messages"]] == []


def test_lychee_finds_every_link_and_place(project: Path, tmp_path: Path) -> None:
    program = shutil.which("lychee", path=str(Path(sys.executable).parent))
    if not program:
        pytest.skip("no lychee: it comes with the development dependencies")
    place = tmp_path / "served"
    shutil.copytree(project / "output", place / BASE_PATH.strip("/"))
    options = ["--offline", "--no-progress", "--include-fragments", "--index-files", "index.html"]
    command = [program, *options, "--root-dir", str(place), str(place)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
