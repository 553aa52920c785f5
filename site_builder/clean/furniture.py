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
    "首页|主页|APP下载|下载APP|返回首页|网站首页|网站地图|关于我们|关注我们|联系我们|加入我们|联系方式|公众号|微信公众号|官方微信|官方微博|在线咨询|"
    "在线客服|在线留言|客服热线|合作咨询|商务合作|广告服务|版权声明|免责声明|法律声明|隐私政策|意见反馈|我要评论|发表评论|分享本页|"
    "分享到|分享|收藏|收藏本页|打印|打印本页|打印此页|关闭|关闭窗口|关闭本页|返回顶部|返回列表|回到顶部|扫一扫|扫码关注|点击查看更多|"
    "查看更多|加载更多|点击加载更多|更多|举报|登录|注册|纠错|我要纠错|点赞|在看|网友评论|暂无评论|登录后参与评论|文明上网，理性发言|"
    "阅读全文|展开全文|点击查看全文|查看全文|阅读原文|查看原文|点击进入专题|广告|AD|×|上一页|下一页|尾页"
)
_BUTTON = rf"[【\[（(]?\s*(?:{_BUTTONS})\s*[】\]）)]?"
_PLACES = (
    "微信|微博|QQ空间|QQ好友|QQ|新浪微博|腾讯微博|人人网|朋友圈|微信好友|微信朋友圈|豆瓣|百度贴吧|空间|复制链接|"
    "Facebook|Twitter|LINE|更多"
)
_COUNT = r"[\d.,]+\s*(?:[万千]\+?|\+)?"
_COUNTED = "阅读(?:量|数|次数)?|浏览(?:量|次数)?|点击(?:量|数|次数)?|点赞|在看|评论|赞|收藏|转发|分享|人气|推荐"
_COUNTER = (
    rf"(?:(?:{_COUNTED})\s*[:：]?\s*[(（]?\s*{_COUNT}\s*[)）]?次?|{_COUNT}\s*(?:条评论|人参与|次阅读|人阅读|阅读))"
)
_SCAN = (
    r"(?:请|点击|打开|使用?|用)*(?:手机|微信)?(?:扫一扫|扫码)[，,\s]*(?:用?手机看|在?手机|关注|分享|下载|打开|识别)[^。！？]{0,24}"
    r"|(?:请|打开|使用?|用)*(?:手机|微信)?(?:扫一?扫?描?|长按)(?:识别)?(?:上[方图]|下[方图])?二维码[，,]?"
    r"(?:关注|分享|下载|打开|查看|阅读|观看|识别)?[^。！？]{0,16}"
)
_REGIONS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LISTS = re.compile(
    r"(?:[-•·●▪◆■>*]\s*)?[【\[]?(?:热点|头条|今日头条|最近更新|最新更新|相关新闻|相关文章|相关阅读|相关推荐|相关链接|相关报道|推荐阅读|推荐文章|"
    r"推荐新闻|热门推荐|热门文章|(?:点击)?热门新闻|热点新闻|精彩推荐|编辑推荐|为您推荐|为你推荐|猜你喜欢|大家都在看|延伸阅读|最新文章|最新资讯|"
    r"最新新闻|图片新闻|阅读排行|点击排行|热门标签)[】\]]?[：:]?"
)
# Lines that are furniture wherever they stand; each matches a whole line.
_ANYWHERE = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("a character that GBK lacks, alone on its line: an icon of the page", r"\?|？"),
        ("a separator of the template", r"[|｜]+"),
        ("a counter of the page", r"\d+\s*次?\s*(?:浏览|阅读|点击)"),
        (
            "the place of a picture",
            r"[（(【](?:相关)?(?:资料图片?(?:仅供参考)?|配图|题图|图片来自网络)[】)）]",
        ),
        (
            "the place of a picture",
            r"[（(【]?图片?均?(?:来?源|来自|来源于|来源自)\s*[:：]?\s*(?:于|自)?(?:互联网|网络)"
            r"(?:[，,。 ]*(?:如有)?侵[权删].{0,12})?[】)）]?",
        ),
        ("a button of the page", _BUTTON),
        ("a row of buttons", rf"{_BUTTON}(?:\s*[-|｜·丨]?\s*{_BUTTON})+"),
        ("a row of counters", rf"{_COUNTER}(?:[\s|｜·]+{_COUNTER})*"),
        ("a choice of type sizes", r"[【\[]?字[体号](?:大小)?[：:]?\s*[【\[]?\s*(?:[大中小]\s*[|/]?\s*){2,3}[】\]]?"),
        (
            "a choice of type sizes",
            rf"(?=[^-+－＋]*[-+－＋])(?:字[体号](?:大小)?[：:]?\s*)?(?:A[-+－＋]?[\s|/]*){{2,3}}(?:{_BUTTON}[\s|｜·]*)*",
        ),
        ("a row of buttons", rf"分享[到至]?[：:]?\s*(?:(?:{_PLACES})[\s、|]*)+|分享[到至][：:]"),
        ("the place of a code to scan", _SCAN),
        ("a copyright line", r"(?:copyright\b|©)[^。]*|[^。]{0,80}all rights reserved[^。]{0,40}"),
        ("licences of the site", r"(?=(?:.*?(?:许可证|营业执照|备案|ICP)){2})[^。！？“”]{8,160}"),
        ("licences of the site", rf"[^。！？“”]{{0,60}}[{_REGIONS}]ICP[备证]\s*[\dA-Z]{{5,}}[^。！？“”]{{0,40}}"),
        ("licences of the site", rf"[^。！？“”]{{0,20}}[{_REGIONS}]公网安备\s*\d{{8,}}\s*号?.{{0,10}}"),
        ("a copyright line", r"版权[为归][^。]{1,40}所有[^。]{0,40}|版权所有[：:][^。]{2,60}"),
        ("a notice of the site", r"[【\[]?(?:版权|免责|特别|版权[与及]免责|免责[与及]版权)声明[】\]]?[：:]?"),
        ("a link to another page", r"[上下]一[篇条页则][：:].{0,60}|(?:[上下]一[篇条页则]\s*){1,2}"),
    )
)
# Before the first words of a line, where a mirror had put a picture of its own.
_PLACEHOLDER = re.compile(r"[（(【](?:相关)?资料图片?[】)）]\s*(?=[^\s（(])")
# Before the article the way to its page tells its sections, which the byline reads.
_WAY = re.compile(r"(?:您|你|当前|现在|目前)[^。，]{0,6}位置[：:].{0,60}|(?:网站)?[首主]页\s*[>»›＞]+.{0,50}")
# Sentences of the site's own: furniture only behind the article.
_NOTICE = re.compile(
    r"(?:凡(?:注有|注明|未注明|本[网站]|来源|转载)|(?:免责|版权|郑重|特别|重要)?[声申]明[：:]|未经[^。]{0,12}(?:授权|许可|同意)|本[网站])"
    r".*(?:版权|转载|镜像|侵权|稿件|删除|观点|存储|证实).*"
    r"|(?:点击|立即|扫码)?下载[^。！？]{0,12}(?:客户端|APP)[^。！？]{0,12}"
)
_DAY = r"[\[（(]?(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d\d?:\d\d)?[\]）)]?"
_ITEM = re.compile(
    rf"(?:[-•·●▪◆■>*]|\d{{1,2}}[.、])\s*\S.*|{_DAY}|{_DAY}\s+[^。！？]{{4,60}}|[^。！？]{{4,60}}\s+{_DAY}"
)


