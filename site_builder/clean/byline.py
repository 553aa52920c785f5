"""Bylines: title, date, publisher and persons, read off the page and out of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from site_builder.clean.labels import BRACKETED, LABEL, LABELS, PERSONS, read_byline, read_fields, read_names
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.lines import (
    LONGEST_TITLE,
    Line,
    Shape,
    attribution,
    drop,
    is_body,
    shapes,
    split_lines,
)
from site_builder.clean.masthead import ABSTRACT, find_authors, value_lines
from site_builder.clean.model import Field, Found, Statement
from site_builder.clean.names import is_name
from site_builder.clean.title import Title, find_title, labelled_title, stated_title

STEP = "byline"
REPEATED = "the title again, as the alternative text of a picture"

_DATELINE = re.compile(
    r"(?P<publisher>[^\s。，！？；：“”（）【】]{1,15}[网报社台刊站])(?:（[^（）]{1,16}）)?讯(?=[\s（：])"
)
_DATE_FIRST = re.compile(r"发布(?:时间|日期)：\d{4}-\d\d?-\d\d?(?=\s)")
_CREDIT = re.compile(r"（(?P<who>[^（）]{0,40}(?:记者|通讯员)[^（）]{0,40})）")
_ROLE = re.compile(
    r"(?:[^\s、，]{0,10}(?:全媒体|融媒体|日报|新闻|见习|特约|首席|实习|学生|校园|本报|本网|[华中]社))?(记者|通讯员)[\s：]*"
)
_SIGNED = re.compile(
    r"(?:^|[。！？…”])（(?P<org>[\u3400-\u9fff]{3,16}[站局院所校社队厂部村会司]) (?P<name>[\u3400-\u9fff]{2,4})）$"
)
_EDITOR = re.compile(r"(?:责任|实习|见习|本期|值班)?编辑\s+(?P<name>[\u3400-\u9fff]{2,4})")
_DONE_BEHIND = re.compile(r"[\s/／]*(?:文\s*[/／]\s*图|图\s*[/／]\s*文|文|图|摄)?$")
_ROLES = {"记者": Field.REPORTER, "通讯员": Field.CORRESPONDENT}
_OWN = frozenset({"本报", "本网", "本站", "本刊", "本台", "本社"})


# These may stand within the text too, as a label of a table or in an interview: they count only before and behind it.
_ONCE = frozenset({Field.ISSUED, Field.PUBLISHER, Field.CONTAINER})
_OUTSIDE = frozenset({Field.ISSUED, Field.PUBLISHER, Field.REPORTER, Field.CORRESPONDENT, Field.KEYWORD, None})


def find_byline(text: str) -> Found:
    """Read what the page states about its article, and remove the lines that only state it."""
    lines = split_lines(text)
    bylines = _bylines(lines)
    title = Title(0, labelled_title(lines)) if labelled_title(lines) else find_title(lines, bylines)
    edits = [*_title_edits(lines, title)]
    edits += (drop(lines[place], STEP, Certainty.LIKELY, "a line of date, source or persons") for place in bylines)
    statements = [*stated_title(title)]
    statements += _each_once(statement for _place, stated in sorted(bylines.items()) for statement in stated)
    known = {statement.field for statement in statements} - PERSONS
    statements += (each for each in _within(lines, bylines) if each.field not in known)
    return Found(tuple(sorted(edits, key=lambda edit: edit.start)), tuple(dict.fromkeys(statements)))


def _title_edits(lines: Sequence[Line], title: Title | None) -> Iterator[Edit]:
    """The title moves to the fields; where it is repeated it was the alternative text of a picture."""
    if title is None:
        return
    first = title.place
    for place in title.above:
        yield drop(lines[place], STEP, Certainty.LIKELY, "the name of the site or of a section, above the title")
    yield drop(lines[first], STEP, Certainty.LIKELY, "the title, kept as a field")
    if title.subtitle:
        first += 1
        yield drop(lines[first], STEP, Certainty.LIKELY, "the subtitle, kept as a field")
    for line in lines[first + 1 :]:
        if line.text in (title.text, title.subtitle):
            yield drop(line, STEP, Certainty.LIKELY, REPEATED)


def _each_once(statements: Iterable[Statement]) -> list[Statement]:
    """The statements, each person once, with the body where it is told, and one date, publisher and journal."""
    found = list(dict.fromkeys(statements))
    told = {(each.field, each.value) for each in found if each.org}
    found = [each for each in found if each.org or (each.field, each.value) not in told]
    first = {each.field: each for each in reversed(found)}
    return [each for each in found if each.field not in _ONCE or each is first[each.field]]


def _bylines(lines: Sequence[Line]) -> dict[int, tuple[Statement, ...]]:
    """The lines that are bylines and what they state."""
    start = 1 if labelled_title(lines) else 0
    body = [place for place, line in enumerate(lines) if place >= start and _is_text(line.text)]
    first, last = (body[0], body[-1]) if body else (len(lines), -1)
    found = {}
    for place, line in enumerate(lines):
        stated = read_byline(line.text)
        if stated is not None and (not first <= place <= last or _may_stand_within(line.text)):
            found[place] = stated
    found |= dict(_values(lines[:first], found))
    known = frozenset(each.value for stated in found.values() for each in stated if each.field is Field.AUTHOR)
    outside = [place for place in (*range(start, first), *range(last + 1, len(lines))) if place not in found]
    found |= {place: credits for place in outside if (credits := _credit_line(lines[place].text))}
    return find_authors(lines, [place for place in range(start, first) if place not in found], known) | found


def _credit_line(text: str) -> tuple[Statement, ...]:
    """What a line of its own states of reporters or an editor without a colon: `□记者 张三 通讯员 李四 文/图`."""
    if editor := _EDITOR.fullmatch(text):
        return (Statement(Field.EDITOR, editor["name"]),) if is_name(editor["name"]) else ()
    plain = _DONE_BEHIND.sub("", text.lstrip("□■◎●○ "))
    if len(plain) > LONGEST_TITLE or re.search(r"[：:]", plain) or not _ROLE.match(plain):
        return ()
    credited = _credited(plain)
    return tuple(credited) if all(is_name(each.value) for each in credited) else ()


def _is_text(text: str) -> bool:
    """Whether a line is running text of the article; an abstract stands before it, and keywords behind that."""
    return is_body(text) and ABSTRACT.match(text) is None and read_byline(text) is None


def _values(
    lines: Sequence[Line], found: Mapping[int, tuple[Statement, ...]]
) -> Iterator[tuple[int, tuple[Statement, ...]]]:
    """The lines behind labels that stand alone on theirs."""
    for place, stated in found.items():
        label = LABEL.fullmatch(lines[place].text) if place < len(lines) and not stated else None
        field = LABELS[label[1]] if label else None
        if field in (Field.AUTHOR, Field.EDITOR, Field.PUBLISHER):
            behind = list(takewhile(lambda at: at not in found, range(place + 1, len(lines))))
            yield from zip(behind, value_lines(field, [lines[at] for at in behind]), strict=False)


def _may_stand_within(text: str) -> bool:
    """Whether a byline may stand between the lines of the text: with a label, and one of a few."""
    fields = read_fields(text) if LABEL.search(text) or BRACKETED.match(text) else None
    return fields is not None and not any(field in _OUTSIDE for field, _ in fields)


def _within(lines: Sequence[Line], bylines: Iterable[int]) -> Iterator[Statement]:
    """What the text itself states: `荆楚网讯（记者…）` at its beginning or end, and the expert behind the label."""
    known = {*bylines, *((0,) if labelled_title(lines) else ())}
    body = [line.text for place, line in enumerate(lines) if place not in known and is_body(line.text)]
    if body and (date := _DATE_FIRST.match(body[0])):
        yield from read_byline(date[0]) or ()
    if body and (dateline := _DATELINE.match(body[0])) and dateline["publisher"] not in _OWN:
        yield Statement(Field.PUBLISHER, dateline["publisher"])
    for text in dict.fromkeys(body[:1] + body[-1:]):
        for credit in _CREDIT.finditer(text):
            yield from _credited(credit["who"])
    if (end := _SIGNED.search(lines[-1].text if lines else "")) and is_name(end["name"]):
        yield Statement(Field.AUTHOR, end["name"], end["org"])
    for line, shape in zip(lines, shapes(lines), strict=True):
        if shape is Shape.ATTRIBUTION and (person := attribution(line.text)):
            yield Statement(Field.COMMENTATOR, *person)


def _credited(who: str) -> list[Statement]:
    """`记者袁莉莉 通讯员彭浩容` as statements; nothing where a part is not a name."""
    pieces = _ROLE.split(who)
    stated = []
    for role, persons in zip(pieces[1::2], pieces[2::2], strict=True):
        names = read_names(persons)
        if not names:
            return []
        stated += [Statement(_ROLES[role], name, org) for name, org in names]
    return [] if pieces[0].strip() else stated
