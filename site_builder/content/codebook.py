"""The documentation of the fields, in English and Chinese, and the codebook for those who use the data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from importlib.resources import files

from msgspec import Struct

from site_builder.content.decode import decode
from site_builder.content.describe import Row, rows
from site_builder.content.scalars import NOT_STATED
from site_builder.content.schema import EssayMatter, ListMatter, Strict, Term
from site_builder.problem import Source
from site_builder.strict_yaml import parse_yaml

WORDS = "fields.zh-Hans.yml"


class Word(Strict, frozen=True, kw_only=True):
    """A field's Chinese name and meaning."""

    label: str
    meaning: str


class Words(Strict, frozen=True, kw_only=True):
    """The Chinese words of the schema: fields of cases and other files by their paths, choices by set and code."""

    fields: dict[str, Word]
    terms: dict[str, Word]
    lists: dict[str, Word]
    essays: dict[str, Word]
    values: dict[str, dict[str, str]]


class _Language(Struct, frozen=True):
    """The words around the table."""

    title: str
    lead: str
    head: tuple[str, ...]
    kinds: dict[str, str]
    list_of: str
    required: str
    weight: str
    silent: str
    limit: str
    choices: str
    vocabulary: str
    reading_list: str
    essay: str


_ENGLISH = _Language(
    title="The fields of a case",
    lead="Made from the schema by `make fields`; do not edit. How to work with them is in [curating.md](curating.md).",
    head=("Field", "Kind", "Meaning", ""),
    kinds={},
    list_of="list of {}",
    required="required",
    weight="missed: {}",
    silent=f"{NOT_STATED} is a value",
    limit="at most {}",
    choices="Values of closed sets",
    vocabulary="The fields of a term of a vocabulary",
    reading_list="The fields of a reading list",
    essay="The fields of an essay on a term",
)
_CHINESE = _Language(
    title="案例字段",
    lead="由 `make fields` 从字段定义生成，请勿手改。用法见 [curating.zh-Hans.md](curating.zh-Hans.md)。",
    head=("字段", "类型", "含义", ""),
    kinds={
        "date": "日期",
        "id": "编号",
        "code": "代码",
        "sha256": "校验值",
        "paragraph": "段落",
        "paragraphs": "段落范围",
        "url": "网址",
        "address": "站内地址",
        "file name": "文件名",
        "number": "整数",
        "number or range": "数或范围",
        "decimal": "小数",
        "degrees": "度数",
        "text": "文字",
        "true or false": "真假",
        "choice": "选项",
        "entry": "一组",
        "table": "表",
    },
    list_of="{}列表",
    required="必填",
    weight="缺失权重 {}",
    silent=f"可填“{NOT_STATED}”",
    limit="至多 {}",
    choices="选项的取值",
    vocabulary="词表条目的字段",
    reading_list="导读的字段",
    essay="条目文章的字段",
)


def read_words() -> Words:
    """The Chinese words of the schema, from the package's own file."""
    text = files("site_builder.content").joinpath(WORDS).read_text("utf-8")
    source = Source(WORDS, text)
    return decode(parse_yaml(source), Words, source)


def fields_in_english(words: Words) -> str:
    """The documentation of all fields as Markdown."""
    return _document(_ENGLISH, words, is_chinese=False)


def fields_in_chinese(words: Words) -> str:
    """The same in Chinese."""
    return _document(_CHINESE, words, is_chinese=True)


def codebook(words: Words) -> str:
    """One row a field as CSV, RFC 4180: path, both names, both meanings, kind, choices with their labels."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        ["field", "label", "meaning", "meaning_en", "kind", "list", "required", "silent", "weight", "limit", "choices"]
    )
    for row in rows():
        word = words.fields[row.path]
        choices = "; ".join(f"{code}={words.values[row.choices_of][code]}" for code in row.choices)
        flags = [str(flag).lower() for flag in (row.is_list, row.is_required, row.may_be_silent)]
        table.writerow(
            [row.path, word.label, word.meaning, row.meaning, row.kind, *flags, row.weight, row.limit or "", choices]
        )
    return out.getvalue()


def _document(language: _Language, words: Words, is_chinese: bool) -> str:
    lines = [f"# {language.title}", "", language.lead, "", *_head(language)]
    lines += [_line(row, language, words.fields, is_chinese) for row in rows()]
    lines += ["", f"## {language.choices}", ""]
    sets = {row.choices_of: row.choices for row in rows() if row.choices_of}
    for name, choices in sets.items():
        labels = (f"`{code}` {words.values[name][code]}" for code in choices)
        lines.append(f"* **{name}**: {' · '.join(labels)}")
    lines += ["", f"## {language.vocabulary}", "", *_head(language)]
    lines += [_line(row, language, words.terms, is_chinese) for row in rows(Term)]
    lines += ["", f"## {language.reading_list}", "", *_head(language)]
    lines += [_line(row, language, words.lists, is_chinese) for row in rows(ListMatter)]
    lines += ["", f"## {language.essay}", "", *_head(language)]
    lines += [_line(row, language, words.essays, is_chinese) for row in rows(EssayMatter)]
    return "\n".join(lines) + "\n"


def _head(language: _Language) -> Iterator[str]:
    yield f"| {' | '.join(language.head)} |"
    yield "| --- | --- | --- | --- |"


def _line(row: Row, language: _Language, words: Mapping[str, Word], is_chinese: bool) -> str:
    word = words[row.path]
    kind = language.kinds.get(row.kind, row.kind)
    shown = language.list_of.format(kind) if row.is_list else kind
    kind_cell = f"{shown} {row.choices_of}" if row.choices_of else shown
    meaning = word.meaning if is_chinese else row.meaning
    notes = "; ".join(_notes(row, language))
    return f"| `{row.path}` {word.label} | {kind_cell} | {meaning} | {notes} |".replace("|  |", "| |")


def _notes(row: Row, language: _Language) -> Iterator[str]:
    if row.is_required:
        yield language.required
    if row.weight:
        yield language.weight.format(row.weight)
    if row.may_be_silent:
        yield language.silent
    if row.limit:
        yield language.limit.format(row.limit)
