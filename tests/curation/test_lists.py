"""Reading lists: read strictly, shown in every script, without the cases that no reader sees."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import html

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.cli.check import inspect
from site_builder.content.describe import rows
from site_builder.content.reading import parse_list
from site_builder.content.schema import ListMatter
from site_builder.problem import BuildError, Source, position
from tests.conftest import ROOT

FIXTURES = (ROOT / "tests/content/lists.txt").read_text("utf-8")
BLOCKS = dict(text.split("\n", 1) for text in re.split(r"^# ", FIXTURES, flags=re.M)[1:])


@pytest.mark.parametrize("name", BLOCKS)
def test_a_list_that_is_wrong_is_refused_with_its_message(name: str) -> None:
    lines = BLOCKS[name].strip("\n").splitlines()
    yaml = "\n".join(line for line in lines if not line.startswith("| "))
    with pytest.raises(BuildError) as caught:
        parse_list(Source("one.md", f"---\n{yaml}\n---\n"))
    told = []
    for problem in caught.value.problems:
        assert problem.span
        line, column = position(problem.source.text, problem.span.start)
        hint = f" ({problem.hint})" if problem.hint else ""
        told.append(f"| {line - 1}:{column}: {problem.message}{hint}")
    assert told == [line for line in lines if line.startswith("| ")]


def test_every_field_of_a_list_has_a_fixture() -> None:
    wrong = "\n".join(BLOCKS.values())
    assert [row.path for row in rows(ListMatter) if f"{row.path.split('.')[-1]}:" not in wrong] == []


def pages(project: Path) -> dict[str, str]:
    return {file.path: file.content.decode() for file in build(read_sources(project)).files if "html" in file.path}


@pytest.fixture
def project(mini: Path) -> Path:
    (mini / "content/lists").mkdir()
    shutil.rmtree(mini / "theme")  # what is looked at here is the packaged one
    return mini


def write(project: Path, cases: Sequence[str], id: str = "one", order: int = 0) -> None:
    lines = "\n".join(f"  - {{id: {case}, note: 读第{number}篇里的议事。}}" for number, case in enumerate(cases, 1))
    fields = f"id: {id}\ntitle: 居民议事{id}\nsummary: 从头读起。\norder: {order}\ncases:\n{lines}"
    (project / f"content/lists/{id}.md").write_text(f"---\n{fields}\n---\n\n先问**谁在场**。\n", "utf-8")


def titles(page: str) -> list[str]:
    return [each.text_content() for each in html.fromstring(page).xpath("//ol[@class='cases']//h3")]


def test_a_list_has_its_cases_in_its_own_order_with_notes_in_every_script(project: Path) -> None:
    assert "lists/" not in pages(project)["zh-hans/index.html"], "no lists, no way to them"
    write(project, ["xincheng-2024", "dongting"])
    after = pages(project)
    assert "lists/" in after["zh-hans/index.html"]
    for script, note in (("zh-hans", "读第1篇里的议事。"), ("zh-hant", "讀第1篇裡的議事。")):
        page = html.fromstring(after[f"{script}/lists/one/index.html"])
        assert [link.split("/")[-2] for link in page.xpath("//ol[@class='cases']//h3/a/@href")] == [
            "xincheng-2024",
            "dongting",
        ]
        assert page.xpath("//ol[@class='cases']//p/text()")[0] == note
        assert page.xpath("//div[@class='body essay']//strong")
        bib = page.xpath("//a[@download]/@href")[0]
        assert bib.removeprefix("../../../") == "data/citations/lists/one.bib"
        assert len(titles(after[f"{script}/lists/index.html"])) == 1


def test_a_case_says_in_which_lists_it_stands_and_what_is_around_it(project: Path) -> None:
    write(project, ["dongting", "xincheng-2024"])
    page = html.fromstring(pages(project)["zh-hans/cases/dongting/index.html"])
    (section,) = page.xpath("//section[h2='所在导读']")
    assert "第1篇，共2篇" in section.text_content()
    assert [link.split("/")[-2] for link in section.xpath(".//a/@href")] == ["one", "xincheng-2024"]


def test_lists_follow_their_order_then_their_ids(project: Path) -> None:
    for id, order in (("c", 0), ("a", 1), ("b", 0)):
        write(project, ["dongting"], id, order)
    assert titles(pages(project)["zh-hans/lists/index.html"]) == ["居民议事b", "居民议事c", "居民议事a"]


def test_a_case_that_is_not_there_is_an_error_at_its_place(project: Path) -> None:
    write(project, ["dongtin"])
    with pytest.raises(BuildError) as caught:
        build(read_sources(project))
    (problem,) = caught.value.problems
    assert problem.span and position(problem.source.text, problem.span.start) == (7, 10)
    assert (problem.message, problem.hint) == ("no such case: dongtin", "did you mean dongting?")


def test_two_lists_of_one_id_are_an_error(project: Path) -> None:
    write(project, ["dongting"])
    shutil.copy(project / "content/lists/one.md", project / "content/lists/two.md")
    with pytest.raises(BuildError) as caught:
        build(read_sources(project))
    assert [problem.message for problem in caught.value.problems] == [
        "the id one is already that of content/lists/one.md"
    ]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("review: {status: draft}", "is a draft and is left out"),
        (
            "review: {status: withdrawn}\nwithdrawn: {date: 2026-01-02, reason: 作者要求。}",
            "is withdrawn and is left out",
        ),
        ("review: {status: reviewed, date: 2026-01-02}\nduplicates_of: other", "only leads to another case"),
    ],
)
def test_a_case_no_reader_sees_is_left_out_and_told(project: Path, state: str, told: str) -> None:
    for id, review in (("other", "review: {status: reviewed, date: 2026-01-02}"), ("unseen", state)):
        front = f"id: {id}\ntitle: {id}的议事\nsources: [{{role: base_text}}]\ntext_status: cleaned\n{review}"
        (project / f"content/cases/{id}.md").write_text(f"---\n{front}\n---\n\n{id}的居民商量。\n", "utf-8")
    write(project, ["unseen", "other"])
    page = html.fromstring(pages(project)["zh-hans/lists/one/index.html"])
    assert page.xpath("//ol[@class='cases']//h3")[0].text_content() == "other的议事"
    assert len(page.xpath("//ol[@class='cases']//h3")) == 1
    found = [each for each in inspect(project) if each.kind == "list"]
    assert [told in each.problem.message for each in found] == [True]
    assert not found[0].is_error


def test_a_list_of_nothing_that_is_shown_has_no_page(project: Path) -> None:
    front = "id: unseen\ntitle: 议事\nsources: [{role: base_text}]\nreview: {status: draft}"
    (project / "content/cases/unseen.md").write_text(f"---\n{front}\n---\n\n居民商量。\n", "utf-8")
    write(project, ["unseen"])
    assert not [path for path in pages(project) if "/lists/" in path]


def test_the_references_of_a_list_are_in_its_order(project: Path) -> None:
    write(project, ["xincheng-2024", "dongting"])
    (bib,) = (each for each in build(read_sources(project)).files if each.path == "data/citations/lists/one.bib")
    keys = re.findall(r"^@\w+\{([^,]+),", bib.content.decode(), re.M)
    assert [key for key in keys if not key.endswith("-edition")] == ["xincheng-2024", "dongting"]
