"""The manifest as bytes: its rows, and before them a front that tells much sooner whether anything has changed.

The front is the manifest without its rows, and the names and marks of its cases and outputs in columns.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Mapping
from itertools import chain

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from site_builder.build.manifest import VERSION, Manifest, Stat, edited, read_edits
from site_builder.build.store import LostError

_HEAD = struct.Struct("<QQ")  # how long the front is, and the rows
_STAT = struct.Struct("=4q")
_BETWEEN = "\0"  # no name of a file has it


class Column(Struct, frozen=True, array_like=True):
    """The names of some files, one after another, and their marks."""

    names: str
    marks: bytes


class Front(Struct, frozen=True, array_like=True):
    """A manifest without its rows, and what stands for these."""

    head: Manifest
    cases: Column
    outputs: Column


class Opened:
    """A manifest in some bytes, as edited since: its front is read at once, its rows when they are asked for.

    Of bytes that this program has not written the manifest is an empty one.
    """

    def __init__(self, content: bytes | memoryview = b"", edits: bytes = b"") -> None:
        self._content = content
        self._front = _front(content)
        self._edits = read_edits(edits, self._front.head)

    @property
    def head(self) -> Manifest:
        """The manifest without its rows."""
        edits = self._edits
        return replace(self._front.head, indexed=edits.indexed, segments=edits.segments)

    def manifest(self) -> Manifest:
        """All of it; raises LostError where its rows are damaged."""
        if self._front is _NONE:
            return Manifest()
        try:
            rows = _MANIFEST.decode(self._content[-_HEAD.unpack_from(self._content)[1] :])
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise LostError(str(error)) from None
        return edited(rows, self._edits)

    def cases(self) -> dict[str, Stat]:
        """The marks of the case files, by their names, in their places."""
        edits = self._edits.cases
        return _marks(self._front.cases, {place: (each.name, each.stat) for place, each in edits.items()})

    def outputs(self) -> dict[str, Stat]:
        """The marks of the outputs, by their paths."""
        edits = self._edits.outputs
        return _marks(self._front.outputs, {place: (each.path, each.stat) for place, each in edits.items()})


def write(manifest: Manifest) -> bytes:
    """The bytes of a manifest."""
    head = replace(manifest, cases=(), images={}, outputs=(), templates={})
    cases = _column((each.name, each.stat) for each in manifest.cases)
    outputs = _column((each.path, each.stat) for each in manifest.outputs)
    front, rows = _encode(Front(head, cases, outputs)), _encode(manifest)
    return b"".join((_HEAD.pack(len(front), len(rows)), front, rows))


def _front(content: bytes | memoryview) -> Front:
    try:
        length, rows = _HEAD.unpack_from(content)
        front = _FRONT.decode(content[_HEAD.size : -rows])
    except (struct.error, msgspec.MsgspecError, UnicodeDecodeError):
        return _NONE
    is_whole = len(content) == _HEAD.size + length + rows
    return front if is_whole and front.head.version == VERSION else _NONE


def _column(files: Iterable[tuple[str, Stat]]) -> Column:
    names, marks = zip(*files, strict=True) if (files := list(files)) else ((), ())
    return Column(_BETWEEN.join(names), array("q", chain.from_iterable(marks)).tobytes())


def _marks(column: Column, edits: Mapping[int, tuple[str, Stat]]) -> dict[str, Stat]:
    names = column.names.split(_BETWEEN) if column.names else []
    found: dict[str, Stat] = dict(zip(names, _STAT.iter_unpack(column.marks), strict=True))
    return found | dict(edits.values())


_NONE = Front(Manifest(), Column("", b""), Column("", b""))
_FRONT = msgspec.msgpack.Decoder(Front)
_MANIFEST = msgspec.msgpack.Decoder(Manifest)
_encode = msgspec.msgpack.Encoder().encode
