"""Credits: persons with their roles, and the publisher, read off labelled lines and out of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from site_builder.clean import Field, Statement
from site_builder.clean.credits import ROLES, labelled
from site_builder.clean.labels import LABELS, PERSONS, read_byline
from site_builder.clean.names import NO_NAMES, is_name
from site_builder.clean.script import is_traditional, to_simplified
from site_builder.extract.blocks import Block
from site_builder.extract.dates import DATE
from site_builder.extract.names import read_names
from site_builder.extract.stated import Stated, Where


def _words(text: str) -> list[str]:
    return text.split()


# What a template writes besides the labels of articles.
_LABELS: dict[str, Field | None] = {
    **ROLES,
    **LABELS,
    **dict.fromkeys(_words("发布于 发表于 发布"), Field.ISSUED),
    **dict.fromkeys(_words("来源于 出处 来自"), Field.PUBLISHER),
    "文章作者": Field.AUTHOR,
    **dict.fromkeys(_words("全媒体记者 融媒体记者 实习记者 见习记者 特约记者"), Field.REPORTER),
    "职工通讯员": Field.CORRESPONDENT,
    "摄影报道": Field.PHOTOGRAPHER,
    **dict.fromkeys(
        _words(
            "阅读数 评论 大小 字体大小 分享 更新时间 最后更新 更新 访问量 访问次数 收藏 打印 所属分类 分类 专题 栏目 "
            "版权声明 频道 热度 参与 参与互动 转自 原标题 我要分享 我要评论 有效性 文号 索引号 信息分类"
        ),
        None,
    ),
}
_MANY = PERSONS | {Field.KEYWORD}
_NAMES = "|".join(sorted(map(re.escape, _LABELS), key=len, reverse=True))
_LABEL = re.compile(
    rf"(?:(?<![\u3400-\u9fffA-Za-z])|(?<=[\d日]))(?:[\u3400-\u9fff]{{2,8}}(?=记者))?(?P<label>{_NAMES})(?:\s*[：:／/]|\s+|$)"
)
_BARRED = re.compile(r"(?P<label>来源|作者|责编|编辑|文|图)\s*[|｜│丨︱]\s*(?=\S)")
# A label that follows a value without a blank; `图片来源：` is one word.
_RUN_ON = re.compile(r"(?<=[^\s片文息件闻行络班任])(?=(?:来源|作者|责任编辑|责编|编辑)[：:])")
_GLUED = re.compile(r"(?P<label>来源|作者|责编|编辑)(?P<value>[\u3400-\u9fffA-Za-z]{2,12})")
_SEPARATORS = re.compile(r"\s*[|｜│丨]\s*|\s{2,}")
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
            seen |= {statement.field} - PERSONS


def read_labels(line: str) -> Iterator[Statement]:
    """What the labels of a byline state; a value that is not what its label promises states nothing."""
    if len(line) > LONGEST_BYLINE:
        return
    if (written := read_writers(line)) is not None:
        yield from written
        yield from (each for each in read_byline(_plain(line)) or () if each.field is Field.PUBLISHER)
        return
    line = _BARRED.sub(r"\g<label>：", labelled(_plain(line).strip("[]【】()（） ")))
    for part in _SEPARATORS.split(DATE.sub("|", line)):
        part = re.sub(r"[【】\[\]()（）]", " ", part)
        first, colon, behind = part.partition("：")
        part = first + colon + _RUN_ON.sub(" ", behind)
        labels = [found for found in _LABEL.finditer(part) if _is_label(found, part)]
        if not labels and (publisher := _UNLABELLED.fullmatch(part.strip())) and part != line:
            yield from _stated(Field.PUBLISHER, publisher[0])
        if not labels and (glued := _GLUED.fullmatch(part.strip())) and _may_be(glued["label"], glued["value"]):
            yield from _stated(_LABELS[glued["label"]], glued["value"])
        ends = [*(each.start() for each in labels[1:]), len(part)]
        for label, end in zip(labels, ends, strict=False):
            yield from _stated(_LABELS[label["label"]], part[label.end() : end])


def _plain(line: str) -> str:
    """A line in the script that the labels and the names' first characters are known in."""
    return to_simplified(line) if is_traditional(line) else line


def _may_be(label: str, value: str) -> bool:
    """Whether what stands right behind a label may be its value: `编辑部的故事` names no editor."""
    return label == "来源" or (is_name(value))


