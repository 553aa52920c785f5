"""Cases made from the schema itself: a field that is added there is generated here."""

import os
import types
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st
from msgspec import Meta, Struct

from site_builder.content import rules, scalars, schema

EXAMPLES = 2_000 if os.environ.get("CAMPAIGN") else 40  # a case over all fields takes a tenth of a second to make
# Characters that mean something to YAML, and some that do not.
TEXT = st.text(st.sampled_from("案例ab:- '\"#[]{}&*!|>%@`~,no01?邻：“”\\\t\u2028\n"), max_size=20).map(str.strip)
LINES = TEXT.filter(lambda text: text != scalars.NOT_STATED)
DAYS = st.dates().map(str)
DATES = st.sampled_from(["2022", "2022-08", "2022-08-10", "2022/2024", "2022-08/2022-09-01", "2022~"]) | DAYS
CODES = st.from_regex(r"[a-z0-9]{1,5}([-_.][a-z0-9]{1,5}){0,2}", fullmatch=True)
IDS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
PARAGRAPHS = st.integers(1, 30).map(lambda number: f"p{number}")
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    scalars.Date: DATES,
    scalars.Id: IDS,
    scalars.Code: CODES,
    scalars.TermCode: CODES,
    scalars.Key: st.sampled_from(["season", "weather", "funding_line"]),
    scalars.Sha256: st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    scalars.Paragraph: PARAGRAPHS,
    scalars.Paragraphs: PARAGRAPHS | st.integers(1, 9).map(lambda number: f"p{number}-p{number + 3}"),
    scalars.Url: st.sampled_from(["https://example.org", "http://a.cn/b?c=d#e", "https://例.cn/案例,a:"]),
    scalars.Address: st.sampled_from(["cases/old/", "a.html", "old"]),
    scalars.FileName: st.sampled_from(["a.txt", "图 1.png", "#a: b.txt"]),
    scalars.Count: st.integers(0, 10**9),
    scalars.Positive: st.integers(1, 10**5),
    scalars.Range: st.sampled_from(["0", "120", "100-150"]),
    scalars.Decimal: st.sampled_from(["12.5", "0", "300"]),
    scalars.Degrees: st.sampled_from(["30.65", "-1", "112.123456"]),
    scalars.Line: LINES,
    scalars.Note: LINES,
    scalars.Summary: LINES,
}


def strategy(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a type of the schema."""
    known = next((made for scalar, made in SCALARS.items() if scalar == kind), None)
    if known is not None:
        return known
    origin = get_origin(kind)
    if origin is Annotated:
        return _annotated(kind)
    if origin is Union or origin is types.UnionType:
        (inner,) = (each for each in get_args(kind) if each is not type(None))
        return st.none() | strategy(inner)
    if origin is tuple:
        return st.lists(strategy(get_args(kind)[0]), max_size=2, unique=True).map(tuple)
    if origin is dict:
        return st.dictionaries(*map(strategy, get_args(kind)), max_size=2)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return struct(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    return {str: LINES, int: st.integers(-5, 5), bool: st.booleans()}[kind]


def _annotated(kind: Any) -> st.SearchStrategy[Any]:
    """A type with rules of its own beside those of a known scalar."""
    metas = [meta for meta in kind.__metadata__ if isinstance(meta, Meta)]
    shortest = max((meta.min_length or 0 for meta in metas), default=0)
    for scalar, made in SCALARS.items():
        if (
            kind.__metadata__[: len(scalar.__metadata__)] == scalar.__metadata__
            and kind.__origin__ == scalar.__origin__
        ):
            return made.filter(lambda value: len(value) >= shortest) if shortest else made
    made = strategy(kind.__origin__)
    if any(meta.pattern for meta in metas):
        return st.just("420106")
    return made.filter(lambda value: len(value) >= shortest) if shortest else made


@cache
def struct(kind: type[Struct]) -> st.SearchStrategy[Any]:
    """Values of a struct: each field given or left at its default."""
    hints = get_type_hints(kind, include_extras=True)
    fields = msgspec.structs.fields(kind)
    required = {field.name: strategy(hints[field.name]) for field in fields if field.required}
    hidden = ("not_stated", "facets")
    optional = {
        field.name: strategy(hints[field.name]) for field in fields if not field.required and field.name not in hidden
    }
    return st.fixed_dictionaries(required, optional=optional).map(lambda given: kind(**given))


SILENT = tuple(
    field.encode_name
    for field in msgspec.structs.fields(schema.FrontMatter)
    for meta in getattr(field.type, "__metadata__", ())
    if (meta.extra or {}).get("may_be_silent")
)


@st.composite
def cases(draw: st.DrawFn) -> schema.Case:
    """Cases that break no rule, over all fields."""
    meta = draw(struct(schema.FrontMatter))
    silent = draw(st.sets(st.sampled_from(SILENT), max_size=3))
    meta = reset(meta, silent)
    facets = draw(strategy(dict[scalars.Key, tuple[scalars.Code, ...]]))
    meta = msgspec.structs.replace(
        meta,
        not_stated=tuple(name for name in SILENT if name in silent),
        facets={key: codes for key, codes in facets.items() if codes},
    )
    body = draw(st.text("正文 ab\n#-*。", max_size=40)).strip("\n")
    return schema.Case(valid(meta, body), body + "\n" if body else "")


def reset(meta: schema.FrontMatter, names: set[str]) -> schema.FrontMatter:
    """The front matter with some fields as if they had not been given."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(schema.FrontMatter)}
    defaults = {
        fields[name].name: fields[name].default_factory()
        if fields[name].default is msgspec.NODEFAULT
        else fields[name].default
        for name in names
    }
    return msgspec.structs.replace(meta, **defaults)


def valid(meta: schema.FrontMatter, body: str) -> schema.FrontMatter:
    """The front matter without the fields that break a rule."""
    while broken := {str(fault.path[0]).lstrip("~") for fault in rules.faults(meta, body)}:
        if "review" in broken or "withdrawn" in broken:
            meta = msgspec.structs.replace(meta, review=schema.Review(status=schema.ReviewStatus.DRAFT), withdrawn=None)
        if "sources" in broken:
            meta = msgspec.structs.replace(meta, sources=(schema.SourceRecord(role=schema.SourceRole.BASE_TEXT),))
        meta = reset(meta, broken - {"review", "withdrawn", "sources"})
    return meta
