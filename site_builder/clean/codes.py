"""What two bytes can stand for on a mirrored page, and which bytes an observed character can come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from msgspec import Struct

from site_builder.clean.channel import pair_table, swap_table

_TRAILS = range(0x81, 0xFF)  # second bytes that can lead the next character


@cache
def originals() -> tuple[str, ...]:
    """The character of each two bytes, by `lead << 8 | trail`, where the channel's step of encoding could give them.

    Empty for private-use and unassigned codes, and for simplified characters, which the script swap changes.
    """
    simplified = {chr(code): "" for code in swap_table()}
    return tuple(_original(code, shown, simplified) for code, shown in enumerate(pair_table()))


def _original(code: int, shown: str, simplified: Mapping[str, str]) -> str:
    if shown in ("?", ""):
        return ""
    character = code.to_bytes(2, "big").decode("gbk")
    return simplified.get(character, character)


@cache
def folded() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """The two bytes that an observed character can come from."""
    table: dict[str, tuple[tuple[int, int], ...]] = {}
    for code, shown in enumerate(pair_table()):
        if shown and shown != "?":
            table[shown] = (*table.get(shown, ()), (code >> 8, code & 0xFF))
    return table


@cache
def characters_ending(trail: int) -> tuple[str, ...]:
    """The characters that the channel's encoder could give with this second byte."""
    return tuple(c for lead in _TRAILS if (c := originals()[lead << 8 | trail]))


@cache
def characters_beginning(lead: int) -> tuple[str, ...]:
    """The characters that the channel's encoder could give with this first byte, and a second one that can lead."""
    return tuple(c for trail in _TRAILS if (c := originals()[lead << 8 | trail]))


@cache
def unseen_pairs(kind: str) -> Mapping[int, Sequence[int]]:
    """The pairs that `vanished` as private-use characters, or were `unassigned` and show as `?`.

    Lead byte to trail bytes, only those that can lead.
    """
    shown, pairs = "" if kind == "vanished" else "?", pair_table()
    rows = {lead: [trail for trail in _TRAILS if pairs[lead << 8 | trail] == shown] for lead in _TRAILS}
    return {lead: trails for lead, trails in rows.items() if trails}


class Group(Struct, frozen=True, eq=False):
    """Unseen pairs of any of these lead bytes and any of these trail bytes; one object for each, told apart as such."""

    leads: tuple[int, ...]
    trails: tuple[int, ...]


@cache
def unseen_groups(kind: str) -> tuple[Group, ...]:
    """The same by what can follow."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for lead, trails in unseen_pairs(kind).items():
        groups.setdefault(tuple(trails), []).append(lead)
    return tuple(Group(tuple(leads), trails) for trails, leads in groups.items())
