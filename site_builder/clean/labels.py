"""Labelled lines: what a byline says of its article, `作者：…`, a date, a path of sections, a journal's issue."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from site_builder.clean.credits import NOUNS, ROLES, labelled, persons, with_body
from site_builder.clean.lines import LONGEST_TITLE, unescaped
from site_builder.clean.masthead import journal, unlabelled_names
from site_builder.clean.model import Field, Statement
from site_builder.clean.names import NO_NAMES, is_name

# What a label says, and None for a label whose value nobody wants.
LABELS: dict[str, Field | None] = {
    **dict.fromkeys(("发布时间", "发布日期", "发表时间", "发表日期", "更新时间", "日期", "时间"), Field.ISSUED),
    **dict.fromkeys(
        ("来源", "源于", "稿源", "稿件来源", "文章来源", "信息来源", "新闻来源", "本文来源"), Field.PUBLISHER
    ),
    **{role: field for role, field in ROLES.items() if role not in NOUNS},
    **dict.fromkeys(("本报记者", "本网记者"), Field.REPORTER),
    **dict.fromkeys(("报名单位", "申报单位", "报送单位", "供稿单位", "选送单位", "推荐单位"), Field.SUBMITTER),
    **dict.fromkeys(("关键词", "关键字", "标签", "Tags", "Tag"), Field.KEYWORD),
    **dict.fromkeys(
        ("浏览次数", "浏览量", "浏览", "阅读量", "阅读次数", "阅读", "点击量", "点击次数", "点击数", "点击", "人气"),
        None,
    ),
    **dict.fromkeys(("发布者", "发布人", "字号", "字体", "分享到"), None),
    **dict.fromkeys(("中图分类号", "中国图书分类号", "文献标识码", "文献标志码", "文章编号"), None),
}
PERSONS = frozenset({Field.AUTHOR, Field.REPORTER, Field.CORRESPONDENT, Field.PHOTOGRAPHER, Field.EDITOR})


_NAME = r"[\u3400-\u9fff□？]{2,4}|[\u3400-\u9fff]{1,6}·[\u3400-\u9fff]{1,8}"
_PERSON = re.compile(rf"(?P<name>{_NAME})(?:（(?P<org>[^（）]{{1,40}})）)?")
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T]{0,3}\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
)
_WORDS = "|".join(sorted(LABELS, key=len, reverse=True))
# These end the value before them without a blank.
_GLUED = "文献标识码|文献标志码|文章编号|审核|审校|校对|初审|复审|终审|监制"
LABEL = re.compile(
    rf"(?:(?<![^\s|｜/·：:【（(])|(?=[【\[]|(?:{_GLUED})[：:]))[【\[]?({_WORDS})(?:\s*[：:]|[】\]]\s*[：:]?)"
)
_KEYWORDS = re.compile(
    r"[【\[]?\s*关\s*键\s*[词字]\s*(?:[】\]]\s*[：:]?|[：:]|\s(?=[^；;。]+[；;]))\s*(?P<words>[^。！？]+)"
)
_OTHER_DATE = re.compile(rf"(?:收稿|修回|修订|录用|投稿|打印)(?:日期|时间)\s*[：:]\s*{_DATE.pattern}")
_LONGEST_VALUE, _LONGEST_KEYWORD = 40, 20
# Within brackets a blank does for the colon.
BRACKETED = re.compile(r"([【（\[])(责任编辑|责编|编辑|作者|摄影)\s+(?=\S)")
_BETWEEN = " \t\xa0\u3000|｜/／·"
# What a template wrote behind a date, and what may stand there between: the publisher or a section.
_CHROME = re.compile(r"我要投稿|我要评论|参与评论|收藏|打印|纠错|分享到?|字号|（\d*）人?|\d+\s*[次人]")
_PUBLISHER = re.compile(r"[\u3400-\u9fff]{2,10}[网报社台刊]|[\u3400-\u9fff]{2,8}(?:在线|频道)")
_SECTION = re.compile(r"[\u3400-\u9fff]{2,6}")
_ACCOUNTS = NO_NAMES | {"administrator", "网站管理员"}  # no persons
_NEVER = re.compile(r"[。！？；“”]")
# A name of which a character is lost, or that is in quotation marks.
_SAID = re.compile(r"(?<=[\s、：])[\u3400-\u9fff]{0,2}？[\u3400-\u9fff]{0,2}(?=[\s、）]|$)|“[^“”。！？]{1,12}”")
_CODE = re.compile(r"[_ ]?(?:[A-Z]{1,6}\d{2,8}|\d{3,})$")  # of an editor, behind the name
_CRUMB = r"[^\s#>»›＞。，！？；：、]{2,16}"
_BREADCRUMB = re.compile(rf"(?:.{{0,6}}位置[：:]?\s*)?{_CRUMB}(?:\s*[>»›＞]{{1,2}}\s*{_CRUMB})*\s*[>»›＞]{{0,2}}")
_CRUMBS = re.compile(r"\s*[>»›＞]+\s*")
_HOME = frozenset({"首页", "主页", "正文", "网站首页"})
_DONE = frozenset(("整合", "综合", "整理", "编译", "摄影报道", "报道"))  # what persons did, behind their names


def read_byline(text: str) -> tuple[Statement, ...] | None:
    """What a line of labels, dates or breadcrumbs states; None where it is no such line."""
    text = unescaped(text)
    if _is_breadcrumb(text):
        crumbs = _CRUMBS.split(re.sub(r"^.{0,6}位置[：:]?\s*", "", text))
        return tuple(Statement(Field.SECTION, crumb) for crumb in crumbs if crumb and crumb not in _HOME)
    if stated := journal(text):
        return stated
    fields = read_fields(text)
    return None if fields is None else tuple(each for field, value in fields for each in _statements(field, value))


def _is_breadcrumb(text: str) -> bool:
    crumbs = [crumb for crumb in _CRUMBS.split(text) if crumb]
    is_path = len(crumbs) > 1 or "位置" in text
    return len(text) <= LONGEST_TITLE and is_path and bool(_BREADCRUMB.fullmatch(text))


def read_fields(text: str) -> list[tuple[Field | None, str]] | None:
    """The labels of a byline with their values, a bare date as `issued`; None where the line is none."""
    inner = BRACKETED.sub(r"\1\2：", text)
    inner = inner[1:-1] if text[0] + text[-1] in ("【】", "（）", "[]", "〔〕") else inner
    inner = with_body(inner)
    if keywords := _KEYWORDS.fullmatch(text):
        inner = f"关键词：{keywords['words']}"
    elif len(inner) > 2 * LONGEST_TITLE or _NEVER.search(_SAID.sub("", inner)):
        return None
    inner, others = _OTHER_DATE.subn("|", labelled(inner))
    found: list[tuple[Field | None, str]] = [(None, "")] * others
    found += ((Field.ISSUED, day[0]) for day in _DATE.finditer(inner))
    pieces = LABEL.split(_DATE.sub("|", inner))
    rest = pieces[0].strip(_BETWEEN)
    unlabelled = _behind_date(rest) if found else []
    if (rest and not unlabelled) or (len(pieces) == 1 and not found):
        return None
    found += unlabelled
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        field, value = LABELS[label], value.strip(_BETWEEN)
        behind = _behind_date(value) if field is Field.ISSUED else []
        found += behind or ([] if field is Field.ISSUED and not value else [(field, value)])
    return found if all(_is_fit(field, value) for field, value in found) else None


def _behind_date(text: str) -> list[tuple[Field | None, str]]:
    """What stands behind a date without a label: persons, or a publisher or section among the template's words."""
    if names := unlabelled_names(text):
        return [(Field.AUTHOR, name) for name in names]
    plain = _CHROME.sub(" ", text)
    words = plain.split()
    if len(words) > 1 and _PUBLISHER.fullmatch(words[-1]) and all(map(is_name, words[:-1])):
        return [*((Field.AUTHOR, name) for name in words[:-1]), (Field.PUBLISHER, words[-1])]
    if len(words) == 1 and _PUBLISHER.fullmatch(words[0]):
        return [(Field.PUBLISHER, words[0])]
    if plain != text and not words:
        return [(None, "")]
    return [(Field.SECTION, words[0])] if plain != text and len(words) == 1 and _SECTION.fullmatch(words[0]) else []


