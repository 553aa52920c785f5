"""What a build will do to the output folder and why: a pure comparison of what shall stand there with what does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct

from site_builder.problem import BuildError, Problem, Source

if TYPE_CHECKING:
    from site_builder.pages import File


class Reason(StrEnum):
    """Why a file is written or deleted."""

    NEW = "new"
    CHANGED = "changed"
    STALE = "no longer a page"


class Change(Struct, frozen=True):
    """One file to write or delete; `why` tells what has changed, in words."""

    path: str
    reason: Reason
    why: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}{f' ({self.why})' if self.why else ''}"


class Plan(Struct, frozen=True):
    """The changes to make and how many files stay as they are."""

    changes: tuple[Change, ...]
    unchanged: int

    def count(self, reason: Reason) -> int:
        """How many changes have a reason."""
        return sum(change.reason is reason for change in self.changes)


class Wish(Struct, frozen=True):
    """How to build. `jobs` are processes, 0 for one a core; `is_dry` changes nothing; `is_cold` believes no cache.

    `explains` asks for the fields of a view that have changed; `base_url` stands in for the configured one;
    `drafts` shows drafts; `minifies` makes assets small and names them by their bytes.
    """

    jobs: int = 0
    is_dry: bool = False
    is_cold: bool = False
    explains: bool = False
    base_url: str = ""
    drafts: bool = False
    minifies: bool = False


class Outcome(Struct, frozen=True):
    """What a build did, or would do; `paths` are all files of the site, `base_url` is where it will stand."""

    plan: Plan
    paths: tuple[str, ...]
    base_url: str

    @property
    def files(self) -> int:
        """How many files the site has."""
        return len(self.paths)


# Told each stage as it starts and how far it is: its name, done, of how many.
Watch = Callable[[str, int, int], None]


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
