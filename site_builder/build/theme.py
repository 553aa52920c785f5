"""The theme: Jinja templates that see a view and the theme's strings, and nothing else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from traceback import walk_tb

import msgspec
from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from msgspec import Struct

from site_builder.build.sources import ThemeFiles
from site_builder.pages import File, Page
from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.script.texts import Text

Strings = dict[str, dict[str, Text]]


class Theme(Struct, frozen=True):
    """Templates ready to render, and the strings of each script by section and name."""

    environment: Environment
    sources: dict[str, Source]
    strings: dict[str, Strings]


def parse_strings(source: Source) -> Strings:
    """The theme's strings in a TOML text of `[section]` and `name = "…"`; raises BuildError."""
    try:
        return msgspec.convert(tomllib.loads(source.text), dict[str, dict[str, str]])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BuildError([Problem(f"not a table of strings: {error}", source)]) from None


def open_theme(files: ThemeFiles, strings: dict[str, Strings]) -> Theme:
    """The theme with all its templates compiled; raises BuildError with every syntax error."""
    sources = {template.name.removeprefix(files.prefix): template for template in files.templates}
    environment = Environment(
        loader=FunctionLoader(lambda name: (sources[name].text, name, lambda: True) if name in sources else None),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # A template reads its view. What it could get elsewhere would not be in the page's key.
    environment.globals.clear()
    environment.filters["han_date"] = han_date
    problems = [*_syntax_problems(environment, sources)]
    if problems:
        raise BuildError(problems)
    return Theme(environment, sources, strings)


def render(theme: Theme, pages: Iterable[Page]) -> Iterator[File]:
    """The pages as files; raises BuildError after the last page, with each template's mistake told once."""
    problems: dict[str, Problem] = {}
    for page in pages:
        try:
            yield File(page.path, _render(theme, page).encode())
        except TemplateError as error:
            problem = _runtime_problem(theme, page, error)
            problems.setdefault(str(problem), problem)
    if problems:
        raise BuildError(problems.values())


def han_date(date: str) -> str:
    """A date as Chinese text writes it: 2024-10-08 is 2024年10月8日, 2022/2024 is 2022年—2024年."""
    return "—".join(map(_han_day, date.split("/")))


def _han_day(date: str) -> str:
    numbers = [str(int(number)) for number in date.rstrip("~").split("-") if number]
    text = "".join(number + unit for number, unit in zip(numbers, "年月日", strict=False))
    return f"约{text}" if date.endswith("~") else text


def _render(theme: Theme, page: Page) -> str:
    fields = {name: getattr(page.view, name) for name in page.view.__struct_fields__}
    strings = theme.strings[page.view.frame.lang]
    return theme.environment.get_template(page.template).render(fields, t=strings)


def _syntax_problems(environment: Environment, sources: dict[str, Source]) -> Iterator[Problem]:
    for name, source in sources.items():
        try:
            environment.get_template(name)
        except TemplateSyntaxError as error:
            yield Problem(f"template: {error.message}", source, _line_span(source, error.lineno))


def _runtime_problem(theme: Theme, page: Page, error: TemplateError) -> Problem:
    """The problem at the innermost template line of the error's traceback."""
    name, line = page.template, 1
    for frame, number in walk_tb(error.__traceback__):
        # Jinja puts its templates into the traceback as frames of files by their names.
        if frame.f_code.co_filename in theme.sources:
            name, line = frame.f_code.co_filename, number
    source = theme.sources[name]
    word = re.search(r"'(\w+)' is undefined|no attribute '(\w+)'", str(error))
    message = re.sub(r"'[\w.]*?(\w+) object' has no attribute", r"a \1 has no", str(error))
    return Problem(f"template: {message}", source, _line_span(source, line, word and (word[1] or word[2])))


def _line_span(source: Source, line: int, word: str | None = None) -> Span:
    lines = source.text.splitlines(keepends=True)
    start = sum(map(len, lines[: line - 1]))
    text = lines[line - 1] if line <= len(lines) else ""
    found = re.search(rf"\b{re.escape(word)}\b", text) if word else None
    if found:
        return Span(start + found.start(), start + found.end())
    indent = len(text) - len(text.lstrip())
    return Span(start + indent, start + max(indent + 1, len(text.rstrip())))
