"""Rewriting: the text says what it shall, and everything that was not asked for stays."""

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.content.casefile import format_case, parse_case
from site_builder.content.rewrite import rewrite, rewrite_case
from site_builder.content.schema import Case, FrontMatter
from site_builder.problem import Source
from tests.content.strategies import EXAMPLES, cases, valid


def keys(text: str) -> list[str]:
    return re.findall(r"^([a-z_]+):", text.split("\n---\n")[0], re.MULTILINE)


def with_comments(text: str, draw: st.DataObject) -> str:
    """The file with comments above and behind lines of its front matter."""
    head, body = text.removeprefix("---\n").split("\n---\n", 1)
    lines = []
    for number, line in enumerate(head.split("\n")):
        above, behind = draw.draw(st.booleans()), draw.draw(st.booleans())
        lines += [f"# above {number}"] if above else []
        lines.append(f"{line}  # behind {number}" if behind else line)
    return "---\n" + "\n".join(lines) + f"\n---\n{body}"


@given(cases(), cases())
@settings(max_examples=EXAMPLES)
def test_any_case_becomes_any_other(old: Case, new: Case) -> None:
    meta = valid(new.meta, old.body)
    text = rewrite_case(Source("a.md", format_case(old)), meta)
    assert parse_case(Source("a.md", text)) == Case(meta, old.body)


@given(cases(), st.data())
@settings(max_examples=EXAMPLES)
def test_comments_order_and_text_stay(case: Case, data: st.DataObject) -> None:
    text = with_comments(format_case(case), data)
    parsed = parse_case(Source("a.md", text))
    assert parsed == case
    assert rewrite_case(Source("a.md", text), case.meta) == text
    added = msgspec.structs.replace(parsed.meta, title="新的题名", added="2024-03-09", modified="", changes=())
    after = rewrite_case(Source("a.md", text), valid(added, case.body))
    assert parse_case(Source("a.md", after)).meta.title == "新的题名"
    gone = {"modified", "changes", "title_display"}
    assert [key for key in keys(after) if key != "added"] == [
        key for key in keys(text) if key != "added" and (key not in gone or key in keys(after))
    ]
    if "changes" not in keys(text) and "modified" not in keys(text):
        assert re.findall("# (?:above|behind) [0-9]+", after) == re.findall("# (?:above|behind) [0-9]+", text)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("tags: [a, b, c]  # 三个\n", {"tags": ["a", "c"]}, "tags: [a, c]  # 三个\n"),
        ("tags: [a, b]\n", {"tags": ["a"]}, "tags: [a]\n"),
        ("tags: [a, b]\n", {"tags": ["b"]}, "tags: [b]\n"),
        ("tags: ['a', \"b\"] # x\n", {"tags": ["z", "b"]}, "tags: [z, \"b\"] # x\n"),
        ("tags:\n  - a  # 甲\n  - b  # 乙\nid: x\n", {"tags": ["b"], "id": "x"}, "tags:\n  # 甲\n  - b  # 乙\nid: x\n"),
        ("tags: [\n  a, # 甲\n  b, # 乙\n]\n", {"tags": ["b"]}, "tags: [\n  # 甲\n  b, # 乙\n]\n"),
        ("# 头\nid: x\n# 中\ntags: [a] # 尾\n", {"id": "x"}, "# 头\nid: x\n# 中\n# 尾\n"),
        ("id: x # 号\n", {"id": "x", "title": "题"}, "id: x # 号\ntitle: 题\n"),
        ("review: {status: draft}\n", {"review": {"status": "draft", "by": "甲"}}, "review: {status: draft, by: 甲}\n"),
        ("summary: >\n  一\n  二\nid: x\n", {"summary": "三", "id": "x"}, "summary: 三\nid: x\n"),
        ("a:\n- b: 1\n  c: 2\n- b: 3\n", {"a": [{"b": "1", "c": "2", "d": "4"}, {"b": "3"}]}, "a:\n- b: 1\n  c: 2\n  d: 4\n- b: 3\n"),
        ("a: {b: 1, c: 2}\n", {"a": {"c": "2"}}, "a: {c: 2}\n"),
        ("tags: [a # 甲\n , b]\n", {"tags": ["b"]}, "tags: [ # 甲\n  b]\n"),
        ("a:\n  - {b: 1}\nid: x\n", {"a": [{"b": "0"}, {"b": "1"}], "id": "x"}, "a:\n  - {b: 0}\n  - {b: 1}\nid: x\n"),
        ("id: x\n", {"tags": ["a"], "title": "题", "id": "x"}, "id: x\ntitle: 题\ntags: [a]\n"),
        ("a: null\n", {"a": "null"}, "a: 'null'\n"),
    ],
)  # fmt: skip
def test_only_the_spans_that_differ_change(old: str, new: dict[str, object], expected: str) -> None:
    assert rewrite(Source("a.yml", old), new, ("id", "title")) == expected


def test_a_field_comes_in_at_its_place() -> None:
    text = "---\nid: a\ntitle: 题\nsources: [{role: base_text}]\nreview: {status: draft}\n---\n"
    meta = parse_case(Source("a.md", text)).meta
    genre = rewrite_case(Source("a.md", text), msgspec.structs.replace(meta, tags=("points",), subtitle="副"))
    assert keys(genre) == ["id", "title", "subtitle", "sources", "tags", "review"]
    assert FrontMatter.__struct_fields__.index("tags") < FrontMatter.__struct_fields__.index("review")
