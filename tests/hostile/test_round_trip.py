"""Whatever stands in a field comes out of every output as the text it is: no markup, no code, no other field."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from lxml import etree, html
from rdflib import Graph, Literal
from rdflib.namespace import SKOS

from site_builder.content.casefile import fields_of, nodes_of
from site_builder.content.decode import decode
from site_builder.content.schema import Case, FrontMatter
from site_builder.export import public
from site_builder.problem import Source
from tests.hostile.site import PAYLOADS, files_of, write_site

# What pages have of their own; anything else came from a field.
OWN_SCRIPTS = re.compile(r"(?:(?:\.\./)*|/\w+/)assets/[a-z-]+\.js(\?\w+)?")
FORBIDDEN = {"iframe", "object", "embed", "base", "math", "marquee", "video", "audio", "xmp", "template"}
MARK = re.compile(r"\|f\d+\|")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Case], dict[str, bytes]]:
    root = tmp_path_factory.mktemp("hostile")
    cases = write_site(root, PAYLOADS)
    return cases, files_of(root)


def strings_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_of(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings_of(each)


def marked(case: Case) -> dict[str, str]:
    """The values of a case by their marks; what is quoted stands in the text, where it is read as Markdown."""
    quoted = case.meta.measures[0].quote
    found = (text for text in strings_of(fields_of(case.meta)) if MARK.search(text) and text != quoted)
    return {text[text.rindex("|f") :]: text for text in found}


def parse(content: bytes) -> Any:
    return html.document_fromstring(content.decode(), parser=html.HTMLParser(encoding="utf-8"))


def test_there_are_enough_payloads_and_fields(site: tuple[list[Case], dict[str, bytes]]) -> None:
    cases, _ = site
    assert len(cases) * len(marked(cases[0])) >= 2_000
    assert len(marked(cases[0])) >= 45


def test_every_value_on_a_page_is_text(site: tuple[list[Case], dict[str, bytes]]) -> None:
    cases, files = site
    shown = 0
    for case in cases:
        page = parse(files[f"zh-hans/cases/{case.meta.id}/index.html"])
        texts = list(page.itertext())
        texts += [value for element in page.iter() for value in element.attrib.values()]
        values = marked(case)
        whole = "\n".join(texts)
        found = set(MARK.findall(whole))
        for mark in found & set(values):
            assert values[mark] in whole, (case.meta.id, values[mark])
        shown += len(found)
    assert shown >= 1_500


def test_no_page_has_an_element_or_attribute_that_a_field_made(site: tuple[list[Case], dict[str, bytes]]) -> None:
    _, files = site
    wrong = []
    for path, content in files.items():
        if not path.endswith(".html"):
            continue
        for element in parse(content).iter(etree.Element):
            tag = element.tag
            if tag == "script" and element.get("type") != "application/ld+json":
                wrong += (
                    [] if OWN_SCRIPTS.fullmatch(element.get("src", "")) and not element.text else [(path, "script")]
                )
            wrong += [(path, tag)] if tag in FORBIDDEN else []
            for name, value in element.attrib.items():
                if name.startswith("on") or name in ("srcdoc", "style"):
                    wrong.append((path, name))
                if name in ("href", "src", "action") and re.match(r"\s*(javascript|data|vbscript):", value, re.I):
                    wrong.append((path, value))
    assert wrong == []


def test_linked_data_of_pages_is_json(site: tuple[list[Case], dict[str, bytes]]) -> None:
    cases, files = site
    for case in cases:
        (text,) = parse(files[f"zh-hans/cases/{case.meta.id}/index.html"]).xpath("//script[@type]/text()")
        value = json.loads(text)
        assert value["headline"] == case.meta.title_display
        assert value["abstract"] == case.meta.summary
        assert value["author"][0] == {"@type": "Person", "name": case.meta.sources[0].creators[0].name}
        assert value["isBasedOn"]["headline"] == case.meta.sources[0].title


def test_records_hold_every_value(site: tuple[list[Case], dict[str, bytes]]) -> None:
    cases, files = site
    records = {record["id"]: record for record in json.loads(files["data/cases.json"])}
    lines = [json.loads(line) for line in files["data/cases.jsonl"].splitlines()]
    assert list(records.values()) == lines
    for case in cases:
        expected = json.loads(msgspec.json.encode(fields_of(public(case.meta))))
        record = json.loads(files[f"data/cases/{case.meta.id}.json"])
        assert record["fields"] == expected == records[case.meta.id]["fields"]
        assert record["text"] == case.body


def test_markdown_reads_back(site: tuple[list[Case], dict[str, bytes]]) -> None:
    cases, files = site
    for case in cases:
        source = Source("x.md", files[f"data/cases/{case.meta.id}.md"].decode())
        assert decode(nodes_of(source), FrontMatter, source) == public(case.meta)
        assert source.text.endswith(f"\n---\n\n{case.body}")


def test_tables_hold_every_value_and_no_formula(site: tuple[list[Case], dict[str, bytes]]) -> None:
    cases, files = site
    rows = {row["id"]: row for row in read_table(files["data/cases.csv"])}
    for case in cases:
        row = rows[case.meta.id]
        assert [plain(row[name]) for name in ("title", "title_display", "summary", "difficulties", "conditions")] == [
            case.meta.title, case.meta.title_display, case.meta.summary, case.meta.difficulties, case.meta.conditions
        ]  # fmt: skip
    for name in ("cases", "case-terms", "sources", "actors", "measures"):
        cells = [cell for row in read_table(files[f"data/{name}.csv"]) for cell in row.values()]
        assert [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠\t\r"))] == []


def read_table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def plain(cell: str) -> str:
    """A cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell.startswith(tuple(f"'{sign}" for sign in "=+-@＝＋－＠")) else cell


