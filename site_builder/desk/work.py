"""The list of the desk: every case by how much it needs a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from site_builder.content.casefile import parse_case
from site_builder.content.schema import Case, ReviewStatus, TextStatus
from site_builder.desk.templates import render
from site_builder.problem import BuildError, Problem, Source, position

# What a reader misses most, with the word a curator knows it by.
_WANTED = (
    ("summary", "提要"),
    ("places", "地点"),
    ("themes", "主题"),
    ("mechanisms", "机制"),
    ("five_co", "五共"),
    ("tags", "标签"),
    ("difficulties", "困难"),
)
_STATUS = {ReviewStatus.DRAFT: "草稿", ReviewStatus.REVIEWED: "已审", ReviewStatus.WITHDRAWN: "撤下"}

_TEXT_STATUS = {
    TextStatus.RAW: "未校订",
    TextStatus.CLEANED: "已清理",
    TextStatus.COLLATED: "已校勘",
    TextStatus.VERIFIED_ORIGINAL: "已核原件",
}


class Work(Struct, frozen=True):
    """What is left to do for one case file: `doubts` of the cleaner in a draft, `lacunae` lost characters."""

    name: str
    line: int
    id: str
    title: str
    status: str
    text_status: str
    doubts: int
    lacunae: int
    missing: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def need(self) -> tuple[int, int, int, int]:
        """The more a case needs a person, the smaller."""
        is_draft = self.status == _STATUS[ReviewStatus.DRAFT]
        return -len(self.problems), -is_draft * (1 + self.doubts), -len(self.missing), -self.lacunae


Doubts = Callable[[Case], int]


def work(sources: Iterable[Source], doubts: Doubts) -> tuple[Work, ...]:
    """The cases, those that need most first; `doubts` counts what the cleaner doubts in a draft's raw article."""
    return tuple(sorted((_work(source, doubts) for source in sources), key=lambda each: (each.need, each.name)))


def work_html(cases: Sequence[Work], links: Callable[[Work], str]) -> str:
    """The list as a page; `links` gives the address that opens a case file in the editor, or nothing."""
    left = sum(each.need < (0, 0, 0, 0) for each in cases)
    return render("work.html", cases=cases, links={each.name: links(each) for each in cases}, left=left)


def _work(source: Source, doubts: Doubts) -> Work:
    try:
        case = parse_case(source)
    except BuildError as error:
        return _broken(source, error.problems)
    meta = case.meta
    is_draft = meta.review.status is ReviewStatus.DRAFT
    return Work(
        name=source.name,
        line=1,
        id=meta.id,
        title=meta.title_display or meta.title,
        status=_STATUS[meta.review.status],
        text_status=_TEXT_STATUS[meta.text_status],
        doubts=doubts(case) if is_draft else 0,
        lacunae=(meta.title + case.body).count("□"),
        missing=tuple(word for field, word in _WANTED if not getattr(meta, field)),
    )


def _broken(source: Source, problems: tuple[Problem, ...]) -> Work:
    span = problems[0].span
    line = position(source.text, span.start)[0] if span else 1
    return Work(source.name, line, "", source.name, "有误", "", 0, 0, (), problems)
