"""What every case needs, worked out before there are processes: those that are forked afterwards share it."""

from __future__ import annotations

from site_builder.build.stages import CaseText
from site_builder.content import decode
from site_builder.content.schema import FrontMatter
from site_builder.script import texts
from site_builder.search import initials
from site_builder.search.texts import open_tables


def make_ready() -> None:
    """Open the tables of the search, and find out how front matter is read and which of its strings are converted."""
    open_tables()
    initials.open_tables()
    decode.prepare(FrontMatter)
    texts.prepare(CaseText)
