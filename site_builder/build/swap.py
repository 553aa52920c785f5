"""From the stage into `output/`: whole trees by one exchange, single files by a journal.

What is staged counts for nothing until its journal stands in the cache, under its own name by one rename. From then on
any command that takes the lock finishes what the journal says; every step of it can be done twice.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path

import msgspec
from msgspec import Struct

JOURNAL = "journal"
MANIFEST = "manifest"
EDITS = "edits"
STAGE = "stage-"
_OLD = "old"


Stage = Path


class Place(Struct, frozen=True):
    """Where a build reads and writes: the project, the site's folder, the cache on the same file system."""

    root: Path
    output: Path
    cache: Path

    @property
    def templates(self) -> Path:
        """The folder of compiled templates."""
        return self.cache / "templates"

    @property
    def compiled(self) -> str:
        """The folder of compiled templates, there for use."""
        self.templates.mkdir(exist_ok=True)
        return str(self.templates)

    @property
    def texts(self) -> Path:
        """The folder of the store's segments."""
        return self.cache / "store"


def place_of(root: Path) -> Place:
    """Where the build of a project reads and writes."""
    return Place(root, root / "output", root / ".cache")


@contextmanager
def spare(place: Place) -> Iterator[Place]:
    """A temporary place to build the same project in."""
    from tempfile import TemporaryDirectory  # slow to import, and seldom asked for

    with TemporaryDirectory(prefix="site-builder-") as folder:
        yield Place(place.root, Path(folder, "output"), Path(folder, "cache"))


class Journal(Struct, frozen=True, array_like=True):
    """What is to be done with a stage. `tree` is the inode of a stage that is to become the whole output, else 0.

    `moves` are names in the stage and paths in the output, `gone` paths to delete.
    """

    stage: str
    tree: int
    moves: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()


@contextmanager
def new_stage(place: Place) -> Iterator[Stage]:
    """An empty folder for files to come. Its name is its own: a worker of a dead build cannot write into it."""
    stage = place.cache / f"{STAGE}{os.getpid()}-{os.urandom(4).hex()}"
    stage.mkdir(parents=True)
    try:
        yield stage
    finally:
        # Where a journal stands, the stage is the next command's to finish.
        if not (place.cache / JOURNAL).exists():
            shutil.rmtree(stage, ignore_errors=True)


class Record(Struct, frozen=True):
    """What is to stand in the cache once a commit is done: the manifest, or edits of it, by name, and its bytes."""

    name: str
    content: bytes


def read_record(place: Place, name: str) -> bytes:
    """The bytes of the manifest or of its edits, none where there are none."""
    try:
        return (place.cache / name).read_bytes()
    except OSError:
        return b""


def map_record(place: Place, name: str) -> memoryview:
    """The same, read where they are asked for. They stay what they are: another record is another file."""
    try:
        with open(place.cache / name, "rb") as file:
            return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError):  # none of an empty file
        return memoryview(b"")


def record_marks(place: Place) -> tuple[tuple[int, int, int] | None, ...]:
    """What tells that manifest and edits are still those that were read or written."""
    return tuple(_marks(place.cache / name) for name in (MANIFEST, EDITS))


def save_manifest(place: Place, manifest: bytes) -> None:
    """Put another manifest in the place of the old one."""
    new = _new(place, MANIFEST)
    _write_durably(new, manifest)
    new.replace(place.cache / MANIFEST)


def commit_tree(place: Place, stage: Path, record: Record) -> None:
    """Make a stage the whole output."""
    _commit(place, Journal(stage.name, stage.stat().st_ino), record)


def commit_files(
    place: Place, stage: Path, moves: Iterable[tuple[str, str]], gone: Iterable[str], record: Record
) -> None:
    """Move single files of a stage to their paths in the output and delete others there."""
    journal = Journal(stage.name, 0, tuple(moves), tuple(gone))
    # Folders first: once the journal stands only renames are left, which need no room on the disk.
    for folder in dict.fromkeys(os.path.dirname(path) for _, path in journal.moves):
        (place.output / folder).mkdir(parents=True, exist_ok=True)
    _commit(place, journal, record)


def sweep(place: Place, kept: Iterable[str]) -> None:
    """Delete the segments of the store that nothing refers to."""
    names = set(kept)
    for path in place.texts.iterdir():
        if path.name not in names:
            path.unlink()


def settle(place: Place) -> None:
    """Finish what a killed command left half done, clear what it had not yet decided. Call it under the lock."""
    try:
        journal = msgspec.msgpack.decode((place.cache / JOURNAL).read_bytes(), type=Journal)
    except (FileNotFoundError, msgspec.MsgspecError):
        journal = None
    if journal is not None:
        _finish(place, journal)
    for leftover in place.cache.glob(STAGE + "*"):
        shutil.rmtree(leftover, ignore_errors=True)
    for name in (MANIFEST, EDITS, JOURNAL):
        _remove(_new(place, name))
    if journal is None:
        _remove(place.cache / JOURNAL)


def _new(place: Place, name: str) -> Path:
    return place.cache / f"{name}.new"


def _marks(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _commit(place: Place, journal: Journal, record: Record) -> None:
    _write_durably(_new(place, record.name), record.content)
    written = _new(place, JOURNAL)
    _write_durably(written, msgspec.msgpack.encode(journal))
    written.replace(place.cache / JOURNAL)
    _sync_folder(place.cache)
    _finish(place, journal)


def _write_durably(path: Path, content: bytes) -> None:
    """Write a file that is whole after a power cut, once it has been renamed.

    The files of the site are not waited for: one that a power cut has shortened has other marks than the manifest
    says, and the next build makes it again. So do the segments of the store, which carry check sums.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    """Wait until the disk has a folder's names: after a power cut the journal is there if any file was moved."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _finish(place: Place, journal: Journal) -> None:
    stage = place.cache / journal.stage
    if journal.tree:
        _swap(place, stage, journal.tree)
    else:
        _move(place, stage, journal)
    for name in (MANIFEST, EDITS):
        if _new(place, name).exists():
            _new(place, name).replace(place.cache / name)
    _remove(place.cache / JOURNAL)
    shutil.rmtree(stage, ignore_errors=True)
    shutil.rmtree(place.cache / _OLD, ignore_errors=True)


def _swap(place: Place, stage: Path, inode: int) -> None:
    """Put the folder with an inode into the place of the output, unless it already stands there."""
    output, old = place.output, place.cache / _OLD
    if output.exists() and output.stat().st_ino == inode:
        return
    if not output.exists():
        stage.rename(output)
    elif not _exchange(stage, output):
        shutil.rmtree(old, ignore_errors=True)
        output.rename(old)
        stage.rename(output)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places at one stroke; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here, exchange = -100, 2
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def _move(place: Place, stage: Path, journal: Journal) -> None:
    for name, path in journal.moves:
        source, target = os.path.join(stage, name), os.path.join(place.output, path)
        try:
            os.replace(source, target)
        except FileNotFoundError:
            if os.path.lexists(source):  # its folder is gone: somebody else's hand
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.replace(source, target)
    for path in journal.gone:
        _remove(place.output / path)
        _remove_empty(place.output, path)


def _remove_empty(output: Path, path: str) -> None:
    """The folders of a deleted file, as far as nothing else is in them."""
    for folder in (output / path).parents:
        if folder == output:
            return
        try:
            folder.rmdir()
        except OSError:
            return


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
