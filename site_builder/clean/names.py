"""Names of persons, known by their surnames: in a list, with a blank inside, or run together."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The surnames of some 97 of 100 persons; those that begin many other words too (和 文 时 明 平 安) are left out.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施洪牛樊葛邢齐易乔伍庞颜倪庄"
    "聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕腾屈饶"
    "解牟艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄"
    "赖匡茹邸荆邰揭丛仲虞敖巩明仝佘池查麻苑迟邝奚郜蔺谌鄢闻郗郦竺亓訾卿阚嵇贡冼晁练逄楚敬"
) - frozenset("成明应全商景古连解管查师")
_COMPOUND = frozenset(
    re.findall("..", "欧阳司马上官诸葛司徒夏侯皇甫尉迟公孙慕容令狐宇文长孙东方南宫端木轩辕申屠范姜张简")
)
# What stands where a name would, and is none.
_NOBODY = """
通讯员 佚名 未知 网络 管理员 系统管理员 匿名 本站 网站 整理 综合 编辑 记者 作者
来源 网友 转载 小编 网络整理 原创 本报 不详 admin editor Admin 阅读
新闻 最新文章 推荐 专栏 个人观点 手记 按语 部门 查看 所有 文章 更多 发布 标题
时间 整合 今日 昨日 报道 摄影 编译 计划表 特约 实习 供稿 提供 简介 最新 介绍
专栏作者 评论员 特约评论员 本站编辑 本网编辑 网站编辑
"""
NO_NAMES = frozenset(_NOBODY.split())
_HAN = re.compile(r"[\u3400-\u9fff]+")
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_APART = re.compile(r"\s*[，,、；;?？+]\s*")
_MARKS = re.compile(r"[\d.,，*①-⑳]+$")  # the numbers of a person's bodies, which stood raised behind the name


def is_name(text: str) -> bool:
    """Whether a word is the name of a person: a surname and one or two characters more."""
    if not _HAN.fullmatch(text):
        return False
    return (text[0] in _SURNAMES and len(text) in (2, 3)) or (text[:2] in _COMPOUND and len(text) in (3, 4))


def name_list(text: str) -> tuple[str, ...]:
    """The names that a line lists, parted by marks or blanks; none where it holds anything else.

    `王 植` is one name: a blank between single characters only makes it as wide as the others. A rare surname passes
    among others that are known.
    """
    names: list[str] = []
    for part in filter(None, _APART.split(text.strip())):
        names += _joined([word for each in part.split() if (word := _MARKS.sub("", each))])
    known = sum(map(is_name, names))
    return tuple(names) if 2 * known > len(names) and all(map(_NAME.fullmatch, names)) else ()


def _joined(words: list[str]) -> Iterator[str]:
    """The words, two single characters in a row as one, or three that are all."""
    if len(words) == 3 and len("".join(words)) == 3:
        words = ["".join(words)]
    waiting = ""
    for word in words:
        if len(waiting + word) == 2 and waiting:
            yield waiting + word
            waiting = ""
        elif len(word) == 1 and not waiting:
            waiting = word
        else:
            yield from filter(None, (waiting, word))
            waiting = ""
    yield from filter(None, (waiting,))


def run_together(text: str) -> tuple[str, ...]:
    """The names of a text that is nothing but names without anything between; none where it could part otherwise."""
    if not _HAN.fullmatch(text) or len(text) > 24:
        return ()
    ways = list(_ways(text))
    return ways[0] if len(ways) == 1 else ()


def _ways(text: str) -> Iterator[tuple[str, ...]]:
    if not text:
        yield ()
    for length in (2, 3, 4):
        if len(text) >= length and is_name(text[:length]):
            yield from ((text[:length], *rest) for rest in _ways(text[length:]))
