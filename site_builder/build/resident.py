"""What a process keeps between its builds of one place: what stands on the disk, as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from site_builder.build import front
from site_builder.build.front import Opened
from site_builder.build.manifest import Edits, Manifest, Stat, edited, read_edits, write_edits
from site_builder.build.store import segment_name
from site_builder.build.swap import EDITS, MANIFEST, Place, Record, map_record, read_record, record_marks
from site_builder.build.tree import are_intact

# So many outputs are told beside the manifest, or this part of all; then it is written again.
MANY = 1000
PART = 8

if TYPE_CHECKING:
    from site_builder.build.frame import Frame


class Resident:
    """The manifest of a place and what was read around the cases, good for as long as the manifest's marks stay.

    `is_known` says that the output was found as the manifest has it, and only builds of this process have changed it
    since. A command that builds once has one that knows nothing.

    `told` are the names of the only sources that have changed since the last build, by the word of somebody who watches
    them, None where nobody does; `is_scanned` says that no build has trusted that word since all were looked at.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self._opened = Opened()
        self._manifest: Manifest | None = None
        self.frame: Frame | None = None
        self.is_known = False
        self.told: frozenset[str] | None = None
        self.is_scanned = False
        self._marks: object = None
        self._paths: tuple[str, ...] | None = None
        self._cases: dict[str, int] | None = None
        self._next = 0

    @property
    def manifest(self) -> Manifest:
        """What the last build left."""
        if self._manifest is None:
            self._manifest = self._opened.manifest()
        return self._manifest

    @property
    def head(self) -> Manifest:
        """The same, perhaps without its rows: what is known at once."""
        return self._opened.head if self._manifest is None else self._manifest

    def case_marks(self) -> dict[str, Stat]:
        """The marks of the case files by their names, in the order of the manifest."""
        if self._manifest is None:
            return self._opened.cases()
        return {each.name: each.stat for each in self._manifest.cases}

    def output_marks(self) -> dict[str, Stat]:
        """The marks of the outputs by their paths."""
        if self._manifest is None:
            return self._opened.outputs()
        return {each.path: each.stat for each in self._manifest.outputs}

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all files of the output; the same tuple while they stay."""
        if self._paths is None:
            self._paths = tuple(self.output_marks())
        return self._paths

    @property
    def cases(self) -> dict[str, int]:
        """The places of the cases in the manifest, by the names of their files; the same while they stay."""
        if self._cases is None:
            self._cases = {name: place for place, name in enumerate(self.case_marks())}
        return self._cases

    def open(self) -> None:
        """Read the manifest, unless it is still the one that is known. Call it under the lock."""
        marks = record_marks(self.place)
        if marks != self._marks:
            self.forget()
            self._opened = Opened(map_record(self.place, MANIFEST), read_record(self.place, EDITS))
            self._manifest, self._marks = None, marks

    def keep(self, manifest: Manifest) -> None:
        """Remember what a build has left on the disk. Call it under the lock."""
        self._set(manifest)
        self._marks = record_marks(self.place)
        self.is_known = True

    def edited(self, edits: Edits) -> tuple[Record, Manifest]:
        """The manifest after edits, and what to write for it: the edits with those before, or all if they are many."""
        now = edited(self.manifest, edits)
        before = read_edits(read_record(self.place, EDITS), self.manifest)
        every = msgspec.structs.replace(
            edits, cases={**before.cases, **edits.cases}, outputs={**before.outputs, **edits.outputs}
        )
        if len(every.outputs) > max(MANY, len(now.outputs) // PART):
            now = msgspec.structs.replace(now, id=segment_name())
            return Record(MANIFEST, front.write(now)), now
        return Record(EDITS, write_edits(every)), now

    def forget(self) -> None:
        """Know nothing."""
        self._set(Manifest())
        self.is_known, self._marks = False, None

    def look(self, count: int) -> bool:
        """Whether the next `count` files of the output are as they were built; if not, the next build looks at all."""
        outputs = self.manifest.outputs
        some = [(each.path, each.stat) for each in outputs[self._next : self._next + count]]
        self._next = self._next + count if self._next + count < len(outputs) else 0
        is_intact = are_intact(self.place.output, some)
        self.is_known &= is_intact
        return is_intact

    def _set(self, manifest: Manifest) -> None:
        if manifest.id != self.head.id:
            self.frame = self._paths = self._cases = None
        self._manifest = manifest
