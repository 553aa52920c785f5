"""Bylines: title, date, publisher and persons, read off the page and out of the text."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence

from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.lines import (
    BESIDE,
    LONGEST_TITLE,
    Line,
    Shape,
    attribution,
    drop,
    is_body,
    shapes,
    split_lines,
)
from site_builder.clean.model import Field, Found, Statement

STEP = "byline"
REPEATED = "the title again, as the alternative text of a picture"

# What a label says, and None for a label whose value nobody wants.
LABELS: dict[str, Field | None] = {
    **dict.fromkeys(("发布时间", "发布日期", "发表时间", "发表日期", "日期", "时间"), Field.ISSUED),
    **dict.fromkeys(("来源", "稿源", "稿件来源", "文章来源", "信息来源", "新闻来源"), Field.PUBLISHER),
    **dict.fromkeys(("作者", "撰稿", "撰文", "供稿人"), Field.AUTHOR),
    **dict.fromkeys(("记者", "本报记者", "本网记者"), Field.REPORTER),
    **dict.fromkeys(("通讯员",), Field.CORRESPONDENT),
    **dict.fromkeys(("摄影", "摄影师"), Field.PHOTOGRAPHER),
    **dict.fromkeys(("责任编辑", "责编", "编辑", "本文编辑", "文章编辑"), Field.EDITOR),
    **dict.fromkeys(("报名单位", "申报单位", "报送单位", "供稿单位", "选送单位", "推荐单位"), Field.SUBMITTER),
    **dict.fromkeys(("关键词", "关键字", "标签"), Field.KEYWORD),
    **dict.fromkeys(("浏览次数", "浏览量", "浏览", "阅读量", "阅读次数", "点击量", "点击次数", "点击数"), None),
    **dict.fromkeys(("字号", "字体", "分享到"), None),
}
# These may stand within the text too, as a label of a table or in an interview: they count only before and behind it.
_OUTSIDE = frozenset({Field.ISSUED, Field.PUBLISHER, Field.REPORTER, Field.CORRESPONDENT, Field.KEYWORD, None})
_PERSONS = frozenset({Field.AUTHOR, Field.REPORTER, Field.CORRESPONDENT, Field.PHOTOGRAPHER, Field.EDITOR})

_NAME = r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,6}·[\u3400-\u9fff]{1,8}"
_PERSON = re.compile(rf"(?P<name>{_NAME})(?:（(?P<org>[^（）]{{1,40}})）)?")
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T]{0,3}\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
)
_LABEL = re.compile(rf"(?<![^\s|｜/·：:【（(])({'|'.join(sorted(LABELS, key=len, reverse=True))})\s*[：:]")
_LONGEST_VALUE = 40
_BETWEEN = " \t\xa0\u3000|｜/·"
_NEVER = re.compile(r"[。！？；“”]")
_LABELLED_TITLE = re.compile(r"标题：\s*(?P<title>.*\S)")
_CRUMB = r"[^\s#>»›＞。，！？；：、]{2,16}"
_BREADCRUMB = re.compile(rf"(?:.{{0,6}}位置[：:]?\s*)?{_CRUMB}(?:\s*[>»›＞]\s*{_CRUMB})*\s*[>»›＞]?")
_CRUMBS = re.compile(r"\s*[>»›＞]\s*")
_HOME = frozenset({"首页", "主页", "正文", "网站首页"})
_DATELINE = re.compile(
    r"(?P<publisher>[^\s。，！？；：“”（）【】]{1,15}[网报社台刊站])(?:（[^（）]{1,16}）)?讯(?=[\s（：])"
)
_CREDIT = re.compile(r"（(?P<who>[^（）]{0,40}(?:记者|通讯员)[^（）]{0,40})）")
_ROLE = re.compile(r"(?:[^\s、，]{0,10}(?:全媒体|融媒体|日报|新闻|见习|特约|首席|实习|本报|本网))?(记者|通讯员)[\s：]*")
_DONE = frozenset(("整合", "综合", "整理", "编译", "摄影报道", "报道"))  # what persons did, behind their names
_ROLES = {"记者": Field.REPORTER, "通讯员": Field.CORRESPONDENT}
_OWN = frozenset({"本报", "本网", "本站", "本刊", "本台", "本社"})


def find_byline(text: str) -> Found:
    """Read what the page states about its article, and remove the lines that only state it."""
    lines = split_lines(text)
    bylines = _bylines(lines)
    title = 0 if _labelled_title(lines) else _title(lines, bylines)
    edits = [*_title_edits(lines, title)]
    edits += (drop(lines[place], STEP, Certainty.LIKELY, "a line of date, source or persons") for place in bylines)
    statements = [] if title is None else [Statement(Field.TITLE, _labelled_title(lines) or lines[title].text)]
    statements += (statement for stated in bylines.values() for statement in stated)
    known = {statement.field for statement in statements} - _PERSONS
    statements += (each for each in _within(lines, bylines) if each.field not in known)
    return Found(tuple(sorted(edits, key=lambda edit: edit.start)), tuple(dict.fromkeys(statements)))


def _title_edits(lines: Sequence[Line], title: int | None) -> Iterator[Edit]:
    """The title moves to the fields; where it is repeated it was the alternative text of a picture."""
    if title is None:
        return
    yield drop(lines[title], STEP, Certainty.LIKELY, "the title, kept as a field")
    text = _labelled_title(lines) or lines[title].text
    for line in lines[title + 1 :]:
        if line.text == text:
            yield drop(line, STEP, Certainty.LIKELY, REPEATED)


def _labelled_title(lines: Sequence[Line]) -> str:
    """The title that the first line states behind its label; nothing where it has none."""
    found = _LABELLED_TITLE.fullmatch(lines[0].text) if lines else None
    return found["title"] if found else ""


def read_byline(text: str) -> tuple[Statement, ...] | None:
    """What a line of labels, dates or breadcrumbs states; None where it is no such line."""
    if _is_breadcrumb(text):
        crumbs = _CRUMBS.split(re.sub(r"^.{0,6}位置[：:]?\s*", "", text))
        return tuple(Statement(Field.SECTION, crumb) for crumb in crumbs if crumb and crumb not in _HOME)
    fields = _fields(text)
    return None if fields is None else tuple(each for field, value in fields for each in _statements(field, value))


def _bylines(lines: Sequence[Line]) -> dict[int, tuple[Statement, ...]]:
    """The lines that are bylines and what they state."""
    start = 1 if _labelled_title(lines) else 0
    body = [place for place, line in enumerate(lines) if place >= start and is_body(line.text)]
    first, last = (body[0], body[-1]) if body else (len(lines), -1)
    found = {}
    for place, line in enumerate(lines):
        stated = read_byline(line.text)
        if stated is not None and (not first <= place <= last or _may_stand_within(line.text)):
            found[place] = stated
    return found


def _may_stand_within(text: str) -> bool:
    fields = _fields(text)
    return fields is not None and not any(field in _OUTSIDE for field, _ in fields)


def _is_breadcrumb(text: str) -> bool:
    return len(text) <= LONGEST_TITLE and re.search(r"[>»›＞]", text) is not None and bool(_BREADCRUMB.fullmatch(text))


def _fields(text: str) -> list[tuple[Field | None, str]] | None:
    """The labels of a byline with their values, a bare date as `issued`; None where the line is none."""
    inner = text[1:-1] if text[0] + text[-1] in ("【】", "（）", "[]") else text
    if len(inner) > 2 * LONGEST_TITLE or _NEVER.search(inner):
        return None
    found: list[tuple[Field | None, str]] = [(Field.ISSUED, day[0]) for day in _DATE.finditer(inner)]
    pieces = _LABEL.split(_DATE.sub("|", inner))
    if pieces[0].strip(_BETWEEN) or (len(pieces) == 1 and not found):
        return None
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        field = LABELS[label]
        if not (field is Field.ISSUED and not value.strip(_BETWEEN)):
            found.append((field, value.strip(_BETWEEN)))
    return found if all(_is_fit(field, value) for field, value in found) else None


def _is_fit(field: Field | None, value: str) -> bool:
    """Whether a value is what its label promises: `记者：您好` in an interview is not a name."""
    if field in (Field.REPORTER, Field.CORRESPONDENT):
        return bool(_names(value)) and value[0] not in "您你我他她请那这对"
    if field is Field.ISSUED:
        return _day(value) is not None
    return len(value) <= _LONGEST_VALUE and (field is Field.KEYWORD or "，" not in value.split("（")[0])


def _statements(field: Field | None, value: str) -> Iterator[Statement]:
    if not value or field is None:
        return
    if field is Field.ISSUED:
        yield Statement(field, _day(value) or "")
    elif field is Field.KEYWORD:
        yield from (Statement(field, word) for word in re.split(r"[\s，,、;；]+", value) if word)
    elif field in _PERSONS:
        persons = _names(value) or [(value, "")]
        yield from (Statement(field, name, org) for name, org in persons)
    else:
        yield Statement(field, value)


def _names(text: str) -> list[tuple[str, str]]:
    """The persons of a list with their affiliations; nothing where one of them is not a name."""
    parts = [part for part in re.split(r"[\s、，,]+(?![^（）]*）)", text.strip()) if part and part not in _DONE]
    found = [_PERSON.fullmatch(part) for part in parts]
    return [(each["name"], each["org"] or "") for each in found if each] if all(found) else []


def _day(text: str) -> str | None:
    """The date in a text as `YYYY-MM-DD`; None where there is none or the calendar has no such day."""
    found = _DATE.search(text)
    if found is None:
        return None
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    is_day = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return f"{year}-{month:02d}-{day:02d}" if is_day else None


def _title(lines: Sequence[Line], bylines: Iterable[int]) -> int | None:
    """The line that is the page's title: the first one, where a byline or the text follows at once."""
    known = set(bylines)
    kinds = shapes(lines)
    places = [place for place in range(len(lines)) if kinds[place] not in BESIDE]
    own = [place for place in places if read_byline(lines[place].text) is None]
    if not own or kinds[own[0]] not in (Shape.SHORT, Shape.PROSE) or is_body(lines[own[0]].text):
        return None
    first = own[0]
    behind = [place for place in places if place > first][:3]
    if any(place in known for place in _until_prose(behind, kinds)):
        return first
    run = [kinds[place] for place in own[:3]]
    headings = (Shape.SHORT, Shape.NUMBERED)
    is_head = run[:2] == [Shape.SHORT, Shape.PROSE] or (run[2:] == [Shape.PROSE] and run[1] in headings)
    return first if kinds[first] is Shape.SHORT and is_head else None


