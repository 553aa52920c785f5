"""Findings as text for people, as JSON for programs, and as annotations for GitHub."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
import msgspec

from site_builder.content.quality import Finding
from site_builder.problem import Span, position


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """By file and place, errors before the others at one place."""
    return sorted(
        findings,
        key=lambda each: (
            each.problem.source.name,
            each.problem.span or Span(0, 0),
            not each.is_error,
            each.problem.message,
        ),
    )


def print_text(findings: Sequence[Finding]) -> None:
    """A paragraph each, errors on standard error, and how many there are."""
    for finding in findings:
        label = "" if finding.is_error else "warning: "
        click.echo(f"{label}{finding.problem}\n", err=finding.is_error)
    errors = sum(finding.is_error for finding in findings)
    click.echo(f"{_counted(errors, 'problem')}, {_counted(len(findings) - errors, 'warning')}")


def print_json(findings: Sequence[Finding]) -> None:
    """One array; lines and columns count from 1, in characters."""
    click.echo(msgspec.json.format(msgspec.json.encode([_record(each) for each in findings]), indent=2).decode())


def print_github(findings: Sequence[Finding]) -> None:
    """Workflow commands, one a line."""
    for finding in findings:
        record = _record(finding)
        where = [f"file={_property(record['file'])}"]
        where += [f"{key}={record[name]}" for key, name in _PLACES if record[name] is not None]
        title = _property(f"{finding.kind}")
        text = record["message"] + (f" ({record['hint']})" if record["hint"] else "")
        level = "error" if finding.is_error else "warning"
        click.echo(f"::{level} {','.join(where)},title={title}::{_escaped(text)}")


_PLACES = (("line", "line"), ("endLine", "end_line"), ("col", "column"), ("endColumn", "end_column"))


def _record(finding: Finding) -> dict[str, Any]:
    problem = finding.problem
    span = problem.span
    start = position(problem.source.text, span.start) if span else (None, None)
    end = position(problem.source.text, span.end) if span else (None, None)
    return {
        "severity": "error" if finding.is_error else "warning",
        "kind": str(finding.kind),
        "file": problem.source.name,
        "line": start[0],
        "column": start[1],
        "end_line": end[0],
        "end_column": end[1],
        "message": problem.message,
        "hint": problem.hint,
        "weight": finding.weight,
    }


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
