"""The end of a whole build: what was made takes its place, or what was read is kept for the next try."""

from __future__ import annotations

import msgspec

from site_builder.build import front
from site_builder.build.cases import Shop
from site_builder.build.making import MadeSite
from site_builder.build.manifest import Manifest
from site_builder.build.plan import Outcome, Plan
from site_builder.build.swap import MANIFEST, Record, Stage, commit_files, commit_tree, save_manifest, sweep


def apply(shop: Shop, stage: Stage, now: Manifest, made: MadeSite) -> tuple[Outcome, Manifest]:
    """Put what was made into its place, and tell what was done, with the manifest of it; a dry run only tells."""
    shop.watch("write", 0, 0)
    plan = Plan(made.changes, len(made.outputs) - len(made.moves))
    outcome = Outcome(plan, tuple(each.path for each in made.outputs), now.base_url)
    if shop.wish.is_dry:
        return outcome, now
    done = _with_segments(shop, msgspec.structs.replace(now, is_whole=True, outputs=made.outputs, indexed=made.indexed))
    record = Record(MANIFEST, front.write(done))
    if made.is_tree:
        commit_tree(shop.place, stage, record)
    else:
        commit_files(shop.place, stage, made.moves.items(), made.gone, record)
    sweep(shop.place, done.segments)
    return outcome, done


def remember(shop: Shop, now: Manifest) -> None:
    """Keep what was parsed of a build that failed: the next one then has only the mistakes to read again."""
    if not shop.wish.is_dry:
        old = shop.old
        done = _with_segments(
            shop, msgspec.structs.replace(now, outputs=old.outputs, indexed=old.indexed, templates={})
        )
        save_manifest(shop.place, front.write(done))


def _with_segments(shop: Shop, manifest: Manifest) -> Manifest:
    """The manifest with the names of the segments it refers to; the others are left empty, so that numbers stay."""
    used = {ref.segment for case in manifest.cases for ref in case.refs}
    used |= {output.view.segment for output in manifest.outputs if output.view}
    used |= {size.ref.segment for image in manifest.images.values() for size in image.sizes}
    names = tuple(name if number in used else "" for number, name in enumerate(shop.segments))
    return msgspec.structs.replace(manifest, segments=names)
