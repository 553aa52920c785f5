"""`site-builder check`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

import click

from site_builder.build import build
from site_builder.build.disk import read_sources, write_text
from site_builder.build.engine import build_site, place_of
from site_builder.build.lock import HeldError
from site_builder.build.memory import hang_originals
from site_builder.build.plan import Wish
from site_builder.build.sources import Sources
from site_builder.build.stages import unread_vocabularies
from site_builder.build.tree import OUTPUT
from site_builder.check import check_links
from site_builder.cli.cleanings import check_cleanings
from site_builder.cli.findings import in_order, print_github, print_json, print_text
from site_builder.cli.variants import check_variants
from site_builder.config import parse_site
from site_builder.content.casefile import front_matter, parse_case, stated_ids
from site_builder.content.collection import CaseFile, Unread, cross_check
from site_builder.content.essay import essay_problems, parse_essay
from site_builder.content.illustrations import Showing, files_of, paths_of, picture_problems, written
from site_builder.content.markdown import render_markdown
from site_builder.content.prose import parse_prose
from site_builder.content.quality import Filed, Finding, Kind, findings
from site_builder.content.reading import ReadingList, list_problems, parse_list
from site_builder.content.vocabulary import Vocabulary, parse_vocabulary
from site_builder.desk.completeness import completeness_html, record_of
from site_builder.desk.images import image_findings
from site_builder.problem import BuildError, Problem, Source

T = TypeVar("T")


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


_PRINT = {Format.TEXT: print_text, Format.JSON: print_json, Format.GITHUB: print_github}


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default=Format.TEXT.value,
    show_default=True,
    help="For people, for programs, or as annotations of a GitHub workflow.",
)
@click.option("--strict", is_flag=True, help="Fail for warnings too; with --variants, for choices nobody has accepted.")
@click.option("--sources-only", is_flag=True, help="Read the sources only: no pages are made and no links followed.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write how far the records are filled, as a page for curators; never below output/.",
)
@click.option("--variants", is_flag=True, help="Audit the traditional variants, too; pages go below .cache/review.")
@click.option("--cleaning", is_flag=True, help="Clean the raw articles again, too, and show what differs.")
@click.option("--accept", is_flag=True, help="With --variants or --cleaning: write what was found into content/.")
@click.pass_context
def check(
    ctx: click.Context,
    form: str,
    strict: bool,
    sources_only: bool,
    report: Path | None,
    variants: bool,
    cleaning: bool,
    accept: bool,
) -> None:
    """Check everything that a build would, and what a curator should look at; write nothing but the cache and a report.

    Errors are what a build refuses, and one text published twice. Warnings are missing fields by weight, lost
    characters and repairs that nobody explained, figures without evidence, terms that no case names.

    \b
    Examples:
      site-builder check
      site-builder check --format github --strict
      site-builder check --variants --strict
      site-builder check --cleaning
      site-builder check --report completeness.html
    """
    if accept and not (variants or cleaning):
        raise click.UsageError("--accept goes with --variants or --cleaning")
    if report:
        _write_report(ctx.obj, report)
    found = in_order(inspect(ctx.obj, with_pages=not sources_only))
    _PRINT[Format(form)](found)
    if cleaning:  # before anything ends this: a raw file that changed is an error too
        check_cleanings(ctx.obj, accept, strict)
    if any(each.is_error or (strict and not (variants or cleaning)) for each in found):
        ctx.exit(1)
    if variants:
        check_variants(ctx.obj, accept, strict)


def _write_report(project: Path, report: Path) -> None:
    """The page of completeness; cases with problems, which are told elsewhere, are not on it."""
    if report.absolute().is_relative_to((project / OUTPUT).absolute()):
        raise click.UsageError("the report is for curators: output/ holds what is published")
    cases = _each(parse_case, read_sources(project).cases, [])
    write_text(report, completeness_html(map(record_of, cases)))


def inspect(project: Path, with_pages: bool = True) -> list[Finding]:
    """Everything that is wrong with a project, and what could be better; raises BuildError where it cannot be read."""
    sources = read_sources(project)
    problems: list[Problem] = []
    cases = _each(lambda source: Filed(source, parse_case(source)), sources.cases, problems)
    vocabularies = [
        (source, each) for source in sources.vocabularies for each in _each(_vocabulary, [source], problems)
    ]
    lists = _each(parse_list, sources.lists, problems)
    if with_pages:
        problems = _site_problems(project, sources)
    else:
        problems += _source_problems(sources, cases, [each for _, each in vocabularies], lists)
    known = [each for _, each in vocabularies]
    is_whole = len(cases) == len(sources.cases)  # who names a term or a picture is known from all cases
    shortcomings = [
        each
        for each in findings(cases, known, [source for source, _ in vocabularies], lists)
        if each.kind is not Kind.TERM or is_whole
    ]
    if is_whole and sources.images:
        shortcomings += image_findings(sources.images, frozenset(paths_of(_showings(sources, cases))))
    return [*(Finding(Kind.PROBLEM, problem) for problem in problems), *shortcomings]


def _site_problems(project: Path, sources: Sources) -> list[Problem]:
    """What a build refuses: asked of the engine, which knows what has not changed and holds few pages at once."""
    try:
        build_site(place_of(project), Wish(is_dry=True, minifies=True), lambda *_: None)
    except BuildError as error:
        return list(error.problems)
    except (HeldError, PermissionError):  # another command is at work, or nothing may be written here: no cache, then
        return _found_in_memory(sources)
    return []


def _found_in_memory(sources: Sources) -> list[Problem]:
    try:
        built = build(sources)
    except BuildError as error:
        return list(error.problems)
    return check_links(built.files, built.site.base_url)


def _source_problems(
    sources: Sources, cases: Sequence[Filed], vocabularies: list[Vocabulary], lists: Iterable[ReadingList]
) -> list[Problem]:
    problems: list[Problem] = []
    _each(parse_prose, sources.prose, problems)
    _each(parse_site, [sources.site], problems)
    files = [_case_file(file) for file in cases]
    known = {each.name: each for each in vocabularies}
    read = {file.name for file in files}
    ids = frozenset(id for source in sources.cases if source.name not in read for id in stated_ids(source))
    unread = Unread(ids, unread_vocabularies(sources, vocabularies))
    problems += essay_problems(_each(parse_essay, sources.essays, problems), known, unread.vocabularies)
    problems += list_problems(lists, {file.meta.id for file in files} | ids)
    showings = [*_showings(sources, cases)]
    unfit = hang_originals(sources.images, paths_of(showings)).unfit
    problems += picture_problems(showings, sources.images.keys(), unfit)
    return [*problems, *cross_check(files, vocabularies, sources.raw_digests, unread).problems]


def _showings(sources: Sources, cases: Iterable[Filed]) -> Iterator[Showing]:
    """All that names pictures; what cannot be read is told elsewhere."""
    for case in cases:
        yield Showing(written(case.case.body), files_of(case.case.meta), partial(_given, case.source))
    for source in (*sources.prose, *sources.lists, *sources.essays):
        for _, end in _each(front_matter, [source], []):
            yield Showing(written(source.text[end:]), (), partial(_given, source))


def _given(source: Source) -> Source:
    return source


def _case_file(file: Filed) -> CaseFile:
    paragraphs = render_markdown(file.case.body).paragraphs
    return CaseFile(file.source.name, file.case.meta, paragraphs, lambda: file.source)


def _each(parse: Callable[[Source], T], sources: Iterable[Source], problems: list[Problem]) -> list[T]:
    parsed: list[T] = []
    for source in sources:
        try:
            parsed.append(parse(source))
        except BuildError as error:
            problems += error.problems
    return parsed


def _vocabulary(source: Source) -> Vocabulary:
    return parse_vocabulary(PurePosixPath(source.name).stem, source)