def _is_fit(field: Field | None, value: str) -> bool:
    """Whether a value is what its label promises: `记者：您好` in an interview is not a name."""
    if "“" in value and field is not Field.PUBLISHER:
        return False
    if field in (Field.REPORTER, Field.CORRESPONDENT):
        return bool(read_names(value)) and value[0] not in "您你我他她请那这对"
    if field is Field.ISSUED:
        return _day(value) is not None
    if field is Field.PUBLISHER and value.startswith(("记者", "通讯员")):
        return False
    if field is Field.KEYWORD:
        return all(len(word) <= _LONGEST_KEYWORD for word in _keywords(value))
    if field in PERSONS and (read_names(value) or re.search(r"[：？]", value)):
        return bool(read_names(value) or persons(value))
    return len(value) <= _LONGEST_VALUE and "，" not in value.split("（")[0]


def _keywords(value: str) -> list[str]:
    return [word for word in re.split(r"[\s，,、;；]+", value) if word]


def _statements(field: Field | None, value: str) -> Iterator[Statement]:
    if not value or field is None or value in _ACCOUNTS:
        return
    if field is Field.ISSUED:
        yield Statement(field, _day(value) or "")
    elif field is Field.KEYWORD:
        yield from (Statement(field, word) for word in _keywords(value))
    elif field in PERSONS:
        plain = _CODE.sub("", value)
        found = read_names(plain) or ([(plain, "")] if plain else [])
        yield from (Statement(field, name, org) for name, org in found)
    else:
        yield Statement(field, value)


def read_names(text: str) -> list[tuple[str, str]]:
    """The persons of a list with their affiliations; nothing where one of them is not a name."""
    parts = [part for part in re.split(r"[\s、，,]+(?![^（）]*）)", text.strip()) if part and part not in _DONE]
    found = [_PERSON.fullmatch(part) if part not in ROLES else None for part in parts]
    return [(each["name"], each["org"] or "") for each in found if each] if all(found) else []


def _day(text: str) -> str | None:
    """The date in a text as `YYYY-MM-DD`; None where there is none or the calendar has no such day."""
    found = _DATE.search(text)
    if found is None:
        return None
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    is_day = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return f"{year}-{month:02d}-{day:02d}" if is_day else None
