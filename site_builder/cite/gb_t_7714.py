"""References after GB/T 7714, of 2015 and of 2025, numeric and by author and date."""

from __future__ import annotations

from msgspec import Struct

from site_builder.cite.record import Day, Record

_TYPES = {"webpage": "EB", "article-newspaper": "N", "dataset": "DS"}
NAMES = 3  # more are 等
UNSIGNED = "佚名"
UNDATED = "无日期"


class _Marks(Struct, frozen=True):
    """The marks of an edition of the standard: half-width with a blank in 2015, full-width in 2025."""

    comma: str
    colon: str
    opening: str
    closing: str


_OF_2015 = _Marks(", ", ": ", "(", ")")
_OF_2025 = _Marks("，", "：", "（", "）")


def gb_2015(record: Record) -> str:
    """The reference after GB/T 7714—2015, numeric style, without its number."""
    # This edition writes names in Latin letters in capitals.
    names = _names(record, _OF_2015).upper()
    return _joined(names, _title(record, _OF_2015), _where(record, _OF_2015) + _read(record), record.URL)


def gb_2025(record: Record) -> str:
    """The reference after GB/T 7714—2025, numeric style, without its number."""
    estimate = _year(record) if record.accessed else ""
    return _joined(_names(record, _OF_2025), *_rest_of_2025(record, estimate))


def gb_2025_author_date(record: Record) -> str:
    """The reference after GB/T 7714—2025 by author and date; who did not sign is 佚名."""
    names = _names(record, _OF_2025) or UNSIGNED
    return _joined(f"{names}{_OF_2025.comma}{_year(record)}", *_rest_of_2025(record))


def _rest_of_2025(record: Record, estimate: str = "") -> tuple[str, ...]:
    where = _where(record, _OF_2025, estimate)
    # A newspaper of that day stays what it was: no date of access.
    read = "" if record.type == "article-newspaper" else _read(record)
    return _title(record, _OF_2025), where + read, record.URL


def _joined(*parts: str) -> str:
    return ". ".join(part for part in parts if part) + "."


def _names(record: Record, marks: _Marks) -> str:
    names = [name.literal for name in record.author]
    return marks.comma.join([*names[:NAMES], "等"] if len(names) > NAMES else names)


def _title(record: Record, marks: _Marks) -> str:
    number = f"{marks.colon}{record.number}" if record.number else ""
    online = "/OL" if record.URL else ""
    return f"{record.title}{number}[{_TYPES[record.type]}{online}]"


def _where(record: Record, marks: _Marks, estimate: str = "") -> str:
    """Where and when it came out; `estimate` is the year of a newspaper that has no date."""
    date = _date(record.issued)
    if record.type == "article-newspaper":
        page = f"{marks.opening}{record.page}{marks.closing}" if record.page else ""
        return marks.comma.join(filter(None, (record.container_title, date or estimate))) + page
    return f"{marks.opening}{date}{marks.closing}" if date else ""


def _read(record: Record) -> str:
    return f"[{_date(record.accessed)}]" if record.accessed and record.URL else ""


def _year(record: Record) -> str:
    """The year it came out; in brackets where it is inferred, or only known to have been there when it was read."""
    if record.issued:
        years = "—".join(str(year) for year in dict.fromkeys(end[0] for end in record.issued.date_parts))
        return f"[{years}]" if record.issued.circa else years
    return f"[{record.accessed.date_parts[0][0]}]" if record.accessed else UNDATED


def _date(day: Day | None) -> str:
    if day is None:
        return ""
    first, *rest = day.date_parts
    text = "/".join([_numbers(first), *(_numbers(_rest_of(first, last), first) for last in rest)])
    return f"[{text}]" if day.circa else text


def _rest_of(first: tuple[int, ...], last: tuple[int, ...]) -> tuple[int, ...]:
    """The end of a span without what it shares with the beginning."""
    if len(first) != len(last) or first == last:
        return last
    shared = next(place for place, (one, other) in enumerate(zip(first, last, strict=True)) if one != other)
    return last[shared:]


def _numbers(numbers: tuple[int, ...], first: tuple[int, ...] = ()) -> str:
    is_whole = len(numbers) == len(first) or not first
    return "-".join(f"{each:04d}" if is_whole and not place else f"{each:02d}" for place, each in enumerate(numbers))