def _until_prose(places: Iterable[int], kinds: Sequence[Shape]) -> Iterator[int]:
    for place in places:
        if kinds[place] is Shape.PROSE:
            return
        yield place


def _within(lines: Sequence[Line], bylines: Iterable[int]) -> Iterator[Statement]:
    """What the text itself states: `荆楚网讯（记者…）` at its beginning or end, and the expert behind the label."""
    known = {*bylines, *((0,) if _labelled_title(lines) else ())}
    body = [line.text for place, line in enumerate(lines) if place not in known and is_body(line.text)]
    if body and (dateline := _DATELINE.match(body[0])) and dateline["publisher"] not in _OWN:
        yield Statement(Field.PUBLISHER, dateline["publisher"])
    for text in dict.fromkeys(body[:1] + body[-1:]):
        for credit in _CREDIT.finditer(text):
            yield from _credited(credit["who"])
    for line, shape in zip(lines, shapes(lines), strict=True):
        if shape is Shape.ATTRIBUTION and (person := attribution(line.text)):
            yield Statement(Field.COMMENTATOR, *person)


def _credited(who: str) -> list[Statement]:
    """`记者袁莉莉 通讯员彭浩容` as statements; nothing where a part is not a name."""
    pieces = _ROLE.split(who)
    stated = []
    for role, persons in zip(pieces[1::2], pieces[2::2], strict=True):
        names = _names(persons)
        if not names:
            return []
        stated += [Statement(_ROLES[role], name, org) for name, org in names]
    return [] if pieces[0].strip() else stated
