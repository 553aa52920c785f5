"""Waits until the sources changed and came to rest. Events wake it and say where to look; a snapshot decides.

File system events get lost: when the limit of watches is spent, when a watched folder is deleted and made again, on
network and container file systems. So they only shorten the wait: what they name is looked at first, all sources soon
after, and without any of them each change is seen as well.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import NamedTuple

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from site_builder.build.scan import is_scratch
from site_builder.serve.snapshot import Change, Snapshot, changes_between, retake, take_snapshot

# Seconds. Writers pause less than QUIET between two writes; one that never pauses waits no longer than PATIENCE.
QUIET = 0.04
PATIENCE = 5.0
LOOK_EVERY = 1.0
POLL_EVERY = 0.3
# A look takes at most this part of the time, however large the project is.
SHARE = 0.05
# Where more files were written at once some may not be told: all are looked at.
FEW = 1_000

_WRITES = ("created", "modified", "moved", "deleted", "closed")


class Waker(FileSystemEventHandler):
    """Remembers what was written, and that it is time to end."""

    def __init__(self) -> None:
        self.event = Event()
        self.count = 0
        self.is_stopped = False
        self._written: deque[Path | None] = deque()  # None for a folder; other threads add to it

    def dispatch(self, event: FileSystemEvent) -> None:
        """Wakes for a write; reading a file is an event too, and a build reads them all."""
        if event.event_type not in _WRITES or (event.is_directory and event.event_type == "modified"):
            return  # what made a folder another one is an event of its own
        paths = [Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path]
        if not all(is_scratch(path.name) for path in paths):
            self._written.extend([None] if event.is_directory else paths)
            self.wake()

    def wake(self) -> None:
        """Ask for a look at the sources."""
        self.count += 1
        self.event.set()

    def written(self) -> frozenset[Path] | None:
        """The files written since this was last asked, None where it is not known which."""
        paths = {self._written.popleft() for _ in range(len(self._written))}
        return frozenset(path for path in paths if path) if 0 < len(paths) <= FEW and None not in paths else None

    def stop(self) -> None:
        """End the watch; a build that runs is finished first."""
        self.is_stopped = True
        self.event.set()


class Watcher:
    """The file system's events for a project, for as long as they can be had."""

    def __init__(self, root: Path, waker: Waker, notice: Callable[[str], None], poll: bool = False) -> None:
        self._root, self._waker, self._notice = root, waker, notice
        self._observer: BaseObserver | None = None
        self._watched: dict[Path, tuple[int, int]] = {}
        self.is_silent = poll

    def __enter__(self) -> Watcher:
        self.renew()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def renew(self) -> bool:
        """Watch the folders that are there now: whoever watches one that was deleted and made again hears nothing."""
        folders = _folders(self._root)
        if self.is_silent or (folders == self._watched and self._is_awake()):
            return False
        self._close()
        try:
            self._observer = self._watch(folders)
            self._watched = folders
        except FileNotFoundError:
            self._watched = {}  # a folder went just now; the next look tries again
        except OSError as error:
            self.give_up(f"the sources cannot be watched ({error.strerror})")
        return True

    def give_up(self, reason: str) -> None:
        """From now on the sources are only looked at; tells so once."""
        if not self.is_silent:
            self.is_silent = True
            self._close()
            self._notice(f"{reason}: looking at them every {POLL_EVERY:g} s")

    def _is_awake(self) -> bool:
        # The number of a folder may be used again for the next one; that its watch has ended tells as well.
        return self._observer is not None and all(emitter.is_alive() for emitter in self._observer.emitters)

    def _watch(self, folders: dict[Path, tuple[int, int]]) -> BaseObserver:
        observer = Observer()
        try:
            for folder in folders:
                # The root with all below it would bring the events of output/ and whatever else lies there.
                observer.schedule(self._waker, str(folder), recursive=folder != self._root)
            observer.start()
        except OSError:
            observer.unschedule_all()
            raise
        return observer

    def _close(self) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(timeout=1)
            self._observer = None


def changes(
    root: Path, watcher: Watcher, waker: Waker, stands: Callable[[], bool] = lambda: True
) -> Iterator[tuple[Change, ...]]:
    """Nothing at first, for the first build; then what changed, each time the sources came to rest; until stopped.

    While nothing changes `stands` tells now and then whether a part of what was built is as it was; where it is not,
    nothing is what changed.
    """
    seen, cost, unheard = take_snapshot(root, {}), 0.0, 0
    yield ()
    while True:
        is_woken = waker.event.wait(_pause(watcher, cost))
        if waker.is_stopped:
            return
        waker.event.clear()
        is_renewed = watcher.renew()
        is_heard = is_woken and not watcher.is_silent
        first = _look(root, seen, waker, is_heard and not is_renewed)
        cost, look = monotonic() - first.started, first
        if changes_between(seen, first.found):
            look = _at_rest(root, first, waker, is_heard)
            unheard = 0 if is_woken or is_renewed or waker.count > first.events else unheard + 1
            if unheard > 1:
                watcher.give_up("the file system does not tell of changes in the sources")
        found, seen = changes_between(seen, look.found), look.found
        if found or not (is_woken or stands()):
            yield found


class Look(NamedTuple):
    """The sources, when one began to look at them, and how many events there had been."""

    found: Snapshot
    started: float
    events: int


def _look(root: Path, seen: Snapshot, waker: Waker, is_heard: bool) -> Look:
    """The sources as they are now; where events are heard, only what they name is looked at."""
    started, events, written = monotonic(), waker.count, waker.written()
    near = retake(root, seen, written) if is_heard and written else None
    return Look(take_snapshot(root, seen) if near is None else near, started, events)


def _at_rest(root: Path, look: Look, waker: Waker, is_heard: bool) -> Look:
    """The sources once nobody writes any more: an editor empties a file before it fills it.

    Where events are heard, that none came since the look began is enough; else a second look must find the same.
    """
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        sleep(max(0, look.started + QUIET - monotonic()) if is_heard else QUIET)
        if is_heard and waker.count == look.events:
            break
        before, look = look, _look(root, look.found, waker, is_heard)
        if waker.count == before.events and not changes_between(before.found, look.found):
            break
    return look


def _pause(watcher: Watcher, cost: float) -> float:
    return max(POLL_EVERY if watcher.is_silent else LOOK_EVERY, cost / SHARE)


def _folders(root: Path) -> dict[Path, tuple[int, int]]:
    """The folders to watch, each with what tells it from another of the same name."""
    found = {}
    for folder in (root, root / "content", root / "theme"):
        with suppress(OSError):
            status = folder.stat()
            found[folder] = (status.st_dev, status.st_ino)
    return found
