"""The build of a project on disk: the stages of `build`, run again only where something has changed.

Three ways lead to the same bytes. Nothing changed: the marks of all files say so. Only texts of cases changed: their
own pages are made again, from views that are kept. Anything else: all views are made, and the files whose keys differ.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from msgspec.structs import replace

from site_builder.build import manifest as records
from site_builder.build.compact import compacted
from site_builder.build.disk import damaged, differences, fixed_modes, scan_sources
from site_builder.build.lock import locked
from site_builder.build.manifest import Manifest, Stat
from site_builder.build.plan import Outcome, Plan, Watch, Wish
from site_builder.build.pool import aside
from site_builder.build.program import program_digest
from site_builder.build.store import LostError
from site_builder.build.swap import Place, place_of, read_manifest, settle, spare

__all__ = ["build_site", "place_of"]


def build_site(place: Place, wish: Wish, watch: Watch) -> Outcome:
    """Bring the output up to date; raises BuildError with every problem, HeldError where another command is at work.

    `watch` is told each stage as it starts, and how far it is: name, done, of how many.
    """
    with locked(place.cache) as handle, fixed_modes(), _quiet():
        settle(place)
        old = Manifest() if wish.is_cold else records.read(read_manifest(place))
        try:
            return _build(place, wish, compacted(place, old), watch, handle)
        except LostError:
            return _full(place, wish, Manifest(), watch, handle)


def standing(place: Place) -> Manifest:
    """What the last build left, after a half-done one was finished; `is_whole` is false where the output may differ.

    Raises HeldError while another command is at work.
    """
    with locked(place.cache):
        settle(place)
        return records.read(read_manifest(place))


def verify(place: Place, wish: Wish, watch: Watch) -> tuple[str, ...]:
    """The paths at which the output differs from a build from nothing, made in a temporary place."""
    with spare(place) as other:
        build_site(other, replace(wish, is_cold=True, is_dry=False, explains=False), watch)
        return tuple(differences(place.output, other.output))


def _build(place: Place, wish: Wish, old: Manifest, watch: Watch, handle: int) -> Outcome:
    watch("scan", 0, 0)
    if (
        old.is_whole
        and old.builder == program_digest()
        and old.wished_url == wish.base_url
        and old.drafts == wish.drafts
        and old.minifies == wish.minifies
    ):
        marks = [(each.path, each.stat) for each in old.outputs]
        # The answer is waited for on every way out: no process of this build outlives it.
        is_intact = aside(lambda: not any(True for _ in damaged(place.output, marks)))
        try:
            outcome = _short(place, wish, old, watch, is_intact)
        finally:
            is_intact()
        if outcome is not None:
            return outcome
    return _full(place, wish, old, watch, handle)


def _short(place: Place, wish: Wish, old: Manifest, watch: Watch, is_intact: Callable[[], bool]) -> Outcome | None:
    """What was done where nothing but texts of cases has changed, else None.

    Files that no build put into the output are not looked for here: the whole way deletes them, `verify` tells them and
    publishing refuses them.
    """
    scan = scan_sources(place.root)
    if not _same_inputs(old, scan.inputs) or scan.cases.keys() != {entry.name for entry in old.cases}:
        return None
    changed = [entry for entry in old.cases if scan.cases[entry.name] != entry.stat]
    if not changed and is_intact():
        return Outcome(Plan((), len(old.outputs)), tuple(each.path for each in old.outputs), old.base_url)
    if not 0 < len(changed) <= FEW:
        return None
    from site_builder.build.texts import rebuild_texts  # with the whole pipeline behind it: no change, no wait

    return rebuild_texts(place, wish, old, changed, watch, is_intact)


FEW = 64


def _same_inputs(old: Manifest, inputs: Mapping[str, Stat]) -> bool:
    return {name: each.stat for name, each in old.inputs.items()} == inputs


def _full(place: Place, wish: Wish, old: Manifest, watch: Watch, handle: int) -> Outcome:
    from site_builder.build.whole import rebuild_all

    return rebuild_all(place, wish, old, watch, handle)


@contextmanager
def _quiet() -> Iterator[None]:
    """No garbage collection while a build runs: nearly all its values live to its end."""
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()
