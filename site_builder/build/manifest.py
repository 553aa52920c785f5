"""The manifest: what the last build read, what it made of it and what it left in `output/`.

It stands in `.cache/` and may be deleted at any time; one that cannot be read is none. A build of a few texts does not
write it again: it notes beside it what is no longer as it says there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

VERSION = 5

# Modification time in ns, size in bytes, inode and, for sources, change time in ns: while they stay, so does a file.
Stat = tuple[int, int, int, int]
UNKNOWN: Stat = (0, 0, 0, 0)


class Ref(Struct, frozen=True, array_like=True):
    """Some bytes of a segment of the store, by its number, with their CRC-32."""

    segment: int
    offset: int
    length: int
    check: int


class Input(Struct, frozen=True, array_like=True):
    """A source beside the cases as it was read; `digest` is its SHA-256."""

    stat: Stat
    digest: bytes


class CaseEntry(Struct, frozen=True, array_like=True):
    """A case file as it was read. `metas` are its fields in all scripts, `texts` its text in each, in their order.

    `addresses` are those of the pictures in the text, `blocks` the texts' blocks for search, `units` their folded form
    for its index.
    """

    name: str
    stat: Stat
    digest: bytes
    id: str
    paragraphs: int
    metas: Ref
    texts: tuple[Ref, ...] = ()
    addresses: tuple[str, ...] = ()
    blocks: tuple[Ref, ...] = ()
    units: Ref = Ref(0, 0, 0, 0)

    @property
    def refs(self) -> tuple[Ref, ...]:
        """All that is kept of the case."""
        return (self.metas, *self.texts, *self.blocks, self.units)


class SizeEntry(Struct, frozen=True, array_like=True):
    """A smaller picture: its width in pixels, its SHA-256, and where its bytes are kept."""

    width: int
    digest: bytes
    ref: Ref


class ImageEntry(Struct, frozen=True, array_like=True):
    """A picture that was looked at: its SHA-256, width and height in pixels, and the smaller ones made by a recipe."""

    recipe: bytes
    digest: bytes
    width: int
    height: int
    sizes: tuple[SizeEntry, ...]


class Key(Struct, frozen=True, array_like=True):
    """All that a file is made of: digests of its view, of the texts it reads, and of what makes it."""

    view: bytes
    texts: bytes
    maker: bytes


class Output(Struct, frozen=True, array_like=True):
    """A file of the site. `maker` is a template, or the function that made it; `digest` is its SHA-256.

    `texts` are the scripts, ids and forms of the texts it shows; `anchors` the places on other pages that it
    links to, as `path#id`.
    """

    path: str
    maker: str
    key: Key
    view: Ref | None
    texts: tuple[tuple[str, str, str], ...]
    digest: bytes
    stat: Stat
    anchors: tuple[str, ...] = ()


class Manifest(Struct, frozen=True, array_like=True):
    """What a build left. `is_whole` says that the outputs are those of these inputs and cases.

    `id` is this manifest's own, by which edits name it; `indexed` stands for the texts of the search index.

    `builder` is the digest of the program, `scripts` that of the converters; `wished_url` is the base URL that was
    asked for in place of the configured one; `drafts` says that drafts are shown, `minifies` that assets are small;
    `images` are by their paths below `content/images/`.
    """

    version: int = VERSION
    id: str = ""
    builder: bytes = b""
    scripts: bytes = b""
    variants: tuple[str, ...] = ()
    base_url: str = ""
    wished_url: str = ""
    drafts: bool = False
    minifies: bool = False
    is_whole: bool = False
    inputs: dict[str, Input] = {}
    cases: tuple[CaseEntry, ...] = ()
    images: dict[str, ImageEntry] = {}
    outputs: tuple[Output, ...] = ()
    segments: tuple[str, ...] = ()
    templates: dict[str, tuple[str, ...]] = {}
    indexed: bytes = b""


class Edits(Struct, frozen=True, array_like=True):
    """What builds have changed since the manifest `base` was written: cases and outputs by their places there."""

    base: str = ""
    indexed: bytes = b""
    segments: tuple[str, ...] = ()
    cases: dict[int, CaseEntry] = {}
    outputs: dict[int, Output] = {}


def read_edits(content: bytes, manifest: Manifest) -> Edits:
    """The edits of a manifest in some bytes; none where they are another's."""
    try:
        edits = _EDITS.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        edits = Edits()
    return edits if edits.base == manifest.id else Edits(manifest.id, manifest.indexed, manifest.segments)


def edited(manifest: Manifest, edits: Edits) -> Manifest:
    """The manifest after some edits."""
    return replace(
        manifest,
        indexed=edits.indexed,
        segments=edits.segments,
        cases=_with(manifest.cases, edits.cases),
        outputs=_with(manifest.outputs, edits.outputs),
    )


def write_edits(edits: Edits) -> bytes:
    """The bytes of edits."""
    return _ENCODER.encode(edits)


T = TypeVar("T")


def _with(values: tuple[T, ...], others: Mapping[int, T]) -> tuple[T, ...]:
    """A row with others at some places."""
    if not others:
        return values
    changed = list(values)
    for place, value in others.items():
        changed[place] = value
    return tuple(changed)


_EDITS = msgspec.msgpack.Decoder(Edits)
_ENCODER = msgspec.msgpack.Encoder()
