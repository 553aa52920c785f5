"""Plain: one configuration of OpenCC by its name, without rules, marks or quotation marks."""

from __future__ import annotations

from site_builder.script import dictionaries, matching
from site_builder.script.converter import Decision
from site_builder.script.dictionaries import Profile
from site_builder.script.engine import Engine, Target
from site_builder.script.store import Folder, load_tables


def configs(profile: Profile) -> tuple[str, ...]:
    """The configurations of a profile by name: s2t, tw2s, …"""
    return dictionaries.configs(profile)


class PlainConverter:
    """Text in, text out, exactly as OpenCC writes it. Raises KeyError for a configuration the profile has not."""

    def __init__(self, profile: Profile, config: str, cache_dir: Folder | None = None) -> None:
        tables = load_tables(profile, (config,), cache_dir)
        self._engine = Engine(tables, [Target(0)])

    def text(self, text: str) -> str:
        """A text."""
        return self._engine.render(text).text

    def explain(self, text: str) -> list[Decision]:
        """The dictionary keys that changed each range, in order."""
        pieces = (piece for piece in self._engine.trace(text) if isinstance(piece, matching.Piece))
        return [
            Decision(
                piece.start,
                piece.end,
                text[piece.start : piece.end],
                piece.text,
                "; ".join(f"{entry.dictionary}: {entry.key}" for entry in piece.entries),
            )
            for piece in pieces
            if piece.text != text[piece.start : piece.end]
        ]
