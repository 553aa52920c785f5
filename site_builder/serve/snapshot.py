"""What the sources are at one moment: the truth that decides whether there is something to build."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from site_builder.build.disk import is_scratch

WATCHED = ("site.toml", "content", "theme")
# File systems count time in steps of up to two seconds: a stamp younger than that proves nothing yet.
STEP_NS = 2_000_000_000


class Entry(Struct, frozen=True):
    """A file as it was read: `stamp` is its times, size and number, `read_at` when that was, in nanoseconds."""

    stamp: tuple[int, ...]
    digest: bytes
    read_at: int


class Kind(StrEnum):
    """What happened to a file."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


class Change(Struct, frozen=True):
    """One source that is not as it was."""

    path: str
    kind: Kind


Snapshot = Mapping[str, Entry]


def take_snapshot(root: Path, before: Snapshot) -> Snapshot:
    """Every source below a project's root by its path there; only files with a new stamp since `before` are read."""
    return {path: entry for path, entry in _entries(root, before) if entry is not None}


def changes_between(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """The sources whose content differs, in the order of their paths; a touched one does not."""
    return tuple(
        Change(path, _kind(old.get(path), new.get(path)))
        for path in sorted(old.keys() | new.keys())
        if path not in old or path not in new or old[path].digest != new[path].digest
    )


def _kind(old: Entry | None, new: Entry | None) -> Kind:
    if old is None:
        return Kind.ADDED
    return Kind.DELETED if new is None else Kind.CHANGED


def _entries(root: Path, before: Snapshot) -> Iterator[tuple[str, Entry | None]]:
    for name in WATCHED:
        if (root / name).is_dir():
            yield from _below(str(root / name), name, before)
        else:
            yield name, _entry(str(root / name), before.get(name))


def _below(folder: str, path: str, before: Snapshot) -> Iterator[tuple[str, Entry | None]]:
    try:
        found = list(os.scandir(folder))
    except OSError:
        return  # gone since it was listed
    for entry in found:
        below = f"{path}/{entry.name}"
        if is_scratch(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, below, before)
        else:
            yield below, _entry(entry.path, before.get(below))


def _entry(path: str, before: Entry | None) -> Entry | None:
    """The file as it is now; None where there is none."""
    try:
        status = os.lstat(path)
        stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        if before and before.stamp == stamp and before.read_at - max(stamp[:2]) > STEP_NS:
            return before
        # The time comes first: what is written while we read is then younger than `read_at`.
        now = time.time_ns()
        return Entry(stamp, _digest(path, status.st_mode), now)
    except OSError:
        return None


def _digest(path: str, mode: int) -> bytes:
    if stat.S_ISREG(mode):
        return blake2b(Path(path).read_bytes(), digest_size=16).digest()
    # A link, a pipe or a device is a mistake in the sources; the build says so, nobody opens it.
    return os.fsencode(Path(path).readlink()) if stat.S_ISLNK(mode) else str(stat.S_IFMT(mode)).encode()
