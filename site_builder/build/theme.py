"""The theme: Jinja templates that see a view and the theme's strings, and nothing else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from pickle import UnpicklingError
from traceback import walk_tb
from typing import Any, TypeVar

import msgspec
from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.meta import find_referenced_templates
from markupsafe import Markup
from msgspec import Struct

from site_builder.build.flat import Write, escaped, flat_template, writer
from site_builder.build.program import program_digest
from site_builder.build.sources import PACKAGED, ThemeFiles
from site_builder.content.markdown import Rendered
from site_builder.pages import CaseView, File, Page, TextOf, View, text_view
from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.script.texts import Text

Strings = dict[str, dict[str, Text]]
Texts = Mapping[TextOf, Rendered]


class Theme(Struct, frozen=True):
    """Templates ready to render, and the strings of each script by section and name.

    `closures` names for each template all that it is made of, itself first: what it extends, includes and imports.
    `flat` are quicker forms of some templates, by template and script.
    """

    environment: Environment
    sources: dict[str, Source]
    strings: dict[str, Section[Section[str]]]
    closures: dict[str, tuple[str, ...]]
    flat: Mapping[tuple[str, str], Write] = {}


V = TypeVar("V")


class Section(dict[str, V]):
    """Strings by name, or sections of them by heading, found by attribute as fast as by key."""

    def __init__(self, named: Mapping[str, V]) -> None:
        super().__init__(named)
        self.__dict__ = self


def parse_strings(sources: Iterable[Source]) -> Strings:
    """The theme's strings in TOML texts of `[section]` and `name = "…"`, a later text before an earlier one.

    Raises BuildError.
    """
    strings: Strings = {}
    for source in sources:
        try:
            told = msgspec.convert(tomllib.loads(source.text), dict[str, dict[str, str]])
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise BuildError([Problem(f"not a table of strings: {error}", source)]) from None
        for section, texts in told.items():
            strings[section] = {**strings.get(section, {}), **texts}
    return strings


def open_theme(files: ThemeFiles, strings: dict[str, Strings], cache: str = "") -> Theme:
    """The theme with all its templates compiled; raises BuildError with every syntax error.

    `cache` is a folder for compiled templates.
    """
    return open_templates(files, strings, compile_templates(files, cache), cache)


def compile_templates(files: ThemeFiles, cache: str) -> dict[str, tuple[str, ...]]:
    """All templates compiled into a folder, and their closures by name; raises BuildError with every syntax error."""
    named = _named(open_templates(files, {}, {}, cache))
    problems = [problem for each in named.values() for problem in each.problems]
    if problems:
        raise BuildError(problems)
    return {name: tuple(dict.fromkeys(_closure(name, named))) for name in named}


def open_templates(
    files: ThemeFiles, strings: dict[str, Strings], closures: dict[str, tuple[str, ...]], cache: str = ""
) -> Theme:
    """The theme without a look at its templates: they are sound and their closures known.

    `cache` is a folder for compiled templates.
    """
    sources = files.templates
    environment = _Environment(
        loader=FunctionLoader(lambda name: (sources[name].text, name, lambda: True) if name in sources else None),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_Compiled(cache) if cache else None,
    )
    # A template reads its view. What it could get elsewhere would not be in the page's key.
    environment.globals.clear()
    environment.filters["han_date"] = han_date
    environment.filters["pinned"] = pinned
    environment.filters["has_short_phrases"] = has_short_phrases
    environment.filters["json_data"] = json_data
    sections = {tag: Section({name: Section(each) for name, each in told.items()}) for tag, told in strings.items()}
    return Theme(environment, sources, sections, closures)


def with_flat(theme: Theme, names: Iterable[str]) -> Theme:
    """The theme with quicker forms of templates that many pages have."""
    texts = {name: source.text for name, source in theme.sources.items()}
    flats = {name: flat for name in names if (flat := flat_template(theme.environment, texts, name))}
    found = {
        (name, tag): writer(flat, {"t": strings})
        for name, flat in flats.items()
        for tag, strings in theme.strings.items()
    }
    return msgspec.structs.replace(theme, flat=found)


def render(theme: Theme, pages: Iterable[Page], texts: Texts) -> Iterator[File]:
    """The pages as files; raises BuildError after the last page, with each template's mistake told once."""
    problems: dict[str, Problem] = {}
    for page in pages:
        try:
            text = texts[page.text] if page.text else None
            yield File(page.path, render_page(theme, page.template, page.view(), text).encode())
        except BuildError as error:
            problems.update((str(problem), problem) for problem in error.problems if str(problem) not in problems)
    if problems:
        raise BuildError(problems.values())


def render_page(theme: Theme, template: str, view: View, text: Rendered | None) -> str:
    """A page as HTML from its view and, for a case, its text; raises BuildError at the line of the template."""
    fields = {name: getattr(view, name) for name in view.__struct_fields__}
    if text is not None:
        assert isinstance(view, CaseView)
        beside = text_view(view, text)
        fields.update((name, getattr(beside, name)) for name in beside.__struct_fields__)
    fields["t"] = theme.strings[view.frame.lang]
    write = theme.flat.get((template, view.frame.lang))
    if write is not None:
        try:
            return write(fields)
        except (AttributeError, LookupError, TypeError, TemplateError):
            pass  # the plain template tells what is wrong, or makes do
    try:
        return theme.environment.get_template(template).render(fields)
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        # A template may misuse a value in any of Python's ways.
        raise BuildError([_runtime_problem(theme, template, error)]) from None


def json_data(value: object) -> Markup:
    """A value as JSON for a `script` element that is not run: nothing in it can end the element or open another."""
    text = msgspec.json.encode(value).decode()
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


