"""The kinds of single values that front matter has: what each must look like, and how to mend one that does not."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from msgspec import Meta

from site_builder.script.texts import Text

# What a curator writes where the source is silent on a matter. An absent key says that nobody has looked yet.
NOT_STATED = "原文未提及"

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?~?")
_CODE = r"^[a-z0-9]+([-_.][a-z0-9]+)*$"
_WORD = re.compile(r"[^\W_]+(?:[-_.][^\W_]+)*")
# What joins values in a Chinese line; never part of a code.
_SEPARATORS = re.compile(r"[，、；;,|/\s]")


def check_date(text: str) -> None:
    """An EDTF date: 2022, 2022-08, 2022-08-10, any of them with `~` for about, or two joined by `/`; ValueError."""
    days = [_first_day(part) for part in text.split("/", 1)]
    if len(days) == 2 and days[1] < days[0]:
        raise ValueError("ends before it starts")


def _first_day(text: str) -> date:
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError("not a date")
    year, month, day = (int(number) if number else 1 for number in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("not a day of the calendar") from None


def date_hint(text: str) -> str:
    """How a date that a person wrote would be written here."""
    if "/" in text:
        return "write it like 2022/2024 or 2022-08/2023-01"
    digits = re.match(r"\s*(\d{4})\D+(\d{1,2})(?:\D+(\d{1,2}))?", text)
    if digits is None:
        year = re.fullmatch(r"\s*(\d{4})年?\s*", text)
        return f"write it like {year[1]}" if year and year[1] != text else "write it like 2024-03-09"
    day = f"-{int(digits[3]):02d}" if digits[3] else ""
    rewritten = f"{digits[1]}-{int(digits[2]):02d}{day}"
    return f"write it like {'2024-03-09' if rewritten == text else rewritten}"


def years_of(text: str) -> range:
    """The years that a date covers: 2022/2024 is 2022, 2023 and 2024; an empty date covers none."""
    years = [int(part[:4]) for part in text.split("/") if part]
    return range(years[0], years[-1] + 1) if years else range(0)


def is_code(text: str) -> bool:
    """Whether a text has the form of a code."""
    return len(text) <= 80 and re.fullmatch(_CODE, text) is not None


def code_hint(text: str) -> str:
    """How a code that a person wrote would be written here."""
    parts = [part for part in _SEPARATORS.split(text) if part]
    if len(parts) > 1:
        return f"several values? write them as a list: [{', '.join(parts)}]"
    return "a Latin code of the vocabulary"


def check_word(text: str) -> None:
    """One word, in any script: a code, or the label that stands in its place; ValueError."""
    if _WORD.fullmatch(text) is None:
        raise ValueError(f"not of the form wanted here: {text}")


def check_range(text: str) -> None:
    """A count, or the lower and upper bound of one: 120, 100-150; ValueError."""
    bounds = [int(part) for part in text.split("-")]
    if len(bounds) == 2 and bounds[1] <= bounds[0]:
        raise ValueError("ends before it starts")


def check_paragraphs(text: str) -> None:
    """One paragraph or a run of them: p3, p3-p5; ValueError."""
    numbers = [int(part[1:]) for part in text.split("-")]
    if len(numbers) == 2 and numbers[1] <= numbers[0]:
        raise ValueError("ends before it starts")


Date = Annotated[str, Meta(max_length=24, extra={"check": check_date, "hint": date_hint})]
Id = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=80,
        extra={"hint": "small Latin letters, digits, single hyphens"},
    ),
]
Code = Annotated[
    str, Meta(pattern=_CODE, max_length=80, extra={"hint": code_hint})
]
# A term that a case names. A label in its place goes on to the vocabulary, which alone can tell the code that was meant.
TermCode = Annotated[
    str, Meta(max_length=80, extra={"check": check_word, "hint": code_hint}, extra_json_schema={"pattern": _CODE})
]
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40, extra={"hint": "small Latin letters and _"})]
Sha256 = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}$", extra={"hint": "64 hexadecimal digits, as sha256sum prints them"})
]
Paragraph = Annotated[str, Meta(pattern=r"^p[1-9][0-9]{0,4}$", extra={"hint": "a paragraph's anchor, like p3"})]
Paragraphs = Annotated[
    str,
    Meta(
        pattern=r"^p[1-9][0-9]{0,4}(-p[1-9][0-9]{0,4})?$",
        extra={"check": check_paragraphs, "hint": "a paragraph or a run of them, like p3 or p3-p5"},
    ),
]
Url = Annotated[
    str,
    Meta(pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=2000, extra={"hint": "an address that starts with https://"}),
]
Address = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9_-]+(?:[./][a-z0-9_-]+)*/?$",
        max_length=200,
        extra={"hint": "an address below the script, like cases/old-name/"},
    ),
]
FileName = Annotated[
    str, Meta(pattern=r"^[^/\\\s.][^/\\]*$", max_length=200, extra={"hint": "a file's name, without folders"})
]
Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
Range = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{1,9}(-[0-9]{1,9})?$",
        extra={"check": check_range, "hint": "a number or a range, like 120 or 100-150"},
    ),
]
Decimal = Annotated[
    str, Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$", extra={"hint": "digits, with a point before decimals: 12.5"})
]
Degrees = Annotated[
    str, Meta(pattern=r"^-?[0-9]{1,3}(\.[0-9]{1,6})?$", extra={"hint": "degrees with at most six decimals: 30.65"})
]
# A line of text and a longer one; the limits keep a pasted article out of a field.
Line = Annotated[Text, Meta(max_length=300)]
Note = Annotated[Text, Meta(max_length=4000)]
Summary = Annotated[Text, Meta(max_length=200, extra={"hint": "a summary has at most 200 characters"})]
