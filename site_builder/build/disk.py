"""The only reader and writer of files: sources in, a whole site out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from site_builder.build.plan import digest
from site_builder.build.sources import Sources, ThemeFiles
from site_builder.pages import File
from site_builder.problem import BuildError, Problem, Source, Span

OUTPUT = "output"
CACHE = ".cache"


def read_sources(root: Path, base_url: str = "", drafts: bool = False) -> Sources:
    """Everything a build of the project at `root` reads; raises BuildError where a file is missing or unreadable."""
    return Sources(
        site=read_text(root, root / "site.toml"),
        cases=_texts(root, "content/cases", ".md"),
        vocabularies=_texts(root, "content/vocabulary", ".yml"),
        prose=_texts(root, "content/pages", ".md"),
        raw_digests={path.name: digest(path.read_bytes()) for path in _files(root, root / "content/raw")},
        theme=_read_theme(root, root / "theme"),
        base_url=base_url,
        drafts=drafts,
    )


def read_content(root: Path, path: Path) -> tuple[str, bytes]:
    """A file's name, as the user would type it from the project's root, and its bytes; raises BuildError."""
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    try:
        return name, path.read_bytes()
    except OSError as error:
        raise BuildError([Problem(f"cannot be read: {error.strerror}", Source(name, ""))]) from None


def read_text(root: Path, path: Path) -> Source:
    """A text file of the project; raises BuildError where it cannot be read or is not UTF-8."""
    name, content = read_content(root, path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        shown = Source(name, content.decode("utf-8", "replace"))
        offset = len(content[: error.start].decode("utf-8", "replace"))
        raise BuildError(
            [Problem("not UTF-8 text", shown, Span(offset, offset + 1), "save the file as UTF-8")]
        ) from None
    return Source(name, text.replace("\r\n", "\n"))


def read_digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder by its path there; an absent folder has none."""
    return {path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in _files(folder, folder)}


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
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode())
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


def _read_theme(root: Path, folder: Path) -> ThemeFiles:
    templates = _texts(root, folder.relative_to(root).as_posix() + "/templates", ".html")
    assets = folder / "assets"
    return ThemeFiles(
        prefix="theme/templates/",
        templates=templates,
        strings=read_text(root, folder / "strings.toml"),
        assets={path.relative_to(assets).as_posix(): path.read_bytes() for path in _files(root, assets)},
    )


def _files(root: Path, folder: Path) -> Iterator[Path]:
    """The files below a folder, sorted; raises BuildError at a link, which could lead out of the project."""
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if entry.is_symlink():
            name = path.relative_to(root).as_posix()
            raise BuildError([Problem("a symbolic link", Source(name, ""), None, "put the file itself here")])
        if entry.is_dir():
            yield from _files(root, path)
        elif entry.is_file():
            yield path
