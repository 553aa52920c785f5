"""`site-builder fields`."""

from __future__ import annotations

from enum import StrEnum

import click
import msgspec

from site_builder.content.codebook import codebook, fields_in_chinese, fields_in_english, read_words
from site_builder.content.json_schema import case_schema, essay_schema, list_schema, vocabulary_schema
from site_builder.pages.views import views_in_chinese, views_in_english


class Form(StrEnum):
    EN = "en"
    ZH_HANS = "zh-Hans"
    CSV = "csv"
    CASE_SCHEMA = "case-schema"
    VOCABULARY_SCHEMA = "vocabulary-schema"
    LIST_SCHEMA = "list-schema"
    ESSAY_SCHEMA = "essay-schema"
    VIEWS_EN = "views-en"
    VIEWS_ZH_HANS = "views-zh-Hans"


@click.command()
@click.option(
    "--as",
    "form",
    type=click.Choice([form.value for form in Form]),
    default=Form.EN.value,
    show_default=True,
    help="Markdown in a language, a CSV codebook, JSON Schema for editors; or what the templates of a theme may read.",
)
def fields(form: str) -> None:
    """Print the documentation of all fields, made from the schema.

    \b
    Examples:
      site-builder fields --as zh-Hans
      site-builder fields --as case-schema > content/case.schema.json
    """
    click.echo(document(Form(form)), nl=False)


def document(form: Form) -> str:
    """The documentation of the fields in one of its forms."""
    match form:
        case Form.EN:
            return fields_in_english(read_words())
        case Form.ZH_HANS:
            return fields_in_chinese(read_words())
        case Form.CSV:
            return codebook(read_words())
        case Form.CASE_SCHEMA:
            return _json(case_schema())
        case Form.VOCABULARY_SCHEMA:
            return _json(vocabulary_schema())
        case Form.LIST_SCHEMA:
            return _json(list_schema())
        case Form.ESSAY_SCHEMA:
            return _json(essay_schema())
        case Form.VIEWS_EN:
            return views_in_english()
        case Form.VIEWS_ZH_HANS:
            return views_in_chinese()


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"
