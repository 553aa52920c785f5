"""What `site-builder check --variants` prints and writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from site_builder.build.disk import read_sources, write_text
from site_builder.build.tree import CACHE
from site_builder.desk.accepted import Choice, format_accepted
from site_builder.desk.room import ACCEPTED, read_accepted
from site_builder.desk.variants import (
    Group,
    Report,
    SiteAudit,
    case_html,
    open_audit,
    overview_html,
    report,
    rule_problems,
    where,
)
from site_builder.problem import BuildError


def check_variants(project: Path, accept: bool, strict: bool) -> None:
    """Print the audit of every variant, write the pages for curators, and with `accept` what is accepted.

    Raises BuildError; with `strict` a ClickException where there are choices that nobody has accepted.
    """
    site = open_audit(read_sources(project))
    problems = tuple(rule_problems(site))
    if problems:
        raise BuildError(problems)
    accepted = read_accepted(project)
    reports = [report(site, variant, accepted) for variant in site.scripts]
    if accept:
        accepted = frozenset(group.choice for each in reports for group in each.groups)
        write_text(project / ACCEPTED, format_accepted(accepted))
        reports = [report(site, variant, accepted) for variant in site.scripts]
    for each in reports:
        for line in _lines(site, each):
            click.echo(line)
    click.echo(_write_pages(project, site, reports, accepted))
    unreviewed = sum(len(each.unreviewed) for each in reports)
    if strict and unreviewed:
        raise click.ClickException(f"{unreviewed} choices that nobody has accepted; read them, then take --accept")


def _write_pages(project: Path, site: SiteAudit, reports: list[Report], accepted: frozenset[Choice]) -> Path:
    folder = project / CACHE / "review" / "variants"
    cases = [(passage, passage.meta.id) for passage in site.passages if passage.meta]
    for passage, id in cases:
        write_text(folder / f"{id}.html", case_html(site, passage, accepted, "index.html"))
    links = [(passage.title, f"{id}.html") for passage, id in cases]
    write_text(folder / "index.html", overview_html(reports, links))
    return folder / "index.html"


def _lines(site: SiteAudit, each: Report) -> Iterator[str]:
    places = sum(len(group.places) for group in each.groups)
    fresh = each.unreviewed
    yield f"{each.variant}: {places} places decided by default, {len(each.groups)} choices, {len(fresh)} unreviewed"
    for group in fresh:
        yield from _group_lines(site, group)
    for gone in each.gone:
        yield f"  gone: {gone.character} → {gone.written} in {gone.context}"
    for rule in each.idle:
        yield f"  never fired: {rule.word} ({rule.layer})"
    for rule in each.shadowed:
        yield f"  shadowed: {rule.word} ({rule.layer}){f' by {rule.shadow}' if rule.shadow else ''}"
    for finding in each.traditional:
        yield f"  already traditional: {finding.text} ({where(site, finding.source, finding.text)})"
    for finding in each.unbalanced:
        yield f"  quotation marks do not pair: {finding.text} ({where(site, finding.source, finding.text)})"


def _group_lines(site: SiteAudit, group: Group) -> Iterator[str]:
    place, forms = group.places[0], "/".join(group.forms)
    yield f"  {group.choice.character} → {group.choice.written} of {forms} in {group.choice.context}, " + (
        f"{len(group.places)} times, by {group.by}"
    )
    yield f"    {where(site, place.source, place.sentence, place.context, place.character)}: {place.sentence}"
