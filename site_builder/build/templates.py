"""Templates as they are read: parsed, looked at and compiled, before any page is made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from hashlib import sha256
from pickle import UnpicklingError
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FunctionLoader,
    StrictUndefined,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.meta import find_referenced_templates

from site_builder.build.filters import FILTERS
from site_builder.build.program import program_digest
from site_builder.build.sources import PACKAGED, ThemeFiles
from site_builder.build.writers import escaped
from site_builder.problem import BuildError, Problem, Source, Span


def compile_templates(files: ThemeFiles, cache: str) -> dict[str, tuple[str, ...]]:
    """All templates compiled into a folder, and their closures by name; raises BuildError with every syntax error."""
    named = _named(environment_of(files, cache), files.templates)
    problems = [problem for each in named.values() for problem in each.problems]
    if problems:
        raise BuildError(problems)
    return {name: tuple(dict.fromkeys(_closure(name, named))) for name in named}


def environment_of(files: ThemeFiles, cache: str = "") -> Environment:
    """An environment that has a theme's templates; `cache` is a folder for compiled ones."""
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
    environment.filters.update(FILTERS)
    return environment


def line_span(source: Source, line: int, word: str | None = None) -> Span:
    """A line of a template without its indent, or a word on it."""
    lines = source.text.splitlines(keepends=True)
    start = sum(map(len, lines[: line - 1]))
    text = lines[line - 1] if line <= len(lines) else ""
    found = re.search(rf"\b{re.escape(word)}\b", text) if word else None
    if found:
        return Span(start + found.start(), start + found.end())
    indent = len(text) - len(text.lstrip())
    return Span(start + indent, start + max(indent + 1, len(text.rstrip())))


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


def _named(environment: Environment, sources: Mapping[str, Source]) -> dict[str, _Names]:
    """What each template refers to; a packaged one under its second name is only looked at where one does."""
    named: dict[str, _Names] = {}
    waiting = [name for name in sources if not name.startswith(PACKAGED)]
    while waiting:
        name = waiting.pop(0)
        if name in sources and name not in named:
            named[name] = _Names(environment, sources, name)
            waiting += named[name].references
    return named


class _Names:
    """What a template refers to, and what is wrong with it."""

    def __init__(self, environment: Environment, sources: Mapping[str, Source], name: str) -> None:
        source = sources[name]
        self.references: tuple[str, ...] = ()
        self.problems: list[Problem] = []
        try:
            tree = environment.parse(source.text)
            environment.get_template(name)  # compiled, and kept so
        except TemplateSyntaxError as error:
            self.problems.append(Problem(f"template: {error.message}", source, line_span(source, error.lineno)))
            return
        named = list(find_referenced_templates(tree))
        self.references = tuple(name for name in named if name is not None)
        self.problems += _missing(sources, source, tree)
        if None in named:
            line = next(node.lineno for node in tree.find_all(_REFERENCES) if not _is_constant(node))
            hint = "name the template by a string, so that its pages are made again when it changes"
            message = "template: a template's name that is only known when a page is made"
            self.problems.append(Problem(message, source, line_span(source, line), hint))


_REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


def _is_constant(node: nodes.Node) -> bool:
    return all(isinstance(part, nodes.Const) for part in _parts(node))


def _parts(node: nodes.Node) -> list[nodes.Node | None]:
    """The names a template is asked for by; a list of them is tried one after the other."""
    template = getattr(node, "template", None)
    return [*template.items] if isinstance(template, (nodes.List, nodes.Tuple)) else [template]


def _missing(sources: Mapping[str, Source], source: Source, tree: nodes.Template) -> Iterator[Problem]:
    """The templates that one asks for and the theme has not."""
    for node in tree.find_all(_REFERENCES):
        names = [str(part.value) for part in _parts(node) if isinstance(part, nodes.Const)]
        if _is_constant(node) and not getattr(node, "ignore_missing", False) and sources.keys().isdisjoint(names):
            near = get_close_matches(names[0], sources, 1) if names else []
            hint = f"did you mean {near[0]}?" if near else f"add theme/templates/{names[0]}" if names else ""
            message = f"template: no such template: {', '.join(names)}"
            yield Problem(message, source, line_span(source, node.lineno), hint)


def _closure(name: str, named: Mapping[str, _Names], above: tuple[str, ...] = ()) -> Iterator[str]:
    yield name
    for reference in named[name].references if name in named else ():
        if reference not in above:
            yield from _closure(reference, named, (*above, name))
