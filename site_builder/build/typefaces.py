"""The fonts that a site asks for: where their files lie, and which are nowhere."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from site_builder.fonts import FontFile

OWN = "theme/fonts"
# What the name of a system's font starts with among the inputs of a build.
SYSTEM = "system:"
_TOOLS = ("fontTools", "brotli")
_PLACES = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_MAC = ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts")


class Found(Struct, frozen=True):
    """The fonts of a site that can be used, in its order, and the names of those that are nowhere.

    `has_tools` says that the packages which read fonts are installed; without them none can be used.
    """

    files: tuple[FontFile, ...] = ()
    missing: tuple[str, ...] = ()
    has_tools: bool = True


def find_fonts(root: Path) -> Found:
    """The fonts that the configuration of the project at `root` names."""
    names = _names(root)
    if not names:
        return Found()
    if not all(map(find_spec, _TOOLS)):
        return Found(missing=names, has_tools=False)
    known = dict(_system(set(names)))
    known |= {name: path for name in names if (path := root / OWN / name).is_file()}
    files = tuple(_file(name, known[name]) for name in names if name in known)
    return Found(files, tuple(name for name in names if name not in known))


def system_font(name: str) -> FontFile | None:
    """A font that the system keeps, by the name of its file."""
    return next((_file(name, path) for name, path in _system({name})), None)


def _names(root: Path) -> tuple[str, ...]:
    """What is asked for; a configuration that cannot be read is told of elsewhere."""
    try:
        fonts = tomllib.loads((root / "site.toml").read_text("utf-8")).get("fonts", {})
        names = fonts.get("files", [])
    except (OSError, ValueError, AttributeError):
        return ()
    return tuple(each for each in names if isinstance(each, str)) if isinstance(names, list) else ()


def _system(wanted: set[str]) -> Iterator[tuple[str, Path]]:
    places = (*_PLACES, *(_MAC if sys.platform == "darwin" else ()), os.path.expandvars(r"%WINDIR%\Fonts"))
    for place in places:
        for folder, folders, names in os.walk(Path(place).expanduser(), followlinks=False):
            folders.sort()
            yield from ((name, Path(folder, name)) for name in wanted.intersection(names))


def _file(name: str, path: Path) -> FontFile:
    stat = path.stat()
    return FontFile(name, str(path), f"{stat.st_size}-{stat.st_mtime_ns}")
