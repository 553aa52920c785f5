"""The build that every command runs, as the server calls it: again and again, each time with what has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.check import check_links
from site_builder.config import Site
from site_builder.pages import File
from site_builder.problem import Problem
from site_builder.serve.live import Made


class Builder(Struct, frozen=True):
    """`make` builds the site as it is now or raises BuildError; `check` follows the links of the site made last."""

    make: Callable[[], Made]
    check: Callable[[], Sequence[Problem]]


def project_builder(root: Path) -> Builder:
    """The build of the project at `root`, held in memory."""
    held = _Held()

    def make() -> Made:
        built = build(read_sources(root))
        changed = held.take(built.site, built.files)
        return Made(unquote(built.site.base_path), held.files, changed)

    def check() -> Sequence[Problem]:
        if held.site is None:
            return ()
        return check_links([File(path, content) for path, content in held.files.items()], held.site.base_url)

    return Builder(make, check)


class _Held:
    """The site made last."""

    def __init__(self) -> None:
        self.site: Site | None = None
        self.files: Mapping[str, bytes] = {}

    def take(self, site: Site, files: Sequence[File]) -> frozenset[str]:
        """Hold a new site; the paths at which it differs from the one before."""
        old = self.files
        # Bytes that did not change stay the same object: what is held in memory is one site, not two.
        self.site, self.files = site, {file.path: _same(old.get(file.path), file.content) for file in files}
        both = old.keys() | self.files.keys()
        return frozenset(path for path in both if old.get(path) is not self.files.get(path))


def _same(old: bytes | None, new: bytes) -> bytes:
    return old if old is not None and old == new else new
