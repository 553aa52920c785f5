"""Every page and file of the site as data. What is not yielded here does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from site_builder.pages.browse import browse_data, browse_pages
from site_builder.pages.case import CaseView, case_pages, text_view
from site_builder.pages.data import data_files, data_pages
from site_builder.pages.drawn import drawn
from site_builder.pages.feeds import feeds, robots_of, sitemap_of
from site_builder.pages.lasting import UNLISTED, lasting_pages
from site_builder.pages.lettering import title_characters
from site_builder.pages.lists import list_pages
from site_builder.pages.overview import overview_pages
from site_builder.pages.page import (
    NO_PICTURES,
    Bundle,
    Data,
    Edition,
    File,
    Form,
    Gallery,
    Lettering,
    Page,
    TextOf,
    View,
    edition,
    file_path,
    made_by,
    paths_of,
)
from site_builder.pages.pictures import picture_pages
from site_builder.pages.plain import prose_pages, shared_pages
from site_builder.pages.reading import reading_pages
from site_builder.pages.search import search_data, search_pages, search_plan

__all__ = [
    "NO_PICTURES",
    "Bundle",
    "CaseView",
    "Data",
    "Edition",
    "File",
    "Form",
    "Gallery",
    "Lettering",
    "Page",
    "TextOf",
    "View",
    "all_data",
    "all_pages",
    "edition",
    "file_path",
    "fixed_files",
    "made_by",
    "paths_of",
    "search_plan",
    "text_view",
    "title_characters",
]


def all_pages(editions: Sequence[Edition]) -> Iterator[Page]:
    """The pages of every script, then those that belong to none."""
    for each in editions:
        yield from chain(list_pages(each), case_pages(each, editions[0]), prose_pages(each))
        yield from chain(browse_pages(each), lasting_pages(each), overview_pages(each), reading_pages(each))
        yield from chain(picture_pages(each), data_pages(each), search_pages(each))
    yield from shared_pages(editions)


def all_data(editions: Sequence[Edition], pages: Sequence[Page]) -> Iterator[Data | Bundle]:
    """The files that no template makes; `pages` are all pages."""
    yield from data_files(editions)
    yield from feeds(editions)
    yield robots_of(editions)
    yield from browse_data(editions)
    yield from search_data(editions)
    for each in editions:
        yield from drawn(each)
    yield sitemap_of(editions, [page for page in pages if page.template not in UNLISTED])


def fixed_files() -> Iterator[File]:
    """The files that are the same on every site."""
    # Without it GitHub Pages would run Jekyll over the site.
    yield File(".nojekyll", b"")
