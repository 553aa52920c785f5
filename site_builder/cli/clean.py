"""`site-builder clean`."""

from __future__ import annotations

import re
from pathlib import Path

import click
import msgspec
from msgspec import Struct
from rich.console import Console
from rich.progress import Progress

from site_builder.build.disk import CACHE, read_sources, read_text, write_text
from site_builder.build.plan import digest
from site_builder.clean import Cleaned, Edit, clean, summary
from site_builder.cli.desk import RAW
from site_builder.content.casefile import format_case, parse_case
from site_builder.content.draft import draft
from site_builder.problem import BuildError

CASES = "content/cases"


class Outcome(Struct, frozen=True):
    """What became of one raw article: where its draft is, and which case it already belongs to, if any."""

    cleaned: Cleaned
    draft: Path
    known: str | None


@click.command("clean")
@click.argument("raw", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where drafts go; by default content/cases."
)
@click.pass_obj
def clean_command(project: Path, raw: tuple[Path, ...], out: Path | None) -> None:
    """Turn raw articles into draft cases, with every removal and repair on record.

    A raw article that a case already rests on is cleaned again into .cache/proposals, never over the case. The ledger
    goes to .cache/ledger: one JSON line an edit, in code points of the raw text.

    \b
    Examples:
      site-builder clean content/raw/*.txt
      site-builder clean article.txt --out drafts
    """
    known = _known_sources(project)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        for path in progress.track(raw, description="cleaning"):
            _report(_clean_file(project, path, out, known))


def _known_sources(project: Path) -> dict[str, str]:
    """The ids of the cases by the SHA-256 of the files they rest on; a case with problems is none yet."""
    known: dict[str, str] = {}
    for source in read_sources(project).cases if (project / "site.toml").exists() else ():
        try:
            meta = parse_case(source).meta
        except BuildError:
            continue
        known |= {record.sha256: meta.id for record in meta.sources if record.sha256}
    return known


def _clean_file(project: Path, path: Path, out: Path | None, known: dict[str, str]) -> Outcome:
    content = path.read_bytes()
    checksum = digest(content)
    cleaned = clean(read_text(project, path))
    kept = path.name if path.resolve().parent == (project / RAW).resolve() else ""
    known_id = known.get(checksum)
    id = known_id or _slug(path.stem)
    case = draft(cleaned, id, kept, checksum, len(content))
    folder = out or project / (f"{CACHE}/proposals" if known_id else CASES)
    target = folder / f"{id}.md"
    if out is None and known_id is None and target.exists():
        raise click.ClickException(f"{target} is there already and is never overwritten; take --out or another name")
    write_text(target, format_case(case))
    write_text(project / CACHE / "ledger" / f"{path.stem}.jsonl", "".join(map(_line, cleaned.edits)))
    return Outcome(cleaned, target, known_id if out is None else None)


def _slug(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "article"


def _line(edit: Edit) -> str:
    return msgspec.json.encode(edit).decode() + "\n"


def _report(outcome: Outcome) -> None:
    """What was done and what a person must look at, in a few lines."""
    cleaned, figures = outcome.cleaned, summary(outcome.cleaned)
    click.echo(f"{figures.name} → {outcome.draft}")
    if outcome.known:
        click.echo(f"  already the case {outcome.known}: this is a proposal, the case stays as it is")
    for statement in cleaned.statements:
        org = f" ({statement.org})" if statement.org else ""
        click.echo(f"  {statement.field.value + ':':<14} {statement.value}{org}")
    if figures.missing:
        click.echo(f"  missing:       {', '.join(field.value for field in figures.missing)}; the page does not say")
    edits = (f"{count.step} {count.edits} {count.certainty.value}" for count in figures.counts)
    click.echo(f"  edits:         {', '.join(edits) or 'none'}")
    click.echo(f"  dropped:       {len(figures.dropped)} lines; kept {figures.kept} of {figures.raw} characters")
    if figures.doubts:
        click.echo(f"  doubts:        {figures.doubts} places want a person's eye")
