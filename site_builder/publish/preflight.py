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

from site_builder.build.disk import OUTPUT
from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.publish.manifest import Manifest
from site_builder.publish.names import collisions, fault

MIB = 1 << 20
LARGEST_FILE, LARGE_FILE = 100 * MIB, 50 * MIB  # bytes; GitHub refuses the first and warns from the second
LARGEST_SITE, LARGE_SITE = 10**9, 8 * 10**8  # bytes; GitHub Pages' limit, and what is near to it
NEEDED = ("index.html", "404.html")
SHOWN = 20  # problems of one kind; the rest are counted

_BUILD = "run `site-builder build`"
_DEV_CLIENT = re.compile(rb"<script[^>]*__dev/")
_LOCAL = re.compile(rb"""(?:href|src|content)\s*=\s*["']?https?://(?:localhost|127\.[\d.]+|\[::1\])[:/"']""")


class Found(Struct, frozen=True):
    """A regular file below `output/` and its size in bytes."""

    path: str
    size: int


def preflight(project: Path, manifest: Manifest, recorded: Manifest | None) -> list[str]:
    """The warnings about a built site that may be published; raises BuildError with all that speaks against it.

    `manifest` is what the sources give now, `recorded` what the last build noted when it wrote `output/`.
    """
    output = project / OUTPUT
    if output.is_symlink() or not output.is_dir() or not any(output.iterdir()):
        raise BuildError([_problem("", "not built", _BUILD)])
    problems: list[Problem] = []
    found = list(_walk(output, "", problems))
    problems += _tree_problems(found)
    if problems:
        raise BuildError(problems)
    digests: dict[str, str] = {}
    for file in found:
        content = (output / file.path).read_bytes()
        digests[file.path] = sha256(content).hexdigest()
        problems += _content_problems(file.path, content)
    problems += _manifest_problems(digests, manifest, recorded)
    if problems:
        raise BuildError(problems)
    return list(_warnings(found))


def _walk(root: Path, folder: str, problems: list[Problem]) -> Iterator[Found]:
    """The regular files below a folder; what is none is a problem, and nothing is followed."""
    with os.scandir(root / folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        path = f"{folder}/{entry.name}" if folder else entry.name
        reason = fault(path)
        mode = entry.stat(follow_symlinks=False).st_mode
        if reason:
            problems.append(_problem(path, reason, "publish only what the build wrote: " + _BUILD))
        elif stat.S_ISDIR(mode):
            yield from _walk(root, path, problems)
        elif stat.S_ISREG(mode):
            yield Found(path, entry.stat(follow_symlinks=False).st_size)
        else:
            kind = "a symbolic link" if stat.S_ISLNK(mode) else "not a regular file"
            problems.append(_problem(path, kind, "put the file itself here, or build again"))


def _tree_problems(found: list[Found]) -> Iterator[Problem]:
    sizes = {file.path: file.size for file in found}
    for name in NEEDED:
        if not sizes.get(name):
            yield _problem(name, "empty" if name in sizes else "missing: a site needs this page", _BUILD)
    for one, other in collisions(sizes):
        yield _problem(other, f"one file with output/{one} where case does not count", "rename one of the two")
    for path, size in sizes.items():
        if path.split("/", 1)[0] == "__dev":
            yield _problem(path, "belongs to the development server", _BUILD)
        if size > LARGEST_FILE:
            yield _problem(path, f"{size / MIB:.0f} MiB, more than the 100 MiB that GitHub takes", "make it smaller")
    total = sum(sizes.values())
    if total > LARGEST_SITE:
        yield _problem("", f"{total / 1e9:.1f} GB, more than the 1 GB that GitHub Pages takes", "make it smaller")


def _content_problems(path: str, content: bytes) -> Iterator[Problem]:
    if not path.endswith((".html", ".xml")):
        return
    for pattern, reason in ((_DEV_CLIENT, "the development server's script"), (_LOCAL, "an address on this machine")):
        match = pattern.search(content)
        if match:
            text = content.decode("utf-8", "replace")
            start = len(content[: match.start()].decode("utf-8", "replace"))
            span = Span(start, start + len(match[0]))
            yield Problem(reason, Source(f"{OUTPUT}/{path}", text), span, "build for the public address: " + _BUILD)


def _manifest_problems(digests: Mapping[str, str], manifest: Manifest, recorded: Manifest | None) -> Iterator[Problem]:
    if recorded and recorded.drafts and digests == recorded.files:
        yield _problem("", "drafts are inside", _BUILD)
    elif digests == manifest.files:
        return
    elif recorded and digests == recorded.files:
        yield _stale(digests, manifest, recorded)
    else:
        right = recorded or manifest
        yield from _shortened(
            _differences(digests, right.files, "the last build wrote" if recorded else "the sources give")
        )


def _stale(digests: Mapping[str, str], manifest: Manifest, recorded: Manifest) -> Problem:
    if recorded.base_url and recorded.base_url != manifest.base_url:
        return _problem("", f"built for {recorded.base_url}, but the site stands at {manifest.base_url}", _BUILD)
    changed = sorted(path for path in digests.keys() | manifest.files if digests.get(path) != manifest.files.get(path))
    return _problem("", f"the sources have changed since it was built: {len(changed)} files, {changed[0]}", _BUILD)


def _differences(digests: Mapping[str, str], right: Mapping[str, str], giver: str) -> Iterator[Problem]:
    for path in sorted(digests.keys() | right):
        if path not in right:
            yield _problem(path, f"not a file that {giver}", f"delete it, or {_BUILD}")
        elif path not in digests:
            yield _problem(path, f"missing, though {giver} it", _BUILD)
        elif digests[path] != right[path]:
            yield _problem(path, f"not as {giver} it", _BUILD)


def _shortened(problems: Iterator[Problem]) -> Iterator[Problem]:
    yield from islice(problems, SHOWN)
    rest = sum(1 for _ in problems)
    if rest:
        yield _problem("", f"{rest} more files differ", _BUILD)


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
