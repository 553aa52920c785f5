"""The masthead of a journal's page: who wrote it and where they work, without a label; the journal and its issue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from site_builder.clean.lines import Line
from site_builder.clean.model import Field, Statement
from site_builder.clean.names import name_list, run_together

# What stands at the head of an article and is neither its title nor its text.
ABSTRACT = re.compile(r"[\[【]?\s*(?:摘\s*要|内容提要|内容摘要|提\s*要)\s*(?:[\]】]|[：:]|\s|$)")
_KEYWORDS = re.compile(r"[\[【]?\s*关\s*键\s*[词字]\s*(?:[\]】]|[：:]|\s)")
_JOURNAL = re.compile(
    r"《?(?P<journal>[\u3400-\u9fff（）·]{2,20})》?\s*(?:19|20)\d\d\s*年\s*第?\s*\d{1,3}(?:[-—~]\d{1,3})?\s*期"
)
_BODY = re.compile(
    r"大学|学院|研究[院所室]|党校|委员会|中心|公司|学校|中学|小学|医院|部队|法院|检察院|协会|[局厅社台馆站](?=[，,；;）\s]|$)"
)
_BRACKETED = re.compile(r"[（(](?P<bodies>[^。]{4,300})[）)]")
_NUMBER = re.compile(r"\s*(?P<number>\d{1,2})\s*[.．、]?\s*(?P<body>.+)")
_MARKED_NAME = re.compile(r"(?P<name>[\u3400-\u9fff]{2,4})(?P<numbers>\d+(?:[.,，]\d+)*)")
_SIGN = re.compile(r"^\s*(?:[○◎□●■◇◆]|文\s*[/|／｜])\s*")
_PERSON = re.compile(r"(?P<name>[\u3400-\u9fff·]{2,8})(?:（[^（）]{1,12}）)?[，,]\s*(?P<org>[^。]{4,80})")


class _Signed(Struct, frozen=True):
    """A line of names: `marked` by a sign before them, with the numbers of their bodies where they carry some."""

    names: tuple[str, ...]
    marked: bool
    numbers: dict[str, tuple[str, ...]]


def journal(text: str) -> tuple[Statement, ...]:
    """The journal that a line names with the year and the issue; nothing where it is no such line."""
    found = _JOURNAL.fullmatch(text)
    return (Statement(Field.CONTAINER, text), Statement(Field.PUBLISHER, found["journal"])) if found else ()


def unlabelled_names(text: str) -> tuple[str, ...]:
    """The names behind a date, in a list or run together."""
    plain = _SIGN.sub("", text)
    return run_together(plain) or name_list(plain)


def is_keywords(text: str) -> bool:
    """Whether a line is the list of an article's keywords."""
    return _KEYWORDS.match(text) is not None


def find_authors(lines: Sequence[Line], count: int, known: frozenset[str]) -> dict[int, tuple[Statement, ...]]:
    """Which of the first `count` lines name the authors and their bodies; `known` are persons named already.

    Names alone could be words: something else must say that they sign the article, a sign before them, their body or
    the abstract behind them, the same names elsewhere, or several names with one of three characters among them.
    """
    signed = {place: each for place in range(count) if (each := _signed(lines[place].text)) is not None}
    found: dict[int, tuple[Statement, ...]] = {}
    for place, each in signed.items():
        behind = lines[place + 1].text if place + 1 < len(lines) else ""
        others = known.union(*(other.names for at, other in signed.items() if at != place))
        if not (each.marked or others.issuperset(each.names) or _is_list(each.names) or _speaks_of_authors(behind)):
            continue
        bodies = _bodies(behind)
        orgs = {name: _body_of(name, each, bodies) for name in each.names}
        found[place] = tuple(Statement(Field.AUTHOR, name, orgs[name]) for name in each.names)
        if bodies and all(orgs.values()):
            found[place + 1] = ()
    return found


def _signed(text: str) -> _Signed | None:
    plain = _SIGN.sub("", text)
    names = name_list(plain)
    numbers = {each["name"]: tuple(re.split(r"[.,，]", each["numbers"])) for each in _MARKED_NAME.finditer(plain)}
    return _Signed(names, plain != text, numbers) if names else None


def _is_list(names: Sequence[str]) -> bool:
    return len(names) > 1 and any(len(name) == 3 for name in names)


def _speaks_of_authors(behind: str) -> bool:
    return bool(_bodies(behind)) or ABSTRACT.match(behind) is not None or is_keywords(behind)


def _bodies(text: str) -> Mapping[str, str]:
    """The bodies that a line in brackets names, by their numbers; a single one by none."""
    found = _BRACKETED.fullmatch(text)
    if found is None or not _BODY.search(text):
        return {}
    bodies = {}
    for part in re.split(r"[；;]", found["bodies"]):
        numbered = _NUMBER.fullmatch(part)
        number, body = (numbered["number"], numbered["body"]) if numbered else ("", part)
        bodies[number] = re.split(r"[，,]", body)[0].strip()
    return bodies


def _body_of(name: str, signed: _Signed, bodies: Mapping[str, str]) -> str:
    """Where the person works: at the only body, or at those whose numbers the name carries."""
    if len(bodies) == 1:
        return next(iter(bodies.values()))
    return "；".join(bodies[number] for number in signed.numbers.get(name, ()) if number in bodies)


def value_lines(field: Field, behind: Sequence[Line]) -> Iterator[tuple[Statement, ...]]:
    """What the lines behind a label state that stands alone on its line, line by line, as far as they do."""
    for line in behind:
        stated = _value(field, line.text)
        if not stated:
            return
        yield stated
        if field is Field.PUBLISHER:
            return


def _value(field: Field, text: str) -> tuple[Statement, ...]:
    if field is Field.PUBLISHER:
        is_plain = len(text) <= 30 and re.search(r"\w", text) and not re.search(r"[。！？；：]", text)
        return journal(text) or ((Statement(field, text),) if is_plain and not ABSTRACT.match(text) else ())
    person = _PERSON.fullmatch(text)
    if person and _BODY.search(person["org"]):
        return (Statement(field, person["name"], person["org"]),)
    return tuple(Statement(field, name) for name in name_list(text))
