"""Credits: who did what in the forms that papers print it, brought into one: a label, a colon and the names.

`文｜甲`, `甲/文 乙/图`, `本报记者 甲 通讯员 乙、丙 文/图`, `新华社记者 甲 摄`, `快讯／甲` all say it.
Where no mark parts a role from the names, only surnames tell that they are names.
"""

from __future__ import annotations

import re

from site_builder.clean.model import Field, Statement
from site_builder.clean.names import NO_NAMES, is_name


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# What a person did, and None for work that nobody wants to know of.
ROLES: dict[str, Field | None] = {
    **dict.fromkeys(_words("记者"), Field.REPORTER),
    **dict.fromkeys(_words("通讯员"), Field.CORRESPONDENT),
    **dict.fromkeys(
        _words(
            "文/视频 文字/图片 文字/摄影 采写/摄影 撰文/摄影 文/摄影 文/图片 文并图 图并文 文/图 "
            "图/文 文、图 图、文 图文 文图 文字整理 作者 撰稿人 撰稿 撰文 执笔 采写 采访 供稿人 供稿 "
            "文字 评论员 编译 翻译 整理 文 撰"
        ),
        Field.AUTHOR,
    ),
    **dict.fromkeys(_words("摄影记者 摄影师 摄影 图片 供图 配图 图 摄"), Field.PHOTOGRAPHER),
    **dict.fromkeys(
        _words("责任编辑 本文编辑 文章编辑 值班编辑 网络编辑 实习编辑 见习编辑 本期编辑 责编 编辑 小编"), Field.EDITOR
    ),
    **dict.fromkeys(
        _words(
            "责任校对 校对 校审 审核 审校 审读 审签 初审 复审 终审 一审 二审 三审 一校 二校 三校 监制 "
            "策划 总策划 统筹 编审 主编 副主编 总编辑 值班主任 值班编委 值班总编 制图 设计 美编 排版 "
            "剪辑 视频剪辑 视频 后期 播音 主播 录入 签发 实习生 出品人 出品 总监制 制片人"
        ),
        None,
    ),
}
# These stand before other things too: they are roles only where names follow.
NOUNS = frozenset(role for role in ROLES if len(role) == 1 or "/" in role or "、" in role) | frozenset(
    _words("视频 设计 后期 图片 配图 采访 整理 出品 主播 播音")
)
# The label that each of them is written with.
_CANONICAL = {
    Field.REPORTER: "记者",
    Field.CORRESPONDENT: "通讯员",
    Field.AUTHOR: "作者",
    Field.PHOTOGRAPHER: "摄影",
    Field.EDITOR: "编辑",
    None: "校对",
}
ORNAMENTS = "—－-□■◎●○◆◇▲△◤◥▌ \u3000"

