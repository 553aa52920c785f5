"""Series: the pages of an article over several ones, found among the results of a run and put together in order.

Only the pages that have a number are held while the journal is read, and the texts of those series of which some pages
have not been read yet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from site_builder.batch.groups import agreement
from site_builder.batch.work import Article, Result, State
from site_builder.clean import Field
from site_builder.content.schema import KeptFile
from site_builder.extract import Part, continued

Results = Callable[[], Iterable[Result]]

_SAME = 0.6  # of the signature: the same page again, with other comments


class Member(Struct, frozen=True):
    """One page of a series by the name of its input."""

    input: str
    number: int
    linked: tuple[int, ...]
    title: str
    signature: bytes


class Series(Struct, frozen=True):
    """The pages of one article in order, by the names of their inputs, and the numbers of those that are not there."""

    pages: tuple[str, ...]
    missing: tuple[int, ...] = ()


class Joined(Struct, frozen=True):
    """An article over several pages: its first page's result, all its text."""

    series: Series
    result: Result


def find_series(results: Results) -> list[Series]:
    """The series among results, in the order of their first pages."""
    numbered = {part.series for _, _, part in _parts(results()) if part.number or part.linked}
    members: defaultdict[str, list[Member]] = defaultdict(list)
    for result, article, part in _parts(results()):
        if part.series in numbered:
            title = next((each.value for each in article.statements if each.field is Field.TITLE), "")
            members[part.series].append(Member(result.input, part.number, part.linked, title, article.signature))
    found = (_series(sorted(each, key=lambda member: member.number)) for each in members.values())
    return [each for each in found if each is not None]


def join(results: Results, series: Sequence[Series]) -> Iterator[Joined]:
    """Every series with its text put together, as soon as its last page has been read."""
    of = {page: each for each in series for page in each.pages}
    waiting: defaultdict[Series, dict[str, Result]] = defaultdict(dict)
    for result in results():
        if each := of.get(result.input):
            waiting[each][result.input] = result
            if len(waiting[each]) == len(each.pages):
                pages = waiting.pop(each)
                yield Joined(each, _joined([pages[page] for page in each.pages]))


def _parts(results: Iterable[Result]) -> Iterator[tuple[Result, Article, Part]]:
    for result in results:
        if result.state is State.CLEANED and result.article and result.article.part:
            yield result, result.article, result.article.part


def _series(members: Sequence[Member]) -> Series | None:
    """The members that belong together; None where they are no article over several pages."""
    kept: list[Member] = []
    for member in members:
        alike = any(agreement(member.signature, other.signature) >= _SAME for other in kept)
        if not alike and (not kept or _belongs(member, kept)):
            kept.append(member)
    linked = {number for member in kept for number in member.linked}
    if len(kept) < 2 and not linked:
        return None
    have = {member.number for member in kept}
    wanted = linked | have | set(range(2, max(linked | have)))
    if have & {0, 1}:
        wanted -= {0, 1}  # the first page has its number or none
    missing = tuple(sorted(wanted - have))
    return Series(tuple(member.input for member in kept), missing) if len(kept) > 1 or missing else None


def _belongs(member: Member, kept: Sequence[Member]) -> bool:
    """Whether pages link to each other, or the next number has the same title."""
    step = member.number - kept[-1].number
    is_next = step == 1 or (step == 2 and not kept[-1].number)
    return bool(member.linked or kept[-1].linked) or (is_next and member.title == kept[0].title != "")


def _joined(pages: Sequence[Result]) -> Result:
    """The first page's result with the text of all, and what only later pages state."""
    articles = [page.article for page in pages if page.article]
    first = articles[0]
    told = {each.field for each in first.statements}
    later = (each for article in articles[1:] for each in article.statements if each.field not in told)
    text = ""
    for article in articles:
        text = "".join(continued(text, article.text))
    damage = sum((Counter(article.damage) for article in articles), Counter[str]())
    article = msgspec.structs.replace(
        first,
        text=text,
        statements=(*first.statements, *dict.fromkeys(later)),
        damage=dict(sorted(damage.items())),
        doubtful=sum(each.doubtful for each in articles),
        continued=tuple(KeptFile(sha256=each.sha256, bytes=each.size) for each in articles[1:]),
    )
    return msgspec.structs.replace(pages[0], article=article)
