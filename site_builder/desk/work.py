"""The list of the desk: every case by how much it needs a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec import Struct

from site_builder.content.casefile import parse_case
from site_builder.content.near import clauses, near_pairs
from site_builder.content.schema import Case, ReviewStatus, TextStatus
from site_builder.desk.completeness import Record, record_of
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

PAGE = 200  # cases of the list on one page


class Twin(Struct, frozen=True):
    """A case whose text is much the same; `share` of the shorter text stands in both, in percent."""

    id: str
    title: str
    share: int


class Work(Struct, frozen=True):
    """What is left to do for one case file: `doubts` that nobody has settled, `lacunae` lost characters."""

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
    twins: tuple[Twin, ...] = ()

    @property
    def need(self) -> tuple[int, int, int, int, int]:
        """The more a case needs a person, the smaller."""
        is_draft = self.status == _STATUS[ReviewStatus.DRAFT]
        return -len(self.problems), -len(self.twins), -is_draft * (1 + self.doubts), -len(self.missing), -self.lacunae

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return not any(self.need)


class Entry(Struct, frozen=True):
    """A case file as it was read: what is left to do, what tells its text from others, how far it is filled."""

    work: Work
    clauses: frozenset[str] = frozenset()
    record: Record | None = None


Doubts = Callable[[Case, Source], int]


def read_entry(source: Source, doubts: Doubts) -> Entry:
    """A case file as the list shows it; `doubts` counts those that are open in a draft."""
    try:
        case = parse_case(source)
    except BuildError as error:
        return Entry(_broken(source, error.problems))
    meta = case.meta
    is_draft = meta.review.status is ReviewStatus.DRAFT
    work = Work(
        name=source.name,
        line=1,
        id=meta.id,
        title=meta.title_display or meta.title,
        status=_STATUS[meta.review.status],
        text_status=_TEXT_STATUS[meta.text_status],
        doubts=doubts(case, source) if is_draft else 0,
        lacunae=(meta.title + case.body).count("□"),
        missing=tuple(word for field, word in _WANTED if not getattr(meta, field)),
    )
    return Entry(work, clauses(case.body), record_of(case))


def work(entries: Iterable[Entry]) -> tuple[Work, ...]:
    """The cases, those that need most first, each with those that tell the same."""
    known = {entry.work.name: entry for entry in entries}
    twins: dict[str, list[Twin]] = {}
    for near in near_pairs({name: entry.clauses for name, entry in known.items()}):
        for one, other in ((near.one, near.other), (near.other, near.one)):
            twin = known[other].work
            twins.setdefault(one, []).append(Twin(twin.id, twin.title, round(100 * near.share)))
    found = [msgspec.structs.replace(entry.work, twins=tuple(twins.get(name, ()))) for name, entry in known.items()]
    return tuple(sorted(found, key=lambda each: (each.need, each.name)))


def work_html(cases: Sequence[Work], links: Callable[[Work], str], number: int = 1) -> str | None:
    """A page of the list, counted from 1, or None where there is none of that number.

    `links` gives the address that opens a case file in the editor, or nothing.
    """
    count = max(1, -(-len(cases) // PAGE))
    if not 1 <= number <= count:
        return None
    shown = cases[(number - 1) * PAGE : number * PAGE]
    left = sum(not each.is_done for each in cases)
    editor = {each.name: links(each) for each in shown}
    return render("work.html", cases=shown, total=len(cases), left=left, links=editor, number=number, count=count)


def _broken(source: Source, problems: tuple[Problem, ...]) -> Work:
    span = problems[0].span
    line = position(source.text, span.start)[0] if span else 1
    return Work(source.name, line, "", source.name, "有误", "", 0, 0, (), problems)
