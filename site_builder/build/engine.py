"""The build of a project on disk: the stages of `build`, run again only where something has changed.

Three ways lead to the same bytes. Nothing changed: the marks of all files say so. Only texts of cases changed: their
own pages are made again, from views that are kept. Anything else: all views are made, and the files whose keys differ.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import sha256

from msgspec.structs import replace

from site_builder.build.compact import compact, is_scattered
from site_builder.build.disk import read_marked, read_text
from site_builder.build.lock import locked
from site_builder.build.manifest import UNKNOWN, Input, Manifest, Stat
from site_builder.build.plan import Outcome, Plan, Watch, Wish
from site_builder.build.pool import aside, cores, shared
from site_builder.build.program import program_digest
from site_builder.build.resident import Resident
from site_builder.build.scan import file_marks, scan_sources, source_path
from site_builder.build.store import LostError
from site_builder.build.swap import Place, place_of, settle, spare
from site_builder.build.tree import are_intact, differences, fixed_modes

__all__ = ["build_site", "place_of"]


def build_site(place: Place, wish: Wish, watch: Watch, resident: Resident | None = None) -> Outcome:
    """Bring the output up to date; raises BuildError with every problem, HeldError where another command is at work.

    `watch` is told each stage as it starts, and how far it is: name, done, of how many. A `resident` is of this place
    and was given to each build of this process.
    """
    known = resident or Resident(place)
    with locked(place.cache) as handle, fixed_modes(), _quiet():
        settle(place)
        try:
            _open(known, wish)
            return _build(known, wish, watch, handle)
        except LostError:
            known.forget()
            return _full(known, wish, watch, handle)


def standing(place: Place) -> Manifest:
    """What the last build left, after a half-done one was finished; `is_whole` is false where the output may differ.

    Raises HeldError while another command is at work.
    """
    with locked(place.cache):
        settle(place)
        resident = Resident(place)
        resident.open()
        try:
            return resident.manifest
        except LostError:
            return Manifest()


def verify(place: Place, wish: Wish, watch: Watch) -> tuple[str, ...]:
    """The paths at which the output differs from a build from nothing, made in a temporary place."""
    with spare(place) as other:
        build_site(other, replace(wish, is_cold=True, is_dry=False, explains=False), watch)
        return tuple(differences(place.output, other.output))


def _open(known: Resident, wish: Wish) -> None:
    if wish.is_cold:
        known.forget()
        return
    known.open()
    if is_scattered(known.head):
        compact(known.place, known.manifest)
        known.open()


def _build(known: Resident, wish: Wish, watch: Watch, handle: int) -> Outcome:
    watch("scan", 0, 0)
    old = known.head
    if (
        old.is_whole
        and old.builder == program_digest()
        and old.wished_url == wish.base_url
        and old.drafts == wish.drafts
        and old.minifies == wish.minifies
    ):
        with _look(known, wish, handle) as is_intact:
            outcome = _short(known, wish, watch, is_intact)
        if outcome is not None:
            return outcome
    return _full(known, wish, watch, handle)


@contextmanager
def _look(known: Resident, wish: Wish, handle: int) -> Iterator[Callable[[], bool]]:
    """What tells whether the output is as the last build left it; another process looks at it from now on."""
    if known.is_known:
        yield lambda: True
        return
    marks = [*known.output_marks().items()]

    def look(task: int, worker: int) -> bytes:
        part = marks[task * LOOKED_AT : (task + 1) * LOOKED_AT]
        return INTACT if are_intact(known.place.output, part) else b""

    with shared(look, -(-len(marks) // LOOKED_AT), wish.jobs or cores(), handle) as told:
        yield lambda: all(told())


LOOKED_AT = 1_000  # files at a time
INTACT = b"intact"


def _short(known: Resident, wish: Wish, watch: Watch, is_intact: Callable[[], bool]) -> Outcome | None:
    """What was done where nothing but texts of cases has changed, else None.

    Files that no build put into the output are not looked for here: the whole way deletes them, `verify` tells them and
    publishing refuses them.
    """
    changed = _told(known)
    if changed is None:
        changed = _found(known)
    if changed is None:
        return None
    if not changed and is_intact():
        known.is_known = True
        return Outcome(Plan((), len(known.paths)), known.paths, known.head.base_url)
    if not 0 < len(changed) <= FEW:
        return None
    from site_builder.build.texts import rebuild_texts  # with the whole pipeline behind it: no change, no wait

    entries = known.manifest.cases
    return rebuild_texts(known, wish, {place: entries[place] for place in changed}, watch, is_intact)


FEW = 64


def sources_stand(known: Resident) -> bool:
    """Whether all sources are as the last build read them, which was perhaps told of some of them alone."""
    if known.is_scanned:
        return True
    changed, cases = _found(known), known.manifest.cases
    return changed is not None and all(
        cases[place].stat == UNKNOWN and _has_digest(known.place, cases[place].name, cases[place].digest)
        for place in changed
    )


def _told(known: Resident) -> list[int] | None:
    """The places of the cases that were told to have changed; None where it is not known that nothing else has."""
    if not known.told or not known.is_known or not known.told <= known.cases.keys():
        return None
    now = {known.cases[name]: file_marks(known.place.root / name) for name in known.told}
    if None in now.values():
        return None
    known.is_scanned = False
    return [place for place, marks in sorted(now.items()) if marks != known.manifest.cases[place].stat]


def _found(known: Resident) -> list[int] | None:
    """The places of the cases whose files have changed; None where something else has."""
    scan, cases = scan_sources(known.place.root), known.case_marks()
    known.is_scanned = True
    if scan.cases.keys() != cases.keys() or not _are_same(known.place, known.head.inputs, scan.inputs):
        return None
    return [place for place, (name, marks) in enumerate(cases.items()) if scan.cases[name] != marks]


def _are_same(place: Place, read: Mapping[str, Input], marks: Mapping[str, Stat]) -> bool:
    """Whether files are as they were read: by their marks, or by their bytes where those they had tell nothing."""
    return read.keys() == marks.keys() and all(
        each.stat == marks[name] or (each.stat == UNKNOWN and _has_digest(place, name, each.digest))
        for name, each in read.items()
    )


def _has_digest(place: Place, name: str, digest: bytes) -> bool:
    content, _ = read_marked(source_path(place.root, name))
    return sha256(content).digest() == digest


def _full(known: Resident, wish: Wish, watch: Watch, handle: int) -> Outcome:
    # Another process works out the converter's tables while this one reads in the rest of the program.
    with aside(partial(_kept_tables, known.place), wish.jobs or cores(), handle):
        from site_builder.build.ready import make_ready
        from site_builder.build.whole import rebuild_all

        if not known.manifest.cases:  # a build of few of the cases may need little of it
            make_ready()
    known.is_scanned = True
    return rebuild_all(known, wish, watch, handle)


def _kept_tables(place: Place) -> bytes:
    """The converter's tables put into the user's cache; who opens them later tells what is wrong in `site.toml`."""
    from site_builder.build.scripts import keep_tables
    from site_builder.config import parse_site

    keep_tables(parse_site(read_text(place.root, place.root / "site.toml")))
    return b""


@contextmanager
def _quiet() -> Iterator[None]:
    """No garbage collection while a build runs: nearly all its values live to its end."""
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()
