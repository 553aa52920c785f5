"""The program's own digest: a page must be made again when what makes it has changed."""

from __future__ import annotations

import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path

# What the bytes of a page depend on beside our own code, as their folders of metadata name them with their versions.
_LIBRARIES = (
    "brotli",
    "fonttools",
    "jinja2",
    "markupsafe",
    "markdown_it_py",
    "mdit_py_plugins",
    "msgspec",
    "opencc",
    "pyyaml",
    "pillow",
    "pypinyin",
    "rcssmin",
    "rjsmin",
)
# The packaged theme is read like a site's own: its files have digests themselves.
_OUTSIDE = ("book", "cli", "serve", "publish", "theme")


def packaged_theme() -> Path:
    """The folder of the theme that comes with the program: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "theme"
    return inside if inside.is_dir() else package.parent / "theme"


@cache
def program_digest() -> bytes:
    """A digest of the package's code, of the libraries' versions and of Python's."""
    digest = blake2b(repr((sys.implementation.name, sys.version_info)).encode(), digest_size=16)
    package = Path(__file__).parent.parent
    for path in sorted(path for path in package.rglob("*.*") if path.suffix != ".pyc"):
        name = path.relative_to(package).as_posix()
        if name.split("/")[0] not in _OUTSIDE and path.is_file():
            digest.update(name.encode() + b"\0" + path.read_bytes())
    for name in sorted(_metadata()):
        digest.update(name.encode())
    return digest.digest()


@cache
def recipe() -> bytes:
    """A digest of all that makes smaller pictures: the code for it, and the libraries it calls."""
    from site_builder.images import libraries  # the decoders, which a collection without pictures never needs

    digest = blake2b(libraries().encode(), digest_size=16)
    for path in sorted((Path(__file__).parent.parent / "images").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def _metadata() -> set[str]:
    folders = (Path(entry) for entry in sys.path if entry)
    names = {path.name.lower() for folder in folders if folder.is_dir() for path in folder.glob("*.dist-info")}
    return {name for name in names if name.startswith(_LIBRARIES)}