_ROLE = "|".join(sorted(map(re.escape, ROLES), key=len, reverse=True)).replace("/", "[/／]")
_HAN = r"[\u3400-\u9fff]"
_BAR = r"\s*[/／|｜丨│︱：:]\s*"
_EDGE = r"(?=[\s/／|｜丨│︱：:、，,]|$)"
_MEDIUM = r"[\u3400-\u9fffA-Za-z·]{0,16}?"
_DONE = (
    r"(?:文字?\s*[/／、并]\s*(?:图片?|摄影?)|图\s*[/／、并]\s*文|图文|文图|摄影报[道导]|供图|摄影|摄|图|文|整理|编译"
    r"|综合|整合)"
)
_IS_ROLE = rf"(?:{_MEDIUM}(?:记者|通讯员|编辑)|(?:{_ROLE}|{_DONE}){_EDGE})"
_LETTERS = r"[\u3400-\u9fff□?？]"
_WORD = rf"(?:{_HAN}{{1,6}}[·•]{_HAN}{{1,8}}|{_LETTERS}{{2,4}}?|{_HAN}\s{{1,4}}{_HAN})"
_ONE = rf"(?!{_IS_ROLE}){_WORD}(?:（[^（）]{{1,40}}）)?"
_NAMES = rf"{_ONE}(?:[\s、，,]+(?!{_HAN}{{2,4}}报[道导]){_ONE})*"
# Where and how they report from, run on to a name, as papers of Taiwan print it.
_RUN_ON = (
    "台北|新北|基隆|桃园|新竹|苗栗|台中|彰化|南投|云林|嘉义|台南|高雄|屏东|宜兰|花莲|台东|澎湖|金门|综合|即时|专题|连线"
)
_FROM = (
    rf"(?:[\s/／]*发自{_HAN}{{2,6}}|[\s/／]+{_HAN}{{2,6}}?\d{{0,2}}日?(?:(?:综合|即时)?报[道导]|电)"
    rf"|\s*(?:{_RUN_ON}){{0,2}}报[道导])"
)
_BEGIN = r"(?<![^\s|｜（(【\[〔、，,；;/／])"
_FORE = (
    rf"(?:(?:采写|作者|撰[文稿]|(?:本版)?文字?(?:[/／](?:图|视频|摄影?))?)(?:{_BAR}|\s+)(?={_MEDIUM}记者))?"
    rf"(?P<medium>{_MEDIUM})(?P<role>{_ROLE})(?P<mark>{_BAR}|\s+|)"
)
_DESK = rf"{_HAN}{{1,8}}(?:快讯|新闻|中心|组|报|社|网|台|周刊)\s*[/／]\s*"
_CREDIT = re.compile(
    rf"{_BEGIN}(?:{_FORE}|(?P<desk>{_DESK})|)(?P<names>{_NAMES})"
    rf"(?:(?P<by>\s*[/／]\s*|\s*)(?P<done>{_DONE})(?=[\s）)】、，,|｜]|$))?{_FROM}?(?=[\s）)】〕、，,；;|｜/／]|$)"
)
_OF_BODY = re.compile(
    rf"(?P<label>作者|撰稿|撰文|执笔)\s*[：:]\s*(?P<name>{_HAN}{{2,4}})"
    r"(?:\s*[，,]\s*(?:系|为|现为)?|\s*(?:作者|工作)?单位\s*[：:]\s*)(?P<org>[^，。；：:\s]{4,40})(?=[）)】\s]|$)"
)
# （作者系某大学教授 甲）
_TOLD = re.compile(r"(?:本文)?作者\s*(?:分别)?(?P<who>[为系是]?(?:(?!记者)[^。：:（）]){6,80})")
_POST = (
    "教授|讲师|研究员|博士|硕士|研究生|博士生|学生|教师|老师|学者|专家|书记|主任|主席|委员|代表|律师|法官|医生|医师|工程师|干部|"
    "[局院所处科校会部司厅市区县镇乡社队站]长|秘书长|理事|总编|负责人|工作者|志愿者"
)
_NAMED_FIRST = re.compile(rf"(?P<name>{_HAN}{{2,4}}?)(?:分别)?[为系是](?P<org>[^，,]{{4,40}})")
_NEXT_NAMED = re.compile(rf"\s*[；;]\s*|\s*[、，]\s*(?={_HAN}{{2,3}}[为系是])")
_NAMED_LAST = re.compile(rf"(?P<org>\S{{2,38}}(?:{_POST})|\S{{4,40}}(?=\s))\s*(?P<name>{_HAN}{{2,4}})")
_HINT = re.compile(rf"{_ROLE}|[/／]")  # without it no line holds a credit
# A word before names that is none: the paper they write for.
_PAPER = re.compile(rf"{_HAN}{{2}}|{_HAN}{{1,8}}(?:报|社|网|台|新闻|财经|周刊|在线|客户端|号)")
_SHORT_NAME = re.compile(rf"{_HAN}{{2,3}}")
_GLUED = frozenset(("记者", "通讯员", "摄影"))
_ALL_SHOT = re.compile(r"[^/／文图]*\s摄影?$")


def labelled(line: str) -> str:
    """The line with its credits as labels before names; whatever is none stays as it stands."""
    if not _HINT.search(line):
        return line
    plain = _CREDIT.sub(_relabelled, line.lstrip(ORNAMENTS))
    return re.sub("(?:记者|通讯员)：", "摄影：", plain) if _ALL_SHOT.fullmatch(line) else plain


def with_body(line: str) -> str:
    """The line with the body that an author is said to belong to in brackets behind the name."""
    if (told := _TOLD.fullmatch(line)) and (authors := _named_first(told["who"]) or _named_last(told["who"])):
        return f"作者：{'、'.join(f'{name}（{org}）' for name, org in authors)}"
    return _OF_BODY.sub(r"\g<label>：\g<name>（\g<org>）", line)


