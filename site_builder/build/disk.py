"""The reader of sources and the writer of single files: bytes in, bytes out."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from site_builder.build.manifest import UNKNOWN, Stat
from site_builder.build.plan import digest
from site_builder.build.scan import (
    IMAGES,
    RAW,
    files_below,
    has_packaged_theme,
    packaged_files,
    packaged_name,
    refuse_links_out,
    stat_of,
)
from site_builder.build.sources import PACKAGED, Layer, Sources, ThemeFiles, overlaid
from site_builder.build.typefaces import find_fonts
from site_builder.problem import BuildError, Problem, Source, Span


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
    refuse_links_out(root)
    frame = read_frame(root, base_url, drafts)
    raw = {path.name: digest(path.read_bytes()) for path in files_below(root, root / RAW)}
    images = {path.relative_to(root / IMAGES).as_posix(): path.read_bytes for path in files_below(root, root / IMAGES)}
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
    return {
        path.relative_to(folder).as_posix(): digest(path.read_bytes())
        for path in files_below(folder, folder, lambda name: False)
    }


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
    for path in files_below(root, root / folder):
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
    if has_packaged_theme(root):
        return overlaid(own, None)
    return overlaid(_layer(PACKAGED, {packaged_name(path): path for path in packaged_files()}), own)


def _below(root: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    return ((path.relative_to(folder).as_posix(), path) for path in files_below(root, folder))


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
