"""The article of a page: the element that holds most of its prose, without what the template put into it.

A block is judged by its length, its marks of a sentence and how much of it is link, as jusText does; then the element
is taken that holds the most prose against the fewest links. On pages of Chinese news this finds more of the text and
less around it than either jusText or readability alone, or the better of both by agreement.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise

from site_builder.clean.lines import is_image
from site_builder.extract.blocks import Block, Kind


class Worth(Enum):
    """What a block tells of where the article is: prose speaks for it, links against it, a short line neither."""

    PROSE = auto()
    SHORT = auto()
    LINKS = auto()
    NOTHING = auto()


# Measured on the development pages; the result hardly moves while these change by half.
_MOST_LINKED = 0.3
_LONG = 40  # characters: prose even without the end of a sentence
_SENTENCE = 10
_WEIGHT_OF_LINKS = 0.5
_COST_OF_A_LINK = 8
_ASIDE_SHARE = 0.4  # an element named like a part of the template, but holding this much of the prose, is none
_NEARLY_ALL = 0.92
_MOST_COST = 0.5  # of an element's prose: lists of links that a template hangs into the article do not outweigh it

_END = re.compile(r"[。！？；!?;…][”’」』）)]?")
_MARKS = re.compile(r"[，。、；！？,;!?]")
_MARKS_EVERY = 80  # characters: a longer stretch without a mark is a list of words
_CREDIT = re.compile(r".{0,20}[\[【(（]?\s*(?:责任编辑|责编|编辑)\s*[:：/].{0,30}")
_LIST = re.compile(
    r"[【\[]?(?:(?:相关|近期|往期|热门|热点|精彩|最新|今日|本周|更多)(?:新闻|文章|阅读|推荐|链接|报道|资讯|内容|热点|头条|图集|专题|评论)"
    r"|(?:推荐|延伸|扩展|继续)阅读|推荐(?:文章|新闻)|编辑推荐|为[您你]推荐|猜你喜欢|你可能(?:还)?喜欢|大家都在(?:看|搜)|相关"
    r"|(?:我要|网友|全部|发表|热门)评论.{0,6}|评论\s*[(（]?\d*[)）]?条?|上一[篇页条].{0,60}|下一[篇页条].{0,60})[】\]]?[：:>»]*"
)


def worth(block: Block) -> Worth:
    """What a block by itself tells."""
    length = len(block.text)
    if block.kind is Kind.TABLE:
        cells = sum(len(cell) for row in block.rows for cell in row)
        return Worth.LINKS if block.linked > _MOST_LINKED * cells else Worth.SHORT
    if not length or block.kind is Kind.IMAGE:
        return Worth.NOTHING
    if block.linked > _MOST_LINKED * length or "©" in block.text:
        return Worth.LINKS
    if length >= _LONG and len(_MARKS.findall(block.text)) * _MARKS_EVERY >= length:
        return Worth.PROSE
    return Worth.PROSE if length >= _SENTENCE and _END.search(block.text) else Worth.SHORT


def find_article(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of the article, in order; nothing where the page holds no prose."""
    worths = [worth(block) for block in blocks]
    asides = _asides(blocks, worths)
    inside = [place for place, block in enumerate(blocks) if asides.isdisjoint(block.asides)]
    element = _element(blocks, worths, frozenset(inside))
    held = [place for place in inside if element in blocks[place].path]
    kept = _without_lists(blocks, worths, held)
    return tuple(blocks[place] for place in _with_pictures(blocks, worths, kept))


def _asides(blocks: Sequence[Block], worths: Sequence[Worth]) -> set[int]:
    """The elements that are named as parts of the template and hold but little of the page's prose."""
    prose: defaultdict[int, int] = defaultdict(int)
    total = 0
    for block, each in zip(blocks, worths, strict=True):
        length = len(block.text) if each is Worth.PROSE else 0
        total += length
        for aside in block.asides:
            prose[aside] += length
    return {aside for aside, length in prose.items() if length <= _ASIDE_SHARE * total}


