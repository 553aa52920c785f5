"""`site-builder clean`."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from msgspec import Struct
from rich.console import Console
from rich.progress import Progress

from site_builder.build.disk import read_content, read_sources, write_text
from site_builder.build.plan import digest
from site_builder.build.scan import RAW
from site_builder.build.tree import CACHE
from site_builder.clean import Cleaned, Edit, clean, summary
from site_builder.cli.output import print_problems
from site_builder.content.casefile import format_case, parse_case
from site_builder.content.draft import draft
from site_builder.content.near import clauses, near_pairs
from site_builder.content.schema import Case, KeptFile
from site_builder.desk.cleanings import difference
from site_builder.problem import BuildError, Problem

if TYPE_CHECKING:
    from site_builder.extract import Raw

CASES = "content/cases"


class Outcome(Struct, frozen=True):
    """What became of one raw article: where its draft is, and which case it already belongs to, if any.

    `difference` are the lines in which that case reads otherwise, `near` the other cases with much the same text,
    `pages` the files that were put together, `absent` the numbers of the article's other pages, which are not in it.
    """

    cleaned: Cleaned
    draft: Path
    known: str | None
    difference: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    absent: tuple[int, ...] = ()


class _File(Struct, frozen=True):
    """A file that was read: its path, SHA-256, size in bytes and raw article."""

    path: Path
    checksum: str
    size: int
    raw: Raw


@click.command("clean")
@click.argument("raw", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where drafts go; by default content/cases."
)
@click.option(
    "--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="Processes; by default all cores."
)
@click.option(
    "--select", multiple=True, metavar="KEY=VALUE", help="Keep only articles that fit; may stand several times."
)
@click.option("--cluster", metavar="ADDRESS", help="Work on a Dask cluster, like tcp://10.0.0.1:8786.")
@click.pass_obj
def clean_command(
    project: Path, raw: tuple[Path, ...], out: Path | None, jobs: int, select: tuple[str, ...], cluster: str | None
) -> None:
    """Turn raw articles into draft cases, with every removal and repair on record.

    A raw article is a text, Markdown or an HTML page, in any encoding; the pages of one article, given together, become
    one draft. What a case already rests on is cleaned again into .cache/proposals, never over the case. The ledger goes
    to .cache/ledger: how the file was read, then one JSON line an edit, in code points of the raw text; the raw text of
    a page is written beside it.

    Archives, JSON Lines (url and text or html) or WARC, are cleaned in a stream into the folder --out: results.jsonl
    accounts for every input, groups.jsonl gathers near-duplicates, series.jsonl puts articles over several pages
    together and names the pages that are missing, drafts/ holds the best of each group where --select is given. A run
    that was stopped goes on where it was when it is called again.

    \b
    Examples:
      site-builder clean content/raw/*.txt
      site-builder clean article.html --out drafts
      site-builder clean crawl.warc.gz --out crawl --select length=400.. --select places=wuhan
    """
    # Parsers and pools take their time to load: only this command waits for them.
    from site_builder.cli.archives import clean_archives
    from site_builder.extract import ARCHIVES

    archives = tuple(path for path in raw if path.name.lower().endswith(ARCHIVES))
    if archives and len(archives) < len(raw):
        raise click.UsageError("clean archives and single files in separate runs")
    if archives:
        if out is None:
            raise click.UsageError("archives need --out FOLDER")
        clean_archives(project, archives, out, jobs, select, cluster)
        return
    if select or cluster:
        raise click.UsageError("--select and --cluster are for archives")
    known = _known_sources(project)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        for pages in _articles(project, progress.track(raw, description="cleaning")):
            _report(_clean_pages(project, pages, out, known))


def _known_sources(project: Path) -> dict[str, Case]:
    """The cases by the SHA-256 of the files they rest on; one with problems is none yet."""
    known: dict[str, Case] = {}
    for source in read_sources(project).cases if (project / "site.toml").exists() else ():
        try:
            case = parse_case(source)
        except BuildError:
            continue
        files = (file for record in case.meta.sources for file in record.files)
        known |= {file.sha256: case for file in files if file.sha256}
    return known


def _articles(project: Path, paths: Iterable[Path]) -> Iterator[list[_File]]:
    """The files of each article: most are one by itself, the pages of one come in their order when all are read."""
    from site_builder.extract import gather

    waiting: defaultdict[Path, list[_File]] = defaultdict(list)
    for path in paths:
        file = _read(project, path)
        if file.raw.reading.part:
            waiting[path.parent].append(file)
        else:
            yield [file]
    for files in waiting.values():
        yield from ([files[place] for place in each] for each in gather([file.raw for file in files]))


def _read(project: Path, path: Path) -> _File:
    from site_builder.extract import problems, read_raw

    name, content = read_content(project, path)
    raw = read_raw(content, name)
    if lost := problems(raw.decoded):
        print_problems(lost)
    if raw.reading.is_page and not raw.source.text:
        raise BuildError([Problem("the page holds no article", raw.source)])
    return _File(path, digest(content), len(content), raw)


def _clean_pages(project: Path, pages: Sequence[_File], out: Path | None, known: Mapping[str, Case]) -> Outcome:
    from site_builder.extract import head_line, join

    path = pages[0].path
    raw = join([page.raw for page in pages]) if len(pages) > 1 else pages[0].raw
    cleaned = clean(raw.source)
    found = next((known[page.checksum] for page in pages if page.checksum in known), None)
    known_id = found.meta.id if found else None
    id = known_id or _slug(path.stem)
    case = draft(cleaned, id, [_kept(project, page) for page in pages])
    folder = out or project / (f"{CACHE}/proposals" if known_id else CASES)
    target = folder / f"{id}.md"
    if out is None and known_id is None and target.exists():
        raise click.ClickException(f"{target} is there already and is never overwritten; take --out or another name")
    write_text(target, format_case(case))
    ledger = project / CACHE / "ledger" / f"{path.stem}.jsonl"
    write_text(ledger, head_line(raw) + "".join(map(_line, cleaned.edits)))
    if raw.reading.is_page:
        write_text(ledger.with_suffix(".md"), raw.source.text)
    lines = tuple(difference(found.body, cleaned.text)) if found else ()
    near = _near(cleaned.text, known_id, known)
    missing = tuple(number or 1 for number in raw.reading.part.linked) if raw.reading.part else ()
    names = tuple(page.name for page in raw.reading.pages)
    return Outcome(cleaned, target, known_id if out is None else None, lines, near, names, missing)


def _kept(project: Path, page: _File) -> KeptFile:
    """The file as the draft names it, by its name only where the project keeps it."""
    is_kept = page.path.resolve().parent == (project / RAW).resolve()
    return KeptFile(raw=page.path.name if is_kept else None, sha256=page.checksum, bytes=page.size)


def _near(text: str, id: str | None, known: Mapping[str, Case]) -> tuple[str, ...]:
    """The other cases that hold much of the text."""
    texts = {case.meta.id: clauses(case.body) for case in known.values() if case.meta.id != id}
    return tuple(pair.other for pair in near_pairs({"": clauses(text)} | texts) if not pair.one)


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
        for line in outcome.difference or ("  the text is the same",):
            click.echo(f"  {line}")
    for id in outcome.near:
        click.echo(f"  much the same text as the case {id}: another mirror of one article?")
    if outcome.pages:
        click.echo(f"  pages:         {', '.join(outcome.pages)}")
    if outcome.absent:
        others = ", ".join(map(str, outcome.absent))
        click.echo(f"  of an article over several pages: page {others} is not in it; give all its files at once")
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
