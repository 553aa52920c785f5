"""What stands near what, and why: related cases in both directions, terms and years together, essays on terms."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.cli import main
from site_builder.content.essay import parse_essay
from site_builder.problem import BuildError, Source, position

CASE = """---
id: {id}
title: {id}的议事
sources: [{{role: base_text, issued: "{issued}"}}]
tags: [{tags}]
text_status: cleaned
{more}
review: {{status: reviewed, date: 2026-01-02}}
---

{id}的居民商量，{id}的居民动手。
"""


@pytest.fixture
def project(mini: Path) -> Path:
    shutil.rmtree(mini / "theme")  # what is looked at here is the packaged one
    shutil.rmtree(mini / "content/cases")
    shutil.rmtree(mini / "content/vocabulary")
    (mini / "content/cases").mkdir()
    (mini / "content/vocabulary").mkdir()
    lines = "\n".join(f"{code}: {{label: 标签{code}}}" for code in ("rare", "common", "other"))
    (mini / "content/vocabulary/tags.yml").write_text(lines + "\n", "utf-8")
    toml = (mini / "site.toml").read_text("utf-8").split("[[taxonomies]]")[0]
    (mini / "site.toml").write_text(toml + '[[taxonomies]]\nname = "tags"\nlabel = "标签"\n', "utf-8")
    return mini


def write(project: Path, id: str, tags: str, more: str = "", issued: str = "2024-03-09") -> None:
    text = CASE.format(id=id, tags=tags, more=more, issued=issued)
    (project / f"content/cases/{id}.md").write_text(text.replace("\n\nreview", "\nreview"), "utf-8")


def pages(project: Path) -> dict[str, str]:
    return {each.path: each.content.decode() for each in build(read_sources(project)).files if "html" in each.path}


def near(page: str) -> list[list[str]]:
    entries = html.fromstring(page).xpath("//section[h2='相近案例']//li")
    return [[entry.xpath("a")[0].text, *(each.text_content() for each in entry.xpath("small"))] for entry in entries]


def test_what_curators_say_stands_first_in_both_directions_with_its_note(project: Path) -> None:
    write(project, "a", "rare, common", "related: [{id: c, why: copied_from, note: 规矩照搬。}]")
    write(project, "b", "rare, common")
    write(project, "c", "other", "part_of: b")
    made = pages(project)
    assert near(made["zh-hans/cases/a/index.html"]) == [
        ["c的议事", "做法来自该案例：规矩照搬。"],
        ["b的议事", "同见标签rare、标签common"],
    ]
    assert near(made["zh-hans/cases/c/index.html"]) == [
        ["a的议事", "该案例学了这里的做法：规矩照搬。"],
        ["b的议事", "所属的上级案例"],
    ]
    assert near(made["zh-hans/cases/b/index.html"])[0] == ["c的议事", "其下的案例"]
    assert near(made["zh-hant/cases/c/index.html"])[0] == ["a的議事", "該案例學了這裡的做法：規矩照搬。"]


def test_a_related_case_that_no_reader_sees_is_not_shown(project: Path) -> None:
    write(project, "a", "rare", "related: [{id: b, why: contrast}]")
    write(project, "b", "rare")
    file = project / "content/cases/b.md"
    file.write_text(file.read_text("utf-8").replace("status: reviewed", "status: draft"), "utf-8")
    assert near(pages(project)["zh-hans/cases/a/index.html"]) == []


def test_a_term_tells_its_years_and_the_terms_beside_it_with_counts(project: Path) -> None:
    write(project, "a", "rare, common", issued="2022")
    write(project, "b", "common, other", issued="2024-05")
    write(project, "c", "rare, common", issued="2024")
    page = html.fromstring(pages(project)["zh-hans/tags/common/index.html"])
    years, together, _ = page.xpath("//div[@class='sums']/section")
    assert [list(each.itertext()) for each in years.xpath("ol/li")] == [["2024年", "2"], ["2022年", "1"]]
    assert [list(each.itertext()) for each in together.xpath("ul/li")] == [["标签rare", "2"], ["标签other", "1"]]


ESSAY = "---\nvocabulary: {vocabulary}\nterm: {term}\ntitle: 怎样用\nby: 编者\n---\n\n先看[甲](../../cases/a/)。\n"


def essay(project: Path, vocabulary: str, term: str) -> None:
    (project / "content/essays").mkdir(exist_ok=True)
    (project / "content/essays/one.md").write_text(ESSAY.format(vocabulary=vocabulary, term=term), "utf-8")


def test_an_essay_stands_on_the_page_of_its_term_in_every_script(project: Path) -> None:
    write(project, "a", "rare")
    essay(project, "tags", "rare")
    made = pages(project)
    for script, title in (("zh-hans", "怎样用"), ("zh-hant", "怎樣用")):
        page = html.fromstring(made[f"{script}/tags/rare/index.html"])
        (section,) = page.xpath("//section[@class='body essay']")
        assert section.xpath("h2/text()") == [title]
        assert section.xpath(".//a/@href") == ["../../cases/a/"]


@pytest.mark.parametrize(
    ("vocabulary", "term", "told"),
    [
        ("tags", "rar", (3, 7, "not in the vocabulary of tags: rar", "did you mean rare?")),
        ("tag", "rare", (2, 13, "no such vocabulary: tag", "did you mean tags?")),
    ],
)
def test_an_essay_on_what_is_not_there_is_an_error(
    project: Path, vocabulary: str, term: str, told: tuple[int, int, str, str]
) -> None:
    write(project, "a", "rare")
    essay(project, vocabulary, term)
    with pytest.raises(BuildError) as caught:
        build(read_sources(project))
    (problem,) = caught.value.problems
    assert problem.span
    assert (*position(problem.source.text, problem.span.start), problem.message, problem.hint) == told


def test_an_essay_follows_its_term_when_that_is_renamed(project: Path) -> None:
    write(project, "a", "rare")
    essay(project, "tags", "rare")
    result = CliRunner().invoke(main, ["--project", str(project), "vocabulary", "rename", "tags", "rare", "seldom"])
    assert result.exit_code == 0, result.output
    text = (project / "content/essays/one.md").read_text("utf-8")
    assert text == ESSAY.format(vocabulary="tags", term="seldom")
    assert "怎样用" in pages(project)["zh-hans/tags/seldom/index.html"]


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("vocabulary: tags", "no term is given"),
        ("term: rare", "no vocabulary is given"),
        ("vocabulary: tags\nterm: rare\nauthor: 编者", "unknown key: author"),
        ("vocabulary: tags\nterm: Rare One", "not of the form wanted here: Rare One"),
        ("vocabulary: tags\nterm: rare\ntitle: [a]", "one value is wanted here, not several"),
        ("vocabulary: tags\nterm: rare\nby: {a: b}", "one value is wanted here, not several"),
    ],
)
def test_an_essay_is_read_strictly(yaml: str, message: str) -> None:
    with pytest.raises(BuildError) as caught:
        parse_essay(Source("one.md", f"---\n{yaml}\n---\n"))
    assert [problem.message for problem in caught.value.problems] == [message]
