"""`site-builder format`."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.build.disk import read_sources, read_text, write_text
from site_builder.content.formatting import format_source
from site_builder.problem import BuildError, Problem, Source


@click.command("format")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; fail where a file would be written otherwise.")
@click.pass_context
def format_command(ctx: click.Context, files: tuple[Path, ...], check: bool) -> None:
    """Write case files in canonical form: keys in the schema's order, quotes only where they are needed.

    Comments stay with what they are about, and nothing that is said changes. Without FILES, all cases. Where a file
    has problems they are told, and nothing is written.

    \b
    Examples:
      site-builder format
      site-builder format --check
    """
    project: Path = ctx.obj
    sources = [read_text(project, file.absolute()) for file in files] if files else read_sources(project).cases
    changed = _changed(list(sources))
    for name, text in changed.items():
        click.echo(name)
        if not check:
            write_text(project / name, text)
    if check and changed:
        ctx.exit(1)


def _changed(sources: list[Source]) -> dict[str, str]:
    """The texts that are not in canonical form, by the names of their files; raises BuildError with all problems."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for source in sources:
        try:
            texts[source.name] = format_source(source)
        except BuildError as error:
            problems += error.problems
    if problems:
        raise BuildError(problems)
    return {source.name: texts[source.name] for source in sources if texts[source.name] != source.text}
