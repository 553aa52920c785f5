"""The store made small again: what the last build's manifest refers to, in one segment."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from site_builder.build import front
from site_builder.build.manifest import Manifest, Ref
from site_builder.build.store import Reader, Writer, segment_name
from site_builder.build.swap import Place, save_manifest, sweep

# A build adds a segment or a few; each that is read from is an open file.
MANY = 64


def is_scattered(old: Manifest) -> bool:
    """Whether the bytes of a manifest lie in too many segments."""
    return sum(map(bool, old.segments)) > MANY


def compact(place: Place, old: Manifest) -> None:
    """Gather the bytes of a manifest in one segment; raises LostError."""
    reader, name = Reader(place.texts, old.segments), segment_name()
    writer = Writer(place.texts / name, 0)

    @cache  # files that are made together share a view
    def moved(ref: Ref) -> Ref:
        return writer.add(reader.read(ref))

    try:
        new = replace(
            old,
            id=segment_name(),
            cases=tuple(
                replace(
                    each,
                    metas=moved(each.metas),
                    texts=tuple(map(moved, each.texts)),
                    blocks=tuple(map(moved, each.blocks)),
                    units=moved(each.units),
                )
                for each in old.cases
            ),
            images={
                path: replace(each, sizes=tuple(replace(size, ref=moved(size.ref)) for size in each.sizes))
                for path, each in old.images.items()
            },
            outputs=tuple(replace(each, view=moved(each.view)) if each.view else each for each in old.outputs),
            segments=(name,),
        )
    finally:
        reader.close()
        writer.close()
    save_manifest(place, front.write(new))
    sweep(place, new.segments)
