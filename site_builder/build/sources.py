"""All that a build reads, as values: the texts of the project and the bytes it passes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from msgspec import Struct

from site_builder.fonts import FontFile
from site_builder.problem import Source

# What the names of the packaged theme's files start with, and of its templates where one asks for them and no others.
PACKAGED = "packaged/"


class Layer(Struct, frozen=True):
    """A theme's folder as it was read; `custom` is style that is added to the style sheet of the theme below."""

    templates: dict[str, Source]
    strings: Source | None
    assets: dict[str, bytes]
    custom: bytes = b""


class ThemeFiles(Struct, frozen=True):
    """A whole theme: its templates by name, its strings from the lowest layer to the highest, its assets by path."""

    templates: dict[str, Source]
    strings: tuple[Source, ...]
    assets: dict[str, bytes]


def overlaid(packaged: Layer, own: Layer | None) -> ThemeFiles:
    """The packaged theme with a site's own laid over it, file by file.

    Every packaged template has a second name, `packaged/base.html`, by which one that replaces it can build on it.
    """
    layers = [packaged, own] if own else [packaged]
    templates = {PACKAGED + name: source for name, source in packaged.templates.items()}
    assets: dict[str, bytes] = {}
    for layer in layers:
        templates |= layer.templates
        assets |= layer.assets
        if layer.custom:
            assets[STYLE] = b"\n".join([assets.get(STYLE, b""), layer.custom])
    strings = tuple(layer.strings for layer in layers if layer.strings)
    return ThemeFiles(_sorted(templates), strings, _sorted(assets))


STYLE = "site.css"

T = TypeVar("T")


def _sorted(files: dict[str, T]) -> dict[str, T]:
    return dict(sorted(files.items()))


class Sources(Struct, frozen=True):
    """Every input of a build. `raw_digests` are the SHA-256 of the raw articles by name; their text is never read.

    `glossaries` are the files of `content/glossary/`: `site.yml` holds everywhere, others where a page names them.
    `lists` are the reading lists, `essays` those on terms; `images` read the pictures, by their paths below
    `content/images/`; `fonts` are those for titles and social cards. `base_url` stands in for the configured one where
    it is not `""`; `drafts` lets drafts be shown.
    """

    site: Source
    cases: tuple[Source, ...]
    vocabularies: tuple[Source, ...]
    prose: tuple[Source, ...]
    raw_digests: dict[str, str]
    theme: ThemeFiles
    glossaries: tuple[Source, ...] = ()
    lists: tuple[Source, ...] = ()
    essays: tuple[Source, ...] = ()
    images: Mapping[str, Callable[[], bytes]] = {}
    fonts: tuple[FontFile, ...] = ()
    base_url: str = ""
    drafts: bool = False
