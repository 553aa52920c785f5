"""What templates may do with a value beside writing it."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec
from markupsafe import Markup

from site_builder.build.writers import escaped


def json_data(value: object) -> Markup:
    """A value as JSON for a `script` element that is not run: nothing in it can end the element or open another."""
    text = msgspec.json.encode(value).decode()
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


@lru_cache(1 << 14)
def han_date(date: str) -> str:
    """A date as Chinese text writes it: 2024-10-08 is 2024年10月8日, 2022/2024 is 2022年—2024年."""
    return "—".join(map(_han_day, date.split("/")))


def _han_day(date: str) -> str:
    numbers = [str(int(number)) for number in date.rstrip("~").split("-") if number]
    text = "".join(number + unit for number, unit in zip(numbers, "年月日", strict=False))
    return f"{text}左右" if date.endswith("~") else text  # written alike in both scripts


def has_short_phrases(title: str) -> bool:
    """Whether a title may be broken behind its stops alone: each of its phrases has room in a line of a phone."""
    return all(len(phrase.strip()) <= _LINE for phrase in _STOP.split(title))


_LINE = 12  # characters
_STOP = re.compile(r"(?<=[，。；：！？、—…\s])")


def pinned(html: str, before: str, after: str) -> str:
    """A text with a link to itself at the start of each numbered paragraph, named by its number between two words."""
    first, *parts = _PARAGRAPH.split(html)
    start, end = f'" aria-label="{escaped(before)}', f'{escaped(after)}"></a>'
    pinned = (
        f'<p id="p{number}"><a class="pin" href="#p{number}{start}{number}{end}{words}'
        for number, words in zip(parts[::2], parts[1::2], strict=True)
    )
    return "".join((first, *pinned))


_PARAGRAPH = re.compile(r'<p id="p([0-9]+)">')


FILTERS = {each.__name__: each for each in (han_date, pinned, has_short_phrases, json_data)}
