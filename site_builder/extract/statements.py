"""What a page states about its article: title, date, publisher, persons, section path, each with where it was found.

The visible page goes before its meta data: what a reader saw is what was printed, and templates fill meta data with
the name of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import html

from site_builder.clean import Field, Statement
from site_builder.extract.article import Worth, worth
from site_builder.extract.blocks import Block, Kind
from site_builder.extract.credits import LONGEST_BYLINE, find_credits, find_labelled, normal_publisher
from site_builder.extract.dates import find_date
from site_builder.extract.head import contents, structured
from site_builder.extract.stated import Stated, Where
from site_builder.extract.titles import bare, find_title


def find_statements(
    root: html.HtmlElement, blocks: Sequence[Block], body: Sequence[Block], address: str
) -> tuple[Stated, ...]:
    """The statements of a page: the title first, then in the order of the page; of one field only its best source."""
    title, place = find_title(root, blocks, _reach(blocks, body)[0])
    first, last = _reach(blocks, [block for block in body if not title or block.text != title.statement.value])
    # Behind the title stands its own byline; before it the template shows today's date.
    start = place + 1 if 0 <= place < first else max(0, first - 15)
    near = (*blocks[start : first + 1], *reversed(blocks[max(0, start - 12) : start]))
    lines = [_line(block) for block in near if _is_byline(block)]
    ends = [_line(block) for block in blocks[last : last + 12] if _is_byline(block)]
    ends += [_line(block) for block in blocks[last + 12 : last + 40] if _EDITOR.match(block.text) and _is_byline(block)]
    short = [_line(block) for block in (*body[:6], *body[-6:]) if _is_byline(block)]
    short += [_line(block) for block in body[6:-6] if _EDITOR.match(block.text)]
    stated = [title] if title else []
    stated += find_date(lines, short, root, ends, address)
    stated += find_labelled(lines, short, ends)
    stated += _sections(blocks[:first], title.statement.value if title else "")
    stated += find_credits(body)
    known = {each.statement.field for each in stated}
    stated += (each for each in _meta(root) if each.statement.field not in known)
    return _apart(stated)


def _apart(stated: Iterable[Stated]) -> tuple[Stated, ...]:
    """Without repetitions, and without an author who is named in a closer role too."""
    found = {(each.statement.field, each.statement.value): each for each in reversed(list(stated))}
    closer = {value for field, value in found if field in (Field.REPORTER, Field.CORRESPONDENT)}
    kept = [
        each for (field, value), each in reversed(found.items()) if field is not Field.AUTHOR or value not in closer
    ]
    return tuple(kept)


def _reach(blocks: Sequence[Block], body: Sequence[Block]) -> tuple[int, int]:
    """Where the article's prose begins and where it ends."""
    prose = [block for block in body if worth(block) is Worth.PROSE]
    if not prose:
        return len(blocks), len(blocks)
    places = {id(block): place for place, block in enumerate(blocks)}
    return places.get(id(prose[0]), 0), places.get(id(prose[-1]), len(blocks))


def _line(block: Block) -> str:
    """A byline with a blank between the elements that it was set in."""
    return " ".join(block.pieces) if block.pieces else block.text


def _is_byline(block: Block) -> bool:
    if not 2 <= len(block.text) <= LONGEST_BYLINE or block.kind is Kind.IMAGE or _CAPTION.search(block.text):
        return False
    if worth(block) is Worth.PROSE and len(block.text) > 60:
        return False
    return block.linked * 2 <= len(block.text) or re.search(r"[：:]|20\d\d", block.text) is not None


_EDITOR = re.compile(r"(?:策划：.{2,5} )?[\[【(（]?\s*(?:责任编辑|责编|编辑)\s*[：:|｜丨︱].{1,20}$")
_CAPTION = re.compile(r"[摄图]\s*[)）]?$|图片来源|资料图")


_CRUMB_MARKS = re.compile(r"\s*(?:>>?|»|›|＞|→|/)\s*")
_CRUMB_LEAD = re.compile(r"^.{0,8}(?:位置|首页|主页)\s*[：:]?\s*")
_HOME = frozenset({"首页", "主页", "正文", "网站首页", "新闻首页", "当前位置", ""})


def _sections(blocks: Sequence[Block], title: str) -> Iterator[Stated]:
    """The last line of crumbs before the article."""
    for block in reversed(blocks):
        if len(block.text) <= 120 and re.search(r">|»|›|＞|→", block.text) and block.linked:
            if re.search(r"[【】。！？]|点击|下载|申请|订阅", block.text):
                continue
            crumbs = [re.sub(r"^.{0,6}位置\s*[：:]?\s*", "", crumb).strip() for crumb in _CRUMB_MARKS.split(block.text)]
            levels = [
                each for each in crumbs if each not in _HOME and not each.endswith("首页") and bare(each) != bare(title)
            ]
            if len(crumbs) >= 2 and levels and max(map(len, levels)) <= 16:
                yield from (Stated(Statement(Field.SECTION, each), Where.CRUMBS) for each in levels)
                return


def _meta(root: html.HtmlElement) -> Iterator[Stated]:
    """What only the head of the page tells: a source, an author, keywords are of the template more often than not."""
    for name in ("source", "mediaid", "article:source", "og:article:source"):
        for content in contents(root, name):
            if publisher := normal_publisher(re.sub(r"^来源[：:]", "", content)):
                yield Stated(Statement(Field.PUBLISHER, publisher), Where.META)
                return
    for data in structured(root):
        if isinstance(body := data.get("publisher"), dict) and (name := normal_publisher(str(body.get("name", "")))):
            yield Stated(Statement(Field.PUBLISHER, name), Where.META)
            return
