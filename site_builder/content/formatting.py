"""The canonical form of a case file: keys in the schema's order, quotes only where they are needed, comments kept.

`parse_case(format_source(source)) == parse_case(source)`, and what is formatted stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from site_builder.content.casefile import front_matter, nodes_of, parse_case, to_flow_yaml, to_line_yaml
from site_builder.content.schema import FrontMatter
from site_builder.problem import Source
from site_builder.strict_yaml import Listing, Mapping, Node, Scalar

_ORDER = {field: number for number, field in enumerate(FrontMatter.__struct_fields__)}
_SCHEMA = re.compile(r"^# yaml-language-server:.*\n", re.MULTILINE)
_COMMENTS = re.compile(r"(?:^(?:#.*|[ \t]*)\n)*\Z", re.MULTILINE)


class _Quote(Struct, frozen=True):
    """A span of the text and the scalar that stands there, as it shall be written."""

    start: int
    end: int
    text: str


def format_source(source: Source) -> str:
    """The text of a case file in canonical form; raises BuildError where it cannot be read."""
    case = parse_case(source)
    requoted = Source(source.name, _requoted(source))
    text = _tidy_body(_in_order(requoted))
    assert parse_case(Source(source.name, text)) == case, source.name
    return text


def _requoted(source: Source) -> str:
    text = source.text
    for quote in sorted(_quotes(nodes_of(source), text), key=lambda quote: -quote.start):
        text = text[: quote.start] + quote.text + text[quote.end :]
    return text


def _quotes(node: Node, text: str, in_flow: bool = False) -> Iterator[_Quote]:
    """The scalars of one line that are not written as they would be; longer ones keep the form they were given."""
    if isinstance(node, Scalar):
        start, end = node.span.start, node.span.end
        if not node.is_null and "\n" not in text[start:end] and text[start : start + 1] not in ("|", ">"):
            yield _Quote(start, end, _written(node.text.strip(), in_flow))
        return
    in_flow = in_flow or text[node.span.start] in "[{"
    inner = node.values if isinstance(node, Listing) else tuple(entry.value for entry in node.entries)
    for each in inner:
        yield from _quotes(each, text, in_flow)


def _written(value: str, in_flow: bool) -> str:
    return to_flow_yaml(value) if in_flow else to_line_yaml(value)


def _in_order(source: Source) -> str:
    """The entries in the schema's order, the site's own taxonomies last, by their names; comments above an entry go with it."""
    start, end = front_matter(source)
    node = nodes_of(source)
    assert isinstance(node, Mapping), node
    text = source.text
    if text[node.span.start] == "{":
        return text
    head = "".join(_SCHEMA.findall(text[start:end]))
    bounds = [*_starts(node, text, start), end]
    blocks = [_SCHEMA.sub("", text[one:other]) for one, other in zip(bounds, bounds[1:], strict=False)]
    blocks[-1], tail = _parted(blocks[-1])
    ranked = sorted(zip(node.entries, blocks, strict=True), key=lambda pair: _rank(pair[0].key.text))
    return text[:start] + head + "".join(block for _, block in ranked) + tail + text[end:]


def _rank(name: str) -> tuple[int, str]:
    return (_ORDER[name], "") if name in _ORDER else (len(_ORDER), name)


def _starts(node: Mapping, text: str, start: int) -> Iterator[int]:
    """Where each entry's lines start, with the comments above it that stand at the margin."""
    before = start
    for entry in node.entries:
        line = text.rfind("\n", 0, entry.key.span.start) + 1
        above = _COMMENTS.search(text, before, line)
        yield before if above is None else above.start()
        stop = text.find("\n", max(entry.value.span.end - 1, entry.key.span.end))
        before = len(text) if stop < 0 else stop + 1


def _parted(block: str) -> tuple[str, str]:
    """An entry, and the comments at the margin behind it."""
    behind = _COMMENTS.search(block)
    at = behind.start() if behind else len(block)
    return block[:at], block[at:]


def _tidy_body(text: str) -> str:
    """One empty line between the fields and the text, one line break at its end."""
    _, end = front_matter(Source("", text))
    fence = end + len("---\n")
    body = text[fence:].strip("\n")
    return text[:fence] + "\n" + (body + "\n" if body else "")
