"""The folder of a built site: files put there, and what stands there now."""

from __future__ import annotations

import os
import shutil
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.build.manifest import Stat

if TYPE_CHECKING:
    from site_builder.pages import File


OUTPUT = "output"
CACHE = ".cache"


def output_stat(stat: os.stat_result) -> Stat:
    """The marks of a file of the output. Its change time is not among them: moving it there changed it."""
    return stat.st_mtime_ns, stat.st_size, stat.st_ino, 0


def are_intact(output: Path, wanted: Sequence[tuple[str, Stat]]) -> bool:
    """Whether files of the output still have their marks."""
    return not any(True for _ in damaged(output, wanted))


def damaged(output: Path, wanted: Iterable[tuple[str, Stat]]) -> Iterator[str]:
    """The files of the output that are gone or have other marks."""
    try:
        folder = os.open(output, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        yield from (path for path, _ in wanted)
        return
    stat = os.stat
    try:
        for path, marks in wanted:
            try:  # below an open folder, as the sources are listed
                now = stat(path, dir_fd=folder, follow_symlinks=False)
            except OSError:
                yield path
                continue
            if (now.st_mtime_ns, now.st_size, now.st_ino, 0) != marks:
                yield path
    finally:
        os.close(folder)


def differences(one: Path, other: Path) -> Iterator[str]:
    """The paths at which two folders do not hold the same bytes."""
    paths = {*strangers(one, ()), *strangers(other, ())}
    for path in sorted(paths):
        here, there = one / path, other / path
        if not (here.is_file() and there.is_file() and here.read_bytes() == there.read_bytes()):
            yield path


def strangers(output: Path, known: Container[str]) -> Iterator[str]:
    """The files of the output that no build put there."""
    start = len(str(output)) + 1
    for folder, folders, names in os.walk(output):
        folders.sort()
        for path in (f"{folder}/{name}"[start:] for name in sorted(names)):
            if path not in known:
                yield path


@contextmanager
def fixed_modes() -> Iterator[None]:
    """Files and folders made within get the same modes whoever runs the build."""
    mask = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(mask)


def write_new(path: str, content: bytes) -> Stat:
    """Write a file that is not there yet, its folder too, and give its marks."""
    try:
        handle = os.open(path, _NEW_FILE, 0o644)
    except FileNotFoundError:
        _make_folder(os.path.dirname(path))
        handle = os.open(path, _NEW_FILE, 0o644)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        return output_stat(os.fstat(handle))
    finally:
        os.close(handle)


def _make_folder(path: str) -> None:
    """A folder that is probably not there, in a place that probably is: fewer questions than `makedirs` asks."""
    try:
        os.mkdir(path)
    except FileExistsError:
        pass
    except FileNotFoundError:
        _make_folder(os.path.dirname(path))
        _make_folder(path)  # another process may have been as quick


_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


def write_site(root: Path, files: Iterable[File]) -> None:
    """Put a whole site in the place of the old one: made beside it, then swapped in."""
    stage, old = root / CACHE / "stage", root / CACHE / "old"
    for leftover in (stage, old):
        shutil.rmtree(leftover, ignore_errors=True)
    stage.mkdir(parents=True)
    for file in files:
        path = stage / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    output = root / OUTPUT
    if output.exists():
        output.rename(old)
    stage.rename(output)
    shutil.rmtree(old, ignore_errors=True)
