from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.problem import BuildError, Source
from site_builder.strict_yaml import Listing, Mapping, Node, Scalar, parse_yaml


def plain(node: Node) -> object:
    match node:
        case Scalar():
            return None if node.is_null else node.text
        case Listing():
            return [plain(value) for value in node.values]
        case Mapping():
            return {entry.key.text: plain(entry.value) for entry in node.entries}


def test_scalars_stay_as_written() -> None:
    source = Source("a.yml", "a: no\nb: 017\nc: 1_000\nd: 2024-13-45\ne:\nf: ''\ng: [x, '~', ~]\n")
    expected = {"a": "no", "b": "017", "c": "1_000", "d": "2024-13-45", "e": None, "f": "", "g": ["x", "~", None]}
    assert plain(parse_yaml(source)) == expected


def test_spans_point_into_the_whole_source() -> None:
    text = "---\n标题: 幸福“邻”距离\n---\n正文\n"
    node = parse_yaml(Source("a.md", text), 4, text.rindex("---"))
    assert isinstance(node, Mapping)
    value = node.entries[0].value
    assert text[value.span.start : value.span.end] == "幸福“邻”距离"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\nb: *x", "a.yml:1:4: YAML anchors and aliases are not allowed"),
        ("a: !!python/object:os.system x", "a.yml:1:4: YAML tags are not allowed"),
        ("a: !!str x", "a.yml:1:4: YAML tags are not allowed"),
        ("a: 1\na: 2", "a.yml:2:1: the key 'a' stands here twice"),
        ("a: [1, 2", "a.yml:1:9: not valid YAML"),
        ("a: 1\n---\nb: 2", "a.yml:2:1: a second YAML document"),
        ("? [a]\n: b", "a.yml:1:3: a key must be a word"),
        ("a: \x00", "a.yml:1:4: a character that YAML cannot hold: U+0000"),
        ("a: \ud800", "a.yml:1:4: a character that YAML cannot hold: U+D800"),
        ("a: " + "[" * 9 + "]" * 9, "a.yml:1:12: nested more than 8 levels deep"),
        ("a: " + "[" * 20000, "a.yml:1:12: nested more than 8 levels deep"),
        ("a: " + "x" * 70000, "a.yml:1:65537: more than 65536 characters of YAML"),
    ],
)
def test_what_is_not_plain_data_is_a_problem_at_its_place(text: str, message: str) -> None:
    with pytest.raises(BuildError) as caught:
        parse_yaml(Source("a.yml", text))
    assert str(caught.value.problems[0]).startswith(message)


@given(st.text(st.sampled_from("ab: -[]{}\n'\"#&*!|>?%@`\t\\~,\x00\ud800一"), max_size=60))
def test_any_text_is_data_or_a_problem(text: str) -> None:
    with suppress(BuildError):
        parse_yaml(Source("a.yml", text))
