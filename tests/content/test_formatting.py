"""The canonical form says the same, keeps every comment, and is a resting place."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.cli import main
from site_builder.content.casefile import SCHEMA_LINE, format_case, parse_case
from site_builder.content.formatting import format_source
from site_builder.content.schema import Case
from site_builder.problem import Source
from tests.conftest import ROOT
from tests.content.strategies import EXAMPLES, cases
from tests.content.test_rewrite import keys, with_comments


def formatted(text: str) -> str:
    return format_source(Source("a.md", text))


@given(cases())
@settings(max_examples=EXAMPLES)
def test_what_the_program_writes_is_in_canonical_form(case: Case) -> None:
    text = format_case(case, SCHEMA_LINE)
    assert formatted(text) == text


@given(cases(), st.data())
@settings(max_examples=EXAMPLES)
def test_any_order_and_any_comments_say_the_same_and_come_to_rest(case: Case, data: st.DataObject) -> None:
    head, body = format_case(case).removeprefix("---\n").split("\n---\n", 1)
    entries = re.split(r"^(?=[a-z])", head + "\n", flags=re.MULTILINE)[1:]
    shuffled = "".join(data.draw(st.permutations(entries)))
    text = with_comments(f"---\n{shuffled.rstrip(chr(10))}\n---\n{body}", data)
    once = formatted(text)
    assert parse_case(Source("a.md", once)) == case
    assert keys(once) == keys(format_case(case))
    found = [sorted(re.findall("# (?:above|behind) [0-9]+", each)) for each in (text, once)]
    assert found[0] == found[1]
    assert formatted(once) == once


REVIEW = "review: {status: draft}"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (f"# 题名照录\ntitle: '题'\nid: a\n{REVIEW}", f"id: a\n# 题名照录\ntitle: 题\n{REVIEW}"),
        (f"# yaml-language-server: $schema=x\ntitle: 题\nid: \"a\"\n{REVIEW}", f"# yaml-language-server: $schema=x\nid: a\ntitle: 题\n{REVIEW}"),
        (f"id: a\ntitle: 题\nseason: [spring]\n{REVIEW}\n# 末尾", f"id: a\ntitle: 题\n{REVIEW}\nseason: [spring]\n# 末尾"),
        (f"id: a\ntitle: 题\n{REVIEW}\ntags:  # 三个\n  # 甲\n  - 'a'\n  # 乙", f"id: a\ntitle: 题\ntags:  # 三个\n  # 甲\n  - a\n  # 乙\n{REVIEW}"),
        (f"id: a\ntitle: 题\n{REVIEW}\nsummary: >\n  一\n  二", f"id: a\ntitle: 题\nsummary: >\n  一\n  二\n{REVIEW}"),
        (f"id: a\ntitle: \"一: 二\"\n{REVIEW}", f"id: a\ntitle: '一: 二'\n{REVIEW}"),
    ],
)  # fmt: skip
def test_keys_quotes_and_comments_find_their_places(fields: str, expected: str) -> None:
    source = "\nsources: [{role: base_text}]"
    wanted = re.sub(r"\n(tags|review)", f"{source}\n\\1", expected, count=1)
    text = f"---\n{fields}{source}\n---\n题的居民商量。"
    if "# 末尾" in fields:
        text = text.replace(f"\n# 末尾{source}", f"{source}\n# 末尾")
    assert formatted(text) == f"---\n{wanted}\n---\n\n题的居民商量。\n"


def test_the_command_writes_or_only_tells(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "site.toml", tmp_path)
    file = tmp_path / "content/cases/wuhan-dongting.md"
    tidy = file.read_text("utf-8")
    file.write_text(tidy.replace("scope: community\n", "").replace("\nid: ", "\nscope: 'community'\nid: "), "utf-8")
    command = ["--project", str(tmp_path), "format"]
    result = CliRunner().invoke(main, [*command, "--check"])
    assert (result.exit_code, result.stdout) == (1, "content/cases/wuhan-dongting.md\n")
    assert CliRunner().invoke(main, command).exit_code == 0
    assert file.read_text("utf-8") == tidy
    assert CliRunner().invoke(main, [*command, "--check"]).exit_code == 0


def test_a_file_with_problems_stops_all(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "site.toml", tmp_path)
    (tmp_path / "content/cases/bad.md").write_text("---\nid: Bad\n---\n", "utf-8")
    result = CliRunner().invoke(main, ["--project", str(tmp_path), "format"])
    assert result.exit_code == 1
    assert "content/cases/bad.md:2:5" in result.stderr
