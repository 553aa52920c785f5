"""`site-builder check`."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.build import Built, build
from site_builder.build.disk import read_sources
from site_builder.check import check_links
from site_builder.cli.variants import check_variants
from site_builder.problem import BuildError


@click.command()
@click.option("--variants", is_flag=True, help="Audit the traditional variants, too; pages go below .cache/review.")
@click.option("--accept", is_flag=True, help="With --variants: write what was found into content/.")
@click.option("--strict", is_flag=True, help="With --variants: fail on choices that nobody has accepted.")
@click.pass_obj
def check(project: Path, variants: bool, accept: bool, strict: bool) -> None:
    """Check everything that a build would, and write nothing but what --variants asks for.

    \b
    Examples:
      site-builder check
      site-builder check --variants --strict
    """
    if (accept or strict) and not variants:
        raise click.UsageError("--accept and --strict go with --variants")
    click.echo(f"{len(checked(project).files)} files, no problems")
    if variants:
        check_variants(project, accept, strict)


def checked(project: Path, base_url: str = "") -> Built:
    """The built site, every link of it followed; `base_url` as for `read_sources`. Raises BuildError."""
    built = build(read_sources(project, base_url))
    problems = check_links(built.files, built.site.base_url)
    if problems:
        raise BuildError(problems)
    return built
