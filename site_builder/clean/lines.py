"""Lines: a page cut where it breaks, and the shape of each line: prose, heading, caption, file name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import pairwise, takewhile

from msgspec import Struct

from site_builder.clean.ledger import Certainty, Edit

# Every character that shows nothing, a byte order mark and a zero-width space among them.
BLANKS = (
    "\t\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
)


class Line(Struct, frozen=True):
    """A line that shows something. `text` is `[start, end)` of the page, without the blanks around it.

    `begin` is where the line begins, `after` where the next line that shows something does.
    """

    begin: int
    start: int
    end: int
    after: int
    text: str


def split_lines(text: str) -> list[Line]:
    """The lines of a page that show something, in order."""
    found: list[tuple[int, int, str]] = []
    begin = 0
    for whole in text.split("\n"):
        if shown := whole.strip(BLANKS):
            found.append((begin, begin + len(whole) - len(whole.lstrip(BLANKS)), shown))
        begin += len(whole) + 1
    afters = [*(begin for begin, _, _ in found[1:]), len(text)]
    return [
        Line(begin, start, start + len(shown), after, shown)
        for (begin, start, shown), after in zip(found, afters, strict=False)
    ]


def drop(line: Line, step: str, certainty: Certainty, reason: str) -> Edit:
    """The edit that removes a line together with the empty lines behind it."""
    return Edit(line.begin, line.after, "", step, certainty, reason)


class Shape(Enum):
    """What a line looks like. Captions, image names and attributions stand beside the text, not in its order."""

    PROSE = auto()
    SHORT = auto()  # without the end of a sentence: a title, a heading, perhaps a caption
    NUMBERED = auto()  # 一、… or （一）…
    CAPTION = auto()
    FIGURE = auto()  # a caption fenced already, or one of its fences
    IMAGE = auto()
    LABEL = auto()  # 【专家点评】: from here on an expert speaks
    ATTRIBUTION = auto()  # the expert's name and post, behind the label
    NOTE = auto()  # a footnote of the dialect: its mark, then text that is none yet
    MARKED = auto()  # Markdown already


BESIDE = frozenset({Shape.CAPTION, Shape.FIGURE, Shape.IMAGE, Shape.ATTRIBUTION})
LONGEST_HEADING = 40
LONGEST_TITLE = 60

# A picture in Markdown, alone on its line.
PICTURE = re.compile(r"!\[(?P<caption>[^\[\]]*)\]\([^()\s]+\)")
_LABEL = re.compile(r"【(?:专家|名家|学者)?(?:点评|短评|评析)】|(?:专家|名家|学者)(?:点评|短评|评析)[：:]?")
_ATTRIBUTION = re.compile(r"[□■●◎]?\s?(?P<name>[\u4e00-\u9fff·]{2,6})（(?P<org>[^（）。]+)）")
_MARKED = re.compile(r"#{1,6} |:::|> |[-*+] |\||\d+[.)] ")
_IMAGE = re.compile(
    r"[^。！？；]{0,80}\.(?:png|jpe?g|gif|webp|bmp)(?:[?！!].*)?|(?=[A-Za-z]*\d)[0-9A-Za-z]{16,}(?:_[0-9A-Za-z]+)*",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:图为|图片说明|图[一二三四五六七八九十\d]{0,3}[：:]|[▲△↑]).{2,100}"
    r"|.{4,100}[（(][^（）()]{0,12}[摄供]图?[）)]"
    r"|[^。！？]{4,100}[\s。][\u3400-\u9fff·]{2,6}\s?摄影?"
)
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^。！？；]{2,40}。?")
_NOT_SHORT = re.compile(r"[。！？；]|[：，、…—:,]$")
# What a journal prints about an article, never a heading.
_MATTER = re.compile(
    r"[【\[]?(?:关\s*键\s*[词字]|(?:中图)?分类号|文献标[识志]码|文章编号|基金项目|作者简介|收稿日期|DOI|doi)"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_CHAPTER = re.compile(r"第[\d一二三四五六七八九十百千]{1,6}[章回] ")
_MENU = re.compile(r"[^|｜].*[|｜].*[|｜].*")
_SECTION = re.compile(
    r"《?[\u3400-\u9fff·]{1,14}》?(?:网|网站|在线|主办|主管|电子报|电子版|日报|晚报|客户端|公众号)|.{0,4}位置[：:].*|编者的话|编者按|电子报|公告栏|通知公告|新闻中心|新闻动态|摘要|引言|前言|正文|目录"
)
_WORDS = re.compile(r"[^\W\d_].*[^\W\d_]", re.DOTALL)
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def shapes(lines: Sequence[Line]) -> list[Shape]:
    """The shape of every line; a caption fenced with `::: figure` is a figure, fences and all."""
    found: list[Shape] = []
    in_commentary = False
    for line in lines:
        in_commentary = in_commentary or _begins_commentary(line.text)
        found.append(_shape(line.text, in_commentary))
    for place, (opening, caption, closing) in enumerate(zip(lines, lines[1:], lines[2:], strict=False)):
        close = opening.end + 1 == caption.start and caption.end + 1 == closing.start
        if close and (opening.text, closing.text) == ("::: figure", ":::") and caption.text[:3] != ":::":
            found[place : place + 3] = [Shape.FIGURE] * 3
    return found


def attribution(text: str) -> tuple[str, str] | None:
    """The expert's name and post of an attribution line."""
    found = _ATTRIBUTION.fullmatch(text)
    return (found["name"], found["org"]) if found else None


