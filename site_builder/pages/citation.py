"""How the page of a case tells readers to cite it: the article it rests on, and the edition they read."""

from __future__ import annotations

from msgspec import Struct

from site_builder.cite import Record, gb_2015, gb_2025, gb_2025_author_date
from site_builder.content.schema import FrontMatter
from site_builder.pages.page import Edition


class Reference(Struct, frozen=True):
    """A thing that can be cited, in the forms of the standard."""

    newest: str
    author_date: str
    of_2015: str


class Citations(Struct, frozen=True):
    """What `case-cite.html` may read. `lang` is the script of the references: that of the source."""

    lang: str
    is_other_script: bool
    source: Reference
    edition: Reference


def citations_of(edition: Edition, printed: FrontMatter, source: Record, own: Record) -> Citations:
    """How to cite a case on a page of this edition; `printed` are its fields in the script of their source.

    `source` is the article it rests on, `own` the text as it is read here.
    """
    return Citations(
        lang=printed.lang_source,
        is_other_script=not edition.variant.startswith(printed.lang_source),
        source=_reference(source),
        edition=_reference(own),
    )


def _reference(record: Record) -> Reference:
    return Reference(gb_2025(record), gb_2025_author_date(record), gb_2015(record))
