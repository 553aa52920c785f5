"""`check`, `new` and `list` as a curator uses them."""

import csv
import io
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.build.lock import locked
from site_builder.cli import main
from site_builder.cli.check import inspect
from site_builder.content.casefile import parse_case
from site_builder.content.near import clauses, near_pairs
from site_builder.content.quality import Kind
from site_builder.problem import Source
from tests.conftest import ROOT
from tests.curation.sites import make_site


def run(project: Path, *words: str, input: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--project", str(project), *words], catch_exceptions=False, input=input)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_check_tells_all_problems_in_order_and_fails(tmp_path: Path) -> None:
    site = make_site(tmp_path, 30, 5)
    for number in range(30):
        replace(site / f"content/cases/case-{number}.md", "tag-", "tak-" if number % 2 else "tag-")
        replace(site / f"content/cases/case-{number}.md", "code: plan", "code: plam")
    result = run(site, "check", "--sources-only", "--format", "json")
    assert result.exit_code == 1
    errors = [each for each in json.loads(result.output) if each["severity"] == "error"]
    assert len(errors) == 30
    assert [each["file"] for each in errors] == sorted(each["file"] for each in errors)
    assert errors[0] == {
        "severity": "error",
        "kind": "problem",
        "file": "content/cases/case-0.md",
        "line": 10,
        "column": 12,
        "end_line": 10,
        "end_column": 16,
        "message": "no such value: plam",
        "hint": "did you mean plan?",
        "weight": 0,
    }


def test_check_warns_and_strict_makes_warnings_fail(mini: Path) -> None:
    result = run(mini, "check")
    assert result.exit_code == 0
    assert "warning: content/cases/dongting.md:2:5: " in result.output
    assert re.search(r"0 problems, \d+ warnings", result.output)
    assert run(mini, "check", "--strict").exit_code == 1


def test_terms_are_not_called_unused_while_a_case_that_may_name_them_cannot_be_read(mini: Path) -> None:
    assert "terms that no case names: " in run(mini, "check", "--sources-only").output
    replace(mini / "content/cases/dongting.md", "title: 东亭社区的探索", "titel: 东亭社区的探索")
    assert "terms that no case names: " not in run(mini, "check", "--sources-only").output


def test_annotations_for_github_are_one_line_each_and_escaped(mini: Path) -> None:
    replace(mini / "content/cases/dongting.md", "title: 东亭社区的探索", "titel: 100%")
    lines = run(mini, "check", "--format", "github").output.splitlines()
    assert all(re.match(r"::(error|warning) file=[^,]+", line) for line in lines)
    assert (
        "::error file=content/cases/dongting.md,line=3,endLine=3,col=1,endColumn=6,title=problem"
        "::unknown key: titel (did you mean title?)" in lines
    )


def test_what_is_missing_is_told_by_weight_and_silence_is_not_missing(mini: Path) -> None:
    def missing() -> str:
        return next(each.problem.message for each in inspect(mini) if "dongting" in each.problem.source.name)

    assert missing().startswith("0% filled; missing: summary (3), ")
    assert "difficulties (2)" in missing()
    replace(mini / "content/cases/dongting.md", "tags:", "difficulties: 原文未提及\ntags:")
    assert "difficulties" not in missing()


def test_lost_characters_without_a_word_are_told(mini: Path) -> None:
    case = mini / "content/cases/dongting.md"
    replace(case, "里面的话。", "里□的话。")
    replace(case, "tags:", "text_status: cleaned\ntags:")
    assert [each.problem.message for each in inspect(mini) if each.kind is Kind.REPAIR] == [
        "1 lost characters □ and no word on them"
    ]
    replace(case, "tags:", "editor_note: □ 处原缺一字。\ntags:")
    assert [each for each in inspect(mini) if each.kind is Kind.REPAIR] == []


def test_one_text_published_twice_is_an_error_unless_the_curator_knows(mini: Path) -> None:
    text = (mini / "content/cases/xincheng-2024.md").read_text("utf-8")
    article = "社区把闲置的空地让给居民，居民们自己设计花园，孩子们画了一面墙，老人种下了第一批月季。大家每周浇水。\n"
    (mini / "content/cases/xincheng-2024.md").write_text(text + "\n" + article, "utf-8")
    again = text.replace("id: xincheng-2024", "id: mirror") + "\n" + article.replace("月季", "玫瑰")
    (mini / "content/cases/mirror.md").write_text(again, "utf-8")
    (found,) = [each for each in inspect(mini) if each.kind is Kind.SAME_TEXT]
    assert str(found.problem).startswith("content/cases/xincheng-2024.md:2:5: ")
    assert found.problem.message.endswith("of the text stands in mirror too")
    assert run(mini, "check").exit_code == 1
    replace(mini / "content/cases/mirror.md", "tags:", "related: [{id: xincheng-2024, why: same_text}]\ntags:")
    assert [each for each in inspect(mini) if each.kind is Kind.SAME_TEXT] == []


def test_texts_are_near_by_their_clauses() -> None:
    whole = "居民们自己设计花园，孩子们画了一面墙，老人种下了第一批月季，大家每周轮流浇水照看"
    texts = {
        "a": clauses(whole),
        "b": clauses(whole.replace("，", "。\n").replace("月季", "□□")),
        "c": clauses("街道办事处召开专题会议，社区工作者挨家挨户走访，物业公司公开账目明细"),
        "d": clauses(whole[:21]),
    }
    assert [(pair.one, pair.other) for pair in near_pairs(texts)] == [("a", "b"), ("a", "d"), ("b", "d")]


def test_a_page_of_a_few_lines_is_not_near_for_one_clause() -> None:
    slogan = "共建共治共享的社区治理格局"
    texts = {
        "page": clauses(f"{slogan}，本页收集各地的案例，欢迎来信补充"),
        "case": clauses(f"{slogan}，{'，'.join(f'第{number}户居民在会上提出了意见' for number in range(40))}"),
    }
    assert not list(near_pairs(texts))
    assert [round(pair.share, 1) for pair in near_pairs(texts | {"copy": texts["page"]})] == [1.0]


def test_new_writes_a_draft_that_check_takes(mini: Path) -> None:
    result = run(
        mini, "new", "huaqiao-2024", "--title", "“板凳会”: 一次 #1", "--publisher", "荆楚网", "--issued", "2024-03-09",
        "--raw", "a.txt", "--place", "tianmen-xincheng", "--tag", "bench", "--no-input", "--body", "-",
        input="第一段。\n",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    text = (mini / "content/cases/huaqiao-2024.md").read_text("utf-8")
    assert text.startswith("---\n# yaml-language-server: $schema=../case.schema.json\nid: huaqiao-2024\n")
    case = parse_case(Source("a.md", text))
    assert case.meta.title == "“板凳会”: 一次 #1"
    assert case.meta.review.status == "draft" and case.meta.sources[0].bytes == 7
    assert case.body == "第一段。\n"
    assert run(mini, "check").exit_code == 0


def test_new_names_every_file_of_an_article_over_several_pages(mini: Path) -> None:
    (mini / "content/raw/a_2.txt").write_text("第二页\n", "utf-8")
    words = ("new", "huaqiao-2024", "--title", "题", "--raw", "a.txt", "--raw", "a_2.txt", "--no-input")
    assert run(mini, *words).exit_code == 0
    text = (mini / "content/cases/huaqiao-2024.md").read_text("utf-8")
    first, second = parse_case(Source("a.md", text)).meta.sources[0].files
    assert (first.raw, first.bytes, second.raw, second.bytes) == ("a.txt", 7, "a_2.txt", 10)
    assert second.sha256 == sha256("第二页\n".encode()).hexdigest()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--title", "题", "--no-input"), "no id is given"),
        (("Wuhan", "--title", "题", "--no-input"), "small Latin letters, digits, single hyphens"),
        (("wuhan", "--title", "题", "--tag", "point", "--no-input"), "did you mean points?"),
        (("wuhan", "--title", "题", "--issued", "2024年3月", "--no-input"), "write it like 2024-03"),
        (("wuhan", "--title", "题", "--raw", "b.txt", "--no-input"), "no such raw file: b.txt"),
        (("dongting", "--title", "题", "--no-input"), "the id dongting is that of a case already"),
    ],
)
def test_new_refuses_what_check_would_refuse(mini: Path, words: tuple[str, ...], told: str) -> None:
    before = sorted((mini / "content/cases").iterdir())
    result = run(mini, "new", *words)
    assert result.exit_code in (1, 2) and told in result.output
    assert sorted((mini / "content/cases").iterdir()) == before


