"""What stands in `output/` by right, as the last build noted it, and whether that is still what the sources give."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

from msgspec import Struct

from site_builder.build.disk import read_text
from site_builder.build.engine import place_of, standing
from site_builder.build.manifest import Manifest as Record
from site_builder.build.manifest import Stat
from site_builder.build.program import program_digest
from site_builder.build.scan import scan_sources, source_path
from site_builder.build.tree import OUTPUT
from site_builder.config import parse_site
from site_builder.problem import BuildError, Problem, Source

SHOWN = 5  # sources that are named; the rest are counted


class Manifest(Struct, frozen=True):
    """The SHA-256 of every file of a built site by its path, in hexadecimal, and the address it was built for."""

    files: dict[str, str]
    base_url: str

    @property
    def digest(self) -> str:
        """One SHA-256 for the whole site."""
        lines = (f"{self.files[path]}  {path}\n" for path in sorted(self.files))
        return sha256("".join(lines).encode()).hexdigest()


def last_build(project: Path) -> Record | None:
    """What the last build noted, None where none did. Raises HeldError while another command is at work."""
    record = standing(place_of(project))
    return record if record.builder else None


def manifest_of(record: Record) -> Manifest:
    """The site that a build left."""
    return Manifest({each.path: each.digest.hex() for each in record.outputs}, record.base_url)


def build_order(base_url: str) -> str:
    """What to type to have the site built, for an address that was asked for."""
    return f"run `site-builder build{f' --base-url {base_url}' if base_url else ''}`"


def staleness(project: Path, record: Record, base_url: str) -> Iterator[Problem]:
    """Why the site that a build left is not the one to publish now, each reason with what to type.

    `base_url` is the address asked for in place of the configured one, if any. Nothing is built: what the sources are
    now is compared with what the build read.
    """
    order = build_order(base_url)
    if not record.is_whole:
        yield _problem("the last build found problems, and left the site of one before it", order)
        return
    changed = list(_changed_sources(project, record))
    if changed:
        more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
        names = ", ".join(islice(changed, SHOWN))
        yield _problem(f"the sources have changed since it was built: {names}{more}", order)
    elif record.builder != program_digest():
        yield _problem("it was built by another version of site-builder or its libraries", order)
    if record.drafts:
        yield _problem("drafts are inside", order)
    if record.wished_url != base_url:
        yield from _elsewhere(project, record, base_url, order)


def _elsewhere(project: Path, record: Record, base_url: str, order: str) -> Iterator[Problem]:
    try:
        wanted = base_url or parse_site(read_text(project, project / "site.toml")).base_url
    except BuildError as error:
        yield from error.problems
        return
    if wanted != record.base_url:
        way = "" if base_url else f", or say --base-url {record.base_url}"
        yield _problem(f"built for {record.base_url}, but the site stands at {wanted}", order + way)


def _changed_sources(project: Path, record: Record) -> Iterator[str]:
    """The sources that are not as the build read them, by name, the new and the gone marked as such."""
    noted = {name: (each.stat, each.digest) for name, each in record.inputs.items()}
    noted |= {each.name: (each.stat, each.digest) for each in record.cases}
    scan = scan_sources(project)
    now = {**scan.inputs, **scan.cases}
    for name in sorted(noted.keys() | now):
        if name not in now:
            yield f"{name} (gone)"
        elif name not in noted:
            yield f"{name} (new)"
        elif not _is_same(source_path(project, name), now[name], *noted[name]):
            yield name


def _is_same(path: Path, now: Stat, stat: Stat, digest: bytes) -> bool:
    """Whether a source has the marks of the build or, where it was moved or saved again, at least its bytes."""
    if now == stat:
        return True
    try:
        return sha256(path.read_bytes()).digest() == digest
    except OSError:
        return False


def _problem(message: str, hint: str) -> Problem:
    return Problem(message, Source(f"{OUTPUT}/", ""), None, hint)
