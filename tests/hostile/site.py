"""A site whose every field for reading holds a payload: a case, a term of each vocabulary and an actor for each."""

import shutil
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.content.casefile import format_case, to_yaml
from site_builder.content.schema import Case, FrontMatter
from tests.conftest import ROOT

PAYLOADS = [line for line in (Path(__file__).parent / "payloads.txt").read_text("utf-8").split("\n") if line]
BODY_END = "校改之处。"
TOML = """title = {0}
seal = "共同缔造"
tagline = {1}
description = {2}
publisher = {3}
base_url = "https://example.org/x/"
"""
TAXONOMIES = ("tags", "themes", "mechanisms", "places")


def hostile_case(number: int, payload: str) -> Case:
    """A case with the payload in every field for reading, told apart by a mark at its end."""
    marks = count()

    def say() -> str:
        return f"{payload}|f{next(marks)}|"

    quote = say()
    fields: dict[str, Any] = {
        "id": f"case-{number}",
        "title": say(),
        "title_display": say(),
        "subtitle": say(),
        "summary": say(),
        "genre": "news",
        "sources": [
            {
                "role": "original",
                "title": say(),
                "creators": [{"name": say(), "role": "reporter", "org": say()}, {"name": say(), "role": "body"}],
                "publisher": say(),
                "container": say(),
                "section": [say(), say()],
                "page": say(),
                "doc_no": say(),
                "issued": "2024-10-08",
                "issued_certainty": "stated",
                "url": f"https://example.org/{''.join(payload.split())}",
                "url_status": "observed",
                "retrieved": "2026-09-20",
            }
        ],
        "damage": [{"kind": "ocr", "count": 1, "where": say(), "note": say()}],
        "text_status": "cleaned",
        "emendations": [{"from": say(), "to": "校改", "reason": say(), "by": say(), "date": "2026-09-20"}],
        "editor_note": say(),
        "places": [f"places-{number}"],
        "place_as_printed": say(),
        "themes": [f"themes-{number}"],
        "mechanisms": [f"mechanisms-{number}"],
        "tags": [f"tags-{number}"],
        "mechanism_local_name": [say()],
        "five_co": [{"code": "plan", "evidence": "p1", "quote": quote}],
        "five_co_as_printed": say(),
        "actors": [{"kind": f"actors-{number}", "role": "lead", "name": say(), "evidence": "p1"}],
        "measures": [{"what": say(), "value": say(), "unit": say(), "quote": quote, "evidence": "p1"}],
        "cost": {"amount": "12.5", "unit": say(), "note": say(), "evidence": "p1"},
        "difficulties": say(),
        "conditions": say(),
        "recognition": [{"name": say(), "level": "county", "year": "2024", "body": say(), "evidence": "p1"}],
        "images": [{"status": "lost", "caption": say(), "alt": say(), "credit": say(), "rights": say()}],
        "videos": [{"title": say(), "url": "https://example.org/v", "transcript": say()}],
        "related": [{"id": f"case-{number + 1 if number == 0 else number - 1}", "why": "contrast", "note": say()}],
        "teaching": {"questions": [say()], "notes": say(), "audience": say()},
        "rights": {"status": "public_document", "holder": say(), "note": say(), "fulltext_export": True},
        "review": {"status": "reviewed", "by": say(), "date": "2026-09-20"},
        "added": "2026-09-20",
        "changes": [{"date": "2026-09-21", "note": say()}],
    }
    return Case(msgspec.convert(fields, FrontMatter), f"{quote}\n\n## {payload}\n\n{payload}\n\n{BODY_END}\n")


def term_of(name: str, number: int, payload: str) -> dict[str, Any]:
    """A term with the payload in every field for reading."""
    term: dict[str, Any] = {
        "label": f"{payload}|{name}{number}|",
        "definition": f"{payload}|definition|",
        "scope_note": f"{payload}|note|",
        "synonyms": [f"{payload}|also-{name}{number}|"],
    }
    if name == "places":
        term |= {"level": "community", "lat": "30.5", "lon": "112.5", "precision": "exact"}
    return term


def write_site(root: Path, payloads: Sequence[str]) -> list[Case]:
    """The project in a folder; gives its cases, a payload each."""
    shutil.copytree(ROOT / "theme", root / "theme")
    (root / "content/cases").mkdir(parents=True)
    (root / "content/vocabulary").mkdir()
    quoted = [
        msgspec.json.encode(f"{payloads[0]}|{name}|").decode() for name in ("title", "tagline", "about", "publisher")
    ]
    taxonomies = "".join(
        f'\n[[taxonomies]]\nname = "{name}"\nlabel = {msgspec.json.encode(f"{payloads[0]}|{name}|").decode()}\n'
        for name in TAXONOMIES
    )
    (root / "site.toml").write_text(TOML.format(*quoted) + taxonomies, "utf-8")
    for name in (*TAXONOMIES, "actors"):
        terms = {f"{name}-{number}": term_of(name, number, payload) for number, payload in enumerate(payloads)}
        (root / f"content/vocabulary/{name}.yml").write_text(to_yaml(terms), "utf-8")
    cases = [hostile_case(number, payload) for number, payload in enumerate(payloads)]
    for case in cases:
        (root / f"content/cases/{case.meta.id}.md").write_text(format_case(case), "utf-8")
    return cases


def files_of(root: Path) -> dict[str, bytes]:
    """The built site."""
    return {file.path: file.content for file in build(read_sources(root)).files}
