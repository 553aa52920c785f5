"""The only reader and writer of files: sources in, a whole site out."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from site_builder.build.manifest import UNKNOWN, Stat
from site_builder.build.plan import digest
from site_builder.build.program import packaged_theme
from site_builder.build.sources import PACKAGED, Layer, Sources, ThemeFiles, overlaid
from site_builder.build.typefaces import SYSTEM, find_fonts
from site_builder.problem import BuildError, Problem, Source, Span

if TYPE_CHECKING:
    from site_builder.pages import File

OUTPUT = "output"
CACHE = ".cache"
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
    _refuse_links_out(root)
    for name, stat in listed(root):
        if not S_ISREG(stat.st_mode):
            raise _refusal(name, stat.st_mode)
        (cases if name.startswith(CASES) and name.endswith(".md") else inputs)[name] = stat_of(stat)
    if not _has_packaged_theme(root):
        for path in _packaged_files():
            inputs[_packaged_name(path)] = stat_of(path.stat())
    for font in find_fonts(root).files:
        if not font.path.startswith(f"{root}/"):
            inputs[SYSTEM + font.path] = stat_of(os.stat(font.path))
    return Scan(cases, inputs)


SOURCES = ("site.toml", "content", "theme")


def _refuse_links_out(root: Path) -> None:
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


def _refusal(name: str, mode: int) -> BuildError:
    """What is wrong with something that is neither a file nor a folder: a link could lead out of the project."""
    if S_ISLNK(mode):
        return BuildError([Problem("a symbolic link", Source(name, ""), None, "put the file itself here")])
    return BuildError([Problem("neither a file nor a folder", Source(name, ""), None, "take it away")])


def is_scratch(name: str) -> bool:
    """Whether a name is an editor's own: a dotfile, a backup, a swap file. No such file is read or published."""
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp"))


def source_path(root: Path, name: str) -> Path:
    """Where the file stands that `scan_sources` names."""
    if name.startswith(SYSTEM):
        return Path(name.removeprefix(SYSTEM))
    return packaged_theme() / name.removeprefix(PACKAGED) if name.startswith(PACKAGED) else root / name


def stat_of(stat: os.stat_result) -> Stat:
    """The marks by which a source is known unchanged."""
    return stat.st_mtime_ns, stat.st_size, stat.st_ino, stat.st_ctime_ns


def output_stat(stat: os.stat_result) -> Stat:
    """The marks of a file of the output. Its change time is not among them: moving it there changed it."""
    return stat.st_mtime_ns, stat.st_size, stat.st_ino, 0


def read_marked(path: Path) -> tuple[bytes, Stat]:
    """A file's bytes and its marks as they were before; UNKNOWN where it is too young to be told by them."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        marks = stat_of(os.fstat(handle))
        content = b"".join(iter(lambda: os.read(handle, marks[1] + 1), b""))
    finally:
        os.close(handle)
    # A file system's clock may stand still for some milliseconds: a later change could leave the same marks.
    is_settled = max(marks[0], marks[3]) < time.time_ns() - _SETTLED
    return content, marks if is_settled else UNKNOWN


_SETTLED = 50_000_000


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


def decode_text(name: str, content: bytes) -> Source:
    """A text file's bytes as a source; raises BuildError where they are not UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        shown = Source(name, content.decode("utf-8", "replace"))
        offset = len(content[: error.start].decode("utf-8", "replace"))
        place = Span(offset, offset + 1)
        raise BuildError([Problem("not UTF-8 text", shown, place, "save the file as UTF-8")]) from None
    return Source(name, text.replace("\r\n", "\n"))


def read_sources(root: Path, base_url: str = "", drafts: bool = False) -> Sources:
    """Everything a build of the project at `root` reads; raises BuildError where a file is missing or unreadable."""
    _refuse_links_out(root)
    frame = read_frame(root, base_url, drafts)
    raw = {path.name: digest(path.read_bytes()) for path in _files(root, root / RAW)}
    images = {path.relative_to(root / IMAGES).as_posix(): path.read_bytes for path in _files(root, root / IMAGES)}
    return msgspec.structs.replace(frame, cases=_texts(root, "content/cases", ".md"), raw_digests=raw, images=images)


