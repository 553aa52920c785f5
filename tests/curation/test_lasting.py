"""Addresses that must not die, and cases that must not appear."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.check import check_links
from site_builder.cli import main
from tests.conftest import texts_of
from tests.curation.test_commands import replace, run


def built(project: Path, drafts: bool = False) -> dict[str, str]:
    site = build(read_sources(project, drafts=drafts))
    assert check_links(site.files, site.site.base_url) == []
    return texts_of(site.files)


def test_a_withdrawn_case_leaves_a_tombstone_and_is_nowhere_else(mini: Path) -> None:
    replace(
        mini / "content/cases/dongting.md",
        "review: {status: reviewed}",
        "review: {status: withdrawn}\nwithdrawn: {date: 2024-03-09, reason: 权利人要求撤下。}",
    )
    files = built(mini)
    assert {path for path, text in files.items() if "dongting" in path or "东亭" in text} == {
        "zh-hans/cases/dongting/index.html"
    } | {path for path, text in files.items() if "東亭" in text and path == "zh-hant/cases/dongting/index.html"}
    stone = files["zh-hans/cases/dongting/index.html"]
    assert "权利人要求撤下。" in stone and "里面的话" not in stone
    assert "權利人要求撤下。" in files["zh-hant/cases/dongting/index.html"]
    assert "dongting" not in files["sitemap.xml"] + files["zh-hans/feed.xml"]


def test_aliases_replaced_terms_and_second_copies_lead_on(mini: Path) -> None:
    replace(mini / "content/cases/xincheng-2024.md", "tags:", "aliases: [cases/xincheng/, old.html]\ntags:")
    replace(mini / "content/cases/dongting.md", "tags:", "duplicates_of: xincheng-2024\ntags:")
    CliRunner().invoke(main, ["--project", str(mini), "vocabulary", "rename", "tags", "points", "credits"])
    files = built(mini)
    for address in ("zh-hant/cases/xincheng/index.html", "zh-hant/old.html", "zh-hant/cases/dongting/index.html"):
        assert 'zh-hant/cases/xincheng-2024/">樂享幸福' in files[address]
        assert 'http-equiv="refresh"' in files[address]
    assert "zh-hans/tags/credits/" in files["zh-hans/tags/points/index.html"]
    assert "points" not in files["sitemap.xml"] and "old.html" not in files["sitemap.xml"]
    assert "dongting" not in files["zh-hans/cases/index.html"]


def test_a_replaced_term_whose_successor_nobody_uses_leads_to_the_index(mini: Path) -> None:
    tags = mini / "content/vocabulary/tags.yml"
    tags.write_text(tags.read_text("utf-8") + "old: {label: 旧词, deprecated_by: new}\nnew: {label: 新词}\n", "utf-8")
    assert 'href="../../../zh-hans/tags/"' in built(mini)["zh-hans/tags/old/index.html"]


def test_drafts_are_shown_when_asked_for_and_never_by_configuration(mini: Path) -> None:
    assert [path for path in built(mini) if "cases/draft" in path] == []
    assert len([path for path in built(mini, drafts=True) if path.endswith("cases/draft/index.html")]) == 2
    assert run(mini, "build", "--drafts").exit_code == 0
    assert (mini / "output/zh-hans/cases/draft/index.html").exists()
    assert run(mini, "build").exit_code == 0
    assert not (mini / "output/zh-hans/cases/draft").exists()
    site = mini / "site.toml"
    site.write_text("drafts = true\n" + site.read_text("utf-8"), "utf-8")
    result = run(mini, "build")
    assert result.exit_code == 1 and "drafts are never shown by configuration" in result.output


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("aliases: [cases/dongting/]", "already an address of dongting"),
        ("aliases: [tags/bench/]", "an address of the tags"),
        ("part_of: dongtin", "did you mean dongting?"),
        ("related: [{id: nowhere, why: contrast}]", "no such case: nowhere"),
        ("outline: {process: p3-p9}", "no such paragraph: p3-p9"),
        ("shown_by: {tags: [p9]}", "no such paragraph: p9"),
    ],
)
def test_what_a_case_names_must_be_there(mini: Path, field: str, told: str) -> None:
    replace(mini / "content/cases/xincheng-2024.md", "tags:", f"{field}\ntags:")
    result = run(mini, "check", "--format", "json")
    assert result.exit_code == 1
    errors = [each for each in json.loads(result.output) if each["severity"] == "error"]
    assert told in " ".join(each["message"] + " " + each["hint"] for each in errors)
