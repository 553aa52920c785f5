"""What a book holds: some cases in one script, as their pages have them, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from site_builder.build.memory import Assembled
from site_builder.build.strings import Section
from site_builder.content.illustrations import original_url
from site_builder.content.schema import FrontMatter
from site_builder.images import for_print, look
from site_builder.pages import CaseView, text_view
from site_builder.pages.case import TextView

# A book must say when it was changed. One whose cases have no date at all is as old as this.
_UNDATED = "1970-01-01"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Chapter(Struct, frozen=True):
    """A case of the book: its id, what its page reads, and its text."""

    id: str
    view: CaseView
    text: TextView


class Plate(Struct, frozen=True):
    """A picture of the book: its file's name there, its bytes, and of what kind they are."""

    name: str
    content: bytes
    media_type: str


class Book(Struct, frozen=True):
    """A book before it is set; `identifier` and `modified` depend on nothing but what it holds.

    `plates` are its pictures, by their addresses on the web.
    """

    lang: str
    title: str
    subtitle: str
    collection: str
    publisher: str
    description: str
    seal: str
    url: str
    home: str
    identifier: str
    modified: str
    chapters: tuple[Chapter, ...]
    strings: dict[str, Section[str]]
    plates: dict[str, Plate]


def gather(whole: Assembled, variant: str, ids: Collection[str], title: str = "") -> Book:
    """The book of these cases in a script, in the collection's order; `title` is its own where it has one, in the
    master script."""
    pages = [page for page in whole.layout.pages if page.text and page.text.variant == variant]
    chapters = tuple(_chapter(whole, page.text.id, page.view()) for page in pages if page.text and page.text.id in ids)
    metas = [whole.written[variant][chapter.id].meta for chapter in chapters]
    frame = chapters[0].view.frame
    single = chapters[0].view.title if len(chapters) == 1 else ""
    own = whole.scripts[variant].texts([title])[0] if title else ""
    name = own or single or frame.site_title
    return Book(
        lang=variant,
        title=name,
        subtitle=frame.site_title if name != frame.site_title else "",
        collection=frame.site_title,
        publisher=frame.site_title,
        description=(single and chapters[0].view.summary) or frame.site_description,
        seal=frame.seal,
        url=whole.site.base_url,
        home=whole.site.base_url + frame.home,
        identifier=uuid5(NAMESPACE_URL, " ".join([whole.site.base_url, variant, *(each.id for each in chapters)])).urn,
        modified=max((day for meta in metas for day in _days(meta)), default=_UNDATED),
        chapters=chapters,
        strings={section: Section(texts) for section, texts in whole.layout.strings[variant].items()},
        plates=dict(_plates(whole, chapters)),
    )


def _chapter(whole: Assembled, id: str, view: object) -> Chapter:
    assert isinstance(view, CaseView)
    return Chapter(id, view, text_view(view, whole.written[view.frame.lang][id].text))


def _plates(whole: Assembled, chapters: Iterable[Chapter]) -> Iterator[tuple[str, Plate]]:
    paths = dict.fromkeys(image.path for chapter in chapters for image in chapter.view.images)
    for number, path in enumerate(paths, 1):
        content = whole.hung.files[path][0].content
        printed = for_print(content, look(content))
        plate = Plate(f"images/{number}.{printed.ending}", printed.content, printed.media_type)
        yield whole.site.base_url + original_url(path), plate


def _days(meta: FrontMatter) -> list[str]:
    """The days on which somebody did something to a case."""
    given = [meta.added, meta.review.date, *(source.issued for source in meta.sources)]
    return [str(day) for day in given if day and _DAY.fullmatch(str(day))]