@lru_cache(1 << 14)
def han_date(date: str) -> str:
    """A date as Chinese text writes it: 2024-10-08 is 2024年10月8日, 2022/2024 is 2022年—2024年."""
    return "—".join(map(_han_day, date.split("/")))


def _han_day(date: str) -> str:
    numbers = [str(int(number)) for number in date.rstrip("~").split("-") if number]
    text = "".join(number + unit for number, unit in zip(numbers, "年月日", strict=False))
    return f"{text}左右" if date.endswith("~") else text  # written alike in both scripts


def has_short_phrases(title: str) -> bool:
    """Whether a title may be broken behind its stops alone: each of its phrases has room in a line of a phone."""
    return all(len(phrase.strip()) <= _LINE for phrase in _STOP.split(title))


_LINE = 12  # characters
_STOP = re.compile(r"(?<=[，。；：！？、—…\s])")


def pinned(html: str, before: str, after: str) -> str:
    """A text with a link to itself at the start of each numbered paragraph, named by its number between two words."""
    first, *parts = _PARAGRAPH.split(html)
    start, end = f'" aria-label="{escaped(before)}', f'{escaped(after)}"></a>'
    pinned = (
        f'<p id="p{number}"><a class="pin" href="#p{number}{start}{number}{end}{words}'
        for number, words in zip(parts[::2], parts[1::2], strict=True)
    )
    return "".join((first, *pinned))


_PARAGRAPH = re.compile(r'<p id="p([0-9]+)">')


class _Generator(CodeGenerator):
    """Compiles `{{ … }}` to a call that is quick for plain strings, which nearly all values are."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escape(")


class _Environment(Environment):
    code_generator_class = _Generator
    _last: tuple[str, nodes.Template] | None = None

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """A template's tree. It is looked at and then compiled: once is enough for both."""
        if self._last is None or self._last[0] is not source:
            self._last = source, super()._parse(source, name, filename)
        return self._last[1]

    escape = staticmethod(escaped)


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates on disk, good for this program only: what compiles them is its own."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """A template that was compiled before; one that cannot be read is compiled again."""
        try:
            super().load_bytecode(bucket)
        except (EOFError, ValueError, TypeError, UnpicklingError):
            bucket.reset()

    def get_source_checksum(self, source: str) -> str:
        return sha256(program_digest() + source.encode()).hexdigest()


def _named(theme: Theme) -> dict[str, _Names]:
    """What each template refers to; a packaged one under its second name is only looked at where one does."""
    named: dict[str, _Names] = {}
    waiting = [name for name in theme.sources if not name.startswith(PACKAGED)]
    while waiting:
        name = waiting.pop(0)
        if name in theme.sources and name not in named:
            named[name] = _Names(theme, name)
            waiting += named[name].references
    return named


class _Names:
    """What a template refers to, and what is wrong with it."""

    def __init__(self, theme: Theme, name: str) -> None:
        source = theme.sources[name]
        self.references: tuple[str, ...] = ()
        self.problems: list[Problem] = []
        try:
            tree = theme.environment.parse(source.text)
            theme.environment.get_template(name)  # compiled, and kept so
        except TemplateSyntaxError as error:
            self.problems.append(Problem(f"template: {error.message}", source, _line_span(source, error.lineno)))
            return
        named = list(find_referenced_templates(tree))
        self.references = tuple(name for name in named if name is not None)
        self.problems += _missing(theme, source, tree)
        if None in named:
            line = next(node.lineno for node in tree.find_all(_REFERENCES) if not _is_constant(node))
            hint = "name the template by a string, so that its pages are made again when it changes"
            message = "template: a template's name that is only known when a page is made"
            self.problems.append(Problem(message, source, _line_span(source, line), hint))


_REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


def _is_constant(node: nodes.Node) -> bool:
    return all(isinstance(part, nodes.Const) for part in _parts(node))


def _parts(node: nodes.Node) -> list[nodes.Node | None]:
    """The names a template is asked for by; a list of them is tried one after the other."""
    template = getattr(node, "template", None)
    return [*template.items] if isinstance(template, (nodes.List, nodes.Tuple)) else [template]


def _missing(theme: Theme, source: Source, tree: nodes.Template) -> Iterator[Problem]:
    """The templates that one asks for and the theme has not."""
    for node in tree.find_all(_REFERENCES):
        names = [str(part.value) for part in _parts(node) if isinstance(part, nodes.Const)]
        if _is_constant(node) and not getattr(node, "ignore_missing", False) and theme.sources.keys().isdisjoint(names):
            near = get_close_matches(names[0], theme.sources, 1) if names else []
            hint = f"did you mean {near[0]}?" if near else f"add theme/templates/{names[0]}" if names else ""
            message = f"template: no such template: {', '.join(names)}"
            yield Problem(message, source, _line_span(source, node.lineno), hint)


def _closure(name: str, named: Mapping[str, _Names], above: tuple[str, ...] = ()) -> Iterator[str]:
    yield name
    for reference in named[name].references if name in named else ():
        if reference not in above:
            yield from _closure(reference, named, (*above, name))


def _runtime_problem(theme: Theme, template: str, error: Exception) -> Problem:
    """The problem at the innermost template line of the error's traceback."""
    name, line = template, 1
    for frame, number in walk_tb(error.__traceback__):
        # Jinja puts its templates into the traceback as frames of files by their names.
        if frame.f_code.co_filename in theme.sources:
            name, line = frame.f_code.co_filename, number
    if name not in theme.sources:
        raise BuildError([Problem("no such template", Source(f"theme/templates/{name}", ""), None, "add it")])
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