def test_list_answers_by_codes_with_those_below(mini: Path) -> None:
    def ids(*words: str) -> list[str]:
        return [
            row["id"] for row in json.loads(run(mini, "list", *words, "--format", "json", "--columns", "id").output)
        ]

    assert ids("status=reviewed") == ["dongting", "xincheng-2024"]
    assert ids("tags=points", "year=2024") == ["xincheng-2024"]
    assert ids("tags=bench,points") == ["dongting", "draft", "xincheng-2024"]
    assert ids("places=tianmen") == ids("places=tianmen-xincheng") == ["xincheng-2024"]
    assert ids("five_co=plan", "--sort=-id") == ["xincheng-2024"]
    assert ids("has=measures") == []


def test_list_as_csv_reads_back_value_by_value(mini: Path) -> None:
    title = '引号" 逗号, 与 &amp; <b>'
    replace(mini / "content/cases/dongting.md", "title: 东亭社区的探索", f"title: '{title}'")
    result = run(mini, "list", "status=reviewed", "--format", "csv", "--columns", "id,title,tags")
    rows = list(csv.reader(io.StringIO(result.output)))
    assert rows == [
        ["id", "title", "tags"],
        ["dongting", title, "points"],
        ["xincheng-2024", "乐享幸福“邻”距离", "points; bench"],
    ]