def headed(lines: Sequence[Line], shapes: Sequence[Shape]) -> list[bool]:
    """Which lines are headings: chapters, and one or two short or numbered lines in a row, with prose behind them.

    The names of the site that may begin a page are not counted with those behind them.
    """
    order = [index for index, shape in enumerate(shapes) if shape not in BESIDE]
    chapters = [shape in (Shape.SHORT, Shape.PROSE) and is_chapter(lines[at].text) for at, shape in enumerate(shapes)]
    headings = [*chapters]
    names = sum(1 for _ in takewhile(lambda index: is_section(lines[index].text), order))
    for run, following in _runs([Shape.MARKED if chapters[index] else shapes[index] for index in order]):
        counted = [order[place] for place in run if place >= names or len(run) <= 2]
        if len(counted) <= 2 and following is Shape.PROSE:
            for index in counted:
                headings[index] = True
    return headings


def is_image(text: str) -> bool:
    """Whether a line is the file name of a picture."""
    return _IMAGE.fullmatch(text) is not None


def is_body(text: str) -> bool:
    """Whether a line is surely running text: it holds a full stop or is long, and is no caption, picture or heading."""
    is_long = "。" in text or (len(text) > LONGEST_TITLE and not _MENU.fullmatch(text))
    return is_long and has_words(text) and not any(pattern.fullmatch(text) for pattern in (_NUMBERED, _CAPTION, _IMAGE))


def is_section(text: str) -> bool:
    """Whether a line is a menu, or names a site or a section by its last word."""
    return not is_body(text) and (_MENU.fullmatch(text) or _SECTION.fullmatch(text)) is not None


def is_chapter(text: str) -> bool:
    """Whether a line is the heading of a numbered chapter."""
    return _CHAPTER.match(text) is not None and not is_body(text)


def has_words(text: str) -> bool:
    """Whether a line says anything: marks, figures and a single letter do not."""
    return _WORDS.search(text) is not None


def unescaped(text: str) -> str:
    """A line as a reader sees it, without the backslashes that keep Markdown from reading its marks."""
    return _ESCAPE.sub("", text) if "\\" in text else text


def _begins_commentary(text: str) -> bool:
    return text == "::: commentary" or _LABEL.fullmatch(text.removeprefix("## ")) is not None


def _shape(text: str, in_commentary: bool) -> Shape:
    plain = unescaped(text)
    if _LABEL.fullmatch(text):
        return Shape.LABEL
    if in_commentary and _ATTRIBUTION.fullmatch(text):
        return Shape.ATTRIBUTION
    for shape, pattern in _PATTERNS:
        if pattern.fullmatch(plain):
            return shape
    return Shape.SHORT if _is_short(plain) else Shape.PROSE


_PATTERNS = (
    (Shape.MARKED, re.compile(rf"(?:{_MARKED.pattern}).*")),
    (Shape.NOTE, re.compile(r"\[\^[^\]\s]+\]: .*")),
    (Shape.IMAGE, _IMAGE),
    (Shape.CAPTION, _CAPTION),
    (Shape.NUMBERED, _NUMBERED),
)


def _is_short(text: str) -> bool:
    is_short = len(text) <= LONGEST_HEADING and not _NOT_SHORT.search(text) and not _MATTER.match(text)
    return is_short and len(_HAN.findall(text)) >= 2


def _runs(shapes: Sequence[Shape]) -> Iterable[tuple[range, Shape | None]]:
    """Every stretch of heading-like lines, and the shape that follows it."""
    likely = [shape in (Shape.SHORT, Shape.NUMBERED) for shape in shapes]
    edges = [place for place, (left, right) in enumerate(pairwise([False, *likely, False])) if left != right]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield range(start, end), shapes[end] if end < len(shapes) else None
