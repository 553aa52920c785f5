"""One command at a time: a lock that dies with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class HeldError(Exception):
    """Another command holds the lock; the text says which."""


@contextmanager
def locked(folder: Path) -> Iterator[int]:
    """Hold the lock of a cache folder; gives its descriptor, raises HeldError at once where another has it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _take(handle)
        ignore = folder / ".gitignore"
        if not ignore.exists():  # a cache is nobody's to commit
            ignore.write_bytes(b"*\n")
        holder = f"process {os.getpid()}".encode()
        os.ftruncate(handle, os.pwrite(handle, holder, 0))
        yield handle
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(handle, 200, 0).decode("utf-8", "replace") or "a process that has just begun"
        raise HeldError(holder) from None
