"""What the cleaner works with: steps that find edits and statements, and the cleaned article they add up to."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from site_builder.clean.ledger import Edit
from site_builder.problem import Source, Span


class Field(StrEnum):
    """What a page may state about its article; the words are those of the case file."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    ISSUED = "issued"
    PUBLISHER = "publisher"
    CONTAINER = "container"
    AUTHOR = "author"
    REPORTER = "reporter"
    CORRESPONDENT = "correspondent"
    PHOTOGRAPHER = "photographer"
    EDITOR = "editor"
    COMMENTATOR = "commentator"
    SUBMITTER = "submitter"
    SECTION = "section"
    KEYWORD = "keyword"


class Statement(Struct, frozen=True):
    """One value that the page states, as printed: a person, a publisher, one level of the section path, one keyword.

    `issued` is `YYYY-MM-DD` without the time of day, `container` a journal with its year and issue. `org` is the
    affiliation printed with a person.
    """

    field: Field
    value: str
    org: str = ""


# What a line states that does nothing else, and None for any other line.
Told = tuple[Statement, ...] | None


class Found(Struct, frozen=True):
    """What a step found: edits of the text it was given, sorted and apart, and what that text states."""

    edits: tuple[Edit, ...]
    statements: tuple[Statement, ...] = ()


Step = Callable[[str], Found]


class Cleaned(Struct, frozen=True):
    """A cleaned article. `edits` are stated in the raw text and replay to `text`, which is Markdown.

    `value_edits`, in the raw text too, are the changes within lines that moved from the text to the statements: there
    the ledger tells only that the line was removed, and these tell how its values came to read as they do.
    `missing` are fields every case wants and the raw text does not hold. `doubts` are the places of `text` that want
    a person's eye: the results of doubtful edits, lost characters, and question marks that may stand for one.
    """

    source: Source
    text: str
    statements: tuple[Statement, ...]
    edits: tuple[Edit, ...]
    value_edits: tuple[Edit, ...]
    missing: tuple[Field, ...]
    doubts: tuple[Span, ...]
