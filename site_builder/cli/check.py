"""`site-builder check`."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.build import Built, build
from site_builder.build.disk import read_sources
from site_builder.check import check_links
from site_builder.problem import BuildError


@click.command()
@click.pass_obj
def check(project: Path) -> None:
    """Check everything that a build would, and write nothing.

    \b
    Example:
      site-builder check
    """
    click.echo(f"{len(checked(project).files)} files, no problems")


def checked(project: Path, base_url: str = "") -> Built:
    """The built site, every link of it followed; `base_url` as for `read_sources`. Raises BuildError."""
    built = build(read_sources(project, base_url))
    problems = check_links(built.files, built.site.base_url)
    if problems:
        raise BuildError(problems)
    return built
