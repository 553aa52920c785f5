"""`site-builder publish`."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder import publish as room
from site_builder.build.lock import HeldError
from site_builder.cli.build import TEMPORARY_FAILURE, build
from site_builder.cli.options import base_url_option
from site_builder.cli.output import print_problems

SHOWN = 20  # paths of a dry run, of each kind


def _domain(context: click.Context, parameter: click.Parameter, value: str) -> str:
    name = room.domain_name(value) if value else ""
    if name is None:
        raise click.BadParameter("write it like cases.example.org", context, parameter)
    return name


EPILOG = (
    "Exit codes: 0 published or nothing to do, 1 refused before anything was sent, 2 called wrongly, "
    "3 the remote failed or declined, 75 another command is at work here."
)


@click.command(epilog=EPILOG)
@click.option("--remote", default="origin", show_default=True, help="A remote's name, or an address.")
@click.option(
    "--branch", default="gh-pages", show_default=True, help="The branch that holds the site and nothing else."
)
@click.option("--message", default="", help="The first line of the commit.")
@click.option("--domain", default="", callback=_domain, help="The custom domain; by default the branch keeps its own.")
@click.option("--squash", is_flag=True, help="Leave no history: the branch becomes this one commit.")
@click.option("--allow-shrink", is_flag=True, help="Publish even where half of the site's files or more would go.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and send nothing.")
@click.option("--build", "is_built", is_flag=True, help="Build first.")
@click.option("--init-actions", is_flag=True, help=f"Write {room.WORKFLOW} instead: GitHub then builds at every push.")
@base_url_option
@click.pass_context
def publish(
    ctx: click.Context,
    base_url: str,
    *,
    init_actions: bool,
    is_built: bool,
    remote: str,
    branch: str,
    message: str,
    domain: str,
    squash: bool,
    allow_shrink: bool,
    dry_run: bool,
) -> None:
    """Publish output/ to GitHub Pages: one commit on a branch of the remote.

    output/ must be what the last build wrote, the sources what it read; nothing is sent where anything speaks against
    it. Your repository is only read. It is safe to repeat.

    \b
    Examples:
      site-builder publish --dry-run     what would change
      site-builder publish --build       build, then publish
    """
    if init_actions:
        is_new = room.write_workflow(ctx.obj)
        click.echo(f"{ctx.obj / room.WORKFLOW}: {'written' if is_new else 'is there already'}")
        return
    if is_built:
        ctx.invoke(build, base_url=base_url)
    request = room.Request(
        remote=remote,
        branch=branch,
        message=message,
        domain=domain,
        is_squash=squash,
        may_shrink=allow_shrink,
        is_dry_run=dry_run,
    )
    try:
        _print(_published(ctx.obj, base_url, request), request)
    except room.RemoteError as error:
        print_problems(error.problems)
        ctx.exit(3)
    except HeldError as holder:
        click.echo(f"another command is at work here: {holder}", err=True)
        ctx.exit(TEMPORARY_FAILURE)


def _published(project: Path, base_url: str, request: room.Request) -> room.Published:
    tell("checking output/")
    cleared = room.preflight(project, base_url)
    for warning in cleared.warnings:
        click.echo(f"warning: {warning}", err=True)
    return room.publish(project, cleared.manifest, request, tell)


def tell(step: str) -> None:
    """A step of the work, on standard error."""
    click.echo(f"{step} …", err=True)


def _print(published: room.Published, request: room.Request) -> None:
    if request.is_dry_run:
        _print_difference(published.difference)
        click.echo(f"would publish to {published.address}: {published.difference}")
    elif not published.is_pushed:
        click.echo(f"nothing to publish: {published.address} is as output/ is")
    else:
        click.echo(f"{published.address}: {published.difference}, commit {published.commit[:10]}")
        if published.is_overtaken:
            click.echo("somebody else has published after you already")
        if published.is_first:
            click.echo(f"first publish: in the repository's settings, under Pages, choose the branch {request.branch}")


def _print_difference(difference: room.Difference) -> None:
    kinds = (("added", difference.added), ("changed", difference.changed), ("removed", difference.removed))
    for kind, paths in kinds:
        for path in paths[:SHOWN]:
            click.echo(f"{kind:8} {path}")
        if len(paths) > SHOWN:
            click.echo(f"{kind:8} and {len(paths) - SHOWN} more")
