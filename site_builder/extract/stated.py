"""A value that a page states, and where it stood there."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from site_builder.clean import Statement


class Where(StrEnum):
    """Where on a page a value stood."""

    HEADING = "the page's heading"
    TITLE = "the title element, without the site's name"
    BYLINE = "the byline"
    TEXT = "the text"
    CRUMBS = "the section path"
    META = "the meta data"
    ADDRESS = "the page's address"


class Stated(Struct, frozen=True):
    """A statement, where it stood, and for a date the precision with which it was printed: `YYYY-MM-DDThh:mm`."""

    statement: Statement
    where: Where
    printed: str = ""
