"""What the sources are at one moment: the truth that decides whether there is something to build."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from site_builder.build.scan import is_source, listed

# File systems count time in steps of up to two seconds: a stamp younger than that proves nothing yet.
STEP_NS = 2_000_000_000


class Entry(Struct, frozen=True):
    """A file as it was read: `stamp` is its times, size and number, which prove something if it `is_settled`."""

    stamp: tuple[int, ...]
    digest: bytes
    is_settled: bool


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
    found = {}
    for path, status in listed(root):
        entry = _as_it_is(root / path, status, before.get(path))
        if entry is not None:
            found[path] = entry
    return found


def retake(root: Path, before: Snapshot, paths: Iterable[Path]) -> Snapshot | None:
    """The snapshot with some files as they are now; None where one of them is a folder."""
    found = dict(before)
    names = (os.path.relpath(path, root) for path in paths)
    for name in filter(is_source, names):
        path, last = root / name, found.pop(name, None)
        try:
            status = path.lstat()
        except OSError:
            continue
        if stat.S_ISDIR(status.st_mode):
            return None
        entry = _as_it_is(path, status, last)
        if entry is not None:
            found[name] = entry
    return found


def changes_between(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """The sources whose content differs, in the order of their paths; a touched one does not."""
    others = [path for path, entry in new.items() if old.get(path) is not entry]
    others += [path for path in old if path not in new]
    return tuple(
        Change(path, _kind(old.get(path), new.get(path)))
        for path in sorted(others)
        if path not in old or path not in new or old[path].digest != new[path].digest
    )


def _kind(old: Entry | None, new: Entry | None) -> Kind:
    if old is None:
        return Kind.ADDED
    return Kind.DELETED if new is None else Kind.CHANGED


def _as_it_is(path: Path, status: os.stat_result, before: Entry | None) -> Entry | None:
    """A file as it is now, read only if it has a new stamp; None where it went since it was listed."""
    stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    is_same = before is not None and before.stamp == stamp and before.is_settled
    return before if is_same else _entry(path, stamp, status.st_mode)


def _entry(path: Path, stamp: tuple[int, ...], mode: int) -> Entry | None:
    """A file as it is now; None where it went since it was listed."""
    # The time comes first: what is written while we read is then younger than that.
    is_settled = time.time_ns() - max(stamp[:2]) > STEP_NS
    try:
        return Entry(stamp, _digest(path, mode), is_settled)
    except OSError:
        return None


def _digest(path: Path, mode: int) -> bytes:
    if stat.S_ISREG(mode):
        return blake2b(path.read_bytes(), digest_size=16).digest()
    # A link, a pipe or a device is a mistake in the sources; the build says so, nobody opens it.
    return os.fsencode(path.readlink()) if stat.S_ISLNK(mode) else str(stat.S_IFMT(mode)).encode()
