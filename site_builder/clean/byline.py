"""Bylines: title, date, publisher and persons, read off the page and out of the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import starmap, takewhile

from site_builder.clean.credits import read_credits, with_body
from site_builder.clean.labels import BRACKETED, LABEL, LABELS, PERSONS, read_byline, read_fields
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.lines import (
    Line,
    Shape,
    attribution,
    drop,
    is_body,
    is_image,
    shapes,
    split_lines,
)
from site_builder.clean.masthead import ABSTRACT, find_authors, value_lines
from site_builder.clean.model import Field, Found, Statement, Told
from site_builder.clean.names import is_name
from site_builder.clean.title import Title, find_title, is_above, labelled_titles, stated_title

STEP = "byline"
REPEATED = "the title again, as the alternative text of a picture"

_DATELINE = re.compile(
    r"(?!据)(?P<publisher>[^\s。，！？；：“”（）【】\d]{1,15}(?:[网报社台刊站]|新闻|发布|客户端|在线|频道|传媒))(?:（[^（）]{1,16}）)?"
    r"(?:[\u3400-\u9fff]{0,8}?(?P<day>(?:\d{4}年)?\d{1,2}月\d{1,2}日))?(?:讯|消息)(?=[\s（：])"
)
_WIRED = re.compile(r"[^。，]{2,24}日(?:[电讯]|消息)\s*（(?P<names>[\u3400-\u9fff、 ]{2,20})）")
# 中央社记者王晓梅台北21日电
_WIRED_FROM = re.compile(r"(记者[\u3400-\u9fff]{2,3})[\u3400-\u9fff]{2,3}\d{1,2}日电$")
_DATE_FIRST = re.compile(r"发布(?:时间|日期)：\d{4}-\d\d?-\d\d?(?=\s)")
# The mark that ends it may be lost, with the names before it.
_CREDIT = re.compile(
    r"[（【〔](?P<who>(?=[^（）【】〔〕]{0,40}(?:记者|通讯员|评论员|作者|编辑|责编|[文图]\s*[/／]))[^（）【】〔〕]{2,60})(?:[）】〕]|$)"
)
_SIGNED = re.compile(
    r"(?:^|[。！？…”])（(?P<org>[\u3400-\u9fff]{3,16}[站局院所校社队厂部村会司]) (?P<name>[\u3400-\u9fff]{2,4})）$"
)
_OWN = frozenset({"本报", "本网", "本站", "本刊", "本台", "本社"})


# These may stand within the text too, as a label of a table or in an interview: they count only before and behind it.
_ONCE = frozenset({Field.ISSUED, Field.PUBLISHER, Field.CONTAINER})
_OUTSIDE = frozenset({Field.ISSUED, Field.PUBLISHER, Field.REPORTER, Field.CORRESPONDENT, Field.KEYWORD, None})


def find_byline(text: str) -> Found:
    """Read what the page states about its article, and remove the lines that only state it."""
    lines = split_lines(text)
    told = [read_byline(line.text) for line in lines]
    texts = _texts(lines, told)
    labelled = labelled_titles(lines[: texts[0]] if texts else lines)
    bylines = _bylines(lines, told, texts, labelled)
    title = next(starmap(Title, labelled.items()), None) or find_title(lines, told, bylines)
    titles = _title_edits(lines, title, labelled)
    # What stood between may have kept two lines from being read together.
    while more := _bylines(lines, told, texts, {*bylines, *titles}):
        bylines |= more
    read = {place: drop(lines[place], STEP, Certainty.LIKELY, "a line of date, source or persons") for place in bylines}
    statements = [*stated_title(title), *(each for _place, stated in sorted(bylines.items()) for each in stated)]
    known = {statement.field for statement in statements} - PERSONS
    statements += (each for each in _within(lines, (*bylines, *labelled)) if each.field not in known)
    edits = sorted((read | titles).values(), key=lambda edit: edit.start)
    return Found(tuple(edits), tuple(_each_once(statements)))


def _title_edits(lines: Sequence[Line], title: Title | None, labelled: Iterable[int]) -> dict[int, Edit]:
    """The title moves to the fields; where it is repeated it was the alternative text of a picture."""
    if title is None:
        return {}
    gone = dict.fromkeys(labelled, (Certainty.DOUBTFUL, "another title of the page"))
    for place in title.above:
        certainty = Certainty.LIKELY if is_above(lines[place].text, lines[place + 1].text) else Certainty.DOUBTFUL
        gone[place] = certainty, "the name of the site or of a section, or a keyword, above the title"
    for place in range(title.place + 1, len(lines)):
        if lines[place].text in (title.text, title.subtitle):
            gone[place] = Certainty.LIKELY, REPEATED
    gone[title.place] = Certainty.LIKELY, "the title, kept as a field"
    if title.subtitle:
        gone[title.place + 1] = Certainty.LIKELY, "the subtitle, kept as a field"
    return {place: drop(lines[place], STEP, *told) for place, told in gone.items()}


def _each_once(statements: Iterable[Statement]) -> list[Statement]:
    """The statements, each person once, with the body where it is told, and one date, publisher and journal."""
    found = list(dict.fromkeys(statements))
    told = {(each.field, each.value) for each in found if each.org}
    found = [each for each in found if each.org or (each.field, each.value) not in told]
    first = {each.field: each for each in reversed(found)}
    return [each for each in found if each.field not in _ONCE or each is first[each.field]]


def _texts(lines: Sequence[Line], told: Sequence[Told]) -> list[int]:
    """The lines of running text; an abstract stands before it, and keywords behind that."""
    labelled = labelled_titles(lines)
    return [
        place
        for place, line in enumerate(lines)
        if told[place] is None and place not in labelled and is_body(line.text) and not ABSTRACT.match(line.text)
    ]


def _bylines(
    lines: Sequence[Line], told: Sequence[Told], texts: Sequence[int], read: Collection[int]
) -> dict[int, tuple[Statement, ...]]:
    """The lines that are bylines and what they state, when those at the places in `read` are gone."""
    places = [place for place in range(len(lines)) if place not in read]
    first, last = (texts[0], texts[-1]) if texts else (len(lines), -1)
    found = {}
    for place in places:
        stated = told[place]
        if stated is not None and (not first <= place <= last or _may_stand_within(lines[place].text)):
            found[place] = stated
    found |= dict(_values(lines[:first], found))
    known = frozenset(each.value for stated in found.values() for each in stated if each.field is Field.AUTHOR)
    # The file name of a lost picture goes, too, and does not part what stands before and behind it.
    unread = [place for place in places if place not in found and not is_image(lines[place].text)]
    count = sum(1 for place in unread if place < first)
    authors = find_authors([lines[place] for place in unread], count, known)
    return {unread[at]: stated for at, stated in authors.items()} | found


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


def _within(lines: Sequence[Line], known: Collection[int]) -> Iterator[Statement]:
    """What the text itself states: `荆楚网讯（记者…）` at its beginning or end, and the expert behind the label."""
    body = [line.text for place, line in enumerate(lines) if place not in known and is_body(line.text)]
    if body and (date := _DATE_FIRST.match(body[0])):
        yield from read_byline(date[0]) or ()
    yield from _dateline(body[0]) if body else ()
    for text in dict.fromkeys(body[:1] + body[-1:]):
        for credit in _CREDIT.finditer(text):
            yield from _credited(credit["who"])
    if (end := _SIGNED.search(lines[-1].text if lines else "")) and is_name(end["name"]):
        yield Statement(Field.AUTHOR, end["name"], end["org"])
    for line, shape in zip(lines, shapes(lines), strict=True):
        if shape is Shape.ATTRIBUTION and (person := attribution(line.text)):
            yield Statement(Field.COMMENTATOR, *person)


def _dateline(text: str) -> Iterator[Statement]:
    """What `江城日报5月6日讯` and `中新网江城5月6日电（甲 乙）` before the first words state."""
    if (found := _DATELINE.match(text)) and found["publisher"] not in _OWN:
        yield Statement(Field.PUBLISHER, found["publisher"])
        yield from read_byline(found["day"] or "-") or ()
    if (wired := _WIRED.match(text)) and all(map(is_name, names := re.split(r"[、 ]+", wired["names"].strip()))):
        yield from (Statement(Field.AUTHOR, name) for name in names)


def _credited(who: str) -> list[Statement]:
    """`记者袁莉莉 通讯员彭浩容` as statements, as far as it is credits: what is lost at its end takes nothing along."""
    return read_credits(with_body(_WIRED_FROM.sub(r"\1", who)))
