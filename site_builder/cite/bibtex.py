"""References as BibLaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.cite.record import Day, Record

_KINDS = {"webpage": "online", "article-newspaper": "article", "dataset": "dataset"}
# Every sign that means something to TeX. Braces are written by name: BibTeX counts those that are written as such.
_SIGNS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "%#$&_"},
    }
)
_IN_ADDRESS = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D"})


def bibtex(records: Iterable[Record]) -> str:
    """The records as entries for BibLaTeX, each under its own id, with an empty line between them."""
    return "\n".join(map(_entry, records))


def _entry(record: Record) -> str:
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(record) if value)
    return f"@{_KINDS[record.type]}{{{record.id},\n{fields}}}\n"


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    is_newspaper = record.type == "article-newspaper"
    # A name in braces stays as it is: no comma or `and` in it is read, and it is not turned about.
    yield "author", " and ".join(f"{{{_text(name.literal)}}}" for name in record.author)
    yield "title", _text(record.title)
    yield ("journaltitle" if is_newspaper else "organization"), _text(record.container_title)
    yield "entrysubtype", "newspaper" if is_newspaper else ""
    yield "publisher", _text(record.publisher)
    yield "number", _text(record.number)
    yield "pages", _text(record.page)
    yield "date", _date(record.issued)
    yield "urldate", _date(record.accessed)
    yield "url", record.URL.translate(_IN_ADDRESS)
    yield "langid", "chinese"
    yield "note", _text(record.note)


def _text(text: str) -> str:
    if text.isalnum():  # a name, nearly always
        return text
    return " ".join(text.translate(_SIGNS).splitlines())


def _date(day: Day | None) -> str:
    """A date in EDTF, which is what BibLaTeX reads."""
    if day is None:
        return ""
    ends = ("-".join(f"{number:02d}" for number in end) for end in day.date_parts)
    return "/".join(f"{end}~" if day.circa else end for end in ends)