def find_furniture(text: str) -> Found:
    """Remove the template's lines."""
    lines = split_lines(text)
    reasons = [_reason(line.text) for line in lines]
    before: list[str] = []
    while before != reasons:  # a line that goes may have kept another from being known
        before = [*reasons]
        for mark in (_mark_lists, _mark_way, _mark_behind, _mark_before):
            mark(lines, reasons)
    return Found(tuple(_edits(lines, reasons)))


def article_end(texts: Sequence[str]) -> int:
    """Where a list of other pages begins behind the last paragraph: no line from there on is the article's."""
    behind = next((place for place in range(len(texts), 0, -1) if is_body(texts[place - 1])), 0)
    return next((place for place in range(behind, len(texts)) if _LISTS.fullmatch(texts[place])), len(texts))


def is_notice(text: str) -> bool:
    """Whether a line is a notice of the site's own, on rights and who answers for what."""
    return _NOTICE.fullmatch(text) is not None


def is_template(text: str) -> bool:
    """Whether a line is the template's wherever it stands."""
    return _reason(text) != ""


def _reason(text: str) -> str:
    return next((reason for reason, pattern in _ANYWHERE if pattern.fullmatch(text)), "")


def _mark_before(lines: Sequence[Line], reasons: list[str]) -> None:
    """Mark the heads of lists before the article, whose items the page does not show."""
    for place in takewhile(lambda place: reasons[place] or not is_body(lines[place].text), range(len(lines))):
        if not reasons[place] and _LISTS.fullmatch(lines[place].text):
            reasons[place] = "the head of a list of other pages"


def _mark_way(lines: Sequence[Line], reasons: list[str]) -> None:
    first = next((place for place, line in enumerate(lines) if not reasons[place] and is_body(line.text)), len(lines))
    for place in range(first, len(lines)):
        if _WAY.fullmatch(lines[place].text):
            reasons[place] = "the way to the page"


def _mark_behind(lines: Sequence[Line], reasons: list[str]) -> None:
    """Mark the notices behind the last line of the article, and the lists there with all that follows."""
    end = len(lines)
    while end and (reasons[end - 1] or not is_body(lines[end - 1].text) or is_notice(lines[end - 1].text)):
        end -= 1
        if is_notice(lines[end].text):
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
        if not line.text.startswith(":::"):
            seen.add(line.text)


def _goes_anyway(text: str) -> bool:
    return _is_labelled(text) or is_image(text)


def _edits(lines: Sequence[Line], reasons: Sequence[str]) -> list[Edit]:
    edits = []
    for line, reason in zip(lines, reasons, strict=True):
        if reason:
            edits.append(drop(line, STEP, Certainty.LIKELY, reason))
        elif (found := _PLACEHOLDER.match(line.text)) and is_body(line.text):
            end = line.start + found.end()
            edits.append(Edit(line.start, end, "", STEP, Certainty.LIKELY, "the place of a picture, before the text"))
    return edits
