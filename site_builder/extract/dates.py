"""Dates: the day an article was issued, with the precision it was printed in."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml import html

from site_builder.clean import Field, Statement
from site_builder.extract.head import contents, structured
from site_builder.extract.stated import Stated, Where

DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?[-/.年]\s?(?P<month>\d{1,2})(?:\s?[-/.月]\s?(?P<day>\d{1,2})(?!\d)\s?日?|\s?月|(?!\d))"
    r"(?:[ T，,]{0,3}(?:星期.\s?)?(?:[上下]午)?\s?(?P<hour>\d{1,2})[:：](?P<minute>\d\d)(?:[:：]\d\d)?)?"
)
_UPDATED = re.compile(r"(?:更新|修改)[^\d]{0,6}$")


def find_date(
    head: Sequence[str], short: Sequence[str], root: html.HtmlElement, tail: Sequence[str], address: str
) -> Iterator[Stated]:
    """The day of issue: in the byline, else in the meta data, else behind the text, else in the address."""
    sources = (
        ((each, Where.BYLINE) for each in (*head, *short) if _is_dated(each)),
        ((each, Where.META) for each in _told_dates(root)),
        ((each, Where.BYLINE) for each in tail if _is_dated(each)),
        ((each, Where.ADDRESS) for each in _address_date(address)),
    )
    for source in sources:
        found = [(day, where) for text, where in source if (day := read_date(text))]
        if found:
            # A date with its hour is the article's; a bare one may be today's, at the top of every page.
            day, where = next((each for each in found if "T" in each[0]), found[0])
            yield Stated(Statement(Field.ISSUED, day[:10]), where, day)
            return
    for line in (*head, *short):
        if _UPDATED.search(line.split("20")[0]) and (updated := DATE.search(line)) and (day := _calendar(updated)):
            yield Stated(Statement(Field.ISSUED, day[:10]), Where.BYLINE, day)
            return


# What stands beside the date in a byline.
_BESIDE = re.compile("发布|发表|时间|日期|来源|作者|记者|编辑|出处|稿源|责编")


def _is_dated(line: str) -> bool:
    """Whether a line is about its date: little else stands beside it but labels."""
    rest = re.sub(r"https?://\S+", "", DATE.sub("", line))
    return len(rest) <= 20 or _BESIDE.search(rest) is not None


def read_date(text: str) -> str:
    """The first date of a text that is not the date of a change: YYYY, YYYY-MM, YYYY-MM-DD or with Thh:mm."""
    for found in DATE.finditer(text[:400]):
        if not _UPDATED.search(text[: found.start()]) and (day := _calendar(found)):
            return day
    return ""


def _calendar(found: re.Match[str]) -> str:
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"] or 1)
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return ""
    if not found["day"]:
        return f"{year}-{month:02d}" if "月" in found[0] else ""
    time = f"T{int(found['hour']):02d}:{found['minute']}" if found["hour"] and int(found["hour"]) < 24 else ""
    return f"{year}-{month:02d}-{day:02d}{time}"


def _told_dates(root: html.HtmlElement) -> Iterator[str]:
    for name in _DATE_NAMES:
        yield from contents(root, name)
    for data in structured(root):
        yield from (str(value) for key in ("datePublished", "pubDate", "uploadDate") if (value := data.get(key)))
    yield from (each.get("datetime", "") for each in root.iter("time"))


_DATE_NAMES = (
    "article:published_time",
    "og:published_time",
    "publishdate",
    "PubDate",
    "pubdate",
    "publish-date",
    "weibo:article:create_at",
    "datePublished",
    "apub:time",
    "DC.date.issued",
    "firstcreatetime",
    "og:release_date",
)


def _address_date(address: str) -> Iterator[str]:
    """A date that stands in the path of an address: /2019/0907/, /2019-09/07/, /201909/t20190907_1.html."""
    path = urlsplit(address).path if address[:4] == "http" else address
    for found in re.finditer(r"(?<!\d)((?:19|20)\d\d)[-/]?([01]\d)[-/]?([0-3]\d)(?!\d)", path):
        yield "-".join(found.groups())
