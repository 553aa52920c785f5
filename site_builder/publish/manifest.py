"""What stands in `output/` by right: the manifest of a build."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from site_builder.build.disk import CACHE
from site_builder.pages import File

RECORD = f"{CACHE}/manifest.json"


class Manifest(Struct, frozen=True):
    """The SHA-256 of every file of a built site by its path, and what the site was built from and for.

    `sources` is a digest of all the sources; `drafts` says whether drafts are among the pages.
    """

    files: dict[str, str]
    base_url: str = ""
    sources: str = ""
    drafts: bool = False

    @property
    def digest(self) -> str:
        """One SHA-256 for the whole site."""
        lines = (f"{self.files[path]}  {path}\n" for path in sorted(self.files))
        return sha256("".join(lines).encode()).hexdigest()


def manifest_of(files: Iterable[File], base_url: str) -> Manifest:
    """The manifest of a site that was just built."""
    return Manifest({file.path: sha256(file.content).hexdigest() for file in files}, base_url)


def recorded_manifest(project: Path) -> Manifest | None:
    """What the last build wrote down about `output/`, or None where it wrote nothing that can be read."""
    try:
        return msgspec.json.decode((project / RECORD).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return None
