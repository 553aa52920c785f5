"""Credits: persons with their roles, and the publisher, read off labelled lines and out of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from site_builder.clean import Field, Statement
from site_builder.extract.blocks import Block
from site_builder.extract.dates import DATE
from site_builder.extract.stated import Stated, Where


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LABELS: dict[str, Field | None] = {
    **dict.fromkeys(
        ("发布时间", "发布日期", "发表时间", "发表日期", "发布于", "发表于", "日期", "时间", "发布"), Field.ISSUED
    ),
    **dict.fromkeys(
        ("文章来源", "信息来源", "稿件来源", "新闻来源", "本文来源", "来源于", "来源", "稿源", "出处", "来自"),
        Field.PUBLISHER,
    ),
    **dict.fromkeys(("文章作者", "作者", "撰稿", "撰文", "采写", "文字"), Field.AUTHOR),
    **dict.fromkeys(
        ("全媒体记者", "融媒体记者", "实习记者", "见习记者", "特约记者", "本报记者", "本网记者", "记者"), Field.REPORTER
    ),
    **dict.fromkeys(("职工通讯员", "通讯员"), Field.CORRESPONDENT),
    **dict.fromkeys(("摄影师", "摄影报道", "摄影", "图片"), Field.PHOTOGRAPHER),
    **dict.fromkeys(("责任编辑", "本文编辑", "文章编辑", "值班编辑", "网络编辑", "责编", "编辑", "小编"), Field.EDITOR),
    **dict.fromkeys(("关键词", "关键字", "标签"), Field.KEYWORD),
    **dict.fromkeys(
        _words(
            "策划 校对 审核 审校 初审 复审 终审 监制 统筹 编审 主编 值班主任 实习生 剪辑 制图 "
            "设计 播音 录入 浏览次数 浏览量 浏览 阅读量 阅读次数 阅读数 阅读 点击量 点击次数 "
            "点击数 点击 人气 评论 字号 字体 字体大小 大小 分享到 分享 更新时间 最后更新 更新 "
            "访问量 访问次数 收藏 打印 所属分类 分类 专题 栏目 版权声明 责任校对 频道 热度 参与 "
            "参与互动 转自 原标题 我要分享 我要评论 有效性 文号 索引号 信息分类"
        ),
        None,
    ),
}
_PERSONS = frozenset({Field.AUTHOR, Field.REPORTER, Field.CORRESPONDENT, Field.PHOTOGRAPHER, Field.EDITOR})
_MANY = _PERSONS | {Field.KEYWORD}
_NAMES = "|".join(sorted(_LABELS, key=len, reverse=True))
_LABEL = re.compile(
    rf"(?:(?<![\u3400-\u9fffA-Za-z])|(?<=[\d日]))(?:[\u3400-\u9fff]{{2,8}}(?=记者))?(?P<label>{_NAMES})(?:\s*[：:／/]|\s+|$)"
)
_BARRED = re.compile(r"(?P<label>来源|作者|责编|编辑|文|图)\s*[|｜│丨︱]\s*(?=\S)")
# A label that follows a value without a blank; `图片来源：` is one word.
_RUN_ON = re.compile(r"(?<=[^\s片文息件闻行络班任])(?=(?:来源|作者|责任编辑|责编|编辑)[：:])")
_GLUED = re.compile(r"(?P<label>来源|作者|责编|编辑)(?P<value>[\u3400-\u9fffA-Za-z]{2,12})")
_SEPARATORS = re.compile(r"\s*[|｜│丨]\s*|\s{2,}")
_NAME = re.compile(r"[\u3400-\u9fff]{2,6}|[\u3400-\u9fff]{1,8}·[\u3400-\u9fff·]{1,12}|[A-Za-z][A-Za-z.' ]{2,24}")
_NO_NAMES = _words(
    "通讯员 佚名 未知 网络 管理员 系统管理员 匿名 本站 网站 整理 综合 编辑 记者 作者 来源 网友 "
    "转载 小编 网络整理 原创 本报 不详 admin editor Admin 阅读 新闻 最新文章 推荐 "
    "专栏 个人观点 手记 按语 部门 查看 所有 文章 更多 发布 标题 时间 整合 今日 昨日 报道 摄影 "
    "编译 计划表 特约 实习 供稿 提供 简介 最新 介绍 专栏作者 评论员 特约评论员"
)
_NOBODY = re.compile(
    r"(?:网|报|部|社|台|新闻|公司|中心|专栏|支部|局|委|院|组|工作室)$|^(?:返回|查看|点击|更多|本文|请)|授权|观点"
)
_CODE = re.compile(r"[_ ]?(?:[A-Z]{1,6}\d{2,8}|\d{3,})\b.*$")
LONGEST_BYLINE = 160
_LONGEST_PUBLISHER = 30


def find_labelled(head: Sequence[str], short: Sequence[str], tail: Sequence[str]) -> Iterator[Stated]:
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
    if len(line) > LONGEST_BYLINE:
        return
    line = _BARRED.sub(r"\g<label>：", line.strip("[]【】()（） "))
    for part in _SEPARATORS.split(DATE.sub("|", line)):
        part = re.sub(r"[【】\[\]()（）]", " ", part)
        first, colon, behind = part.partition("：")
        part = first + colon + _RUN_ON.sub(" ", behind)
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
        yield from (
            Statement(field, word) for word in re.split(r"[\s，,、;；]+", value) if re.fullmatch(r"[\w·-]{2,12}", word)
        )


_ROLE_FIRST = re.compile(r"[\u3400-\u9fff]{0,8}?(?P<role>记者|通讯员)\s*")


def normal_publisher(text: str) -> str:
    """A publisher's name without title marks, addresses and what a site adds: `人民网-《人民日报》` is 人民日报."""
    text = re.sub(r"https?://\S+|www\.\S+", "", text).split("，")[0].strip()
    inner = re.search(r"[-—－]\s*《([^》]{2,16})》", text)
    plain = inner[1] if inner else re.sub(r"[《》“”\"\[\]【】]", "", text)
    plain = re.split(r"\s+|[（(]|参与互动", plain.strip())[0].strip(" -—:：")
    is_name = (
        2 <= len(plain) <= _LONGEST_PUBLISHER
        and not re.search(r"[。！？；]", plain)
        and re.search(r"[\u3400-\u9fffA-Za-z]", plain)
    )
    return plain if is_name and plain not in _NO_NAMES else ""


