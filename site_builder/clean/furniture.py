"""Furniture: what a mirror's template put around the article: buttons, lists of other news, notices of rights."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from site_builder.clean.labels import read_byline
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.lines import Line, drop, is_body, is_image, split_lines
from site_builder.clean.model import Found

STEP = "furniture"

_BUTTONS = (
    "首页|主页|返回首页|网站首页|网站地图|关于我们|关注我们|联系我们|加入我们|联系方式|公众号|微信公众号|官方微信|官方微博|在线咨询|"
    "在线客服|在线留言|客服热线|合作咨询|商务合作|广告服务|版权声明|免责声明|法律声明|隐私政策|意见反馈|我要评论|发表评论|分享本页|"
    "分享到|分享|收藏|收藏本页|打印|打印本页|关闭窗口|返回顶部|返回列表|回到顶部|扫一扫|扫码关注|点击查看更多|查看更多|更多|举报|登录|注册"
)
_LISTS = re.compile(
    r"(?:[-•·●▪◆■>*]\s*)?[【\[]?(?:热点|头条|今日头条|最近更新|最新更新|相关新闻|相关文章|相关阅读|相关推荐|相关链接|相关报道|推荐阅读|推荐文章|推荐新闻|"
    r"热门推荐|热门文章|热门新闻|热点新闻|精彩推荐|编辑推荐|为您推荐|为你推荐|猜你喜欢|延伸阅读|最新文章|最新资讯|最新新闻|图片新闻|"
    r"阅读排行|点击排行|热门标签)[】\]]?[：:]?"
)
# Lines that are furniture wherever they stand; each matches a whole line.
_ANYWHERE = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("a character that GBK lacks, alone on its line: an icon of the page", r"\?|？"),
        ("the place of a picture", r"[（(【](?:相关)?(?:资料图片?|配图|题图|图片来自网络|图片来源于网络)[】)）]"),
        ("a button of the page", rf"(?:{_BUTTONS})"),
        ("a row of buttons", rf"(?:{_BUTTONS})(?:\s*[-|｜·丨]\s*(?:{_BUTTONS}))+"),
        ("a copyright line", r"(?:copyright\b|©)[^。]*|[^。]{0,80}all rights reserved[^。]{0,40}"),
        ("licences of the site", r"(?=(?:.*?(?:许可证|营业执照|备案|ICP)){2})[^。！？“”]{8,160}"),
        ("a copyright line", r"版权[为归][^。]{1,40}所有[^。]{0,40}"),
        ("a link to another page", r"[上下]一[篇条页则][：:].{0,60}|(?:[上下]一[篇条页则]\s*){1,2}"),
    )
)
# Sentences of the site's own: furniture only behind the article.
_NOTICE = re.compile(
    r"(?:凡(?:注有|注明|未注明|本[网站]|来源|转载)|(?:免责|版权|郑重|特别)[声申]明[：:]|未经[^。]{0,12}(?:授权|许可|同意)|本[网站])"
    r".*(?:版权|转载|镜像|侵权|稿件|删除).*"
)
_ITEM = re.compile(r"(?:[-•·●▪◆■>*]|\d{1,2}[.、])\s*\S.*|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")


def find_furniture(text: str) -> Found:
    """Remove the template's lines."""
    lines = split_lines(text)
    reasons = [_reason(line.text) for line in lines]
    _mark_before(lines, reasons)
    _mark_behind(lines, reasons)
    _mark_lists(lines, reasons)
    return Found(tuple(_edits(lines, reasons)))


def _reason(text: str) -> str:
    return next((reason for reason, pattern in _ANYWHERE if pattern.fullmatch(text)), "")


def _mark_before(lines: Sequence[Line], reasons: list[str]) -> None:
    """Mark the heads of lists before the article, whose items the page does not show."""
    for place in takewhile(lambda place: not is_body(lines[place].text), range(len(lines))):
        if not reasons[place] and _LISTS.fullmatch(lines[place].text):
            reasons[place] = "the head of a list of other pages"


def _mark_behind(lines: Sequence[Line], reasons: list[str]) -> None:
    """Mark the notices behind the last line of the article, and the lists there with all that follows."""
    end = len(lines)
    while end and (reasons[end - 1] or not is_body(lines[end - 1].text) or _NOTICE.fullmatch(lines[end - 1].text)):
        end -= 1
        if _NOTICE.fullmatch(lines[end].text):
            reasons[end] = "a notice of the site"
    in_list = False
    for place in range(end, len(lines)):
        in_list = in_list or _LISTS.fullmatch(lines[place].text) is not None
        if in_list and not reasons[place] and not _is_labelled(lines[place].text):
            reasons[place] = "a list of other pages"


def _is_labelled(text: str) -> bool:
    """Whether a line is a byline of the article; a bare date in a list is the date of something else."""
    return not _ITEM.fullmatch(text) and read_byline(text) is not None


def _mark_lists(lines: Sequence[Line], reasons: list[str]) -> None:
    """Mark the lists within the article: a head and the items behind it; other lines that go do not part them."""
    seen: set[str] = set()
    head: int | None = None
    for place, line in enumerate(lines):
        if not reasons[place] and _LISTS.fullmatch(line.text):
            head = place
        elif head is not None and not reasons[place] and _ITEM.fullmatch(line.text):
            reasons[head] = reasons[place] = "a list of other pages"
        elif not (reasons[place] or line.text in seen or _goes_anyway(line.text)):
            head = None
        seen.add(line.text)


def _goes_anyway(text: str) -> bool:
    return _is_labelled(text) or is_image(text)


def _edits(lines: Sequence[Line], reasons: Sequence[str]) -> list[Edit]:
    return [drop(line, STEP, Certainty.LIKELY, reason) for line, reason in zip(lines, reasons, strict=True) if reason]
