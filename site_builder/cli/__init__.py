"""The command line: a module a command, one way to show problems.

Exit codes: 0 done, 1 problems in the sources (each is printed with its place), 2 the command was called wrongly.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from site_builder import __version__
from site_builder.cli.output import print_problems
from site_builder.problem import BuildError

EPILOG = "Exit codes: 0 done, 1 problems in the sources, 2 called wrongly, 75 another command is at work here."

# In the order of work. Each is read only when it is called: a build with nothing to do must not wait for the others.
COMMANDS = {
    "init": "site_builder.cli.init:init",
    "clean": "site_builder.cli.clean:clean_command",
    "review": "site_builder.cli.review:review_command",
    "new": "site_builder.cli.new:new",
    "check": "site_builder.cli.check:check",
    "format": "site_builder.cli.format:format_command",
    "list": "site_builder.cli.list:list_command",
    "vocabulary": "site_builder.cli.vocabulary:vocabulary",
    "fields": "site_builder.cli.fields:fields",
    "build": "site_builder.cli.build:build",
    "serve": "site_builder.cli.serve:serve",
    "publish": "site_builder.cli.publish:publish",
    "book": "site_builder.cli.book:book",
    "convert": "site_builder.cli.convert:convert_command",
}


class ProblemsGroup(click.Group):
    """Prints a BuildError as its problems and ends with exit code 1; lists its commands in the order of work."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BuildError as error:
            print_problems(error.problems)
            ctx.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=ProblemsGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="site-builder")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The project's folder, where site.toml is; by default the current one.",
)
@click.pass_context
def main(ctx: click.Context, project: Path) -> None:
    """Clean damaged Chinese articles, curate them as cases, and build a site in simplified and traditional script.

    \b
    site-builder init FOLDER                a new collection
    site-builder clean content/raw/*.txt    raw articles to draft cases
    site-builder review CASE                raw beside cleaned, the doubts first
    site-builder new                        a draft case, by asking
    site-builder check                      every problem of the sources, nothing written
    site-builder format                     case files in canonical form, comments kept
    site-builder list places=wuhan          the cases that meet conditions
    site-builder vocabulary                 terms listed, renamed, merged
    site-builder build                      the site into output/
    site-builder serve                      the site on this machine, rebuilt as you write
    site-builder publish                    output/ to GitHub Pages
    site-builder book                       cases as EPUB and PDF
    site-builder convert FILE               a plain text in another script
    """
    if not (project / "content").exists():
        from site_builder.cli.exchange import recover  # hardly ever needed, and no command should wait for it

        recover(project, "content")
    ctx.obj = project