def _element(blocks: Sequence[Block], worths: Sequence[Worth], inside: frozenset[int]) -> int:
    """The innermost element whose prose outweighs its links by nearly as much as any; 0 where none does."""
    gains: defaultdict[int, float] = defaultdict(float)
    costs: defaultdict[int, float] = defaultdict(float)
    depths: dict[int, int] = {}
    parents: dict[int, int] = {}
    for place, (block, each) in enumerate(zip(blocks, worths, strict=True)):
        score = _score(block, each) if place in inside else -_cost(block, each)
        (gains if score > 0 else costs)[block.path[-1]] += abs(score)
        if block.path[-1] not in depths:
            depths |= {element: depth for depth, element in enumerate(block.path)}
            parents |= dict(pairwise(block.path[::-1]))
    scores: dict[int, float] = {}
    for element in sorted(depths, reverse=True):  # an element's number is higher than those of the elements around it
        gain, cost = gains[element], costs[element]
        scores[element] = gain - min(cost, _MOST_COST * gain) if gain else -cost
        (gains if scores[element] > 0 else costs)[parents.get(element, 0)] += abs(scores[element])
    best = max(scores.values(), default=0.0)
    near = [element for element, score in scores.items() if score >= _NEARLY_ALL * best > 0]
    return max(near, key=lambda element: (depths[element], scores[element]), default=0)


def _score(block: Block, each: Worth) -> float:
    if each is Worth.PROSE:
        return len(block.text) - block.linked
    return -_WEIGHT_OF_LINKS * (block.linked + _COST_OF_A_LINK) if each is Worth.LINKS else 0.0


def _cost(block: Block, each: Worth) -> float:
    return 2.0 if each is Worth.SHORT else float(len(block.text))


def _without_lists(blocks: Sequence[Block], worths: Sequence[Worth], held: Sequence[int]) -> list[int]:
    """The places without links, and without what follows the end of the article.

    Behind the editor's name, or the head of a list of other pages, only prose that stands where the article's own
    paragraphs stand still belongs to it.
    """
    total = sum(len(blocks[place].text) for place in held if worths[place] is Worth.PROSE)
    home = _home(blocks, worths, held)
    kept, read, over = [], 0, False
    for place in held:
        block, each = blocks[place], worths[place]
        is_prose = each is Worth.PROSE
        past_half = read * 2 > total
        over = over or (past_half and _LIST.fullmatch(block.text) is not None)
        if each is not Worth.LINKS and (not over or (is_prose and block.path[:-1] == home)):
            kept.append(place)
        read += len(block.text) if is_prose else 0
        over = over or (past_half and _CREDIT.fullmatch(block.text) is not None)
    return kept


def _home(blocks: Sequence[Block], worths: Sequence[Worth], held: Iterable[int]) -> tuple[int, ...]:
    """The elements that most of the prose stands in, its own paragraphs left out."""
    lengths: defaultdict[tuple[int, ...], int] = defaultdict(int)
    for place in held:
        if worths[place] is Worth.PROSE:
            lengths[blocks[place].path[:-1]] += len(blocks[place].text)
    return max(lengths, key=lambda path: lengths[path], default=())


def _with_pictures(blocks: Sequence[Block], worths: Sequence[Worth], kept: Sequence[int]) -> Iterator[int]:
    """The places without the pictures of the template: one of the article stands by its text."""
    prose = [place for place in kept if worths[place] is Worth.PROSE]
    if not prose:
        return
    for place in kept:
        if blocks[place].kind is not Kind.IMAGE:
            if not is_image(blocks[place].text):
                yield place
        elif prose[0] - 3 <= place <= prose[-1] + 3 and not _ORNAMENT.search(blocks[place].address):
            yield place


_ORNAMENT = re.compile(
    r"(?:logo|icon|ico|qr|erweima|weixin|share|avatar|blank|loading|spacer|pixel|1x1|ad)[\w-]*\.\w+(?:\?|$)", re.I
)
