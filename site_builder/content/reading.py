"""Reading lists: `content/lists/<id>.md`, some cases in a curator's order, each with a word on what to read it for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from site_builder.content.casefile import front_matter, nodes_of
from site_builder.content.decode import Fault, decode, problems_of
from site_builder.content.references import alike
from site_builder.content.schema import FrontMatter, ListMatter, ReviewStatus
from site_builder.problem import BuildError, Problem, Source
from site_builder.strict_yaml import parse_yaml


class ReadingList(Struct, frozen=True):
    """A reading list: its fields, its text in Markdown, and the file it stands in."""

    source: Source
    meta: ListMatter
    body: str


def parse_list(source: Source) -> ReadingList:
    """The reading list in a file's text; raises BuildError with every problem that the file alone can show."""
    start, end = front_matter(source)
    node = parse_yaml(source, start, end)
    meta = decode(node, ListMatter, source)
    problems = problems_of(_repeated(meta), node, source)
    if problems:
        raise BuildError(problems)
    return ReadingList(source, meta, source.text[end + len("---\n") :])


def list_problems(lists: Iterable[ReadingList], ids: Collection[str]) -> Iterator[Problem]:
    """Lists that have one id, and cases that are named and not there; `ids` are those of all cases."""
    first: dict[str, str] = {}
    for each in lists:
        name = first.setdefault(each.meta.id, each.source.name)
        faults = [*_meeting(each, name), *_unknown(each.meta, ids)]
        if faults:
            yield from problems_of(faults, nodes_of(each.source), each.source)


def unread(each: ReadingList, metas: Mapping[str, FrontMatter]) -> list[Problem]:
    """The cases of a list that no reader sees, so that the list goes on without them; `metas` are all cases by id."""
    faults = list(_unread(each.meta, metas))
    return problems_of(faults, nodes_of(each.source), each.source) if faults else []


def _repeated(meta: ListMatter) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for number, listed in enumerate(meta.cases):
        if first.setdefault(listed.id, number) != number:
            yield Fault(("cases", number, "id"), f"stands in the list twice: {listed.id}", "keep one")


def _meeting(each: ReadingList, name: str) -> Iterator[Fault]:
    if name != each.source.name:
        yield Fault(("id",), f"the id {each.meta.id} is already that of {name}", "give one of them another id")


def _unknown(meta: ListMatter, ids: Collection[str]) -> Iterator[Fault]:
    for number, listed in enumerate(meta.cases):
        if listed.id not in ids:
            near = alike(listed.id, ids)
            yield Fault(("cases", number, "id"), f"no such case: {listed.id}", f"did you mean {near}?" if near else "")


def _unread(meta: ListMatter, metas: Mapping[str, FrontMatter]) -> Iterator[Fault]:
    for number, listed in enumerate(meta.cases):
        case = metas.get(listed.id)
        if case and case.duplicates_of:
            message = f"{listed.id} only leads to another case and is left out"
            yield Fault(("cases", number, "id"), message, f"write {case.duplicates_of}")
        elif case and case.review.status is not ReviewStatus.REVIEWED:
            state = "withdrawn" if case.review.status is ReviewStatus.WITHDRAWN else "a draft"
            yield Fault(("cases", number, "id"), f"{listed.id} is {state} and is left out", _HINTS[state])


_HINTS = {"withdrawn": "take it out of the list", "a draft": "review it, or take it out of the list"}
