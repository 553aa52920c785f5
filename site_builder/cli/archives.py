"""`site-builder clean` for archives: a run with its progress, and what came of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from time import monotonic

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from site_builder import __version__
from site_builder.batch import (
    Article,
    Candidate,
    Condition,
    Journal,
    Plan,
    Result,
    Series,
    State,
    find_series,
    group,
    join,
    parse_conditions,
    run,
    workers_here,
    workers_of_cluster,
)
from site_builder.build.disk import read_sources, write_lines, write_text
from site_builder.clean import Field
from site_builder.content.casefile import format_case
from site_builder.content.draft import draft_of
from site_builder.content.schema import KeptFile
from site_builder.content.vocabulary import Vocabulary, parse_vocabulary

_WANTED = (Field.TITLE, Field.ISSUED, Field.PUBLISHER)


def clean_archives(
    project: Path, archives: Sequence[Path], out: Path, jobs: int, select: Sequence[str], cluster: str | None
) -> None:
    """Clean archives into a folder, going on where an earlier run of the same archives stopped."""
    plan = Plan(tuple((path.name, path.stat().st_size) for path in archives), tuple(select), __version__)
    try:
        conditions = parse_conditions(select, _vocabularies(project))
        journal = Journal(out, plan)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if cluster and find_spec("distributed") is None:
        raise click.ClickException("--cluster needs Dask: pip install 'site-builder[cluster]'")
    if journal.done:
        click.echo(f"going on behind {journal.done} inputs", err=True)
    _run(archives, journal, conditions, jobs, cluster)
    journal.close()
    series = find_series(journal.results)
    groups = _groups(journal, {page for each in series for page in each.pages[1:]})
    write_text(out / "groups.jsonl", "".join(_line(each) for each in groups))
    _write_series(journal, out, series)
    if select:
        _write_drafts(journal, out, {each[0] for each in groups}, series)
    _report(journal, out, groups)
    _report_series(series)


def _vocabularies(project: Path) -> dict[str, Vocabulary]:
    if not (project / "site.toml").exists():
        return {}
    sources = ((Path(source.name).stem, source) for source in read_sources(project).vocabularies)
    return {name: parse_vocabulary(name, source) for name, source in sources}


def _run(
    archives: Sequence[Path], journal: Journal, conditions: Sequence[Condition], jobs: int, cluster: str | None
) -> None:
    """The run with its progress: inputs, inputs a second, and the time left by the share of bytes read."""
    total = sum(path.stat().st_size for path in archives)
    start, before = monotonic(), journal.done
    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[told]}"), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("cleaning", total=total, told="")

        def show(done: int, read: int) -> None:
            rate = (done - before) / max(monotonic() - start, 0.001)
            progress.update(task, completed=read, told=f"{done} inputs, {rate:.0f} a second")

        run(archives, journal, conditions, workers_of_cluster(cluster) if cluster else workers_here(jobs), show)


def _kept(journal: Journal) -> Iterator[tuple[Result, Article]]:
    for result in journal.results():
        if result.state is State.CLEANED and result.article is not None:
            yield result, result.article


def _groups(journal: Journal, behind: set[str]) -> list[tuple[str, ...]]:
    """The near-duplicates among the articles kept, by the names of their inputs, the best text first.

    Pages `behind` the first one of an article are none by themselves.
    """
    names: list[str] = []
    candidates: list[Candidate] = []
    kept = (each for each in _kept(journal) if each[0].input not in behind)
    for place, (result, article) in enumerate(kept):
        names.append(result.input)
        stated = {each.field for each in article.statements}
        rank = (article.doubtful, sum(field not in stated for field in _WANTED), -len(article.text))
        candidates.append(Candidate(place, article.signature, rank))
    return [tuple(names[place] for place in each) for each in group(candidates)]


def _write_series(journal: Journal, out: Path, series: Sequence[Series]) -> None:
    """Every article over several pages as a line, its text put together; written one by one."""
    lines = (_line(each) for each in join(journal.results, series))
    write_lines(out / "series.jsonl", lines)


def _write_drafts(journal: Journal, out: Path, best: set[str], series: Sequence[Series]) -> None:
    parts = {page for each in series for page in each.pages}
    single = (each for each in _kept(journal) if each[0].input not in parts)
    whole = ((each.result, each.result.article) for each in join(journal.results, series))
    for result, article in chain(single, whole):
        if result.input in best and article is not None:
            id = re.sub(r"[^a-z0-9]+", "-", result.input.lower()).strip("-")[-80:].strip("-")
            files = (KeptFile(sha256=article.sha256, bytes=article.size), *article.continued)
            case = draft_of(article.statements, article.text, article.damage, id, files)
            write_text(out / "drafts" / f"{id}.md", format_case(case))


def _line(value: object) -> str:
    return msgspec.json.encode(value).decode() + "\n"


def _report(journal: Journal, out: Path, groups: Sequence[Sequence[str]]) -> None:
    counts = Counter(result.state for result in journal.results())
    click.echo(f"{out}: {journal.done} inputs")
    for state in State:
        click.echo(f"  {state.value + ':':<15} {counts[state]}")
    click.echo(f"  {'groups:':<15} {len(groups)} different articles")
    if counts.total() != journal.done:
        raise click.ClickException(f"{journal.done - counts.total()} inputs are not accounted for: this is a bug")


def _report_series(series: Sequence[Series]) -> None:
    """How many articles stand on several pages, and each page that is not among the inputs."""
    if series:
        click.echo(f"  {'series:':<15} {len(series)} articles over several pages")
    for each in series:
        if each.missing:
            numbers = ", ".join(map(str, each.missing))
            click.echo(f"    {each.pages[0]}: page {numbers} is not among the inputs")
