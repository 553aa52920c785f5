"""Packages: files of installed packages, read without running the packages, which takes longer than all else here."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def names(package: str, folder: str) -> list[str]:
    """The files of a folder of a package, sorted."""
    return sorted(path.name for path in (_root(package) / folder).iterdir() if path.is_file())


def read(package: str, path: str) -> bytes:
    """The bytes of a file of a package."""
    return (_root(package) / path).read_bytes()


def _root(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {package!r} is not installed")
    return Path(spec.submodule_search_locations[0])
