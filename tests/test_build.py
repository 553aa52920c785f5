"""The mini-site: its golden output, and the laws of every build."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from click.testing import CliRunner
from lxml import html

from site_builder.build import build
from site_builder.build.disk import read_digests, read_sources
from site_builder.build.plan import Reason, plan
from site_builder.check import check_links
from site_builder.cli import main
from tests.conftest import ROOT, SITES, texts_of

GOLDEN = [
    "index.html",
    "404.html",
    "sitemap.xml",
    "zh-hans/index.html",
    "zh-hans/cases/index.html",
    "zh-hans/cases/xincheng-2024/index.html",
    "zh-hans/tags/points/index.html",
    "zh-hant/cases/xincheng-2024/index.html",
    "zh-hant/places/index.html",
    "zh-hant/feed.xml",
]


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    made = build(read_sources(SITES / "mini")).files
    return texts_of(made)


@pytest.mark.parametrize("path", GOLDEN)
def test_the_mini_site_is_as_reviewed(files: dict[str, str], path: str) -> None:
    assert files[path] == (SITES / "mini-golden" / path).read_text("utf-8")


def test_drafts_are_nowhere(files: dict[str, str]) -> None:
    assert [path for path, text in files.items() if "未完的草稿" in text or "draft" in path] == []


def test_both_scripts_have_the_same_pages_and_anchors(files: dict[str, str]) -> None:
    def anchors(prefix: str) -> dict[str, list[str]]:
        return {
            path.removeprefix(prefix): re.findall(r' id="([^"]*)"', text)
            for path, text in files.items()
            if path.startswith(prefix)
        }

    assert anchors("zh-hans/") == anchors("zh-hant/")


def test_code_and_addresses_keep_their_script(files: dict[str, str]) -> None:
    page = files["zh-hant/cases/xincheng-2024/index.html"]
    assert "<code>干部</code>" in page
    assert 'href="https://example.org/%E5%B9%B2%E9%83%A8"' in page
    assert "幹部一起幹" in page


def test_building_twice_changes_nothing(mini: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(main, ["--project", str(mini), "build", "--no-minify"]).exit_code == 0
    again = plan(build(read_sources(mini)).files, read_digests(mini / "output"))
    assert again.changes == ()


def test_a_page_that_is_gone_is_deleted(mini: Path) -> None:
    runner = CliRunner()
    runner.invoke(main, ["--project", str(mini), "build", "--no-minify"])
    (mini / "content/cases/dongting.md").unlink()
    changes = plan(build(read_sources(mini)).files, read_digests(mini / "output"))
    gone = (change.path for change in changes.changes if change.reason is Reason.STALE)
    stale = [path for path in gone if not path.startswith("search/")]  # fewer texts may need fewer shards
    pages = ["zh-hans/cases/dongting/index.html", "zh-hant/cases/dongting/index.html"]
    assert stale == [*(f"data/cases/dongting.{kind}" for kind in ("bib", "json", "md", "ris")), *pages]
    assert runner.invoke(main, ["--project", str(mini), "build", "--no-minify"]).exit_code == 0
    assert not (mini / "output/zh-hans/cases/dongting").exists()


def test_a_link_to_no_page_or_place_is_found(mini: Path) -> None:
    about = mini / "content/pages/about.md"
    about.write_text(about.read_text("utf-8") + "\n[a](../nowhere/) [b](#no) [c](../cases/) [d](/mini/x)\n", "utf-8")
    built = build(read_sources(mini))
    found = {problem.message for problem in check_links(built.files, built.site.base_url)}
    assert found == {
        "a link to no page: ../nowhere/",
        "a link to no place on the page: #no",
        "a link to no page: /mini/x",
    }


def test_every_page_of_the_site_names_itself_and_its_other_scripts(built_site: Path) -> None:
    pages = {path.relative_to(built_site).as_posix(): html.parse(str(path)) for path in built_site.rglob("*.html")}
    scripts = {path: page for path, page in pages.items() if path.startswith("zh-")}
    assert len(scripts) > 20
    for path, page in scripts.items():
        lang = page.getroot().get("lang")
        alternates = {link.get("hreflang"): link.get("href") for link in page.xpath("//link[@hreflang]")}
        canonical = page.xpath("string(//link[@rel='canonical']/@href)")
        assert set(alternates) == {"zh-Hans", "zh-Hant", "x-default"}
        assert alternates[lang] == canonical
        assert canonical.endswith(path.removesuffix("index.html"))
        for other in alternates.values():
            assert re.sub("/zh-han[st]/", "/", other) == re.sub("/zh-han[st]/", "/", canonical)
        (switch,) = (link for link in page.xpath("//nav[@class='script']/a") if not link.get("aria-current"))
        assert urljoin(canonical, switch.get("href")) == alternates[switch.get("hreflang")]


def test_the_project_itself_has_no_problems() -> None:
    built = build(read_sources(ROOT))
    assert check_links(built.files, built.site.base_url) == []
