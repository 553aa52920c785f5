"""How a case is cited, after GB/T 7714—2015, numeric style, web page."""

from __future__ import annotations

from site_builder.content.collection import Article
from site_builder.content.schema import CreatorRole, SourceRecord

_AUTHORS = (CreatorRole.AUTHOR, CreatorRole.REPORTER, CreatorRole.CORRESPONDENT)


def gb_t_7714_2015(article: Article, source: SourceRecord, url: str) -> str:
    """The reference of a case's source as read in this edition; what is not known is left out, never filled in."""
    names = [creator.name for creator in source.creators if creator.role in _AUTHORS]
    # The standard prints three names at most and 等 for the others.
    authors = ", ".join(names[:3]) + (", 等" if len(names) > 3 else "")
    lead = f"{authors}. " if authors else ""
    publisher = f" {source.publisher}," if source.publisher else ""
    issued = f" ({source.issued})" if source.issued else ""
    read = f"[{source.retrieved}]" if source.retrieved else ""
    stated = f"{publisher}{issued}{read}"
    return f"{lead}{article.meta.title}[EB/OL].{stated.rstrip(',')}{'.' if stated else ''} {url}."
