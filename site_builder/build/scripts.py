"""The converters of a site: one for each of its scripts."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from site_builder.config import Site
from site_builder.script import Converter, Variant, converters

Scripts = Mapping[str, Converter]


def scripts_digest(scripts: Scripts) -> bytes:
    """A digest of all that the texts of all scripts depend on."""
    return blake2b(" ".join(script.digest for script in scripts.values()).encode(), digest_size=16).digest()


def open_scripts(site: Site, cache: Any = None) -> dict[str, Converter]:
    """The converter of each script of a site by its tag; `cache` is a folder for compiled tables."""
    made = converters(tuple(map(Variant, site.variants)), profile=site.conversion, cache_dir=cache)
    return {variant.value: script for variant, script in made.items()}
