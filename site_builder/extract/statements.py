"""What a page states about its article: title, date, publisher, persons, section path, each with where it was found.

The visible page goes before its meta data: what a reader saw is what was printed, and templates fill meta data with
the name of the site.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from lxml import html
from msgspec import Struct

from site_builder.clean import Field, Statement
from site_builder.extract.article import Worth, worth
from site_builder.extract.blocks import Block, Kind, tidy


class Where(StrEnum):
    """Where on a page a value stood."""

    HEADING = "the page's heading"
    TITLE = "the title element, without the site's name"
    BYLINE = "the byline"
    TEXT = "the text"
    CRUMBS = "the section path"
    META = "the meta data"
    ADDRESS = "the page's address"


class Stated(Struct, frozen=True):
    """A statement, where it stood, and for a date the precision with which it was printed: `YYYY-MM-DDThh:mm`."""

    statement: Statement
    where: Where
    printed: str = ""


_LABELS: dict[str, Field | None] = {
    **dict.fromkeys(("发布时间", "发布日期", "发表时间", "发表日期", "发布于", "发表于", "日期", "时间", "发布"), Field.ISSUED),
    **dict.fromkeys(
        ("文章来源", "信息来源", "稿件来源", "新闻来源", "本文来源", "来源于", "来源", "稿源", "出处", "来自"), Field.PUBLISHER
    ),
    **dict.fromkeys(("文章作者", "作者", "撰稿", "撰文", "采写", "文字"), Field.AUTHOR),
    **dict.fromkeys(("全媒体记者", "融媒体记者", "实习记者", "见习记者", "特约记者", "本报记者", "本网记者", "记者"), Field.REPORTER),
    **dict.fromkeys(("职工通讯员", "通讯员"), Field.CORRESPONDENT),
    **dict.fromkeys(("摄影师", "摄影报道", "摄影", "图片"), Field.PHOTOGRAPHER),
    **dict.fromkeys(("责任编辑", "本文编辑", "文章编辑", "值班编辑", "网络编辑", "责编", "编辑", "小编"), Field.EDITOR),
    **dict.fromkeys(("关键词", "关键字", "标签"), Field.KEYWORD),
    **dict.fromkeys(
        "校对 审核 审校 初审 复审 终审 监制 统筹 编审 主编 值班主任 实习生 剪辑 制图 设计 播音 录入 浏览次数 浏览量 浏览 阅读量 阅读次数 阅读数 阅读 点击量 点击次数 "
        "点击数 点击 人气 评论 字号 字体 字体大小 大小 分享到 分享 更新时间 最后更新 更新 访问量 访问次数 收藏 打印 所属分类 分类 专题 栏目 版权声明 责任校对 频道 "
        "热度 参与 参与互动 转自 原标题 我要分享 我要评论 有效性 文号 索引号 信息分类".split(),
        None,
    ),
}
_PERSONS = frozenset({Field.AUTHOR, Field.REPORTER, Field.CORRESPONDENT, Field.PHOTOGRAPHER, Field.EDITOR})
_MANY = _PERSONS | {Field.KEYWORD}
_NAMES = "|".join(sorted(_LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"(?:(?<![\u3400-\u9fffA-Za-z])|(?<=[\d日]))(?:[\u3400-\u9fff]{{2,8}}(?=记者))?(?P<label>{_NAMES})(?:\s*[：:／/]|\s+|$)")
_BARRED = re.compile(r"(?P<label>来源|作者|责编|编辑|文|图)\s*[|｜│丨︱]\s*(?=\S)")
_GLUED = re.compile(r"(?P<label>来源|作者|责编|编辑)(?P<value>[\u3400-\u9fffA-Za-z]{2,12})")
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?[-/.年]\s?(?P<month>\d{1,2})(?:\s?[-/.月]\s?(?P<day>\d{1,2})(?!\d)\s?日?|\s?月|(?!\d))"
    r"(?:[ T，,]{0,3}(?:星期.\s?)?(?:[上下]午)?\s?(?P<hour>\d{1,2})[:：](?P<minute>\d\d)(?:[:：]\d\d)?)?"
)
_UPDATED = re.compile(r"(?:更新|修改)[^\d]{0,6}$")
_SEPARATORS = re.compile(r"\s*[|｜│丨]\s*|\s{2,}")
_NAME = re.compile(r"[\u3400-\u9fff]{2,6}|[\u3400-\u9fff]{1,8}·[\u3400-\u9fff·]{1,12}|[A-Za-z][A-Za-z.' ]{2,24}")
_NO_NAMES = frozenset(
    "佚名 未知 网络 管理员 系统管理员 匿名 本站 网站 整理 综合 编辑 记者 作者 来源 网友 转载 小编 网络整理 原创 本报 不详 admin editor Admin 阅读 新闻 "
    "最新文章 推荐 专栏 个人观点 手记 按语 部门 查看 所有 文章 更多 发布 标题 时间 整合 今日 昨日 报道 摄影 编译 计划表 特约 实习 供稿 提供 简介 最新 介绍 专栏作者 评论员 特约评论员".split()
)
_NOBODY = re.compile(r"(?:网|报|部|社|台|新闻|公司|中心|专栏|支部|局|委|院|组|工作室)$|^(?:返回|查看|点击|更多|本文|请)|授权|观点")
_CODE = re.compile(r"[_ ]?(?:[A-Z]{1,6}\d{2,8}|\d{3,})\b.*$")
_LONGEST_BYLINE = 160
_LONGEST_PUBLISHER = 30

# The end of a title element: the site and its sections, behind a mark that parts them.
_PARTS = re.compile(r"\s*(?:_+|\||｜|丨|——+|--+|»|>|<|·|\s[-–—]+\s?|\s?[-–—]+\s)\s*|\s*[-–—]\s*(?=[^-–—]{2,14}$)|\s+@\s+")
_SITE = re.compile(
    r".*(?:网|网站|报|台|社|频道|新闻|资讯|中心|门户|官网|在线|客户端|传媒|财经|时政|首页|时报|日报|晚报|周刊|杂志|论坛|博客|专栏|文化|教育|体育|娱乐|科技|"
    r"国际|国内|社会|要闻|正文|两岸三地|探索者|中国|音乐|政务|公司|设计|[a-zA-Z.]+)|.{1,4}"
)


def find_statements(root: html.HtmlElement, blocks: Sequence[Block], body: Sequence[Block], address: str) -> tuple[Stated, ...]:
    """The statements of a page: the title first, then in the order of the page; of one field only its best source."""
    title, place = _title(root, blocks, body)
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
    stated += _date(lines, short, root, ends, address)
    stated += _labelled(lines, short, ends)
    stated += _sections(blocks[:first], title.statement.value if title else "")
    stated += _credits(body)
    known = {each.statement.field for each in stated}
    stated += (each for each in _meta(root) if each.statement.field not in known)
    return _apart(stated)


def _apart(stated: Iterable[Stated]) -> tuple[Stated, ...]:
    """Without repetitions, and without an author who is named in a closer role too."""
    found = {(each.statement.field, each.statement.value): each for each in reversed(list(stated))}
    closer = {value for field, value in found if field in (Field.REPORTER, Field.CORRESPONDENT)}
    kept = [each for (field, value), each in reversed(found.items()) if field is not Field.AUTHOR or value not in closer]
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
    if not 2 <= len(block.text) <= _LONGEST_BYLINE or block.kind is Kind.IMAGE or _CAPTION.search(block.text):
        return False
    if worth(block) is Worth.PROSE and len(block.text) > 60:
        return False
    return block.linked * 2 <= len(block.text) or re.search(r"[：:]|20\d\d", block.text) is not None


_EDITOR = re.compile(r"(?:策划：.{2,5} )?[\[【(（]?\s*(?:责任编辑|责编|编辑)\s*[：:|｜丨︱].{1,20}$")
_CAPTION = re.compile(r"[摄图]\s*[)）]?$|图片来源|资料图")


# --- title


def _title(root: html.HtmlElement, blocks: Sequence[Block], body: Sequence[Block]) -> tuple[Stated | None, int]:
    """The title as the page shows it, and the place of its block, -1 where it is only in the head."""
    told = [tidy(each) for each in _told_titles(root) if tidy(each)]
    first, _ = _reach(blocks, body)
    shown = _shown_title(blocks, first, told)
    if shown >= 0:
        return Stated(Statement(Field.TITLE, blocks[shown].text), Where.HEADING), shown
    for text in told:
        if plain := without_site(text, _names_of_site(root)):
            return Stated(Statement(Field.TITLE, plain), Where.TITLE), -1
    if (heading := _last_heading(blocks, first)) >= 0:
        return Stated(Statement(Field.TITLE, blocks[heading].text), Where.HEADING), heading
    return None, -1


def _told_titles(root: html.HtmlElement) -> Iterator[str]:
    for name in ("ArticleTitle", "og:title", "twitter:title"):
        yield from _contents(root, name)[:1]
    title = next(root.iter("title"), None)
    if title is not None:
        yield "".join(title.itertext())


def _names_of_site(root: html.HtmlElement) -> tuple[str, ...]:
    return tuple(tidy(each) for name in ("og:site_name", "SiteName", "application-name") for each in _contents(root, name))


def _shown_title(blocks: Sequence[Block], first: int, told: Sequence[str]) -> int:
    """The block that shows what the head of the page tells, or the heading the article begins with; -1 for none."""
    plain = [_bare(each) for each in told]
    best, rank = -1, (0, 0, 0, 0)
    for place, block in enumerate(blocks[: first + 1]):
        text = _bare(block.text)
        if not 4 <= len(text) <= 120 or block.kind is Kind.IMAGE or place == first and worth(block) is Worth.PROSE and len(text) > 60:
            continue
        if any(_tells(each, text) for each in plain):
            rating = (len(text), int(block.kind is Kind.HEADING), -block.linked, place)
            if rating > rank:
                best, rank = place, rating
    return best


def _last_heading(blocks: Sequence[Block], first: int) -> int:
    """The heading that the article begins with; -1 for none."""
    headings = [
        place
        for place, block in enumerate(blocks[:first])
        if block.kind is Kind.HEADING and block.level <= 2 and not block.linked and len(_bare(block.text)) >= 6
    ]
    return headings[-1] if headings and first < len(blocks) else -1


def _tells(told: str, shown: str) -> bool:
    """Whether the head of a page names what a block shows: the site's name may follow, and the end may be cut."""
    cut = told.rstrip(".…")
    is_cut = cut != told and len(cut) >= 8
    return told.startswith(shown) or (is_cut and shown.startswith(cut)) or (len(shown) >= 10 and shown in told)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def without_site(title: str, names: Sequence[str] = ()) -> str:
    """A title element without the names of site and sections at its end; one that is only such names gives nothing."""
    rest = tidy(title)
    while True:
        cuts = [found for found in _PARTS.finditer(rest) if found.end() < len(rest) and found.start()]
        tail = rest[cuts[-1].end() :] if cuts else ""
        if not cuts or not (tail in names or (len(tail) <= 24 and _SITE.fullmatch(tail))):
            break
        rest = rest[: cuts[-1].start()].rstrip()
    return "" if rest in names else rest


