"""Change values of a YAML text and nothing else: comments, order and style stay as the curator left them.

`rewrite` compares what the text says with what it shall say and edits the spans of the values that differ. Read back,
the text says what it shall. What goes with a value that goes is a comment behind it on its line; every other stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from site_builder.content.casefile import fields_of, front_matter, to_flow_yaml, to_yaml
from site_builder.content.schema import FrontMatter
from site_builder.problem import Source, Span
from site_builder.strict_yaml import Entry, Listing, Mapping, Node, Scalar, parse_yaml

MAX_CHARACTERS = 4_000_000
_GAP = re.compile(r"(?:\s|#[^\n]*)*")  # blanks and comments between two values


class _Edit(Struct, frozen=True, order=True):
    """A span of the text and what shall stand there."""

    start: int
    end: int
    new: str


def rewrite_case(source: Source, meta: FrontMatter) -> str:
    """The text of a case file with other fields; raises BuildError where the old ones cannot be read."""
    start, end = front_matter(source)
    return rewrite(source, fields_of(meta), tuple(FrontMatter.__struct_fields__), start, end)


def rewrite(
    source: Source, new: Table[str, Any], order: Sequence[str] = (), start: int = 0, end: int | None = None
) -> str:
    """The text with the mapping in `source.text[start:end]` saying `new`.

    `order` is where a key belongs that was not there; a key it does not name comes last.
    """
    node = parse_yaml(source, start, end, MAX_CHARACTERS)
    assert isinstance(node, Mapping), node
    text = source.text
    edits = sorted(_Rewriter(text, order).mapping(node, new, is_outer=True))
    for edit in reversed(edits):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


class _Rewriter:
    """Finds the edits of one text; a class because all of its parts read the text and the order of keys."""

    def __init__(self, text: str, order: Sequence[str]) -> None:
        self.text, self.order = text, {key: number for number, key in enumerate(order)}

    def value(self, node: Node, new: Any) -> list[_Edit]:
        """The edits that make a node say a value."""
        if _says(node) == _plain(new):
            return []
        if isinstance(node, Mapping) and isinstance(new, dict) and new and node.entries:
            return self.mapping(node, new)
        if isinstance(node, Listing) and isinstance(new, (list, tuple)) and new and node.values:
            return self.listing(node, new)
        return [self._replaced(node, new)]

    def mapping(self, node: Mapping, new: Table[str, Any], is_outer: bool = False) -> list[_Edit]:
        """The edits of a mapping: values changed where they stand, entries dropped, entries put in.

        Only the outer mapping has an order; in others a new entry comes last.
        """
        edits: list[_Edit] = []
        kept = [entry for entry in node.entries if entry.key.text in new]
        if not kept:
            return [self._replaced(node, dict(new))]
        for entry in node.entries:
            if entry.key.text in new:
                edits += self.value(entry.value, new[entry.key.text])
        edits += self._dropped([(entry.key.span, entry) for entry in node.entries], kept, node)
        present = {entry.key.text for entry in node.entries}
        order = self.order if is_outer else {}
        for key in sorted(new, key=lambda key: order.get(key, len(order))):
            if key not in present:
                edits.append(self._put_in(node, kept, key, new[key], order))
        return _joined(edits)

    def listing(self, node: Listing, new: Sequence[Any]) -> list[_Edit]:
        """The edits of a list: elements changed one by one, dropped, or added behind; else all of it anew."""
        old, wanted = [_says(value) for value in node.values], [_plain(value) for value in new]
        if len(old) == len(wanted):
            return [edit for value, each in zip(node.values, new, strict=True) for edit in self.value(value, each)]
        kept = _subsequence(wanted, old)
        if kept is None:
            return [self._replaced(node, new)]
        edits = self._dropped(
            [(value.span, value) for value in node.values], [node.values[number] for number in kept], node
        )
        return _joined(edits)

    def _replaced(self, node: Node, new: Any) -> _Edit:
        """The whole of a value anew, on one line: what is left of its line stays behind it. A block list stays one."""
        span = node.span
        if self.text[span.start : span.start + 2] == "- " and isinstance(new, (list, tuple)) and new:
            column = span.start - self.text.rfind("\n", 0, span.start) - 1
            return _Edit(span.start, span.end, to_yaml(list(new)).rstrip("\n").replace("\n", "\n" + " " * column))
        shown = to_flow_yaml(new)
        # An empty value starts right behind its colon.
        blank = " " if span.start == span.end and self.text[span.start - 1 : span.start] not in (" ", "") else ""
        return _Edit(span.start, span.end, blank + shown)

    def _dropped(self, places: Sequence[tuple[Span, Entry | Node]], kept: Sequence[Entry | Node], node: Node) -> list[_Edit]:
        """The edits that drop the entries of a mapping or the elements of a list that are not kept."""
        is_flow = self.text[node.span.start] in "[{" and not isinstance(node, Scalar)
        edits = []
        for span, thing in places:
            if not any(thing is each for each in kept):
                end = thing.value.span.end if isinstance(thing, Entry) else thing.span.end
                last = max(end, span.end)
                edits += self._without_comma(span.start, last) if is_flow else [self._without_line(span.start, last)]
        return edits

    def _without_comma(self, start: int, end: int) -> list[_Edit]:
        """Drop a value between brackets, and the comma behind it; before the bracket a comma may stay."""
        gap = _GAP.match(self.text, end)
        assert gap
        if self.text[gap.end() : gap.end() + 1] == ",":
            stop = gap.end() + 1
            while self.text[stop : stop + 1] == " ":
                stop += 1
            has_comment = "#" in gap[0]
            return [_Edit(start, end, ""), _Edit(gap.end(), gap.end() + 1, "")] if has_comment else [_Edit(start, stop, "")]
        before = start
        while self.text[before - 1].isspace():
            before -= 1
        is_plain = self.text[before - 1] == "," and "\n" not in self.text[before:start]
        return [_Edit(before - 1 if is_plain else start, end, "")]

    def _without_line(self, start: int, end: int) -> _Edit:
        """Drop a value that has lines of its own; a comment behind it stays, as a line."""
        line = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", end)
        stop = len(self.text) if stop < 0 else stop
        comment = self.text[end:stop].strip()
        indent = self.text[line:start].replace("-", " ")
        if self.text[line:start].strip(" -"):  # behind a key on its own line: the value of an outer entry
            return _Edit(start, end, "")
        dash = self.text[line:start].find("-")
        if comment:
            return _Edit(line, stop, (indent[:dash] if dash >= 0 else indent) + comment)
        return _Edit(line, min(stop + 1, len(self.text)), "")

    def _put_in(
        self, node: Mapping, kept: Sequence[Entry], key: str, value: Any, order: Table[str, int]
    ) -> _Edit:
        """Put an entry behind the last of the present ones that belong before it."""
        before = _before(kept, key, order)
        if self.text[node.span.start] == "{":
            at = kept[before].value.span.end if before is not None else kept[0].key.span.start
            shown = f"{key}: {to_flow_yaml(value)}"
            return _Edit(at, at, f", {shown}" if before is not None else f"{shown}, ")
        column = node.entries[0].key.span.start - self.text.rfind("\n", 0, node.entries[0].key.span.start) - 1
        is_block = isinstance(value, (dict, list, tuple)) and bool(value)
        shown = to_yaml({key: value}) if is_block else f"{key}: {to_flow_yaml(value)}\n"
        indented = "".join(" " * column + line for line in shown.splitlines(keepends=True))
        if before is None:
            start = kept[0].key.span.start
            return _Edit(start, start, indented.lstrip(" ") + " " * column)
        end = max(kept[before].value.span.end, kept[before].key.span.end + 1)
        stop = self.text.find("\n", end)
        if stop < 0:
            return _Edit(len(self.text), len(self.text), "\n" + indented)
        return _Edit(stop + 1, stop + 1, indented)


def _before(kept: Sequence[Entry], key: str, order: Table[str, int]) -> int | None:
    """Which of the present entries a new one follows; None where it comes first."""
    rank = order.get(key, len(order))
    ranks = [order.get(entry.key.text, len(order)) for entry in kept]
    return max((number for number, each in enumerate(ranks) if each <= rank), default=None)


def _joined(edits: list[_Edit]) -> list[_Edit]:
    """Edits in order, those that put something in at one place made one, those that meet cut where they meet."""
    joined: list[_Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if joined and edit.start == edit.end == joined[-1].start == joined[-1].end:
            joined[-1] = _Edit(edit.start, edit.end, joined[-1].new + edit.new)
        elif joined and edit.start < joined[-1].end:
            joined[-1] = _Edit(joined[-1].start, max(edit.end, joined[-1].end), joined[-1].new + edit.new)
        else:
            joined.append(edit)
    return joined


def _says(node: Node) -> Any:
    """What a node says, as plain data."""
    if isinstance(node, Scalar):
        return None if node.is_null else node.text.strip()
    if isinstance(node, Listing):
        return [_says(value) for value in node.values]
    return {entry.key.text: _says(entry.value) for entry in node.entries}


def _plain(value: Any) -> Any:
    """A value as its node would say it."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _subsequence(wanted: Sequence[Any], old: Sequence[Any]) -> list[int] | None:
    """Which of the old elements are the wanted ones, in order; None where some are not among them."""
    found: list[int] = []
    for number, each in enumerate(old):
        if len(found) < len(wanted) and each == wanted[len(found)]:
            found.append(number)
    return found if len(found) == len(wanted) else None
