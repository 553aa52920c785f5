"""What `site-builder check --cleaning` prints and writes."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.build.disk import read_sources, read_text, write_text
from site_builder.content.casefile import parse_case
from site_builder.desk.cleanings import difference, format_cleanings, parse_cleanings, text_digest
from site_builder.desk.room import clean_base

RECORD = "content/cleaned.txt"


def check_cleanings(project: Path, accept: bool, strict: bool) -> None:
    """Clean the raw article of every case again, print where it comes out otherwise than a person last saw it.

    A case that stands as it is cleaned now, like a draft that nobody has touched, needs nobody to see it.
    Nothing is changed but, with `accept`, the record. Raises BuildError; with `strict` a ClickException where there
    is a difference that nobody has accepted.
    """
    path = project / RECORD
    known = parse_cleanings(read_text(project, path)) if path.exists() else {}
    digests: dict[str, str] = {}
    changed = 0
    for source in read_sources(project).cases:
        case = parse_case(source)
        base = clean_base(project, case)
        if base is None:
            continue
        digests[case.meta.id] = text_digest(base.cleaned.text)
        lines = list(difference(case.body, base.cleaned.text))
        if lines and digests[case.meta.id] != known.get(case.meta.id):
            changed += 1
            reason = "cleans differently now" if case.meta.id in known else "was never compared with its raw article"
            click.echo("\n".join([f"{source.name}: {reason}", *(f"  {line}" for line in lines)]))
    if accept:
        write_text(path, format_cleanings(digests))
    click.echo(f"{len(digests)} cases with a raw article, {changed} clean differently than last accepted")
    if strict and changed and not accept:
        raise click.ClickException("take over by hand what is right, then take --accept")