# --- date


def _date(
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
        if _UPDATED.search(line.split("20")[0]) and (updated := _DATE.search(line)) and (day := _calendar(updated)):
            yield Stated(Statement(Field.ISSUED, day[:10]), Where.BYLINE, day)
            return


def _is_dated(line: str) -> bool:
    """Whether a line is about its date: little else stands beside it but labels."""
    rest = re.sub(r"https?://\S+", "", _DATE.sub("", line))
    return len(rest) <= 20 or any(_LABEL.search(part) for part in (line, rest))


def read_date(text: str) -> str:
    """The first date of a text that is not the date of a change: YYYY, YYYY-MM, YYYY-MM-DD or with Thh:mm."""
    for found in _DATE.finditer(text[:400]):
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
        yield from _contents(root, name)
    for data in _structured(root):
        yield from (str(value) for key in ("datePublished", "pubDate", "uploadDate") if (value := data.get(key)))
    yield from (each.get("datetime", "") for each in root.iter("time"))


_DATE_NAMES = (
    "article:published_time", "og:published_time", "publishdate", "PubDate", "pubdate", "publish-date", "weibo:article:create_at",
    "datePublished", "apub:time", "DC.date.issued", "firstcreatetime", "og:release_date",
)


def _address_date(address: str) -> Iterator[str]:
    """A date that stands in the path of an address: /2019/0907/, /2019-09/07/, /201909/t20190907_1.html."""
    path = urlsplit(address).path if address[:4] == "http" else address
    for found in re.finditer(r"(?<!\d)((?:19|20)\d\d)[-/]?([01]\d)[-/]?([0-3]\d)(?!\d)", path):
        yield "-".join(found.groups())


# --- persons, publisher


def _labelled(head: Sequence[str], short: Sequence[str], tail: Sequence[str]) -> Iterator[Stated]:
    seen: set[Field] = set()
    for lines in (head, short, tail):
        found = [each for line in lines for each in read_labels(line)]
        known = set(seen)
        for statement in found:
            if statement.field not in (known if statement.field in _MANY else seen):
                yield Stated(statement, Where.BYLINE)
            seen |= {statement.field} - _PERSONS


def read_labels(line: str) -> Iterator[Statement]:
    """What the labels of a byline state; a value that is not what its label promises states nothing."""
    if len(line) > _LONGEST_BYLINE:
        return
    line = _BARRED.sub(r"\g<label>：", line.strip("[]【】()（） "))
    for part in _SEPARATORS.split(_DATE.sub("|", line)):
        part = re.sub(r"[【】\[\]()（）]", " ", part)
        labels = [found for found in _LABEL.finditer(part) if _is_label(found, part)]
        if not labels and (publisher := _UNLABELLED.fullmatch(part.strip())) and part != line:
            yield from _stated(Field.PUBLISHER, publisher[0])
        if not labels and (glued := _GLUED.fullmatch(part.strip())):
            yield from _stated(_LABELS[glued["label"]], glued["value"])
        ends = [*(each.start() for each in labels[1:]), len(part)]
        for label, end in zip(labels, ends, strict=False):
            yield from _stated(_LABELS[label["label"]], part[label.end() : end])


def _is_label(found: re.Match[str], part: str) -> bool:
    """Whether a word is a label: behind it a colon, or nothing but names to the end; `图片 视频 娱乐` is a menu."""
    if re.search(r"[：:／/]$", found[0].rstrip()):
        return True
    rest = part[found.end() :].split()
    if _LABELS[found["label"]] is None:
        return bool(rest) and not _MENU.search(part)
    return _LABELS[found["label"]] in _PERSONS - {Field.PHOTOGRAPHER} and 1 <= len(rest) <= 5 and not _MENU.search(part)


_MENU = re.compile(r"[>»]|(?:\S{2} ){4}")
_UNLABELLED = re.compile(r"[\u3400-\u9fff]{1,8}(?:网|报|社|台|娱乐|新闻|财经|科技|体育|时报|周刊|在线|客户端)")


def _stated(field: Field | None, value: str) -> Iterator[Statement]:
    value = value.strip(" \u3000：:/／|,，;；")
    if field is Field.PUBLISHER and (publisher := normal_publisher(value)):
        yield Statement(field, publisher)
    elif field is Field.AUTHOR and (role := _ROLE_FIRST.match(value)):
        yield from (Statement(_LABELS[role["role"]] or field, name) for name in read_names(value[role.end() :]))
    elif field in _PERSONS and field is not None:
        yield from (Statement(field, name) for name in read_names(value))
    elif field is Field.KEYWORD:
        yield from (Statement(field, word) for word in re.split(r"[\s，,、;；]+", value) if re.fullmatch(r"[\w·-]{2,12}", word))


_ROLE_FIRST = re.compile(r"[\u3400-\u9fff]{0,8}?(?P<role>记者|通讯员)\s*")


def normal_publisher(text: str) -> str:
    """A publisher's name without title marks, addresses and what a site adds: `人民网-《人民日报》` is 人民日报."""
    text = re.sub(r"https?://\S+|www\.\S+", "", text).split("，")[0].strip()
    inner = re.search(r"[-—－]\s*《([^》]{2,16})》", text)
    plain = inner[1] if inner else re.sub(r"[《》“”\"\[\]【】]", "", text)
    plain = re.split(r"\s+|[（(]|参与互动", plain.strip())[0].strip(" -—:：")
    is_name = 2 <= len(plain) <= _LONGEST_PUBLISHER and not re.search(r"[。！？；]", plain) and re.search(r"[\u3400-\u9fffA-Za-z]", plain)
    return plain if is_name and plain not in _NO_NAMES else ""


def read_names(text: str) -> list[str]:
    """The persons of a list, as far as they are names; editors' codes go, a name of two spaced characters closes up."""
    text = re.sub(r"(?<![\u3400-\u9fff])([\u3400-\u9fff])\s+([\u3400-\u9fff])(?![\u3400-\u9fff])", r"\1\2", text)
    names: list[str] = []
    for part in re.split(r"[、，,;；/／&]|\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+", text.strip()):
        name = re.sub(r"^(?:记者|通讯员|实习生|作者|文|图)(?=[\u3400-\u9fff]{2,})|(?<=[\u3400-\u9fff]{3})(?:摄|图)$", "", _CODE.sub("", part.strip("_ ·")))
        if not _NAME.fullmatch(name) or name in _NO_NAMES or _NOBODY.search(name):
            break
        names.append(name)
    return names


_CREDIT = re.compile(
    r"[（(【](?P<inner>[^（）()【】]{0,12}(?:记者|通讯员|责任编辑|责编|编辑|作者|评论员|文/图|图/文|文/|文图|图文)[^（）()【】]{1,50})[）)】]"
)
_WRITERS = re.compile(r"^(?:[\u3400-\u9fff]{2,8}?)?(?P<role>记者|通讯员|评论员)\s+(?P<names>[\u3400-\u9fff·]{2,5}(?:[ 、，][\u3400-\u9fff·]{2,5}){0,5})$")


def _credits(body: Sequence[Block]) -> Iterator[Stated]:
    """Persons that the text itself names: in brackets in its first and last paragraphs, or on a line of their own."""
    for block in dict.fromkeys((*body[:4], *body[-4:])):
        for credit in _CREDIT.finditer(block.text[:600] + "  " + block.text[-200:]):
            yield from (Stated(each, Where.TEXT) for each in _credited(credit["inner"]))
        if found := _WRITERS.fullmatch(block.text):
            field = _LABELS.get(found["role"]) or Field.AUTHOR
            yield from (Stated(Statement(field, name), Where.TEXT) for name in read_names(found["names"]))


    if body and (signed := _SIGNED.search(body[-1].text)) and signed["name"][0] in _SURNAMES:
        yield Stated(Statement(Field.AUTHOR, signed["name"]), Where.TEXT)


_SIGNED = re.compile(r"[。！？”][（(](?P<name>[\u3400-\u9fff]{2,3})[）)]$")
# The hundred most frequent surnames: a name in brackets at the very end signs an article, `（完）` does not.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)


def _credited(text: str) -> Iterator[Statement]:
    pieces = re.split(r"[\u3400-\u9fff]{0,6}?(责任编辑|责编|编辑|记者|通讯员|评论员|作者|文/图|图/文|文/|文图|图文)[：:\s]*", text)
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        field = _LABELS.get(label) or Field.AUTHOR
        yield from (Statement(field, name) for name in read_names(value))


# --- section path


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
            levels = [each for each in crumbs if each not in _HOME and not each.endswith("首页") and _bare(each) != _bare(title)]
            if len(crumbs) >= 2 and levels and max(map(len, levels)) <= 16:
                yield from (Stated(Statement(Field.SECTION, each), Where.CRUMBS) for each in levels)
                return


# --- meta data


def _meta(root: html.HtmlElement) -> Iterator[Stated]:
    """What only the head of the page tells: a source, an author, keywords are of the template more often than not."""
    for name in ("source", "mediaid", "article:source", "og:article:source"):
        for content in _contents(root, name):
            if publisher := normal_publisher(re.sub(r"^来源[：:]", "", content)):
                yield Stated(Statement(Field.PUBLISHER, publisher), Where.META)
                return
    for data in _structured(root):
        if isinstance(body := data.get("publisher"), dict) and (name := normal_publisher(str(body.get("name", "")))):
            yield Stated(Statement(Field.PUBLISHER, name), Where.META)
            return


def _contents(root: html.HtmlElement, name: str) -> list[str]:
    """The contents of the meta elements of a name, in any case of its letters."""
    wanted = name.lower()
    found = []
    for meta in root.iter("meta"):
        names = (meta.get("property"), meta.get("name"), meta.get("itemprop"))
        if any(each and each.lower() == wanted for each in names) and meta.get("content"):
            found.append(meta.get("content"))
    return found


def _structured(root: html.HtmlElement) -> list[dict[str, Any]]:
    """The structured data of a page, whatever of it is an object."""
    found: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "") and len(script.text or "") < 1 << 16:
            try:
                data = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            found += (each for each in (data if isinstance(data, list) else [data]) if isinstance(each, dict))
    return found
