"""Which view each template gets: the contract between the program and a theme, and its documentation."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from site_builder.content.decode import decode
from site_builder.pages.browse import BrowseView
from site_builder.pages.case import CaseView, TextView
from site_builder.pages.data import DataView
from site_builder.pages.lasting import RedirectView, TombstoneView
from site_builder.pages.lists import CasesView, HomeView, IndexView, TermView
from site_builder.pages.overview import CoverageView, YearsView, YearView
from site_builder.pages.pictures import PicturesView
from site_builder.pages.plain import DoorView, ProseView
from site_builder.pages.reading import ReadingsView, ReadingView
from site_builder.pages.search import SearchView
from site_builder.problem import Source
from site_builder.strict_yaml import parse_yaml

# A second type is what the text of a case adds to the view of its page.
VIEWS: dict[str, tuple[type[Struct], ...]] = {
    "404.html": (DoorView,),
    "browse.html": (BrowseView,),
    "case.html": (CaseView, TextView),
    "cases.html": (CasesView,),
    "coverage.html": (CoverageView,),
    "data.html": (DataView,),
    "home.html": (HomeView,),
    "index.html": (IndexView,),
    "overview.html": (PicturesView,),
    "prose.html": (ProseView,),
    "reading.html": (ReadingView,),
    "readings.html": (ReadingsView,),
    "redirect.html": (RedirectView,),
    "root.html": (DoorView,),
    "search.html": (SearchView,),
    "term.html": (TermView,),
    "tombstone.html": (TombstoneView,),
    "year.html": (YearView,),
    "years.html": (YearsView,),
}
WORDS = "views.zh-Hans.yml"
# What a case file holds is told with its fields.
_TOLD_ELSEWHERE = "site_builder.content.schema"


class _Language(Struct, frozen=True):
    """The words around the tables; `kinds` are those of the columns, `fields` is the file that tells of fields."""

    fields: str
    title: str
    lead: str
    templates: str
    values: str
    heads: tuple[str, str, str, str, str]
    kinds: dict[str, str]
    list_of: str
    none: str
    more: str


_ENGLISH = _Language(
    fields="fields.en.yml",
    title="What templates may read",
    lead="Made from the program by `make fields`; do not edit. How to work with it is in [theming.md](theming.md).",
    templates="Templates of pages",
    values="What views are made of",
    heads=("Template", "View", "Field", "Kind", "What it holds"),
    kinds={},
    list_of="list of {}",
    none="{}, or none",
    more="[in a case file](fields.md)",
)
_CHINESE = _Language(
    fields="fields.zh-Hans.yml",
    title="模板可读的内容",
    lead="由 `make fields` 从程序生成，请勿手改。用法见 [theming.zh-Hans.md](theming.zh-Hans.md)。",
    templates="各页的模板",
    values="视图的组成",
    heads=("模板", "视图", "字段", "类型", "内容"),
    kinds={"text": "文字", "number": "整数", "true or false": "真假", "table": "表"},
    list_of="{}列表",
    none="{}或无",
    more="[见案例字段](fields.zh-Hans.md)",
)
_PRIMITIVES: Mapping[Any, str] = {str: "text", int: "number", bool: "true or false", float: "number"}


def views_in_english() -> str:
    """The documentation of all views as Markdown."""
    return _document(_ENGLISH, {kind.__name__: inspect.getdoc(kind) or "" for kind in all_kinds()})


def views_in_chinese() -> str:
    """The same in Chinese."""
    return _document(_CHINESE, read_words(WORDS))


def read_words(name: str) -> dict[str, str]:
    """A file of words: of `WORDS` what each view and each of its parts is, in Chinese, by the name of its type."""
    source = Source(name, files("site_builder.pages").joinpath(name).read_text("utf-8"))
    words: dict[str, str] = decode(parse_yaml(source), dict[str, str], source)
    return words


def key_of(kind: type[Struct], field: str, words: Mapping[str, str]) -> str:
    """What a field's sentence stands under in a file of them: its type and name, or its name where all are alike."""
    own = f"{kind.__name__}.{field}"
    return own if own in words else field


def all_kinds() -> list[type[Struct]]:
    """The views and then all types they are made of, each once."""
    found = list(dict.fromkeys(kind for views in VIEWS.values() for kind in views))
    for kind in found:  # grows while it is gone through
        found += [part for part in dict.fromkeys(_parts(kind)) if part not in found]
    return found


def _parts(kind: type[Struct]) -> Iterator[type[Struct]]:
    for hint in get_type_hints(kind).values():
        inner = _inner(hint)[0]
        if isinstance(inner, type) and issubclass(inner, Struct) and inner.__module__ != _TOLD_ELSEWHERE:
            yield inner


def _document(language: _Language, words: Mapping[str, str]) -> str:
    template, view, *_ = language.heads
    told_fields = read_words(language.fields)
    lines = [f"# {language.title}", "", language.lead, "", f"## {language.templates}", ""]
    lines += [f"| {template} | {view} |", "| --- | --- |"]
    for name, told in VIEWS.items():
        lines.append(f"| `{name}` | {' + '.join(f'[{kind.__name__}](#{kind.__name__.lower()})' for kind in told)} |")
    kinds = all_kinds()
    views = {kind for told in VIEWS.values() for kind in told}
    for kind in (each for each in kinds if each in views):
        lines += _table(kind, language, words[kind.__name__], told_fields)
    lines += ["", f"## {language.values}"]
    for kind in (each for each in kinds if each not in views):
        lines += _table(kind, language, words[kind.__name__], told_fields)
    return "\n".join(lines) + "\n"


def _table(kind: type[Struct], language: _Language, about: str, fields: Mapping[str, str]) -> Iterator[str]:
    _, _, *heads = language.heads
    yield from ("", f"### {kind.__name__}", "", about, "", f"| {' | '.join(heads)} |", "| --- | --- | --- |")
    hints = get_type_hints(kind)
    for name in kind.__struct_fields__:
        yield f"| `{name}` | {_shown(hints[name], language)} | {fields[key_of(kind, name, fields)]} |"


def _shown(hint: Any, language: _Language) -> str:
    inner, is_list, is_optional = _inner(hint)
    if isinstance(inner, type) and issubclass(inner, Struct):
        name = inner.__name__
        shown = f"{name} {language.more}" if inner.__module__ == _TOLD_ELSEWHERE else f"[{name}](#{name.lower()})"
    else:
        kind = "table" if get_origin(inner) is dict else _PRIMITIVES[inner]
        shown = language.kinds.get(kind, kind)
    shown = language.list_of.format(shown) if is_list else shown
    return language.none.format(shown) if is_optional else shown


def _inner(hint: Any) -> tuple[Any, bool, bool]:
    """What a field holds; whether there are many; whether there may be none."""
    if get_origin(hint) is Annotated:
        return _inner(hint.__origin__)
    if get_origin(hint) in (Union, types.UnionType):
        inner, is_list, _ = _inner(next(each for each in get_args(hint) if each is not type(None)))
        return inner, is_list, True
    if get_origin(hint) is tuple:
        inner, _, is_optional = _inner(get_args(hint)[0])
        return inner, True, is_optional
    return hint, False, False
