"""Before anything leaves the house: everything that would make `output/` a bad site, told together."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice
from pathlib import Path

from msgspec import Struct

from site_builder.build.tree import OUTPUT
from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.publish.manifest import Manifest, build_order, last_build, manifest_of, staleness
from site_builder.publish.names import collisions, fault

MIB = 1 << 20
LARGEST_FILE, LARGE_FILE = 100 * MIB, 50 * MIB  # bytes; GitHub refuses the first and warns from the second
LARGEST_SITE, LARGE_SITE = 10**9, 8 * 10**8  # bytes; GitHub Pages' limit, and what is near to it
NEEDED = ("index.html", "404.html")
SHOWN = 20  # problems of one kind; the rest are counted

# A build looks at the marks of the files it wrote, and only one from nothing at every byte and every stranger.
_REBUILD = "run `site-builder build --cold`"
# What is for this machine only, and what to do about it.
_FOREIGN = (
    (re.compile(rb"<script[^>]*__dev/"), "the development server's script", _REBUILD),
    (
        re.compile(rb"""(?:href|src|content)\s*=\s*["']?https?://(?:localhost|127\.[\d.]+|\[::1\])[:/"']"""),
        "an address on this machine",
        "write the public address, in site.toml or where the text has this one, and run `site-builder build`",
    ),
)


class Found(Struct, frozen=True):
    """A regular file below `output/` and its size in bytes."""

    path: str
    size: int


class Cleared(Struct, frozen=True):
    """A site that may be published, and what its publisher should know."""

    manifest: Manifest
    warnings: tuple[str, ...]


def preflight(project: Path, base_url: str = "") -> Cleared:
    """See that `output/` is what the sources give, and fit to be published; nothing is built for that.

    `base_url` is the address asked for in place of the configured one. Raises BuildError with all that speaks against
    it, HeldError while another command is at work.
    """
    record = last_build(project)
    output = project / OUTPUT
    if output.is_symlink():
        raise BuildError([_problem("", "a symbolic link", f"delete it, and {build_order(base_url)}")])
    if record is None or not output.is_dir() or not any(output.iterdir()):
        raise BuildError([_problem("", "not built", build_order(base_url))])
    manifest = manifest_of(record)
    problems = list(staleness(project, record, base_url))
    warnings = inspect_tree(output, manifest, problems)
    if problems:
        raise BuildError(problems)
    return Cleared(manifest, warnings)


def inspect_tree(output: Path, manifest: Manifest, problems: list[Problem]) -> tuple[str, ...]:
    """The warnings about a folder that shall hold the files of a manifest; what is wrong is added to the problems."""
    found = list(_walk(output, "", problems))
    problems += _tree_problems(found)
    digests: dict[str, str] = {}
    for file in found:
        content = (output / file.path).read_bytes() if file.size <= LARGEST_FILE else b""
        digests[file.path] = sha256(content).hexdigest()
        problems += _content_problems(file.path, content)
    told = {problem.source.name for problem in problems}
    problems += _shortened(each for each in _differences(digests, manifest.files) if each.source.name not in told)
    return tuple(_warnings(found))


def _walk(root: Path, folder: str, problems: list[Problem]) -> Iterator[Found]:
    """The regular files below a folder; what is none is a problem, and nothing is followed."""
    with os.scandir(root / folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        path = f"{folder}/{entry.name}" if folder else entry.name
        reason = fault(path)
        mode = entry.stat(follow_symlinks=False).st_mode
        if reason:
            problems.append(_problem(path, reason, "publish only what the build wrote: " + _REBUILD))
        elif stat.S_ISDIR(mode):
            yield from _walk(root, path, problems)
        elif stat.S_ISREG(mode):
            yield Found(path, entry.stat(follow_symlinks=False).st_size)
        else:
            kind = "a symbolic link" if stat.S_ISLNK(mode) else "not a regular file"
            problems.append(_problem(path, kind, f"delete it, and {_REBUILD}"))


def _tree_problems(found: list[Found]) -> Iterator[Problem]:
    sizes = {file.path: file.size for file in found}
    for name in NEEDED:
        if not sizes.get(name):
            yield _problem(name, "empty" if name in sizes else "missing: a site needs this page", _REBUILD)
    for one, other in collisions(sizes):
        yield _problem(other, f"one file with output/{one} where case does not count", "rename one of the two")
    for path, size in sizes.items():
        if path.split("/", 1)[0] == "__dev":
            yield _problem(path, "belongs to the development server", _REBUILD)
        if size > LARGEST_FILE:
            yield _problem(path, f"{size / MIB:.0f} MiB, more than the 100 MiB that GitHub takes", "make it smaller")
    total = sum(sizes.values())
    if total > LARGEST_SITE:
        yield _problem("", f"{total / 1e9:.1f} GB, more than the 1 GB that GitHub Pages takes", "make it smaller")


def _content_problems(path: str, content: bytes) -> Iterator[Problem]:
    if not path.endswith((".html", ".xml")):
        return
    for pattern, reason, order in _FOREIGN:
        match = pattern.search(content)
        if match:
            text = content.decode("utf-8", "replace")
            start = len(content[: match.start()].decode("utf-8", "replace"))
            span = Span(start, start + len(match[0]))
            yield Problem(reason, Source(f"{OUTPUT}/{path}", text), span, order)


def _differences(digests: Mapping[str, str], right: Mapping[str, str]) -> Iterator[Problem]:
    """The files that somebody changed after the build."""
    for path in sorted(digests.keys() | right):
        if path not in right:
            yield _problem(path, "not a file that the last build wrote", f"delete it, or {_REBUILD}")
        elif path not in digests:
            yield _problem(path, "missing, though the last build wrote it", _REBUILD)
        elif digests[path] != right[path]:
            yield _problem(path, "not as the last build wrote it", f"change the sources instead, and {_REBUILD}")


def _shortened(problems: Iterator[Problem]) -> Iterator[Problem]:
    yield from islice(problems, SHOWN)
    rest = sum(1 for _ in problems)
    if rest:
        yield _problem("", f"{rest} more files differ", _REBUILD)


def _warnings(found: list[Found]) -> Iterator[str]:
    for file in found:
        if file.size > LARGE_FILE:
            yield f"{OUTPUT}/{file.path}: {file.size / MIB:.0f} MiB; GitHub refuses files over 100 MiB"
    total = sum(file.size for file in found)
    if total > LARGE_SITE:
        yield f"{OUTPUT}/: {total / 1e9:.2f} GB; GitHub Pages takes 1 GB"


def _problem(path: str, message: str, hint: str) -> Problem:
    # A name that is not UTF-8 came in as surrogates, which no terminal can print.
    name = f"{OUTPUT}/{path}".encode("utf-8", "backslashreplace").decode()
    return Problem(message, Source(name, ""), None, hint)
