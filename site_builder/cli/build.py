"""`site-builder build`."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import click

from site_builder.build.disk import OUTPUT, read_digests, write_site
from site_builder.build.plan import Reason, plan
from site_builder.cli.check import checked
from site_builder.cli.options import base_url_option


@click.command()
@base_url_option
@click.option("--drafts", is_flag=True, help="Show drafts too. Such a site is for you alone: publish refuses it.")
@click.pass_obj
def build(project: Path, base_url: str, drafts: bool = False) -> None:
    """Build the site into output/.

    Nothing is written where there are problems: the last good site stays.

    \b
    Example:
      site-builder build
    """
    start = perf_counter()
    files = checked(project, base_url, drafts).files
    changes = plan(files, read_digests(project / OUTPUT))
    if changes.changes:
        write_site(project, files)
    new, changed, stale = (changes.count(reason) for reason in Reason)
    click.echo(
        f"{project / OUTPUT}: {new} new, {changed} changed, {changes.unchanged} unchanged, {stale} deleted"
        f" in {perf_counter() - start:.1f} s"
    )
