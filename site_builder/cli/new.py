"""`site-builder new`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from site_builder.build.disk import read_sources, write_text
from site_builder.build.plan import digest
from site_builder.build.scan import RAW
from site_builder.cli.clean import CASES
from site_builder.content.casefile import SCHEMA_LINE, nodes_of, parse_case, to_yaml
from site_builder.content.decode import problems_of
from site_builder.content.references import raw_faults, term_faults
from site_builder.content.vocabulary import parse_vocabulary
from site_builder.problem import BuildError, Source

_ASKED = (("id", "Id (small Latin letters, digits, hyphens)"), ("title", "Title, as printed"))
_OFFERED = (
    ("publisher", "Publisher, as printed"),
    ("issued", "Date printed, like 2024-03-09"),
    ("place", "Place (code)"),
)


@click.command()
@click.argument("id", required=False)
@click.option("--title", help="As the source prints it.")
@click.option("--summary", help="Where, who, what problem, what was done, what came of it; at most 200 characters.")
@click.option("--genre", help="What kind of text it is, like news or submission.")
@click.option("--publisher", help="The name as printed.")
@click.option("--issued", help="The date printed, like 2024-03-09.")
@click.option("--url", help="The publisher's own address.")
@click.option("--raw", multiple=True, help="A file in content/raw/ that the text was made from; again for each page.")
@click.option("--place", multiple=True, help="A code of the places; may be given again.")
@click.option("--theme", multiple=True, help="A code of the themes; may be given again.")
@click.option("--mechanism", multiple=True, help="A code of the mechanisms; may be given again.")
@click.option("--tag", multiple=True, help="A code of the tags; may be given again.")
@click.option("--body", type=click.File("r", "utf-8"), help="The text in Markdown; - reads it from standard input.")
@click.option("--no-input", is_flag=True, help="Ask nothing: what is not given stays empty.")
@click.pass_obj
def new(project: Path, /, body: Any, no_input: bool, **options: Any) -> None:
    """Write a new draft case into content/cases/.

    Asks for what is not given where it can. The draft is checked before it is written; nothing is overwritten.

    \b
    Examples:
      site-builder new
      site-builder new wuhan-huaqiao-2024 --title 花桥的板凳会 --place wuhan --tag youth --no-input
    """
    may_ask = not no_input and sys.stdin.isatty()
    given = {**options, **_answers(options, may_ask)}
    for name, _ in _ASKED:
        if not given[name]:
            raise click.UsageError(f"no {name} is given")
    target = project / CASES / f"{given['id']}.md"
    text = _text(project, given, body.read() if body else "")
    source = Source(f"{CASES}/{given['id']}.md", text)
    _check(project, source)
    if target.exists():
        raise click.ClickException(f"{target} is there already and is never overwritten; take another id")
    write_text(target, text)
    click.echo(target)


def _answers(options: dict[str, Any], may_ask: bool) -> dict[str, Any]:
    """What is asked of the person, an empty answer for what is not known."""
    answers: dict[str, Any] = {}
    for name, question in _ASKED if may_ask else ():
        if not options[name]:
            answers[name] = click.prompt(question)
    for name, question in _OFFERED if may_ask else ():
        if not options[name]:
            answer = click.prompt(question, default="", show_default=False)
            answers[name] = (answer,) if answer and name == "place" else answer
    return answers


def _text(project: Path, given: dict[str, Any], body: str) -> str:
    fields = {
        "id": given["id"],
        "title": given["title"],
        "summary": given["summary"],
        "genre": given["genre"],
        "sources": _sources(project, given),
        "text_status": "cleaned" if body else None,
        "places": list(given["place"] or ()),
        "themes": list(given["theme"]),
        "mechanisms": list(given["mechanism"]),
        "tags": list(given["tag"]),
        "review": {"status": "draft"},
        "added": date.today().isoformat(),
    }
    return f"---\n{SCHEMA_LINE}{to_yaml(_present(fields))}---\n\n{body.strip(chr(10))}\n"


def _sources(project: Path, given: dict[str, Any]) -> list[dict[str, Any]]:
    """The base text, and the publisher's article where something is known of it."""
    first, *behind = [_kept(project / RAW / name) for name in given["raw"]] or [{}]
    base = {"role": "base_text", **first, "continued": behind}
    original = {
        "publisher": given["publisher"],
        "issued": given["issued"],
        "issued_certainty": "stated" if given["issued"] else None,
        "url": given["url"],
        "url_status": "observed" if given["url"] else None,
    }
    return [_present(base), *([{"role": "original", **_present(original)}] if _present(original) else [])]


def _kept(path: Path) -> dict[str, Any]:
    """What the case says of a raw file; of one that is not there its name, for the check to tell."""
    if not path.is_file():
        return {"raw": path.name}
    content = path.read_bytes()
    return {"raw": path.name, "sha256": digest(content), "bytes": len(content)}


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != "" and value != []}


def _check(project: Path, source: Source) -> None:
    """Refuse a draft that would not pass; raises BuildError with all its problems."""
    meta = parse_case(source).meta
    sources = read_sources(project)
    known = dict(_vocabularies(sources.vocabularies))
    faults = [*term_faults(meta, known), *raw_faults(meta, sources.raw_digests)]
    if faults:
        raise BuildError(problems_of(faults, nodes_of(source), source))
    if meta.id in _ids(sources.cases):
        raise click.ClickException(f"the id {meta.id} is that of a case already; take another one")


def _vocabularies(sources: Sequence[Source]) -> Iterable[tuple[str, Any]]:
    for source in sources:
        name = Path(source.name).stem
        yield name, parse_vocabulary(name, source)


def _ids(sources: Iterable[Source]) -> set[str]:
    """The ids of the cases that can be read; those that cannot have problems of their own."""
    ids = set()
    for source in sources:
        try:
            ids.add(parse_case(source).meta.id)
        except BuildError:
            continue
    return ids
