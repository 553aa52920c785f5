"""The data of the project's own site: every file opens as what it says it is, and says what the cases say."""

import csv
import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pytest
from click.testing import CliRunner
from frictionless import Package
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SKOS

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.cli import main
from site_builder.content.casefile import fields_of, nodes_of, parse_case
from site_builder.content.decode import decode
from site_builder.content.schema import FrontMatter
from site_builder.export.table import Column, Kind, Table, to_csv
from site_builder.problem import Source
from tests.conftest import ROOT

TYPES = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


@pytest.fixture(scope="module")
def data(built_site: Path) -> Path:
    return built_site / "data"


@pytest.fixture(scope="module")
def package(data: Path) -> dict[str, list[dict[str, object]]]:
    return json.loads((data / "datapackage.json").read_text("utf-8"))


def stated(meta: FrontMatter) -> dict[str, Any]:
    """The fields as JSON gives them back, those on which the source is silent left out."""
    given = json.loads(msgspec.json.encode(fields_of(meta)))
    return {name: value for name, value in given.items() if name not in meta.not_stated}


def files_below(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_descriptor_is_valid(data: Path) -> None:
    report = Package(str(data / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "note"])


def test_the_descriptor_names_every_file_of_the_collection_with_its_bytes(data: Path, package) -> None:
    named = {resource["path"] for resource in package["resources"]}
    assert named == {name for name in files_below(data) if not name.startswith("cases/")} - {"datapackage.json"}
    for resource in package["resources"]:
        content = (data / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"


def test_every_table_opens_with_its_types(data: Path, package) -> None:
    tables = [resource for resource in package["resources"] if "schema" in resource]
    assert len(tables) == 5
    for table in tables:
        fields = {field["name"]: field for field in table["schema"]["fields"]}
        types = {name: TYPES[field["type"]] for name, field in fields.items()}
        frame = pd.read_csv(data / table["path"], encoding="utf-8-sig", dtype=types)
        assert list(frame.columns) == list(fields)
        assert len(frame) > 0
        for name, field in fields.items():
            if "constraints" in field:
                assert not frame[name].isna().any(), (table["path"], name)
        assert not frame.duplicated(table["schema"]["primaryKey"]).any()


def test_records_open_as_tables(data: Path) -> None:
    lines = pd.read_json(data / "cases.jsonl", lines=True)
    array = pd.read_json(data / "cases.json")
    assert lines.equals(array)
    assert set(lines["id"]) == {path.stem for path in (data / "cases").glob("*.json")}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # the reader of JSON-LD uses what its own library gave up
def test_both_forms_of_the_vocabulary_say_the_same(data: Path) -> None:
    turtle = Graph().parse(data / "vocabulary.ttl")
    assert isomorphic(turtle, Graph().parse(data / "vocabulary.jsonld", format="json-ld"))
    concepts = set(turtle.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 50
    for concept in concepts:
        langs = sorted(label.language for label in turtle.objects(concept, SKOS.prefLabel))
        assert langs == ["zh-hans", "zh-hant"] or langs == ["zh-Hans", "zh-Hant"]
        assert set(turtle.objects(concept, SKOS.broader)) <= concepts
    place = next(each for each in concepts if str(each).endswith("#places/wuhan"))
    assert (place, SKOS.broader, URIRef(str(place).replace("wuhan", "hubei"))) in turtle


def test_a_case_reads_back_from_its_markdown(data: Path) -> None:
    paths = sorted((data / "cases").glob("*.md"))
    assert paths
    for path in paths:
        source = Source(path.name, path.read_text("utf-8"))
        meta = decode(nodes_of(source), FrontMatter, source)
        record = json.loads(path.with_suffix(".json").read_bytes())
        assert stated(meta) == record["fields"]
        assert record["not_stated"] == list(meta.not_stated)
        assert source.text.split("\n---\n\n", 1)[1] == record.get("text", "")


def test_places_with_a_point_are_on_the_map(mini: Path) -> None:
    places = mini / "content/vocabulary/places.yml"
    code = places.read_text("utf-8").split(":")[0].split("\n")[-1]
    line = f"{code}-here: {{label: 此地, parent: {code}, level: compound, lat: 30.65, lon: 112.5, precision: exact}}\n"
    places.write_text(places.read_text("utf-8") + line, "utf-8")
    files = {file.path: file.content for file in build(read_sources(mini)).files}
    (feature,) = json.loads(files["data/places.geojson"])["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [112.5, 30.65]}
    assert feature["properties"]["label"] == {"zh-Hans": "此地", "zh-Hant": "此地"}


def test_text_leaves_only_where_its_rights_allow_it(mini: Path) -> None:
    path = mini / "content/cases/dongting.md"
    text = path.read_text("utf-8")
    assert files_of(mini)["data/cases/dongting.json"].find(b'"text"') < 0
    given = "rights: {status: public_document, fulltext_export: true}\nreview:"
    path.write_text(text.replace("review:", given, 1), "utf-8")
    exported = files_of(mini)
    body = text.split("\n---\n", 1)[1].strip("\n") + "\n"
    assert json.loads(exported["data/cases/dongting.json"])["text"] == body
    assert exported["data/cases/dongting.md"].decode().endswith(f"\n---\n\n{body}")


def test_a_text_that_leaves_leaves_anew_when_it_changes(mini: Path) -> None:
    path = mini / "content/cases/dongting.md"
    given = "rights: {status: public_document, fulltext_export: true}\nreview:"
    path.write_text(path.read_text("utf-8").replace("review:", given, 1), "utf-8")
    for addition in ("", "\n又添了一段。\n"):
        path.write_text(path.read_text("utf-8") + addition, "utf-8")
        assert CliRunner().invoke(main, ["--project", str(mini), "build"]).exit_code == 0
    files = files_of(mini)
    assert "又添了一段。" in json.loads((mini / "output/data/cases/dongting.json").read_bytes())["text"]
    for name in ("json", "md", "bib", "ris"):
        assert (mini / f"output/data/cases/dongting.{name}").read_bytes() == files[f"data/cases/dongting.{name}"]


def files_of(root: Path) -> dict[str, bytes]:
    return {file.path: file.content for file in build(read_sources(root)).files}


def test_no_draft_no_note_and_no_address_of_spam_leaves(mini: Path) -> None:
    path = mini / "content/cases/dongting.md"
    text = path.read_text("utf-8").replace(
        "role: base_text", 'role: base_text, mirror_url: "https://spam.example/x", spam: true', 1
    )
    path.write_text(text.replace("status: reviewed", "status: reviewed, note: 秘而不宣", 1), "utf-8")
    told = b"\n".join(content for name, content in files_of(mini).items() if name.startswith("data/"))
    assert b"spam.example" not in told
    assert "秘而不宣".encode() not in told
    assert "未完的草稿".encode() not in told


def test_no_cell_is_a_formula() -> None:
    given = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "\t=1", "\r=1", "a=1", "“=”"]
    table = Table("t", "", (Column("text", ""), Column("number", "", Kind.INTEGER)))
    content = to_csv(table, [[text, -1] for text in given])
    assert content.startswith(b"\xef\xbb\xbf")
    _, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert [row[0].removeprefix("'") for row in rows] == given
    assert [row[0] for row in rows if row[0].startswith("'")] == [f"'{text}" for text in given[:10]]
    assert {row[1] for row in rows} == {"-1"}


def test_every_field_of_the_schema_is_in_the_records() -> None:
    """What a case file says, its record says; what is only for curators is told here."""
    built = {file.path: file.content for file in build(read_sources(ROOT)).files}
    for path in sorted((ROOT / "content/cases").glob("*.md")):
        case = parse_case(Source(path.name, path.read_text("utf-8")))
        record = json.loads(built[f"data/cases/{case.meta.id}.json"])["fields"]
        given = stated(case.meta)
        for source in given["sources"]:
            source.pop("raw", None)
        given["review"].pop("note", None)
        assert given == record
