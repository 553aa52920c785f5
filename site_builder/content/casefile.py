"""The case file: YAML front matter between two lines of `---`, then the text in Markdown.

`parse_case(format_case(case)) == case` for every case.
"""

from __future__ import annotations

from typing import Any

import msgspec
import yaml

from site_builder.content.decode import decode, locate
from site_builder.content.schema import Case, FrontMatter
from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.strict_yaml import parse_yaml

_FENCE = "---\n"


def parse_case(source: Source) -> Case:
    """The case in a file's text; raises BuildError with every problem of its front matter."""
    start, end = front_matter(source)
    meta = decode(parse_yaml(source, start, end), FrontMatter, source)
    return Case(meta, _body(source.text[end + len(_FENCE) :]))


def front_matter(source: Source) -> tuple[int, int]:
    """Where the YAML of a file starts and ends, without its fences; raises BuildError."""
    if not source.text.startswith(_FENCE):
        hint = "start the file with a line ---, the fields, and a line --- again"
        raise BuildError([Problem("no front matter", source, Span(0, 1), hint)])
    start = len(_FENCE)
    end = source.text.find("\n" + _FENCE, start - 1)
    if end < 0:
        raise BuildError([Problem("the front matter is not closed", source, Span(0, 3), "end it with a line ---")])
    return start, end + 1


def format_case(case: Case) -> str:
    """The file of a case: fields in the schema's order, nothing that has its default."""
    return f"{_FENCE}{to_yaml(msgspec.to_builtins(case.meta))}{_FENCE}\n{_body(case.body)}"


def place_of(source: Source, *path: str | int) -> Span:
    """The span of a front matter value, for problems that only other files can show."""
    return locate(source, path, *front_matter(source))


def to_yaml(value: Any) -> str:
    """Plain data as YAML that reads back the same here, where every scalar is a string."""
    return yaml.dump(
        _as_strings(value), Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=10_000
    )


def _body(text: str) -> str:
    stripped = text.strip("\n")
    return stripped + "\n" if stripped else ""


def _as_strings(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_strings(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_strings(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Dumper(yaml.SafeDumper):
    """Writes strings unquoted wherever our own reader takes them back, dates and numbers among them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _represent_string(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # Line breaks of any kind are only safe when escaped.
    style = '"' if any(each in text for each in "\n\r\x85\u2028\u2029") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _represent_string)
_Dumper.yaml_implicit_resolvers = {
    first: [resolver for resolver in resolvers if resolver[0] == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
