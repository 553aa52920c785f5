"""Flat templates: all that a template extends and includes in one piece, for the pages there are many of.

Jinja keeps inheritance and inclusion for the time when a page is made, and asks its environment for every attribute.
Here that is settled when the template is read: blocks and included templates stand in their places, attributes are read
as Python reads them, the theme's strings are part of the text around them, and a page is gathered in one list. A flat
template writes what the plain one writes, or raises: then the plain one is asked, which knows what the mistake is and
where.
"""

from __future__ import annotations

import keyword
import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from typing import Any, TypeVar

from jinja2 import Environment, FunctionLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.runtime import Context
from markupsafe import Markup, escape
from msgspec import Struct

try:  # what `escape` calls, which makes a value of its own of each text
    from markupsafe import _escape_inner as _escape_text  # type: ignore[attr-defined]
except ImportError:

    def _escape_text(text: str, /) -> str:
        return str(escape(text))


Write = Callable[[dict[str, Any]], str]
NOTHING: Mapping[str, object] = {}


class Flat(Struct, frozen=True):
    """A template in one piece, read once for all that is known of its pages."""

    environment: Environment
    name: str
    tree: nodes.Template


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


def flat_template(environment: Environment, texts: Mapping[str, str], name: str) -> Flat | None:
    """A template in one piece; None for one that uses what cannot be settled early."""
    try:
        body = _Flattener(environment, texts).body(name, ())
    except _UnsettledError:
        return None
    gathered = nodes.FilterBlock(body, nodes.Filter(None, "gather", [], [], None, None))
    tree = nodes.Template([gathered], lineno=1)
    tree.set_lineno(1).set_environment(environment)
    return Flat(environment, name, tree)


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


class _UnsettledError(Exception):
    """A template does something that only the time of making a page settles."""


N = TypeVar("N", bound=nodes.Node)
_DEEPEST = 20


class _Flattener:
    """Puts blocks and included templates into their places."""

    def __init__(self, environment: Environment, texts: Mapping[str, str]) -> None:
        self._environment = environment
        self._texts = texts

    def body(self, name: str, above: tuple[str, ...]) -> list[nodes.Node]:
        """A template and all that it is made of, as the statements of one."""
        if name in above or len(above) > _DEEPEST:
            raise _UnsettledError
        chain = list(self._chain(name))
        blocks: dict[str, nodes.Block] = {}
        for tree in reversed(chain):
            blocks.update((block.name, block) for block in tree.find_all(nodes.Block))
        own = [node for tree in chain[:-1] for node in _declared(tree)]
        return [*own, *self._placed(chain[-1].body, blocks, (*above, name), False)]

    def _chain(self, name: str) -> Iterator[nodes.Template]:
        """A template, the one it extends, and so on to the last."""
        seen: set[str] = set()
        while name not in seen and name in self._texts:
            seen.add(name)
            tree = self._environment.parse(self._texts[name], name)
            _refuse_the_unsettled(tree)
            yield tree
            parents = list(tree.find_all(nodes.Extends))
            if not parents:
                return
            name = _constant(parents[0].template)
        raise _UnsettledError

    def _placed(
        self, body: Iterable[nodes.Node], blocks: Mapping[str, nodes.Block], above: tuple[str, ...], is_repeated: bool
    ) -> list[nodes.Node]:
        placed: list[nodes.Node] = []
        for node in body:
            if isinstance(node, nodes.Block):
                if is_repeated:
                    raise _UnsettledError
                inner = self._placed(blocks[node.name].body, blocks, above, False)
                placed.append(nodes.Scope(inner, lineno=node.lineno))
            elif isinstance(node, nodes.Include):
                inner = self.body(_constant(node.template), above)
                if is_repeated and any(name.name == "loop" for each in inner for name in each.find_all(nodes.Name)):
                    raise _UnsettledError
                placed.append(nodes.Scope(inner, lineno=node.lineno))
            elif isinstance(node, nodes.If):
                for part in (node, *node.elif_):
                    part.body = self._placed(part.body, blocks, above, is_repeated)
                node.else_ = self._placed(node.else_, blocks, above, is_repeated)
                placed.append(node)
            elif isinstance(node, nodes.For):
                node.body = self._placed(node.body, blocks, above, True)
                node.else_ = self._placed(node.else_, blocks, above, True)
                placed.append(node)
            elif any(True for _ in node.find_all((nodes.Block, nodes.Include))):
                raise _UnsettledError
            else:
                placed.append(node)
        return placed


def _declared(tree: nodes.Template) -> Iterator[nodes.Node]:
    """What a template that extends another declares beside its blocks."""
    if not isinstance(tree.body[0], nodes.Extends):
        raise _UnsettledError
    for node in tree.body[1:]:
        if isinstance(node, (nodes.FromImport, nodes.Import, nodes.Macro)):
            yield node
        elif not isinstance(node, (nodes.Block, nodes.Output)):  # what it writes beside its blocks is lost
            raise _UnsettledError


def _refuse_the_unsettled(tree: nodes.Template) -> None:
    """Raise for what means something else in one piece: `super()`, private names, values set for a whole template."""
    if any(map(_is_unsettled, tree.find_all((nodes.Name, nodes.Block, nodes.Include)))):
        raise _UnsettledError
    if any(isinstance(node, (nodes.Assign, nodes.AssignBlock)) for node in tree.body):
        raise _UnsettledError


def _is_unsettled(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Name):
        return node.name in ("super", "self", "caller") or node.name[0] == "_"
    if isinstance(node, nodes.Block):
        return node.scoped or node.required
    return isinstance(node, nodes.Include) and (not node.with_context or node.ignore_missing)


def _constant(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return node.value
    raise _UnsettledError


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
