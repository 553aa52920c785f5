"""YAML as curators need it: plain data with the place of every value, and no surprises.

A safe subset: mappings, lists and scalars. Aliases, anchors, tags, duplicate keys, several documents, deep nesting
and long texts are problems. Every scalar stays the string that was written; what it means is for the schema to say,
so `no` is not false and `1_000` is not a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from msgspec import Struct

from site_builder.problem import BuildError, Problem, Source, Span

MAX_CHARACTERS = 64 * 1024
MAX_DEPTH = 8

_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLOCK = frozenset("|>")
_NULLS = frozenset({"", "~", "null"})
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# What an escape like "\\x07" can put into a value and XML, so a feed, cannot hold; and characters that only steer: such
# as nobody sees can turn a line around or make two words of one. The joiners are left, some scripts need them.
UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


class Scalar(Struct, frozen=True):
    """A string as written. `is_null` marks an unquoted empty value, `~` or `null`."""

    text: str
    span: Span
    is_null: bool = False


class Listing(Struct, frozen=True):
    """A list, in block or flow style."""

    values: tuple[Node, ...]
    span: Span


class Entry(Struct, frozen=True):
    """A key and its value."""

    key: Scalar
    value: Node


class Mapping(Struct, frozen=True):
    """Keys and values in the order they were written."""

    entries: tuple[Entry, ...]
    span: Span


Node = Scalar | Listing | Mapping


def parse_yaml(source: Source, start: int = 0, end: int | None = None, limit: int = MAX_CHARACTERS) -> Node:
    """The one document in `source.text[start:end]`, with spans in the whole source; raises BuildError.

    `limit` is the number of characters it may have.
    """
    end = len(source.text) if end is None else end
    text = source.text[start:end]
    _refuse_unreadable(source, text, start, limit)
    try:
        # A value has only characters of its text, unless a backslash stands for another.
        may_be_unfit = "\\" in text or UNFIT.search(text) is not None
        return _Reader(source, start, iter(_Parser(text).get_event, None), may_be_unfit).document(end)
    except yaml.YAMLError as error:
        raise BuildError([_syntax_problem(source, start, error)]) from None


def _refuse_unreadable(source: Source, text: str, start: int, limit: int) -> None:
    if len(text) > limit:
        raise BuildError(
            [Problem(f"more than {limit} characters of YAML", source, Span(start + limit, start + limit + 1))]
        )
    unfit = _UNREADABLE.search(text)
    if unfit:
        place = Span(start + unfit.start(), start + unfit.end())
        message = f"a character that YAML cannot hold: U+{ord(unfit[0]):04X}"
        raise BuildError([Problem(message, source, place, "delete it")])


def _syntax_problem(source: Source, start: int, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    offset = min(start + mark.index, len(source.text)) if mark else start
    reason = getattr(error, "problem", None) or str(error)
    return Problem(f"not valid YAML: {reason}", source, Span(offset, offset + 1), "quote values that hold : # [ ] { }")


class _Reader:
    """Builds nodes from parser events; a class because the events are consumed one by one."""

    def __init__(self, source: Source, start: int, events: Iterator[yaml.Event], may_be_unfit: bool) -> None:
        self.source, self.start, self.events = source, start, events
        self.may_be_unfit = may_be_unfit

    def document(self, end: int) -> Node:
        self._expect(yaml.StreamStartEvent)
        first = next(self.events)
        if isinstance(first, yaml.StreamEndEvent):
            return Mapping((), Span(self.start, end))
        node = self._node(next(self.events), 0)
        self._expect(yaml.DocumentEndEvent)
        extra = next(self.events)
        if not isinstance(extra, yaml.StreamEndEvent):
            raise self._problem(extra, "a second YAML document", "keep one")
        return node

    def _expect(self, kind: type[yaml.Event]) -> None:
        event = next(self.events)
        assert isinstance(event, kind), event

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if type(event) is yaml.ScalarEvent and event.anchor is event.tag is None and depth <= MAX_DEPTH:
            return self._scalar(event)  # nearly always
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._problem(event, "YAML anchors and aliases are not allowed", "write the value out")
        if getattr(event, "tag", None):
            raise self._problem(event, "YAML tags are not allowed", "write the plain value")
        if depth > MAX_DEPTH:
            raise self._problem(event, f"nested more than {MAX_DEPTH} levels deep")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._listing(event, depth)
        assert isinstance(event, yaml.MappingStartEvent), event
        return self._mapping(event, depth)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        unfit = UNFIT.search(event.value) if self.may_be_unfit else None
        if unfit:
            raise self._problem(event, f"a control character: U+{ord(unfit[0]):04X}", "delete it")
        is_null = event.value in _NULLS and event.style in (None, "")
        return Scalar(event.value, self._scalar_span(event), is_null)

    def _listing(self, opening: yaml.Event, depth: int) -> Listing:
        values = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._node(event, depth + 1))
        return Listing(tuple(values), self._span(opening, event))

    def _mapping(self, opening: yaml.Event, depth: int) -> Mapping:
        entries: list[Entry] = []
        seen: set[str] = set()
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise self._problem(event, "a key must be a word")
            if key.text in seen:
                raise self._problem(event, f"the key {key.text!r} stands here twice", "keep one of them")
            seen.add(key.text)
            entries.append(Entry(key, self._node(next(self.events), depth + 1)))
        return Mapping(tuple(entries), self._span(opening, event))

    def _scalar_span(self, event: yaml.ScalarEvent) -> Span:
        if event.style in _BLOCK:
            return self._span(event, event)
        assert event.start_mark and event.end_mark, event
        return Span(self.start + event.start_mark.index, self.start + event.end_mark.index)

    def _span(self, first: yaml.Event, last: yaml.Event) -> Span:
        assert first.start_mark and last.end_mark, first
        start, end = self.start + first.start_mark.index, self.start + last.end_mark.index
        # A block collection ends where the next thing starts; what a reader would mark is its text.
        return Span(start, max(start, start + len(self.source.text[start:end].rstrip())))

    def _problem(self, event: yaml.Event, message: str, hint: str = "") -> BuildError:
        span = self._span(event, event)
        return BuildError([Problem(message, self.source, Span(span.start, max(span.end, span.start + 1)), hint)])