TEX = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^", r"\%": "%", r"\#": "#", r"\$": "$", r"\&": "&", r"\_": "_",
}  # fmt: skip


def read_bibtex(text: str) -> list[dict[str, str]]:
    """The entries by counting braces, as BibTeX does."""
    entries = []
    for start in re.finditer(r"@(\w+)\{([^,{}]*),", text):
        fields, at, depth = {"id": start[2]}, start.end(), 1
        begin = name = None
        while depth:
            sign = text[at]
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if sign == "{" and depth == 2:
                name, begin = text[start.end() if begin is None else begin : at].strip(" \n,=").split("\n")[-1], at + 1
            elif sign == "}" and depth == 1:
                assert name is not None and begin is not None
                fields[name], begin = text[begin:at], at + 1
            at += 1
        entries.append(fields)
    return entries


def untex(text: str) -> str:
    return re.sub("|".join(map(re.escape, TEX)), lambda found: TEX[found[0]], text)


def test_bibtex_holds_every_value(site: tuple[list[Case], dict[str, bytes]]) -> None:
    cases, files = site
    for case in cases:
        source, edition = read_bibtex(files[f"data/cases/{case.meta.id}.bib"].decode())
        given = case.meta.sources[0]
        assert untex(source["title"]) == given.title
        assert untex(source["author"]) == " and ".join(f"{{{creator.name}}}" for creator in given.creators)
        assert untex(source["journaltitle"]) == given.container
        assert untex(source["pages"]) == given.page
        assert edition["id"] == f"{case.meta.id}-edition"


def test_ris_holds_every_value(site: tuple[list[Case], dict[str, bytes]]) -> None:
    cases, files = site
    for case in cases:
        lines = files[f"data/cases/{case.meta.id}.ris"].decode().split("\n")
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
        values = [(line[:2], line[6:]) for line in lines[: lines.index("ER  - ")]]
        given = case.meta.sources[0]
        assert dict(values)["TI"] == given.title
        assert [value for tag, value in values if tag == "AU"] == [creator.name for creator in given.creators]
        assert dict(values)["T2"] == given.container


def test_the_vocabulary_holds_every_value(site: tuple[list[Case], dict[str, bytes]]) -> None:
    _, files = site
    graph = Graph().parse(data=files["data/vocabulary.ttl"].decode(), format="turtle")
    nodes = {node["id"]: node for node in json.loads(files["data/vocabulary.jsonld"])["@graph"]}
    places = {place["id"]: place for place in json.loads(files["data/places.geojson"])["features"]}
    for number, payload in enumerate(PAYLOADS):
        for name in ("tags", "themes", "places"):
            uri = f"https://example.org/x/data/vocabulary.jsonld#{name}/{name}-{number}"
            label = f"{payload}|{name}{number}|"
            assert (None, SKOS.prefLabel, Literal(label, lang="zh-Hans")) in graph
            assert (None, SKOS.definition, Literal(f"{payload}|definition|", lang="zh-Hans")) in graph
            assert nodes[uri]["prefLabel"]["zh-Hans"] == label
        assert places[f"places-{number}"]["properties"]["label"]["zh-Hans"] == f"{payload}|places{number}|"
    assert len(set(graph.subjects(SKOS.prefLabel))) == 5 * len(PAYLOADS)


def test_feeds_hold_every_value(site: tuple[list[Case], dict[str, bytes]]) -> None:
    cases, files = site
    atom = {"a": "http://www.w3.org/2005/Atom"}
    for number, case in enumerate(cases):
        feed = etree.fromstring(files[f"zh-hans/tags/tags-{number}/feed.xml"])
        assert feed.xpath("string(a:entry/a:title)", namespaces=atom) == case.meta.title_display
        assert feed.xpath("string(a:entry/a:summary)", namespaces=atom) == case.meta.summary
        assert feed.xpath("string(a:subtitle)", namespaces=atom) == f"{PAYLOADS[number]}|definition|"
    entries = {item["url"]: item for item in json.loads(files["zh-hans/feed.json"])["items"]}
    assert len(entries) == 20
    by_url = {f"https://example.org/x/zh-hans/cases/{case.meta.id}/": case.meta for case in cases}
    assert all(item["title"] == by_url[url].title_display for url, item in entries.items())
