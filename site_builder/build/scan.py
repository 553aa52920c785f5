"""Which files a build reads, and the marks by which each is known unchanged; none of them is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from msgspec import Struct

from site_builder.build.manifest import Stat
from site_builder.build.program import packaged_theme
from site_builder.build.sources import PACKAGED
from site_builder.build.typefaces import SYSTEM, find_fonts
from site_builder.problem import BuildError, Problem, Source

CASES = "content/cases/"
RAW = "content/raw"
IMAGES = "content/images/"


class Scan(Struct, frozen=True):
    """The files a build would read, by name, each with its marks: those of cases, and all others."""

    cases: dict[str, Stat]
    inputs: dict[str, Stat]


def scan_sources(root: Path) -> Scan:
    """What there is to read, nothing of it read; raises BuildError at a link, which could lead out of the project."""
    cases: dict[str, Stat] = {}
    inputs: dict[str, Stat] = {}
    refuse_links_out(root)
    for name, stat in listed(root):
        if not S_ISREG(stat.st_mode):
            raise refusal(name, stat.st_mode)
        (cases if name.startswith(CASES) and name.endswith(".md") else inputs)[name] = stat_of(stat)
    if not has_packaged_theme(root):
        for path in packaged_files():
            inputs[packaged_name(path)] = stat_of(path.stat())
    for font in find_fonts(root).files:
        if not font.path.startswith(f"{root}/"):
            inputs[SYSTEM + font.path] = stat_of(os.stat(font.path))
    return Scan(cases, inputs)


SOURCES = ("site.toml", "content", "theme")


def refuse_links_out(root: Path) -> None:
    """Raise BuildError where the sources themselves are links that lead out of the project."""
    inside = os.path.join(os.path.realpath(root), "")
    for name in SOURCES:
        path = os.path.join(root, name)
        if os.path.islink(path) and not os.path.realpath(path).startswith(inside):
            message, hint = "a symbolic link that leads out of the project", "put what it leads to here"
            raise BuildError([Problem(message, Source(name, ""), None, hint)])


def listed(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    """All that a project's sources are but folders, by name, with its status; links below them are not followed."""
    for start in SOURCES:
        yield from _listed(os.path.join(root, start), start)


def _listed(path: str, name: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except NotADirectoryError:
        yield name, os.stat(path)  # one that is a link leads to a file of the project
        return
    except FileNotFoundError:
        return
    try:
        for entry in sorted(os.listdir(folder)):
            if is_scratch(entry):
                continue
            try:  # below an open folder: of many files it is the way there that costs time
                stat = os.stat(entry, dir_fd=folder, follow_symlinks=False)
            except FileNotFoundError:
                continue
            if S_ISDIR(stat.st_mode):
                yield from _listed(f"{path}/{entry}", f"{name}/{entry}")
            else:
                yield f"{name}/{entry}", stat
    finally:
        os.close(folder)


def refusal(name: str, mode: int) -> BuildError:
    """What is wrong with something that is neither a file nor a folder: a link could lead out of the project."""
    if S_ISLNK(mode):
        return BuildError([Problem("a symbolic link", Source(name, ""), None, "put the file itself here")])
    return BuildError([Problem("neither a file nor a folder", Source(name, ""), None, "take it away")])


def is_scratch(name: str) -> bool:
    """Whether a name is an editor's own: a dotfile, a backup, a swap file. No such file is read or published."""
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp"))


def is_source(name: str) -> bool:
    """Whether a file of a name, from the project's root, would be listed."""
    parts = name.split("/")
    return parts[0] in SOURCES and not any(map(is_scratch, parts[1:]))


def source_path(root: Path, name: str) -> Path:
    """Where the file stands that `scan_sources` names."""
    if name.startswith(SYSTEM):
        return Path(name.removeprefix(SYSTEM))
    return packaged_theme() / name.removeprefix(PACKAGED) if name.startswith(PACKAGED) else root / name


def stat_of(stat: os.stat_result) -> Stat:
    """The marks by which a source is known unchanged."""
    return stat.st_mtime_ns, stat.st_size, stat.st_ino, stat.st_ctime_ns


def file_marks(path: Path) -> Stat | None:
    """The marks of a source, None where no file stands there."""
    try:
        stat = os.lstat(path)
    except OSError:
        return None
    return stat_of(stat) if S_ISREG(stat.st_mode) else None


def files_below(root: Path, folder: Path, is_skipped: Callable[[str], bool] = is_scratch) -> Iterator[Path]:
    """The files below a folder, sorted; raises BuildError at a link, which could lead out of the project."""
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if is_skipped(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(root, path, is_skipped)
        elif entry.is_file(follow_symlinks=False):
            yield path
        else:
            raise refusal(path.relative_to(root).as_posix(), entry.stat(follow_symlinks=False).st_mode)


def has_packaged_theme(root: Path) -> bool:
    """Whether the project is the program's own: its theme is the packaged one."""
    own = root / "theme"
    return own.is_dir() and own.samefile(packaged_theme())


def packaged_files() -> Iterator[Path]:
    """The files of the theme that comes with the program."""
    # Installers may link to one copy for all environments: links are followed here, where nobody's content lies.
    for folder, folders, names in os.walk(packaged_theme()):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names) if not is_scratch(name))


def packaged_name(path: Path) -> str:
    """What a file of the packaged theme is called among the sources."""
    return PACKAGED + path.relative_to(packaged_theme()).as_posix()
