"""Writers: flat templates as code that reads names, attributes and items as Python reads them.

Jinja asks its environment for every attribute. Here the theme's strings are part of the text around them, and a page is
gathered in one list. A flat template writes what the plain one writes, or raises: then the plain one is asked, which
knows what the mistake is and where.
"""

from __future__ import annotations

import keyword
import marshal
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.runtime import Context
from markupsafe import Markup, escape
from msgspec import Struct

from site_builder.build.flat import Flat

try:  # what `escape` calls, which makes a value of its own of each text
    from markupsafe import _escape_inner as _escape_text  # type: ignore[attr-defined]
except ImportError:

    def _escape_text(text: str, /) -> str:
        return str(escape(text))


Write = Callable[[dict[str, Any]], str]
NOTHING: Mapping[str, object] = {}


def flat_environment(plain: Environment, texts: Mapping[str, str]) -> Environment:
    """An environment for flat templates; `plain` has their filters, `texts` are the sources of all templates."""
    environment = _FlatEnvironment(
        loader=FunctionLoader(texts.get),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=plain.trim_blocks,
        lstrip_blocks=plain.lstrip_blocks,
        keep_trailing_newline=plain.keep_trailing_newline,
        auto_reload=False,
    )
    environment.globals.clear()
    environment.filters.update(plain.filters, gather=lambda text: text)
    return environment


def flat_code(flat: Flat, known: Mapping[str, object] = NOTHING) -> bytes:
    """What a template does, compiled, as bytes that another process can read.

    `known` are fields that are the same on all its pages: strings, by name or in dictionaries.
    """
    given = {name.name for name in flat.tree.find_all(nodes.Name) if name.ctx != "load"}
    code = StringIO()
    generator = _FlatGenerator(flat.environment, flat.name, flat.name, code)
    generator.known = {name: each for name, each in known.items() if name not in given}
    generator.visit(flat.tree)
    return marshal.dumps(compile(code.getvalue(), flat.name, "exec"))


def writer(environment: Environment, name: str, code: bytes) -> Write:
    """What writes the pages of a template, by the fields it sees, from its code."""
    namespace: dict[str, Any] = {"environment": environment}
    exec(marshal.loads(code), namespace)
    root = namespace["root"]

    def write(fields: dict[str, Any]) -> str:
        return "".join(root(_Fields(environment, fields, name, {})))

    return write


def escaped(value: object) -> str:
    """A value as HTML, quick for plain strings, which nearly all are."""
    if type(value) is str:
        return _escape_text(value)
    return value if isinstance(value, Markup) else str(value) if type(value) is int else str(escape(value))


def _item(value: Any, key: Any) -> Any:
    """What a template means by brackets."""
    return getattr(value, key) if isinstance(value, Struct) else value[key]


class _Fields(Context):
    """The fields of a view; a name that is none of them is a KeyError."""

    def resolve_or_missing(self, key: str) -> Any:
        return self.parent[key]


def _value(node: nodes.Node, known: Mapping[str, object]) -> object:
    """What is known of a name, an attribute or an item; None for nothing."""
    if isinstance(node, nodes.Name):
        return known.get(node.name) if node.ctx == "load" else None
    if isinstance(node, nodes.Getattr):
        return _entry(_value(node.node, known), node.attr)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return _entry(_value(node.node, known), node.arg.value)
    return None


def _entry(value: object, key: object) -> object:
    return value.get(key) if isinstance(value, dict) else None


class _FlatGenerator(CodeGenerator):
    """Names, attributes and texts as Python reads and writes them, without a question to the environment.

    Strings that are `known` stand in the places of the attributes and items that name them.
    """

    known: Mapping[str, object] = NOTHING

    def _string(self, node: nodes.Expr) -> nodes.Const | None:
        value = _value(node, self.known)
        return nodes.Const(value, lineno=node.lineno) if type(value) is str else None

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        return super()._output_child_to_const(self._string(node) or node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")

    def visit_Name(self, node: nodes.Name, frame: Frame) -> None:  # noqa: N802
        """A field by its name alone: one that is not there was told when it was looked up."""
        name = frame.symbols.ref(node.name)
        load = frame.symbols.find_load(name)
        if node.ctx == "load" and load is not None and load[0] == VAR_LOAD_RESOLVE:
            self.write(name)
        else:
            super().visit_Name(node, frame)

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute as Python reads it."""
        if string := self._string(node):
            self.visit(string, frame)
        elif node.attr.isidentifier() and not keyword.iskeyword(node.attr):
            self.visit(node.node, frame)
            self.write(f".{node.attr}")
        else:
            super().visit_Getattr(node, frame)

    @optimizeconst
    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        """An item as a view or a value of Python has it."""
        if string := self._string(node):
            self.visit(string, frame)
        elif isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
        else:
            self.write("environment.item(")
            self.visit(node.node, frame)
            self.write(", ")
            self.visit(node.arg, frame)
            self.write(")")


class _FlatEnvironment(Environment):
    code_generator_class = _FlatGenerator
    escaped = staticmethod(escaped)
    item = staticmethod(_item)