def _named_first(text: str) -> list[tuple[str, str]]:
    """The authors of `甲系某大学教授；乙为某局局长`, each with post and body; none where anything else is said."""
    found = [_NAMED_FIRST.fullmatch(part) for part in _NEXT_NAMED.split(text)]
    persons = [(each["name"], each["org"]) for each in found if each and is_name(each["name"])]
    return persons if len(persons) == len(found) else []


def _named_last(text: str) -> list[tuple[str, str]]:
    """The authors of `系某大学教授 甲、某协会会长、某局局长乙`; none where anything else is said."""
    persons, posts = [], ""
    for part in re.split(r"\s*[；;、，,]\s*", text.lstrip("为系是")):
        found = _NAMED_LAST.fullmatch(part)
        if found and is_name(found["name"]):
            persons.append((found["name"], posts + found["org"]))
            posts = ""
        else:
            posts += f"{part}、"
    return [] if posts else persons


def read_credits(text: str) -> list[Statement]:
    """The persons of the credits that a text within brackets begins with; what is none ends them.

    There a role that a blank or a mark parts from them tells that words are names, rare ones too.
    """
    found: list[Statement] = []
    end = 0
    for credit in _CREDIT.finditer(text):
        field, names = _read(credit)
        if not names and credit["role"] in _GLUED and credit["mark"]:
            field, names = ROLES[credit["role"]], [each for each in _words_of(credit["names"]) if each not in NO_NAMES]
        if not names or text[end : credit.start()].strip(" ，、；,;/／"):
            break
        found += (Statement(field, *_name_and_body(name)) for name in names if field)
        end = credit.end()
    return found


def _name_and_body(name: str) -> tuple[str, str]:
    bare, _, body = name.partition("（")
    return bare, body.rstrip("）")


def persons(text: str) -> list[str]:
    """The names of a list, each with the body in brackets behind it; nothing where it holds other words.

    A rare surname passes among others that are known.
    """
    words = _words_of(text)
    if len(words) > 1 and not _is_like_name(words[0]) and _PAPER.fullmatch(words[0]):
        words = words[1:]
    known = sum(map(_is_like_name, words))
    return words if 2 * known > len(words) and NO_NAMES.isdisjoint(words) else []


def _words_of(text: str) -> list[str]:
    spaced = re.sub(rf"(?<!{_HAN})({_HAN})\s+({_HAN})(?!{_HAN})", r"\1\2", text)
    return re.split(r"[\s、，,]+(?![^（）]*）)", spaced)


def _is_like_name(word: str) -> bool:
    """Whether a word is a name, a lost character of it included; one of another people's has a dot within."""
    bare = word.partition("（")[0]
    whole = re.sub(r"[□?？]", "某", bare[1:])
    return (
        is_name(bare[:1] + whole) or "·" in bare or (bare[:1] in "□?？" and 1 <= len(whole) <= 2 and "某" not in whole)
    )


def _relabelled(credit: re.Match[str]) -> str:
    field, names = _read(credit)
    return f" {_CANONICAL[field]}：{'、'.join(names)} " if names else credit[0]


def _read(credit: re.Match[str]) -> tuple[Field | None, list[str]]:
    """What persons did and their names; none where something else might be meant."""
    role, done = (credit["role"] or "").replace("／", "/"), credit["done"] or ""
    if not (role or done or credit["desk"]) or not _is_parted(credit, role, done):
        return None, []
    names = persons(credit["names"])
    if not names and role == "记者" and credit["medium"] and credit["mark"]:
        names = [each for each in _words_of(credit["names"]) if _SHORT_NAME.fullmatch(each) and each not in NO_NAMES]
    return _field(role, done), names


def _is_parted(credit: re.Match[str], role: str, done: str) -> bool:
    """Whether nothing between role and names would make one word of them."""
    if role:
        is_medium = not credit["medium"] or role in ("记者", "通讯员", "评论员", "编辑")
        return is_medium and (bool(credit["mark"]) or role in _GLUED)
    return bool(credit["by"]) or done in ("摄", "") or bool(credit["desk"])


def _field(role: str, done: str) -> Field | None:
    """A photographer is one whatever else he is; who wrote and took pictures wrote."""
    if ROLES.get(done) is Field.PHOTOGRAPHER:
        return Field.PHOTOGRAPHER
    return ROLES[role] if role else Field.AUTHOR
