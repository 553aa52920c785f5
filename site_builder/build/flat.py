"""Flat templates: all that a template extends and includes in one piece, for the pages there are many of.

Jinja keeps inheritance and inclusion for the time when a page is made. Here that is settled when the template is read:
blocks and included templates stand in their places. `writers` makes code of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from jinja2 import Environment, nodes
from msgspec import Struct


class Flat(Struct, frozen=True):
    """A template in one piece, read once for all that is known of its pages."""

    environment: Environment
    name: str
    tree: nodes.Template


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


class _UnsettledError(Exception):
    """A template does something that only the time of making a page settles."""


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