def test_list_as_a_table_aligns_under_wide_characters(mini: Path) -> None:
    output = run(mini, "list", "status=reviewed", "--columns", "title,id").output
    assert output.splitlines()[1:] == ["东亭社区的探索    dongting", "乐享幸福“邻”距离  xincheng-2024", "2 cases"]


@pytest.mark.parametrize("condition", ["tags", "tags=", "colour=red", "tags=积分"])
def test_list_refuses_a_condition_it_does_not_understand(mini: Path, condition: str) -> None:
    assert run(mini, "list", condition).exit_code == 2


def test_a_site_adds_its_own_taxonomy_without_touching_code(mini: Path) -> None:
    (mini / "content/vocabulary/season.yml").write_text("spring: {label: 春}\nautumn: {label: 秋}\n", "utf-8")
    with (mini / "site.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[taxonomies]]\nname = "season"\nlabel = "季节"\n')
    replace(mini / "content/cases/dongting.md", "tags:", "season: [spring]\ntags:")
    assert run(mini, "build").exit_code == 0
    assert "春" in (mini / "output/zh-hans/season/spring/index.html").read_text("utf-8")
    assert "dongting" in run(mini, "list", "season=spring").output
    replace(mini / "content/cases/dongting.md", "season: [spring]", "season: [spring, winter]\nseasons: [a]")
    result = run(mini, "check")
    assert "not in the vocabulary of season: winter" in result.output
    assert "unknown key: seasons\n" in result.output and "did you mean season?" in result.output


def test_the_projects_own_cases_are_sound_and_say_where_they_know_it_from() -> None:
    assert [each for each in inspect(ROOT, with_pages=False) if each.is_error] == []


def test_check_finds_the_same_with_the_engine_and_while_another_command_is_at_work(mini: Path) -> None:
    path = mini / "content/cases/dongting.md"
    path.write_text(path.read_text("utf-8") + "\n[去向不明](../nowhere/)\n", "utf-8")
    found = inspect(mini)
    assert any("a link to no page" in each.problem.message for each in found)
    assert not (mini / "output").exists()
    with locked(mini / ".cache"):
        assert inspect(mini) == found
    path.write_text("no front matter", "utf-8")
    wrong = inspect(mini)
    with locked(mini / ".cache"):
        assert inspect(mini) == wrong != found
