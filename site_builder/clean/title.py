"""The title of a page: the line that is it, the subtitle behind it, and what stands above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from msgspec import Struct

from site_builder.clean.lines import BESIDE, Line, Shape, has_words, is_body, is_chapter, is_section, shapes
from site_builder.clean.model import Field, Statement, Told

_LABELLED = re.compile(r"标题：\s*(?P<title>.*\S)")
_DASHES = "—－-─ "
_SUBTITLE = re.compile(r"(?:——|--|—|──)\s*[^\s—][^。！？]{1,60}")


class Title(Struct, frozen=True):
    """The line that is the title, what it says, and the subtitle on the line behind it, if there is one."""

    place: int
    text: str
    subtitle: str = ""
    above: tuple[int, ...] = ()  # lines above it that name the site or a section


def find_title(lines: Sequence[Line], told: Sequence[Told], bylines: Iterable[int]) -> Title | None:
    """The line that is the page's title: the first one, where a byline or the text follows at once.

    Names of the site or of a section stand above it, and a mirror's keyword may. `told` is what each line states, and
    `bylines` are those that go for it.
    """
    known = set(bylines)
    kinds = shapes(lines)
    places = [place for place in range(len(lines)) if kinds[place] not in BESIDE]
    own = [place for place in places if place not in known and told[place] is None]
    texts = [lines[place].text for place in own]
    pairs = takewhile(lambda pair: is_above(*pair), zip(texts, [*texts[1:], ""], strict=False))
    count = sum(1 for _ in pairs)
    if known and count + 1 < len(own) and _is_keyword(texts[count], texts[count + 1], _pairs(*_body(lines))):
        count += 1
    above, own = tuple(own[:count]), own[count:]
    if not own or kinds[own[0]] not in (Shape.SHORT, Shape.PROSE) or is_body(lines[own[0]].text):
        return None
    first = own[0]
    follower = lines[first + 1].text if first + 1 in own else ""
    subtitle = follower if _SUBTITLE.fullmatch(follower) else ""
    if is_chapter(lines[first].text):
        return Title(first, lines[first].text, "", above)
    title = Title(first, lines[first].text, subtitle, above)
    behind = [place for place in places if place > first + bool(subtitle)][:3]
    upto = next((at for at, place in enumerate(behind) if kinds[place] is Shape.PROSE and place not in known), 3)
    if known.intersection(behind[:upto]):
        return title
    run = [kinds[place] for place in own[:3] if not (subtitle and place == first + 1)]
    headings = (Shape.SHORT, Shape.NUMBERED)
    is_head = run[:2] == [Shape.SHORT, Shape.PROSE] or (run[2:] == [Shape.PROSE] and run[1] in headings)
    # Without a byline only names of a site may stand above: else a text already cleaned would lose another line.
    is_first = bool(known) or all(is_section(lines[place].text) for place in above)
    return title if kinds[first] is Shape.SHORT and is_head and is_first else None


def is_above(text: str, following: str) -> bool:
    """Whether a line names the site or a section: by its last word, or as it says nothing or the same as the next."""
    return not has_words(text) or text == following or is_section(text)


def _is_keyword(text: str, following: str, body: frozenset[str]) -> bool:
    """Whether a line is a mirror's keyword above the title: nothing of it stands in the text, and much of the title."""
    own, next_ones = _pairs(text), _pairs(following)
    is_foreign = bool(own) and own.isdisjoint(body | next_ones) and not re.search(r"[，。！？：；、“”《》—]", text)
    return is_foreign and not is_body(following) and 3 * len(next_ones & body) >= len(next_ones) > 1


def _pairs(*texts: str) -> frozenset[str]:
    """All two Han characters that stand side by side."""
    runs = (run for text in texts for run in re.findall(r"[\u3400-\u9fff]+", text))
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def _body(lines: Sequence[Line]) -> Iterator[str]:
    return (line.text for line in lines if is_body(line.text))


def stated_title(title: Title | None) -> Iterator[Statement]:
    if title is not None:
        yield Statement(Field.TITLE, title.text)
        if title.subtitle:
            yield Statement(Field.SUBTITLE, title.subtitle.lstrip(_DASHES))


def labelled_titles(lines: Sequence[Line]) -> dict[int, str]:
    """The lines that state a title behind its label, and the titles."""
    found = ((place, _LABELLED.fullmatch(line.text)) for place, line in enumerate(lines))
    return {place: labelled["title"] for place, labelled in found if labelled}
