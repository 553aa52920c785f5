"""The store: bytes that later builds reuse, in segments that are only ever appended to or deleted whole."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from site_builder.build.manifest import Ref


class LostError(Exception):
    """The store does not hold what the manifest says: somebody deleted or damaged a part of it."""


def segment_name() -> str:
    """A name that no segment has had."""
    return os.urandom(8).hex()


class Reader:
    """The segments of a store, opened when first read."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self._folder = folder
        self.names = tuple(names)
        self._open: dict[int, int] = {}

    def read(self, ref: Ref) -> bytes:
        """The bytes at a place; raises LostError where they are not what was written."""
        try:
            if ref.segment not in self._open:
                path = self._folder / self.names[ref.segment]
                self._open[ref.segment] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            content = os.pread(self._open[ref.segment], ref.length, ref.offset)
        except (OSError, IndexError) as error:
            raise LostError(str(error)) from None
        if len(content) != ref.length or crc32(content) != ref.check:
            raise LostError("damaged")
        return content

    def close(self) -> None:
        """Close what was opened."""
        for handle in self._open.values():
            os.close(handle)
        self._open.clear()


class Writer:
    """A segment to append to; bytes go to the file in large pieces, `flush` puts the last one there."""

    def __init__(self, path: Path, number: int) -> None:
        self._path, self._number = path, number
        self.name = path.name
        self._parts: list[bytes] = []
        self._held = 0
        self._end = path.stat().st_size if path.exists() else 0
        self._handle = -1

    def add(self, content: bytes) -> Ref:
        """Append some bytes and name their place."""
        ref = Ref(self._number, self._end, len(content), crc32(content))
        self._parts.append(content)
        self._held += len(content)
        self._end += len(content)
        if self._held > 1 << 20:
            self.flush()
        return ref

    def flush(self) -> None:
        """Write what is held back."""
        if not self._parts:
            return
        if self._handle < 0:
            self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        view = memoryview(b"".join(self._parts))
        while view:
            view = view[os.write(self._handle, view) :]
        self._parts.clear()
        self._held = 0

    def close(self) -> None:
        """Write what is held back and close the file."""
        self.flush()
        if self._handle >= 0:
            os.close(self._handle)
