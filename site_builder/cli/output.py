"""What all commands print alike."""

from __future__ import annotations

from collections.abc import Sequence

import click

from site_builder.problem import Problem


def print_problems(problems: Sequence[Problem]) -> None:
    """Problems on standard error, a paragraph each, and how many there are."""
    for problem in problems:
        click.echo(f"{problem}\n", err=True)
    click.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}", err=True)
