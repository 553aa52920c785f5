"""`site-builder check`."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.check import check_links
from site_builder.pages import File
from site_builder.problem import BuildError


@click.command()
@click.pass_obj
def check(project: Path) -> None:
    """Check everything that a build would, and write nothing.

    \b
    Example:
      site-builder check
    """
    click.echo(f"{len(checked_files(project))} files, no problems")


def checked_files(project: Path) -> tuple[File, ...]:
    """The built site, every link of it followed; raises BuildError."""
    built = build(read_sources(project))
    problems = check_links(built.files, built.site.base_url)
    if problems:
        raise BuildError(problems)
    return built.files
