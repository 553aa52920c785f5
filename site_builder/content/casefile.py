"""The case file: YAML front matter between two lines of `---`, then the text in Markdown.

`parse_case(format_case(case)) == case` for every case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import msgspec
import yaml

from site_builder.content.decode import decode, locate, problems_of
from site_builder.content.rules import faults
from site_builder.content.scalars import NOT_STATED
from site_builder.content.schema import Case, FrontMatter
from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.strict_yaml import UNFIT, Node, parse_yaml

MAX_BODY = 500_000  # characters; ten times the longest article, far below what would hold up a build
SCHEMA_LINE = "# yaml-language-server: $schema=../case.schema.json\n"
_FENCE = "---\n"


def parse_case(source: Source) -> Case:
    """The case in a file's text; raises BuildError with every problem that the file alone can show."""
    start, end = front_matter(source)
    unfit = list(_unfit_body(source, end + len(_FENCE)))
    try:
        node = parse_yaml(source, start, end)
        case = Case(decode(node, FrontMatter, source), _body(source.text[end + len(_FENCE) :]))
    except BuildError as error:
        raise BuildError([*error.problems, *unfit]) from None
    problems = [*problems_of(faults(case.meta, case.body), node, source), *unfit]
    if problems:
        raise BuildError(problems)
    return case


def stated_ids(source: Source) -> tuple[str, ...]:
    """What a case may be called whose file cannot be read: what it says itself, and what its file is called."""
    found = _ID.search(source.text)
    return (*([found[1]] if found else ()), PurePosixPath(source.name).stem)


_ID = re.compile(r"^id:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)


def nodes_of(source: Source) -> Node:
    """The front matter of a file as nodes, each with its place; raises BuildError."""
    return parse_yaml(source, *front_matter(source))


def _unfit_body(source: Source, start: int) -> Iterator[Problem]:
    if len(source.text) - start > MAX_BODY:
        place = Span(start + MAX_BODY, start + MAX_BODY + 1)
        yield Problem(f"more than {MAX_BODY} characters of text", source, place, "is it one article?")
    unfit = UNFIT.search(source.text, start)
    if unfit:
        yield Problem(f"a control character: U+{ord(unfit[0]):04X}", source, Span(*unfit.span()), "delete it")


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


def format_case(case: Case, schema_line: str = "") -> str:
    """The file of a case: fields in the schema's order, nothing that has its default.

    `schema_line` is a comment to stand first, by which editors find the schema.
    """
    return f"{_FENCE}{schema_line}{to_yaml(fields_of(case.meta))}{_FENCE}\n{_body(case.body)}"


def fields_of(meta: FrontMatter) -> dict[str, Any]:
    """The front matter as plain data, key by key as it is written."""
    given = msgspec.to_builtins(meta)
    silent, facets = frozenset(given.pop("not_stated", ())), given.pop("facets", {})
    fields = {name: NOT_STATED if name in silent else given[name] for name in _KEYS if name in silent or name in given}
    return {**fields, **dict(sorted(facets.items()))}


_KEYS = tuple(field.encode_name for field in msgspec.structs.fields(FrontMatter))


def place_of(source: Source, *path: str | int) -> Span:
    """The span of a front matter value, for problems that only other files can show."""
    return locate(source, path, *front_matter(source))


def to_yaml(value: Any) -> str:
    """Plain data as YAML that reads back the same here, where every scalar is a string."""
    return _dump(value, None)


def to_flow_yaml(value: Any) -> str:
    """Plain data as YAML on one line that may stand inside brackets or behind a key."""
    return _dump([value], True).rstrip("\n")[1:-1]


def to_line_yaml(text: str) -> str:
    """A text as YAML behind a key on its line, outside of brackets."""
    return _dump({"k": text}, False).removeprefix("k: ").rstrip("\n")


def _dump(value: Any, is_flow: bool | None) -> str:
    strings = _as_strings(value)
    return yaml.dump(
        strings, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=is_flow, width=_ONE_LINE
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


_ONE_LINE = 10**9  # characters: a value is never folded


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
