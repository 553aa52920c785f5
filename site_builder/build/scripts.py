"""The converters of a site: one for each of its scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from site_builder.config import Site
from site_builder.content.vocabulary import Vocabulary
from site_builder.content.wording import site_rules
from site_builder.script import Converter, Glossary, Variant, converters, keep_tables_of
from site_builder.script.store import user_folder

Scripts = Mapping[str, Converter]


def scripts_digest(scripts: Scripts) -> bytes:
    """A digest of all that the texts of all scripts depend on."""
    return blake2b(" ".join(script.digest for script in scripts.values()).encode(), digest_size=16).digest()


def open_scripts(
    site: Site, glossaries: Iterable[Glossary], vocabularies: Iterable[Vocabulary]
) -> dict[str, Converter]:
    """The converter of each script of a site, by its tag."""
    rules = site_rules(site, glossaries, vocabularies)
    made = converters(tuple(map(Variant, site.variants)), profile=site.conversion, rules=rules, cache_dir=user_folder())
    return {variant.value: script for variant, script in made.items()}


def keep_tables(site: Site) -> None:
    """Have what the converters of a site share in the user's cache, where `open_scripts` finds it."""
    folder = user_folder()
    if folder:
        keep_tables_of(tuple(map(Variant, site.variants)), site.conversion, folder)
