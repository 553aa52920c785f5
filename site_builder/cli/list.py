"""`site-builder list`."""

from __future__ import annotations

import csv
import io
from enum import StrEnum
from pathlib import Path

import click
import msgspec

from site_builder.build.disk import read_sources
from site_builder.content.casefile import parse_case
from site_builder.content.query import COMPUTED, Condition, column, matching
from site_builder.content.rules import FIELDS
from site_builder.content.schema import Case
from site_builder.content.vocabulary import Vocabulary, parse_vocabulary
from site_builder.problem import BuildError, Problem, columns

COLUMNS = "id,status,issued,title"


class Form(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@click.command("list")
@click.argument("conditions", nargs=-1, metavar="[FACET=CODE,…]…")
@click.option("--columns", "shown", default=COLUMNS, show_default=True, help="Fields to show, comma between.")
@click.option("--sort", default="id", show_default=True, help="The field to sort by; -field for the other way round.")
@click.option(
    "--format", "form", type=click.Choice([form.value for form in Form]), default=Form.TABLE.value, show_default=True
)
@click.pass_obj
def list_command(project: Path, conditions: tuple[str, ...], shown: str, sort: str, form: str) -> None:
    """List the cases that meet all conditions; of the codes of one condition a case needs one.

    A facet is a taxonomy, a field with a closed set of values, or one of status, year, state and has. A place or a
    theme stands for all below it.

    \b
    Examples:
      site-builder list places=wuhan themes=space,culture
      site-builder list status=draft --columns id,filled,state --sort -filled
      site-builder list year=2024 --format csv > cases.csv
    """
    sources = read_sources(project)
    vocabularies = {Path(each.name).stem: parse_vocabulary(Path(each.name).stem, each) for each in sources.vocabularies}
    cases, problems = cases_of(project)
    wanted = [condition_of(text, vocabularies) for text in conditions]
    names = [_column(name, vocabularies) for name in shown.split(",")]
    key = _column(sort.removeprefix("-"), vocabularies)
    found = sorted(matching(cases, wanted, vocabularies), key=lambda case: case.meta.id)
    found.sort(key=lambda case: column(case, key), reverse=sort.startswith("-"))
    rows = [[column(case, name) for name in names] for case in found]
    click.echo(_shown(Form(form), names, rows), nl=False)
    if problems:
        click.echo(f"{len(problems)} files with problems are left out: site-builder check tells them", err=True)


def cases_of(project: Path) -> tuple[list[Case], list[Problem]]:
    """The cases of a project that can be read, and a problem of each of the others."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for source in read_sources(project).cases:
        try:
            cases.append(parse_case(source))
        except BuildError as error:
            problems += error.problems[:1]
    return cases, problems


def condition_of(text: str, vocabularies: dict[str, Vocabulary]) -> Condition:
    """A condition as it is typed, `places=wuhan,tianmen`; raises UsageError."""
    facet, equals, codes = text.partition("=")
    if not equals or not codes:
        raise click.UsageError(f"write a condition like places=wuhan, not {text}")
    _column(facet, vocabularies)
    named = tuple(codes.split(","))
    for code in named:
        if facet in vocabularies and code not in vocabularies[facet].terms:
            raise click.UsageError(f"not in the vocabulary of {facet}: {code}")
    return Condition(facet, named)


def _column(name: str, vocabularies: dict[str, Vocabulary]) -> str:
    if name not in FIELDS and name not in COMPUTED and name not in vocabularies and name != "publisher":
        raise click.UsageError(f"no such field: {name}")
    return name


def _shown(form: Form, names: list[str], rows: list[list[str]]) -> str:
    if form is Form.JSON:
        table = [dict(zip(names, row, strict=True)) for row in rows]
        return msgspec.json.format(msgspec.json.encode(table), indent=2).decode() + "\n"
    if form is Form.CSV:
        out = io.StringIO()
        csv.writer(out).writerows([names, *rows])
        return out.getvalue()
    widths = [max(map(columns, each)) for each in zip(names, *rows, strict=True)]
    lines = ("  ".join(_padded(text, width) for text, width in zip(row, widths, strict=True)) for row in [names, *rows])
    return "".join(line.rstrip() + "\n" for line in lines) + f"{len(rows)} case{'' if len(rows) == 1 else 's'}\n"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
