"""`site-builder review`."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.build.disk import CACHE, read_sources, read_text, write_text
from site_builder.clean import clean
from site_builder.cli.clean import RAW
from site_builder.content.casefile import parse_case
from site_builder.content.schema import Case
from site_builder.desk import review, review_html


@click.command("review")
@click.argument("case")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; by default below .cache."
)
@click.pass_obj
def review_command(project: Path, case: str, out: Path | None) -> None:
    """Write a page that shows a case's raw text beside the cleaned one, every edit marked, the doubts first.

    \b
    Example:
      site-builder review tianmen-xincheng-2024
    """
    found = _find(project, case)
    raw = next((source.raw for source in found.meta.sources if source.raw), None)
    if raw is None:
        raise click.ClickException(f"{case} names no raw file: add raw: to its first source")
    cleaned = clean(read_text(project, project / RAW / raw))
    target = out or project / CACHE / "review" / f"{case}.html"
    write_text(target, review_html(review(cleaned, found.meta.title)))
    click.echo(target)


def _find(project: Path, id: str) -> Case:
    for source in read_sources(project).cases:
        case = parse_case(source)
        if case.meta.id == id:
            return case
    raise click.ClickException(f"no case has the id {id}; site-builder check lists what is wrong with the cases")
