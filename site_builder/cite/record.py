"""What is cited, as CSL-JSON: the article a case rests on, the edition of it that is read here, and the collection.

The struct is the JSON: its fields are CSL's variables under CSL's names. Names and titles stand as the source prints
them, in its own script.
"""

from __future__ import annotations

from msgspec import Struct

from site_builder.content.choices import CreatorRole, IssuedCertainty, Language, SourceRole, TitleType, UrlStatus
from site_builder.content.schema import Creator, FrontMatter, SourceRecord

# Who answers for the words. Editors, photographers, commentators and those who hand an article in do not.
AUTHORS = (CreatorRole.AUTHOR, CreatorRole.REPORTER, CreatorRole.CORRESPONDENT, CreatorRole.BODY)
# What a text may have been made from, the best first; policies and follow-ups are other works.
_TEXTS = (SourceRole.ORIGINAL, SourceRole.BASE_TEXT, SourceRole.WITNESS, SourceRole.MIRROR)
_INFERRED = (IssuedCertainty.INFERRED, IssuedCertainty.INFERRED_FROM_URL)
# Without a language a processor writes `et al.` for 等.
_LANGUAGES = {Language.ZH_HANS: "zh-CN", Language.ZH_HANT: "zh-TW"}


class Name(Struct, frozen=True):
    """A person or body; never split into family and given name, which would be turned about."""

    literal: str


class Day(Struct, frozen=True, omit_defaults=True, rename={"date_parts": "date-parts"}):
    """A day, month, year, or the first and last of a span; `circa` where it is about or inferred."""

    date_parts: tuple[tuple[int, ...], ...]
    circa: bool = False


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"container_title": "container-title"}):
    """A thing that can be cited. `number` is that of an official document, `page` that of a newspaper."""

    id: str
    type: str
    language: str
    title: str
    author: tuple[Name, ...] = ()
    container_title: str = ""
    publisher: str = ""
    number: str = ""
    page: str = ""
    issued: Day | None = None
    accessed: Day | None = None
    URL: str = ""
    note: str = ""


def cited_source(meta: FrontMatter) -> SourceRecord:
    """The source that stands for the article: the original, else the first that says who made or published it."""
    if len(meta.sources) == 1:  # nearly always, and asked for many times a case
        return meta.sources[0]
    texts = [source for source in meta.sources if source.role in _TEXTS]
    originals = [source for source in texts if source.role is SourceRole.ORIGINAL]
    told = [source for source in texts if source.publisher or source.creators]
    return next(iter((*originals, *told, *meta.sources)))


def source_record(meta: FrontMatter, page_url: str) -> Record:
    """The article as its publisher put it out; `page_url` is where it can be read here, if nowhere else."""
    source = cited_source(meta)
    url, note = _address(source, page_url)
    is_newspaper = bool(source.page)
    return Record(
        id=meta.id,
        type="article-newspaper" if is_newspaper else "webpage",
        language=_LANGUAGES[meta.lang_source],
        title=_title(meta, source),
        author=_authors(source.creators),
        container_title=source.container or source.publisher,
        publisher=source.publisher if source.container else "",
        number=source.doc_no,
        page=source.page,
        issued=day(source.issued, source.issued_certainty in _INFERRED),
        accessed=day(source.retrieved or meta.sources[0].retrieved),
        URL=url,
        note=note,
    )


def edition_record(meta: FrontMatter, collection: str, page_url: str) -> Record:
    """The text as this collection gives it, which is not the words of the source wherever those were damaged.

    It has no date of access: the reader's own is not known here.
    """
    source = cited_source(meta)
    return Record(
        id=f"{meta.id}-edition",
        type="webpage",
        language=_LANGUAGES[meta.lang_source],
        # Styles print no container for a page of the web: the collection would be lost anywhere but in the title.
        title=f"{_title(meta, source)}：{collection}本",
        author=_authors(source.creators),
        container_title=collection,
        issued=day(last_change(meta)),
        URL=page_url,
    )


def collection_record(metas: tuple[FrontMatter, ...], title: str, publisher: str, url: str) -> Record:
    """The whole collection as a set of data, of the day of its latest change."""
    return Record(
        id="collection",
        type="dataset",
        language="zh-CN",
        title=title,
        author=(Name(publisher),),
        issued=day(max(map(last_change, metas), default="")),
        URL=url,
    )


def last_change(meta: FrontMatter) -> str:
    """The latest day on which a case was changed or read over, as far as it says; else the day it came in."""
    days = (meta.modified, meta.review.date, meta.added, *(change.date for change in meta.changes))
    return max(each.split("/")[-1].rstrip("~") for each in days)


def day(date: str, is_inferred: bool = False) -> Day | None:
    """A date of the front matter as CSL has it; nothing for none."""
    if not date:
        return None
    ends = tuple(tuple(map(int, end.rstrip("~").split("-"))) for end in date.split("/"))
    return Day(ends, is_inferred or "~" in date)


def _title(meta: FrontMatter, source: SourceRecord) -> str:
    title = source.title or meta.title
    # The standard's sign for a title that the work itself has not.
    return f"[{title}]" if meta.title_type is TitleType.SUPPLIED and not source.title else title


def _authors(creators: tuple[Creator, ...]) -> tuple[Name, ...]:
    return tuple(Name(creator.name) for creator in creators if creator.role in AUTHORS)


def _address(source: SourceRecord, page_url: str) -> tuple[str, str]:
    """Where the article is to be found, and what to say of it; never the address of a mirror."""
    if source.url and source.url_status in (UrlStatus.OBSERVED, UrlStatus.UNKNOWN):
        return source.url, ""
    told = _UNSEEN.get(source.url_status, "") if source.url else ""
    note = f"{told}{source.url}" if told else ""
    return source.archive_url or page_url, note


_UNSEEN = {UrlStatus.INFERRED_FROM_PATH: "原文网址据路径推定：", UrlStatus.DEAD: "原文网址已失效："}
