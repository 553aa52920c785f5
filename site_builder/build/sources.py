"""All that a build reads, as values: the texts of the project and the bytes it passes on."""

from __future__ import annotations

from msgspec import Struct

from site_builder.problem import Source


class ThemeFiles(Struct, frozen=True):
    """The files of a theme; `prefix` is what all template names start with."""

    prefix: str
    templates: tuple[Source, ...]
    strings: Source
    assets: dict[str, bytes]


class Sources(Struct, frozen=True):
    """Every input of a build. `raw_digests` are the SHA-256 of the raw articles by name; their text is never read.

    `glossaries` are the files of `content/glossary/`: `site.yml` holds everywhere, others where a page names them.
    `base_url` stands in for the configured one where it is not `""`.
    """

    site: Source
    cases: tuple[Source, ...]
    vocabularies: tuple[Source, ...]
    prose: tuple[Source, ...]
    raw_digests: dict[str, str]
    theme: ThemeFiles
    glossaries: tuple[Source, ...] = ()
    base_url: str = ""
