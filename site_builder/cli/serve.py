"""`site-builder serve`."""

from __future__ import annotations

import signal
import webbrowser
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

import click

from site_builder.cli.output import print_problems
from site_builder.desk.room import Desk
from site_builder.problem import Problem
from site_builder.serve import LOOPBACK, NoPortError, Options, ProjectBuilder, Terminal, Waker
from site_builder.serve import serve as serve_project
from site_builder.serve.apart import apart


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="This or the next free.")
@click.option("--open", "is_opened", is_flag=True, help="Open the site in the browser.")
@click.option("--poll", is_flag=True, help="Look for changes by the clock, where a file system tells of none.")
@click.option("--drafts", is_flag=True, help="Show drafts too.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen elsewhere; needs --allowed-host.")
@click.option("--allowed-host", "allowed", multiple=True, help="A further name that browsers may call the server by.")
@click.option(
    "--editor",
    default="vscode://file/{path}:{line}",
    show_default=True,
    help="The address that opens a file in your editor; empty for none.",
)
@click.pass_obj
def serve(
    project: Path,
    port: int,
    is_opened: bool,
    poll: bool,
    drafts: bool,
    host: str,
    allowed: tuple[str, ...],
    editor: str,
) -> None:
    """Serve the site on this machine and rebuild it as you write.

    Every open page reloads when a source changes. A build with problems shows them in the page and leaves the last
    good site standing. Nothing is written into output/. Ctrl-C ends. The desk, at /_desk/, lists the cases by what they
    need and shows each raw text beside the cleaned one.

    \b
    Example:
      site-builder serve --open
    """
    if host not in (*LOOPBACK, "::1"):
        if not allowed:
            raise click.UsageError("--host opens the site to others: name it too, as in --allowed-host 192.168.1.7")
        click.echo(f"warning: whoever reaches {host} can read this site", err=True)

    def ready(address: str) -> None:
        click.echo(f"{address}  desk: {urljoin(address, '/_desk/')}  Ctrl-C ends")
        if is_opened:
            webbrowser.open(address)

    # Whoever stops a service sends SIGTERM; it ends like Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    root = project.resolve()
    try:
        with apart(ProjectBuilder(root, drafts)) as builder:
            options = Options(host, port, allowed, poll, Desk(root, editor), builder.stands)
            serve_project(root, builder, options, Terminal(ready, tell, notice), Waker())
    except KeyboardInterrupt:
        click.echo()
    except NoPortError as error:
        raise click.ClickException(str(error)) from None


def tell(line: str, problems: Sequence[Problem]) -> None:
    """A build's line, with the time of day, and its problems."""
    click.echo(f"{datetime.now():%H:%M:%S}  {line}")
    if problems:
        print_problems(problems)


def notice(text: str) -> None:
    """What a user should know, and need not do anything about."""
    click.echo(f"{datetime.now():%H:%M:%S}  {text}", err=True)