def read_writers(line: str) -> list[Statement] | None:
    """The persons of a line that holds nothing but reporters and correspondents; None for another line."""
    line = _DONE.sub("", DATE.sub(" ", _plain(line)).strip(" □■●◎▲　"))
    pieces = _ROLES.split(line)
    if len(pieces) < 3 or len(pieces[0].strip()) > _LONGEST_MEDIUM or re.search(r"[：:|｜]", line):
        return None
    stated = []
    for role, names in zip(pieces[1::2], pieces[2::2], strict=True):
        found = read_names(names)
        if "".join(found) != re.sub(r"[\s、，,]+", "", names) or not all(map(is_name, found)) or not found:
            return None
        stated += [Statement(_LABELS.get(role) or Field.AUTHOR, name) for name in found]
    return stated


_ROLES = re.compile(r"(?:(?:^|(?<=\s))[\u3400-\u9fff]{0,8})(记者|通讯员|评论员)\s*")
_DONE = re.compile(r"\s*(?:[／/][\u3400-\u9fff]{2,4})?(?:摄影)?报[道导]$")
_LONGEST_MEDIUM = 10


def _is_label(found: re.Match[str], part: str) -> bool:
    """Whether a word is a label: behind it a colon, or nothing but names to the end; `图片 视频 娱乐` is a menu."""
    if re.search(r"[：:／/]$", found[0].rstrip()):
        return True
    rest = part[found.end() :].split()
    if _LABELS[found["label"]] is None:
        return bool(rest) and not _MENU.search(part)
    if len(found["label"]) == 1:
        return False
    return _LABELS[found["label"]] in PERSONS - {Field.PHOTOGRAPHER} and 1 <= len(rest) <= 5 and not _MENU.search(part)


_MENU = re.compile(r"[>»]|(?:\S{2} ){4}")
_UNLABELLED = re.compile(r"[\u3400-\u9fff]{1,8}(?:网|报|社|台|娱乐|新闻|财经|科技|体育|时报|周刊|在线|客户端)")


def _stated(field: Field | None, value: str) -> Iterator[Statement]:
    value = value.strip(" \u3000：:/／|,，;；")
    if field is Field.PUBLISHER and (publisher := normal_publisher(value)):
        yield Statement(field, publisher)
    elif field is Field.AUTHOR and (role := _ROLE_FIRST.match(value)):
        yield from (Statement(_LABELS[role["role"]] or field, name) for name in read_names(value[role.end() :]))
    elif field in PERSONS and field is not None:
        # `图：pixabay` names no person.
        names = (name for name in read_names(value) if field is not Field.PHOTOGRAPHER or not name.isascii())
        yield from (Statement(field, name) for name in names)
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
    return plain if is_name and plain not in NO_NAMES else ""


_CREDIT = re.compile(
    r"[（(【〔](?P<inner>[^（）()【】]{0,12}(?:记者|通讯员|责任编辑|责编|编辑|作者|评论员|文/图|图/文|文/|文图|图文)[^（）()【】]{1,50})[）)】〕]"
)
# 中新网武汉5月6日电 (王晓梅 李建国)
_WIRED = re.compile(r"[^。，]{2,24}日[电讯]\s*[（(](?P<names>[\u3400-\u9fff、 ]{2,20})[)）]")
# 中央社记者王晓梅台北21日电
_WIRED_FROM = re.compile(r"(记者[\u3400-\u9fff]{2,3})[\u3400-\u9fff]{2,3}\d{1,2}日电$")


def find_credits(body: Sequence[Block]) -> Iterator[Stated]:
    """Persons that the text itself names: in brackets in its first and last paragraphs, or on a line of their own."""
    for block in dict.fromkeys((*body[:4], *body[-4:])):
        text = _plain(block.text[:600] + "  " + block.text[-200:])
        for credit in _CREDIT.finditer(text):
            yield from (Stated(each, Where.TEXT) for each in _credited(_WIRED_FROM.sub(r"\1", credit["inner"])))
        if len(block.text) <= LONGEST_BYLINE:
            yield from (Stated(each, Where.TEXT) for each in read_writers(block.text) or ())
        if (wired := _WIRED.match(text)) and all(map(is_name, read_names(wired["names"]))):
            yield from (Stated(Statement(Field.AUTHOR, name), Where.TEXT) for name in read_names(wired["names"]))

    if body and (signed := _SIGNED.search(_plain(body[-1].text))) and is_name(signed["name"]):
        yield Stated(Statement(Field.AUTHOR, signed["name"]), Where.TEXT)


_SIGNED = re.compile(r"(?:^|[。！？”])[（(](?P<name>[\u3400-\u9fff]{2,3})[）)]$")


def _credited(text: str) -> Iterator[Statement]:
    pieces = re.split(
        r"[\u3400-\u9fff]{0,6}?(责任编辑|责编|编辑|记者|通讯员|评论员|作者|文/图|图/文|文/|文图|图文)[：:\s]*", text
    )
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        field = _LABELS.get(label) or Field.AUTHOR
        yield from (Statement(field, name) for name in read_names(value))
