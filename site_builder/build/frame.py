"""What stands around the cases while only their texts change: read once, for all such builds of one process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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

Places = Mapping[str, Sequence[int]]


class Frame(Struct, frozen=True):
    """The converters, the theme and the plan of the search index, and where the manifest has what one looks for.

    `showing` are the places of the outputs that show the text of a case, by its id, `leading` of those that link to a
    place on a page, by its path, `shards` of the shards by theirs.
    """

    scripts: Scripts
    theme: Theme
    index: IndexPlan | None
    site: Known
    showing: Places
    leading: Places
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
        showing=_places((id for _, id, _ in each.texts) for each in manifest.outputs),
        leading=leading(manifest),
        shards=shards,
    )


def leading(manifest: Manifest) -> Places:
    """The places of the outputs that link to a place on a page, by the path of that page."""
    return _places((anchor.partition("#")[0] for anchor in each.anchors) for each in manifest.outputs)


def _index_plan(manifest: Manifest, shards: Iterable[int], reader: Reader) -> IndexPlan | None:
    view = next((manifest.outputs[place].view for place in shards), None)
    return msgspec.msgpack.decode(reader.read(view), type=IndexPlan) if view else None


def _places(names: Iterable[Iterable[str]]) -> Places:
    """Where each name is found in a row of names."""
    found: dict[str, list[int]] = {}
    for place, some in enumerate(names):
        for name in dict.fromkeys(some):
            found.setdefault(name, []).append(place)
    return found
