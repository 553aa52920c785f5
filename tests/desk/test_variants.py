"""The audit of a site: what is found, what is accepted, what a curator is shown."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from site_builder.cli import main
from site_builder.desk.accepted import Choice, format_accepted, parse_accepted
from site_builder.problem import BuildError, Source
from site_builder.script import Variant
from tests.conftest import ROOT

ACCEPTED = "content/variants-accepted.txt"
CASE = "content/cases/xincheng-2024.md"


def check(project: Path, *words: str) -> Result:
    words = ("--project", str(project), "check", *words)
    return CliRunner().invoke(main, words, catch_exceptions=False)


def append(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")


def test_a_default_choice_is_told_until_it_is_accepted(mini: Path) -> None:
    append(mini / CASE, "\n楼道里的台。\n")
    first = check(mini, "--variants", "--strict")
    assert first.exit_code == 1
    line = (mini / CASE).read_text("utf-8").count("\n")
    assert "台 → 臺 of 臺/檯/颱/台 in 的台。, 1 times, by STCharacters" in first.output
    assert f"    {CASE}:{line}:1: 楼道里的台。" in first.output
    assert check(mini, "--variants", "--accept").exit_code == 0
    again = check(mini, "--variants", "--strict")
    assert again.exit_code == 0
    assert " 0 unreviewed" in again.output
    assert "zh-Hant 台→臺 的台。\n" in (mini / ACCEPTED).read_text("utf-8")


def test_what_changed_since_the_accepted_audit_is_told(mini: Path) -> None:
    check(mini, "--variants", "--accept")
    append(mini / ACCEPTED, "zh-Hant 台→台 的台。\n")
    append(mini / CASE, "\n新的台。\n")
    told = check(mini, "--variants").output
    assert "gone: 台 → 台 in 的台。" in told
    assert "台 → 臺 of 臺/檯/颱/台 in 的台。" in told  # accepted in another form is not accepted


def test_rules_that_decide_nothing_and_faults_of_a_master_are_told(mini: Path) -> None:
    rules = "无此词:\n  keep: yes\n  reason: 试\n只能:\n  keep: yes\n  reason: 与附带的词表相同\n"
    append(mini / "content/glossary/site.yml", rules)
    append(mini / CASE, "\n國字，“不成对，只能。\n")
    told = check(mini, "--variants").output
    assert "never fired: 无此词 (site)" in told
    assert "shadowed: 只能 (starter) by site" in told
    assert "already traditional: 國" in told
    assert "quotation marks do not pair: 國字，“不成对，只能。" in told


def test_an_example_that_reads_otherwise_and_a_bad_mark_are_problems(mini: Path) -> None:
    rule = "面:\n  zh-Hant: 麵\n  reason: 试\n  example: 一碗面。\n  becomes: 一碗面。\n"
    append(mini / "content/glossary/food.yml", rule)
    append(mini / CASE, "\n这里 -{没有关上。\n")
    result = check(mini, "--variants")
    assert result.exit_code == 1
    assert "content/glossary/food.yml:1: the example of 面 reads 一碗麵。, not 一碗面。" in result.stderr
    assert "this -{ is never closed with }-" in result.stderr


def test_the_pages_for_curators_show_both_scripts_and_mark_places(mini: Path) -> None:
    append(mini / CASE, "\n台。厚植发展。\n")
    check(mini, "--variants")
    folder = mini / ".cache/review/variants"
    page = html.parse(str(folder / "xincheng-2024.html"))
    assert "台。厚植发展。" in page.xpath("string(//td[@lang='zh-Hans'][contains(., '台。')])")
    written = page.xpath("//td[@lang='zh-Hant'][contains(., '臺。')]")[0]
    assert written.text_content() == "臺。厚植發展。"
    assert [(mark.get("class"), mark.text) for mark in written.iter("mark")] == [("new", "臺"), ("rule", "厚植發展")]
    overview = html.parse(str(folder / "index.html"))
    assert "xincheng-2024.html" in overview.xpath("//a/@href")


def test_options_of_the_audit_need_the_audit(mini: Path) -> None:
    assert check(mini, "--strict").exit_code == 2


def test_the_projects_own_audit_is_accepted() -> None:
    result = check(ROOT, "--variants", "--strict")
    assert result.exit_code == 0, result.output


HAN = st.text("只不是发里台“，。1a", min_size=1, max_size=3)
CHOICES = st.builds(
    Choice, st.sampled_from(list(map(str, Variant))), st.sampled_from("只发里台"), HAN, HAN.map(lambda t: t[0])
)


@given(choices=st.frozensets(CHOICES))
def test_an_accepted_audit_reads_back_as_it_was_written(choices: frozenset[Choice]) -> None:
    assert parse_accepted(Source("a", format_accepted(choices))) == choices


def test_a_line_that_is_no_choice_is_a_problem() -> None:
    with pytest.raises(BuildError, match=r"a:2:1: not an accepted choice"):
        parse_accepted(Source("a", "# kept\nzh-Hant 只 不只是\n"))
