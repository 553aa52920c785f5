"""Titles: what the page shows as its heading, told by its title element, without the names of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import html

from site_builder.clean import Field, Statement
from site_builder.extract.article import Worth, worth
from site_builder.extract.blocks import Block, Kind
from site_builder.extract.dates import DATE
from site_builder.extract.head import contents
from site_builder.extract.stated import Stated, Where
from site_builder.extract.text import tidy

# The end of a title element: the site and its sections, behind a mark that parts them.
_PARTS = re.compile(
    r"\s*(?:_+|\||｜|丨|——+|--+|»|>|<|·|\s[-–—]+\s?|\s?[-–—]+\s)\s*|\s*[-–—]\s*(?=[^-–—]{2,14}$)|\s+@\s+"
)
_SITE = re.compile(
    r".*(?:网|网站|报|台|社|频道|新闻|资讯|中心|门户|官网|在线|客户端|传媒|财经|时政|首页|时报|日报|晚报|周刊|杂志|论坛|博客|专栏|文化|教育|体育|娱乐|科技|"
    r"国际|国内|社会|要闻|正文|两岸三地|探索者|中国|音乐|政务|公司|设计|[a-zA-Z.]+)|.{1,4}"
)


_SHORT = 8  # characters: what is shorter may be the name of a section
_LONGEST = 400  # characters of a title element that are read


def find_title(root: html.HtmlElement, blocks: Sequence[Block], first: int) -> tuple[Stated | None, int]:
    """The title as the page shows it, and the place of its block, -1 where it is only in the head."""
    told = [tidy(each[:_LONGEST]) for each in _told_titles(root) if tidy(each[:_LONGEST])]
    shown = _shown_title(blocks, first, told)
    if shown >= 0:
        return Stated(Statement(Field.TITLE, blocks[shown].text), Where.HEADING), shown
    plain = next((each for text in told if (each := without_site(text, _names_of_site(root)))), "")
    if len(plain) < _SHORT and (above := _above_byline(blocks, first)) >= 0:
        return Stated(Statement(Field.TITLE, blocks[above].text), Where.HEADING), above
    if plain:
        return Stated(Statement(Field.TITLE, plain), Where.TITLE), -1
    if (heading := _last_heading(blocks, first)) >= 0:
        return Stated(Statement(Field.TITLE, blocks[heading].text), Where.HEADING), heading
    return None, -1


def _told_titles(root: html.HtmlElement) -> Iterator[str]:
    for name in ("ArticleTitle", "og:title", "twitter:title"):
        yield from contents(root, name)[:1]
    title = next(root.iter("title"), None)
    if title is not None:
        yield "".join(title.itertext())


def _names_of_site(root: html.HtmlElement) -> tuple[str, ...]:
    return tuple(
        tidy(each) for name in ("og:site_name", "SiteName", "application-name") for each in contents(root, name)
    )


def _shown_title(blocks: Sequence[Block], first: int, told: Sequence[str]) -> int:
    """The block that shows what the head of the page tells, or the heading the article begins with; -1 for none."""
    plain = [bare(each) for each in told]
    best, rank = -1, (0, 0, 0, 0)
    for place, block in enumerate(blocks[: first + 1]):
        text = bare(block.text)
        if (
            not 4 <= len(text) <= 120
            or block.kind is Kind.IMAGE
            or (place == first and worth(block) is Worth.PROSE and len(text) > 60)
        ):
            continue
        if any(_tells(each, text) for each in plain):
            rating = (len(text), int(block.kind is Kind.HEADING), -block.linked, place)
            if rating > rank:
                best, rank = place, rating
    return best


def _above_byline(blocks: Sequence[Block], first: int) -> int:
    """The line right above the date of the article, where a page tells only its section; -1 for none."""
    for place in range(first - 1, 0, -1):
        above = blocks[place - 1]
        is_line = above.kind is not Kind.IMAGE and not above.linked and len(bare(above.text)) >= _SHORT
        if DATE.search(blocks[place].text) and is_line:
            return -1 if DATE.search(above.text) else place - 1
    return -1


def _last_heading(blocks: Sequence[Block], first: int) -> int:
    """The heading that the article begins with; -1 for none."""
    headings = [
        place
        for place, block in enumerate(blocks[:first])
        if block.kind is Kind.HEADING and block.level <= 2 and not block.linked and len(bare(block.text)) >= 6
    ]
    return headings[-1] if headings and first < len(blocks) else -1


def _tells(told: str, shown: str) -> bool:
    """Whether the head of a page names what a block shows: the site's name may follow, and the end may be cut."""
    cut = told.rstrip(".…")
    is_cut = cut != told and len(cut) >= 8
    return told.startswith(shown) or (is_cut and shown.startswith(cut)) or (len(shown) >= 10 and shown in told)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def without_site(title: str, names: Sequence[str] = ()) -> str:
    """A title element without the names of site and sections at its end; one that is only such names gives nothing."""
    rest = tidy(title[:_LONGEST])
    while True:
        cuts = [found for found in _PARTS.finditer(rest) if found.end() < len(rest) and found.start()]
        tail = rest[cuts[-1].end() :] if cuts else ""
        if not cuts or not (tail in names or (len(tail) <= 24 and _SITE.fullmatch(tail))):
            break
        rest = rest[: cuts[-1].start()].rstrip()
    return "" if rest in names else rest
