"""The journal of a run: every result, in the order of the inputs, on disk before the next chunk counts as done.

A chunk's results are followed by one line that closes it. A run that was killed is continued behind the last closed
chunk, whatever stands behind it is cut off; so nothing is done twice and nothing is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from site_builder.batch.work import Result

NAME = "results.jsonl"


class Plan(Struct, frozen=True):
    """What a run is of: the archives by name and size, and the conditions. A journal belongs to one plan."""

    archives: tuple[tuple[str, int], ...]
    conditions: tuple[str, ...]
    version: str


class _Closed(Struct, frozen=True):
    closed: int


_ENCODER = msgspec.json.Encoder()
_RESULT = msgspec.json.Decoder(Result)
_CLOSED = msgspec.json.Decoder(_Closed)
_PLAN = msgspec.json.Decoder(Plan)
_MARK = b'{"closed":'


class Journal:
    """An open journal; `done` counts the inputs that are accounted for."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        """Open the journal of a folder, a new one or the one of an earlier run; ValueError where it is of another."""
        self.path = folder / NAME
        folder.mkdir(parents=True, exist_ok=True)
        self.done, end = self._recovered(plan) if self.path.exists() else (0, 0)
        self._file = self.path.open("r+b" if self.path.exists() else "w+b")
        self._file.truncate(end)
        self._file.seek(end)
        if not end:
            self._file.write(_ENCODER.encode(plan) + b"\n")
            self._file.flush()

    def add(self, results: Sequence[Result]) -> None:
        """Write the results of a chunk and close it."""
        self.done += len(results)
        lines = [*map(_ENCODER.encode, results), _ENCODER.encode(_Closed(self.done))]
        self._file.write(b"\n".join(lines) + b"\n")
        self._file.flush()

    def results(self) -> Iterator[Result]:
        """Every result of the closed chunks, read one after another."""
        with self.path.open("rb") as lines:
            next(lines, b"")
            for line in lines:
                if not line.startswith(_MARK):
                    yield _RESULT.decode(line)

    def close(self) -> None:
        """Close the file; the journal stays."""
        self._file.close()

    def _recovered(self, plan: Plan) -> tuple[int, int]:
        """How many inputs are done and where the last closed chunk ends; a torn first line is no journal yet."""
        done = end = 0
        with self.path.open("rb") as lines:
            head = lines.readline()
            if not head.endswith(b"\n"):
                return 0, 0
            if _PLAN.decode(head) != plan:
                raise ValueError("holds another run: other archives, conditions or version; take another folder")
            place = end = len(head)
            for line in lines:
                place += len(line)
                if line.startswith(_MARK) and line.endswith(b"}\n"):
                    done, end = _CLOSED.decode(line).closed, place
        return done, end
