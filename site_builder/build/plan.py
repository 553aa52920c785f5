"""What a build will do to the output folder and why: a pure comparison of what shall stand there with what does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

from site_builder.pages import File
from site_builder.problem import BuildError, Problem, Source


class Reason(StrEnum):
    """Why a file is written or deleted."""

    NEW = "new"
    CHANGED = "changed"
    STALE = "no longer a page"


class Change(Struct, frozen=True):
    """One file to write or delete."""

    path: str
    reason: Reason


class Plan(Struct, frozen=True):
    """The changes to make and how many files stay as they are."""

    changes: tuple[Change, ...]
    unchanged: int

    def count(self, reason: Reason) -> int:
        """How many changes have a reason."""
        return sum(change.reason is reason for change in self.changes)


def plan(files: Iterable[File], present: Mapping[str, str]) -> Plan:
    """The plan that turns the folder with these digests into these files; raises BuildError where two files meet."""
    wanted: dict[str, str] = {}
    for file in files:
        if file.path in wanted:
            raise BuildError([Problem("two pages for this address", Source(f"output/{file.path}", ""))])
        wanted[file.path] = digest(file.content)
    changes = [
        Change(path, Reason.CHANGED if path in present else Reason.NEW)
        for path in sorted(wanted)
        if present.get(path) != wanted[path]
    ]
    stale = [Change(path, Reason.STALE) for path in sorted(present) if path not in wanted]
    return Plan((*changes, *stale), len(wanted) - len(changes))


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return sha256(content).hexdigest()
