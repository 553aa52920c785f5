"""Files of a folder replaced as one: whoever looks, or pulls the plug, finds all old or all new.

The folder is made anew beside itself, of hard links where nothing changes, and both change places in one step of the
operating system. Where it has no such step, two renames stand in for it, and `recover` mends what a kill between
them leaves.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from site_builder.build.tree import CACHE

_STAGE = "exchange"
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2 in Linux, and RENAME_SWAP of renamex_np in macOS
_HERE = -100  # AT_FDCWD: paths count from the working folder


def replace_files(root: Path, folder: str, texts: Mapping[str, str]) -> None:
    """Write texts below a folder of a project, by their paths from its root: all of them or none.

    Nothing is written where another program changed the folder meanwhile.
    """
    target, stage = root / folder, root / CACHE / _STAGE
    shutil.rmtree(stage, ignore_errors=True)
    before = _state(target)
    stage.parent.mkdir(exist_ok=True)
    shutil.copytree(target, stage, copy_function=_link)
    for path, text in texts.items():
        _write(stage / Path(path).relative_to(folder), text)
    if _state(target) != before:
        shutil.rmtree(stage)
        raise click.ClickException(f"{folder}/ changed meanwhile; nothing was written, try again")
    _exchange(stage, target)
    shutil.rmtree(stage)


def recover(root: Path, folder: str) -> None:
    """Put a folder back that a kill between two renames left aside."""
    target, stage = root / folder, root / CACHE / _STAGE
    aside = stage.with_name(f"{_STAGE}-old")
    if not target.exists() and aside.exists():
        aside.rename(target)


def _state(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What tells a changed file: by path, its inode, size and time of change."""
    stats = ((path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): (stat.st_ino, stat.st_size, stat.st_mtime_ns) for path, stat in stats}


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def _write(path: Path, text: str) -> None:
    """A new file under the name of a link: written beside it, so that the linked file stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _exchange(one: Path, other: Path) -> None:
    if not _exchange_at_once(one, other):
        aside = one.with_name(f"{_STAGE}-old")
        shutil.rmtree(aside, ignore_errors=True)
        other.rename(aside)
        one.rename(other)
        aside.rename(one)


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    if sys.platform == "win32":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            return bool(libc.renamex_np(*names, _EXCHANGE) == 0)
        return bool(libc.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0)
    except AttributeError:
        return False
