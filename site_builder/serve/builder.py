"""The build that every command runs, as the server calls it: again and again, into a folder of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from site_builder.build.engine import build_site, sources_stand
from site_builder.build.lock import HeldError
from site_builder.build.plan import Outcome, Wish
from site_builder.build.resident import Resident
from site_builder.build.store import LostError
from site_builder.build.swap import Place
from site_builder.build.texts import make_ready
from site_builder.problem import BuildError, Problem, Source
from site_builder.serve.live import Made
from site_builder.serve.snapshot import Change

FOLDER = ".cache/serve"
LOOKED_AT = 2_000  # files of the site at a time

# Builds the site as it is now, or raises BuildError; told what has changed since it was last called, or nothing.
Builder = Callable[[Sequence[Change]], Made]


class Folder(Mapping[str, bytes]):
    """The files of a built folder, read when they are asked for; only what the build put there is ever opened."""

    def __init__(self, root: Path, paths: frozenset[str]) -> None:
        self._root, self._paths = root, paths

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        with suppress(OSError):
            handle = os.open(self._root / path, os.O_RDONLY | os.O_NOFOLLOW)
            with open(handle, "rb") as file:  # noqa: PTH123
                return file.read()
        raise KeyError(path)  # the next build is just deleting it

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


class ProjectBuilder:
    """The build of the project at `root`, in the cache: `output/` holds what is to be published, and nothing else.

    What an earlier sitting left there is gone on from, so that a large site is up at once.
    """

    def __init__(self, root: Path, drafts: bool = False) -> None:
        self._resident = Resident(Place(root, root / FOLDER / "site", root / FOLDER))
        self._wish = Wish(drafts=drafts)
        self._is_ready = self._is_built = False
        self._paths: tuple[str, ...] = ()
        self.paths: frozenset[str] = frozenset()
        self._files = self.files(self.paths)

    def __call__(self, changes: Sequence[Change] = ()) -> Made:
        """The site as it is now; raises BuildError.

        Of `changes` only those sources are looked at, until `stands` looks at all.
        """
        told = frozenset(change.path for change in changes)
        self._resident.told = told if self._is_built else None  # a failed build has left what it was told undone
        self._is_ready = self._is_built = False
        outcome = _build(self._resident, self._wish)
        self._is_built = True
        if outcome.paths is not self._paths:
            self._paths = outcome.paths
            self.paths = frozenset(outcome.paths)
            self._files = self.files(self.paths)
        changed = frozenset(change.path for change in outcome.plan.changes)
        return Made(unquote(urlsplit(outcome.base_url).path) or "/", self._files, changed)

    def files(self, paths: frozenset[str]) -> Folder:
        """The files at some paths of the built site."""
        return Folder(self._resident.place.output, paths)

    def stands(self) -> bool:
        """Whether the sources are those that were built, and a part of the site, each time another, is as it was.

        After a build this makes ready for the next.
        """
        try:
            if not self._is_ready:
                self._is_ready = True
                make_ready(self._resident)
            return self._resident.look(LOOKED_AT) and sources_stand(self._resident)
        except (BuildError, LostError, OSError):
            return False  # the next build tells, or makes what was lost


def _build(resident: Resident, wish: Wish) -> Outcome:
    try:
        return build_site(resident.place, wish, lambda stage, done, count: None, resident)
    except HeldError as error:
        problem = Problem(f"another server is at work here: {error}", Source(FOLDER, ""), None, "end that one first")
        raise BuildError([problem]) from None
