"""Store: compiled tables on disk, so that a start takes milliseconds.

A file is a digest and a MessagePack body: data only, nothing that runs. It is named after what it was made from, the
bytes of the dictionaries and of the code that compiled them, so an old file is never read. One that is damaged is made
anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from site_builder.script import dictionaries, tables
from site_builder.script.dictionaries import Chain, Dictionary, Matching, Profile, Stage
from site_builder.script.tables import Tables

Folder = Path  # where tables are kept; the rest of the room knows no files

_DIGEST_SIZE = 16


def user_folder() -> Folder | None:
    """Where a user's tables are kept for all projects, by the rules of XDG; None for a user without a home."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        base = given if given.is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return base / "site-builder" / "tables"


def load_tables(profile: Profile, configs: tuple[str, ...], folder: Folder | None) -> Tables:
    """The tables of configurations used together: from the folder if it has them, else compiled and put there."""
    if folder is None:
        return _compile(profile, configs)
    path = _path(profile, configs, folder)
    found = _read(path)
    if found is None:
        found = _compile(profile, configs)
        _write(path, _packed(found))
    return found


def keep_tables(profile: Profile, configs: tuple[str, ...], folder: Folder) -> None:
    """Have the tables in the folder, for those who will ask for them."""
    if not _path(profile, configs, folder).exists():
        load_tables(profile, configs, folder)


def _path(profile: Profile, configs: tuple[str, ...], folder: Folder) -> Path:
    return folder / f"{'-'.join((profile, *configs))}.{_key(profile)}.tables"


def _compile(profile: Profile, configs: tuple[str, ...]) -> Tables:
    return tables.compile_tables(dictionaries.load_all(profile, configs))


def _key(profile: Profile) -> str:
    """A digest of all that the tables depend on."""
    digest = hashlib.blake2b(dictionaries.fingerprint(profile).encode(), digest_size=_DIGEST_SIZE)
    digest.update(code().encode())
    return digest.hexdigest()


@cache
def code() -> str:
    """A digest of every module of this room."""
    digest = hashlib.blake2b(digest_size=_DIGEST_SIZE)
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


class _Chain(Struct, frozen=True, array_like=True):
    profile: Profile
    config: str
    matching: Matching
    normal: int
    words: int | None
    stages: tuple[tuple[int, ...], ...]


class _Body(Struct, frozen=True, array_like=True):
    """Tables with each dictionary once: keys and values as lines of text, which read back fastest."""

    dictionaries: tuple[tuple[str, str, str], ...]
    chains: tuple[_Chain, ...]
    bases: tuple[tuple[str, str], ...]
    anchors: str
    pairs: str
    alone: str
    links: str
    unstable: str


def _packed(found: Tables) -> bytes:
    shelf: dict[tuple[str, str, str], int] = {}

    def place(name: str, entries: dict[str, str]) -> int:
        return shelf.setdefault((name, "\n".join(entries), "\n".join(entries.values())), len(shelf))

    chains = tuple(
        _Chain(
            chain.profile,
            chain.config,
            chain.matching,
            place("", chain.normal),
            place(chain.words.name, chain.words.entries) if chain.words else None,
            tuple(tuple(place(part.name, part.entries) for part in stage.dictionaries) for stage in chain.stages),
        )
        for chain in found.chains
    )
    body = _Body(
        tuple(shelf), chains, found.bases, found.anchors, found.pairs, found.alone, found.links, found.unstable
    )
    packed = msgspec.msgpack.encode(body)
    return hashlib.blake2b(packed, digest_size=_DIGEST_SIZE).digest() + packed


def _unpacked(packed: bytes) -> Tables:
    body = msgspec.msgpack.decode(packed, type=_Body)
    shelf = [_dictionary(*parts) for parts in body.dictionaries]
    chains = tuple(
        Chain(
            chain.profile,
            chain.config,
            chain.matching,
            shelf[chain.normal].entries,
            None if chain.words is None else shelf[chain.words],
            tuple(Stage(tuple(shelf[number] for number in stage)) for stage in chain.stages),
        )
        for chain in body.chains
    )
    return Tables(chains, body.bases, body.anchors, body.pairs, body.alone, body.links, body.unstable)


def _dictionary(name: str, keys: str, values: str) -> Dictionary:
    entries = dict(zip(keys.split("\n"), values.split("\n"), strict=True)) if keys else {}
    return Dictionary(name, entries, max(map(len, entries), default=0))


def _read(path: Path) -> Tables | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    digest, packed = data[:_DIGEST_SIZE], data[_DIGEST_SIZE:]
    if hashlib.blake2b(packed, digest_size=_DIGEST_SIZE).digest() != digest:
        return None
    try:
        return _unpacked(packed)
    except (msgspec.MsgspecError, ValueError, IndexError):
        return None


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, the oldest ones deleted. A folder that cannot be written costs speed, not the conversion."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(data)
        fresh.replace(path)
        alike = sorted(path.parent.glob(f"{path.name.partition('.')[0]}.*.tables"), key=_age)
        for outdated in alike[_KEPT:]:
            outdated.unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


_KEPT = 8  # of one kind: several versions of the program may be at work beside each other


def _age(path: Path) -> float:
    """Small for a young file; one that another process has just deleted is the oldest."""
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0