def read_names(text: str) -> list[str]:
    """The persons of a list, as far as they are names; editors' codes go, a name of two spaced characters closes up."""
    text = re.sub(r"(?<![\u3400-\u9fff])([\u3400-\u9fff])\s+([\u3400-\u9fff])(?![\u3400-\u9fff])", r"\1\2", text)
    names: list[str] = []
    for part in re.split(r"[、，,;；/／&]|\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+", text.strip()):
        name = re.sub(
            r"^(?:记者|通讯员|实习生|作者|文|图)(?=[\u3400-\u9fff]{2,})|(?<=[\u3400-\u9fff]{3})(?:摄|图)$",
            "",
            _CODE.sub("", part.strip("_ ·")),
        )
        if not _NAME.fullmatch(name) or name in _NO_NAMES or _NOBODY.search(name):
            break
        names.append(name)
    return names


_CREDIT = re.compile(
    r"[（(【](?P<inner>[^（）()【】]{0,12}(?:记者|通讯员|责任编辑|责编|编辑|作者|评论员|文/图|图/文|文/|文图|图文)[^（）()【】]{1,50})[）)】]"
)
_WRITERS = re.compile(
    r"^(?:[\u3400-\u9fff]{2,8}?)?(?P<role>记者|通讯员|评论员)\s+(?P<names>[\u3400-\u9fff·][\u3400-\u9fff· 、，]{1,30})$"
)


def find_credits(body: Sequence[Block]) -> Iterator[Stated]:
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
    pieces = re.split(
        r"[\u3400-\u9fff]{0,6}?(责任编辑|责编|编辑|记者|通讯员|评论员|作者|文/图|图/文|文/|文图|图文)[：:\s]*", text
    )
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        field = _LABELS.get(label) or Field.AUTHOR
        yield from (Statement(field, name) for name in read_names(value))
