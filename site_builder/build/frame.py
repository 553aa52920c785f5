"""What stands around the cases while only their texts change: read once, for all such builds of one process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from site_builder.build.assets import minified
from site_builder.build.disk import read_frame
from site_builder.build.index import MAKER
from site_builder.build.manifest import Manifest
from site_builder.build.scripts import Scripts, open_scripts
from site_builder.build.stages import load, strings_in
from site_builder.build.store import Reader
from site_builder.build.swap import Place
from site_builder.build.theme import Theme, open_templates
from site_builder.check import Known, known
from site_builder.search.index import IndexPlan


class Frame(Struct, frozen=True):
    """The converters, the theme and the plan of the search index, whose shards have their places in the manifest."""

    scripts: Scripts
    theme: Theme
    index: IndexPlan | None
    site: Known
    shards: Mapping[str, int]


def frame_of(place: Place, manifest: Manifest, reader: Reader) -> Frame:
    """The frame of the build that left a manifest; raises BuildError where a source has a problem."""
    sources = read_frame(place.root)
    loaded = load(sources, [])
    scripts = open_scripts(loaded.site, loaded.glossaries, loaded.vocabularies)
    strings = {tag: strings_in(loaded.strings, script) for tag, script in scripts.items()}
    files = minified(sources.theme) if manifest.minifies else sources.theme
    shards = {each.path: place for place, each in enumerate(manifest.outputs) if each.maker == MAKER}
    return Frame(
        scripts=scripts,
        theme=open_templates(files, strings, {}, place.compiled),
        index=_index_plan(manifest, shards.values(), reader),
        site=known(manifest.base_url, (each.path for each in manifest.outputs)),
        shards=shards,
    )


def _index_plan(manifest: Manifest, shards: Iterable[int], reader: Reader) -> IndexPlan | None:
    view = next((manifest.outputs[place].view for place in shards), None)
    return msgspec.msgpack.decode(reader.read(view), type=IndexPlan) if view else None
