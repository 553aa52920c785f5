"""`site-builder review`."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.build.disk import write_text
from site_builder.build.tree import CACHE
from site_builder.desk import review, review_html
from site_builder.desk.room import clean_base, find_case


@click.command("review")
@click.argument("case")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write instead of one below .cache."
)
@click.pass_obj
def review_command(project: Path, case: str, out: Path | None) -> None:
    """Write a page that shows a case's raw text beside the cleaned one, every edit marked, the doubts first.

    A case is named by its id or its file.

    \b
    Example:
      site-builder review tianmen-xincheng-2024
    """
    found = find_case(project, case)
    if found is None:
        raise click.ClickException(
            f"no case has the id or the file {case}; site-builder check lists what is wrong with the cases"
        )
    base = clean_base(project, found)
    if base is None:
        raise click.ClickException(f"{found.meta.id} names no raw file that is there: add raw: to its first source")
    target = out or project / CACHE / "review" / f"{found.meta.id}.html"
    write_text(target, review_html(review(base.cleaned, found.meta.title, base.pages)))
    click.echo(target)
