"""`site-builder vocabulary`."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.build.disk import read_sources
from site_builder.build.sources import Sources
from site_builder.cli.exchange import replace_files
from site_builder.content.casefile import parse_case
from site_builder.content.essay import recode_essays
from site_builder.content.quality import unused_terms
from site_builder.content.scalars import is_code
from site_builder.content.schema import FrontMatter
from site_builder.content.terms import merge_term, recode_cases, rename_term, uses
from site_builder.content.vocabulary import Vocabulary, parse_vocabulary
from site_builder.problem import BuildError, Problem, Source

FOLDER = "content"
CLOSED = "five_co"  # its codes are the program's own


@click.group()
def vocabulary() -> None:
    """Look after the controlled vocabularies in content/vocabulary/.

    \b
    Examples:
      site-builder vocabulary list tags
      site-builder vocabulary unused
      site-builder vocabulary rename tags credits points
      site-builder vocabulary merge tags credits points
    """


@vocabulary.command("list")
@click.argument("name", required=False)
@click.pass_obj
def list_terms(project: Path, name: str | None) -> None:
    """Every term with its label and the number of cases that name it, tab between; a replaced term says by which."""
    sources = read_sources(project)
    metas = _metas(sources)
    for each in _vocabularies(sources, name):
        counts = uses(metas, each)
        for code, term in each.terms.items():
            last = f"→ {term.deprecated_by}" if term.deprecated_by else str(counts[code])
            click.echo("\t".join((each.name, code, term.label, last)))


@vocabulary.command()
@click.argument("name", required=False)
@click.pass_obj
def unused(project: Path, name: str | None) -> None:
    """The terms that no case names and that stand above none that a case names."""
    sources = read_sources(project)
    metas = _metas(sources)
    for each in _vocabularies(sources, name):
        for code in unused_terms(each, metas):
            click.echo("\t".join((each.name, code, each.terms[code].label)))


@vocabulary.command()
@click.argument("name")
@click.argument("old")
@click.argument("new")
@click.pass_obj
def rename(project: Path, name: str, old: str, new: str) -> None:
    """Give a term another code, in the vocabulary and in all cases at once; the old address leads to the new one.

    \b
    Example:
      site-builder vocabulary rename tags credits points
    """
    sources = read_sources(project)
    known, source = _open(sources, name)
    _wanted(known, source, old)
    _check_code(new)
    if new in known.terms:
        raise click.ClickException(f"{new} is a term already; to join both: vocabulary merge {name} {old} {new}")
    _replace(project, sources, name, old, new, {source.name: rename_term(name, source, old, new)})


@vocabulary.command()
@click.argument("name")
@click.argument("old")
@click.argument("into")
@click.pass_obj
def merge(project: Path, name: str, old: str, into: str) -> None:
    """Let a term go into another, in the vocabulary and in all cases at once; its words become synonyms.

    \b
    Example:
      site-builder vocabulary merge tags credits points
    """
    sources = read_sources(project)
    known, source = _open(sources, name)
    _wanted(known, source, old)
    _wanted(known, source, into)
    if old == into:
        raise click.ClickException("a term cannot go into itself")
    _replace(project, sources, name, old, into, {source.name: merge_term(name, source, old, into)})


def _replace(project: Path, sources: Sources, name: str, old: str, new: str, texts: dict[str, str]) -> None:
    cases = recode_cases(sources.cases, name, old, new)
    essays = recode_essays(sources.essays, name, old, new)
    replace_files(project, FOLDER, {**texts, **cases, **essays})
    click.echo(
        f"{old} is now {new}: {len(cases)} case{'' if len(cases) == 1 else 's'} changed; the old address leads on"
    )


def _metas(sources: Sources) -> list[FrontMatter]:
    """The front matters of all cases; raises BuildError with the problems of all files."""
    metas: list[FrontMatter] = []
    problems: list[Problem] = []
    for source in sources.cases:
        try:
            metas.append(parse_case(source).meta)
        except BuildError as error:
            problems += error.problems
    if problems:
        raise BuildError(problems)
    return metas


def _vocabularies(sources: Sources, name: str | None) -> list[Vocabulary]:
    named = [source for source in sources.vocabularies if name in (None, Path(source.name).stem)]
    if not named:
        raise click.ClickException(_unknown(sources, name))
    return [parse_vocabulary(Path(source.name).stem, source) for source in named]


def _unknown(sources: Sources, name: str | None) -> str:
    known = ", ".join(Path(source.name).stem for source in sources.vocabularies)
    return f"no such vocabulary: {name}; there are {known}"


def _open(sources: Sources, name: str) -> tuple[Vocabulary, Source]:
    if name == CLOSED:
        raise click.ClickException(f"the codes of {CLOSED} are fixed; change their labels in the file")
    source = next((source for source in sources.vocabularies if Path(source.name).stem == name), None)
    if source is None:
        raise click.ClickException(_unknown(sources, name))
    return parse_vocabulary(name, source), source


def _wanted(vocabulary: Vocabulary, source: Source, code: str) -> None:
    if code not in vocabulary.terms:
        raise click.ClickException(f"{source.name} has no term {code}")
    if vocabulary.terms[code].deprecated_by:
        raise click.ClickException(f"{code} was replaced by {vocabulary.terms[code].deprecated_by} already")


def _check_code(code: str) -> None:
    if not is_code(code):
        raise click.ClickException(f"not a code: {code}; small Latin letters, digits, and single - _ . between")
