"""The command line: the only room that talks to a person, chooses exit codes and knows the time.

Exit codes: 0 done, 1 problems in the sources (each is printed with its place), 2 the command was called wrongly.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import click

from site_builder import __version__
from site_builder.build import build as make_site
from site_builder.build.disk import OUTPUT, read_digests, read_sources, write_site
from site_builder.build.plan import Reason
from site_builder.build.plan import plan as make_plan
from site_builder.check import check_links
from site_builder.pages import File
from site_builder.problem import BuildError, Problem

EPILOG = "Exit codes: 0 done, 1 problems in the sources, 2 called wrongly."


class ProblemsGroup(click.Group):
    """Prints a BuildError as its problems and ends with exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BuildError as error:
            print_problems(error.problems)
            ctx.exit(1)


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
    site-builder clean content/raw/*.txt    raw articles to draft cases
    site-builder check                      every problem of the sources, nothing written
    site-builder build                      the site into output/
    site-builder serve                      the site on this machine, rebuilt as you write
    """
    ctx.obj = project


@main.command()
@click.pass_obj
def build(project: Path) -> None:
    """Build the site into output/.

    Nothing is written where there are problems: the last good site stays.

    \b
    Example:
      site-builder build
    """
    start = perf_counter()
    files = checked_files(project)
    plan = make_plan(files, read_digests(project / OUTPUT))
    if plan.changes:
        write_site(project, files)
    new, changed, stale = (plan.count(reason) for reason in Reason)
    click.echo(
        f"{project / OUTPUT}: {new} new, {changed} changed, {plan.unchanged} unchanged, {stale} deleted"
        f" in {perf_counter() - start:.1f} s"
    )


@main.command()
@click.pass_obj
def check(project: Path) -> None:
    """Check everything that a build would, and write nothing.

    \b
    Example:
      site-builder check
    """
    files = checked_files(project)
    click.echo(f"{len(files)} files, no problems")


def checked_files(project: Path) -> tuple[File, ...]:
    """The built site, every link of it followed; raises BuildError."""
    built = make_site(read_sources(project))
    problems = check_links(built.files, built.site.base_url)
    if problems:
        raise BuildError(problems)
    return built.files


def print_problems(problems: tuple[Problem, ...]) -> None:
    """Problems on standard error, one paragraph each, and how many there are."""
    for problem in problems:
        click.echo(f"{problem}\n", err=True)
    click.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}", err=True)


if __name__ == "__main__":
    sys.exit(main())
