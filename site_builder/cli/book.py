"""`site-builder book`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from site_builder.book import PAPERS, epub, gather, pdf
from site_builder.book.print import NoPrinterError
from site_builder.build.disk import read_sources, write_bytes
from site_builder.build.memory import assembled, hang_originals
from site_builder.cli.list import cases_of, condition_of
from site_builder.cli.options import base_url_option
from site_builder.config import KNOWN_VARIANTS
from site_builder.content.query import matching
from site_builder.content.vocabulary import Vocabulary, parse_vocabulary
from site_builder.problem import BuildError, Problem

FOLDER = "books"


@click.command()
@click.argument("conditions", nargs=-1, metavar="[FACET=CODE,…]…")
@click.option("--case", "ids", multiple=True, metavar="ID", help="A case; may be given again.")
@click.option(
    "--script",
    "scripts",
    multiple=True,
    type=click.Choice(KNOWN_VARIANTS),
    help="A script of the site; may be given again. Without it, all of them.",
)
@click.option("--format", "kinds", multiple=True, type=click.Choice(["epub", "pdf"]), help="Without it, both.")
@click.option("--paper", type=click.Choice(PAPERS), default=PAPERS[0], show_default=True, help="The size of a page.")
@click.option("--title", default="", help="What the book is called; by default as the collection, or its one case.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help=f"The folder; by default {FOLDER}/.")
@base_url_option
@click.pass_obj
def book(
    project: Path,
    conditions: tuple[str, ...],
    ids: tuple[str, ...],
    scripts: tuple[str, ...],
    kinds: tuple[str, ...],
    paper: str,
    title: str,
    out: Path | None,
    base_url: str,
) -> None:
    """Make a book of cases: of one, of those that meet all conditions, or of the whole collection.

    EPUB for reading devices, PDF for paper; each with its contents, references and every case's provenance. PDF
    needs site-builder[book].

    \b
    Examples:
      site-builder book
      site-builder book places=wuhan --title 武汉的案例
      site-builder book --case wuhan-dongting --script zh-Hant --format epub
    """
    sources = read_sources(project, base_url)
    problems: list[Problem] = []
    whole = assembled(sources, problems, hang_originals)
    if problems:
        raise BuildError(problems)
    strangers = [script for script in scripts if script not in whole.site.variants]
    if strangers:
        raise click.UsageError(f"site.toml has no {', '.join(strangers)}")
    vocabularies = {Path(each.name).stem: parse_vocabulary(Path(each.name).stem, each) for each in sources.vocabularies}
    shown = {page.text.id for page in whole.layout.pages if page.text}
    chosen = _chosen(project, conditions, ids, vocabularies) if conditions or ids else shown
    if unknown := sorted(set(ids) - shown):
        raise click.UsageError(f"the site shows no such case: {', '.join(unknown)}")
    if not chosen & shown:
        raise click.ClickException("no case that the site shows meets all conditions")
    for script in scripts or whole.site.variants:
        made = gather(whole, script, chosen, title)
        for kind in kinds or ("epub", "pdf"):
            try:
                content = epub(made) if kind == "epub" else pdf(made, paper)
            except NoPrinterError as error:
                hint = "pip install 'site-builder[book]', or ask for --format epub"
                raise click.ClickException(f"no PDF without WeasyPrint: {error}; {hint}") from None
            path = (out or project / FOLDER) / f"{_name(conditions, ids)}.{script}.{kind}"
            write_bytes(path, content)
            click.echo(f"{path}: {_counted(len(made.chapters))}, {len(content):,} bytes")


def _chosen(
    project: Path, conditions: tuple[str, ...], ids: tuple[str, ...], vocabularies: dict[str, Vocabulary]
) -> set[str]:
    if not conditions:
        return set(ids)
    wanted = [condition_of(text, vocabularies) for text in conditions]
    return {*ids, *(case.meta.id for case in matching(cases_of(project)[0], wanted, vocabularies))}


def _counted(cases: int) -> str:
    return f"{cases} case{'' if cases == 1 else 's'}"


def _name(conditions: tuple[str, ...], ids: tuple[str, ...]) -> str:
    """What the files are called: after what they were asked for by."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", " ".join([*conditions, *ids])).strip("-")[:80] or "collection"