def read_frame(root: Path, base_url: str = "", drafts: bool = False) -> Sources:
    """The sources beside cases and raw articles; `base_url` stands in for the configured one, `drafts` shows drafts."""
    return Sources(
        site=read_text(root, root / "site.toml"),
        cases=(),
        vocabularies=read_vocabularies(root),
        prose=_texts(root, "content/pages", ".md"),
        raw_digests={},
        theme=read_theme(root),
        glossaries=read_glossaries(root),
        lists=_texts(root, "content/lists", ".md"),
        essays=_texts(root, "content/essays", ".md"),
        fonts=find_fonts(root).files,
        base_url=base_url,
        drafts=drafts,
    )


def read_glossaries(root: Path) -> tuple[Source, ...]:
    """The glossaries of the project; raises BuildError."""
    return _texts(root, "content/glossary", ".yml")


def read_vocabularies(root: Path) -> tuple[Source, ...]:
    """The vocabularies of the project; raises BuildError."""
    return _texts(root, "content/vocabulary", ".yml")


def read_content(root: Path, path: Path) -> tuple[str, bytes]:
    """A file's name, as the user would type it from the project's root, and its bytes; raises BuildError."""
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    try:
        return name, path.read_bytes()
    except OSError as error:
        raise BuildError([Problem(f"cannot be read: {error.strerror}", Source(name, ""))]) from None


def read_text(root: Path, path: Path) -> Source:
    """A text file of the project; raises BuildError where it cannot be read or is not UTF-8."""
    return decode_text(*read_content(root, path))


def read_digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder by its path there; an absent folder has none."""
    return {path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in _files(folder, folder, _is_none)}


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


def write_text(path: Path, text: str) -> None:
    """A text file, whole or not at all."""
    write_bytes(path, text.encode())


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """A text file of lines that come one by one and are not held, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
    beside.replace(path)


def write_bytes(path: Path, content: bytes) -> None:
    """A file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)


def _texts(root: Path, folder: str, suffix: str) -> tuple[Source, ...]:
    sources: list[Source] = []
    problems: list[Problem] = []
    for path in _files(root, root / folder):
        if path.suffix == suffix:
            try:
                sources.append(read_text(root, path))
            except BuildError as error:
                problems += error.problems
    if problems:
        raise BuildError(problems)
    return tuple(sources)


def read_theme(root: Path) -> ThemeFiles:
    """The packaged theme with the project's own laid over it; raises BuildError."""
    own = _layer("theme/", {f"theme/{path}": file for path, file in _below(root, root / "theme")})
    if _has_packaged_theme(root):
        return overlaid(own, None)
    return overlaid(_layer(PACKAGED, {_packaged_name(path): path for path in _packaged_files()}), own)


def _has_packaged_theme(root: Path) -> bool:
    """Whether the project is the program's own: its theme is the packaged one."""
    own = root / "theme"
    return own.is_dir() and own.samefile(packaged_theme())


def _packaged_files() -> Iterator[Path]:
    # Installers may link to one copy for all environments: links are followed here, where nobody's content lies.
    for folder, folders, names in os.walk(packaged_theme()):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names) if not is_scratch(name))


def _packaged_name(path: Path) -> str:
    return PACKAGED + path.relative_to(packaged_theme()).as_posix()


def _below(root: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    return ((path.relative_to(folder).as_posix(), path) for path in _files(root, folder))


def _layer(start: str, files: Mapping[str, Path]) -> Layer:
    templates: dict[str, Source] = {}
    assets: dict[str, bytes] = {}
    texts: dict[str, Source] = {}
    for name, path in files.items():
        place = name.removeprefix(start)
        if place.startswith("assets/"):
            assets[place.removeprefix("assets/")] = path.read_bytes()
        elif place.startswith("templates/") and place.endswith(".html"):
            templates[place.removeprefix("templates/")] = decode_text(name, path.read_bytes())
        elif place in ("strings.toml", "custom.css"):
            texts[place] = decode_text(name, path.read_bytes())
    custom = texts.get("custom.css")
    return Layer(templates, texts.get("strings.toml"), assets, custom.text.encode() if custom else b"")


def _files(root: Path, folder: Path, is_skipped: Callable[[str], bool] = is_scratch) -> Iterator[Path]:
    """The files below a folder, sorted; raises BuildError at a link, which could lead out of the project."""
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if is_skipped(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(root, path, is_skipped)
        elif entry.is_file(follow_symlinks=False):
            yield path
        else:
            raise _refusal(path.relative_to(root).as_posix(), entry.stat(follow_symlinks=False).st_mode)


def _is_none(name: str) -> bool:
    return False
