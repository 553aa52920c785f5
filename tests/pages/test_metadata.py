"""What pages tell machines: values of schema.org with the properties its types have, and the same facts as the page."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from site_builder.build.filters import json_data

_THING = {"name", "url", "description", "alternateName", "identifier"}
_WORK = _THING | {
    *("headline", "alternativeHeadline", "inLanguage", "abstract", "datePublished", "dateModified", "author"),
    *("creativeWorkStatus", "isBasedOn", "isPartOf", "about", "spatialCoverage", "temporalCoverage", "publisher"),
    *("workTranslation", "sdPublisher", "sdLicense", "license", "archivedAt", "creator"),
}
# The properties that schema.org gives a type, its own and inherited, as far as they are used here.
PROPERTIES = {
    "Article": _WORK,
    "NewsArticle": _WORK,
    "OpinionNewsArticle": _WORK,
    "Report": _WORK,
    "ScholarlyArticle": _WORK,
    "Dataset": _WORK | {"distribution"},
    "DataDownload": {"contentUrl", "encodingFormat"},
    "DefinedTerm": _THING | {"termCode", "inDefinedTermSet"},
    "Person": _THING,
    "Organization": _THING,
    "Place": _THING | {"containedInPlace"},
}
# What stands as the value of a property where it is no plain text.
RANGES = {
    "author": {"Person", "Organization"},
    "publisher": {"Organization"},
    "sdPublisher": {"Organization"},
    "creator": {"Organization"},
    "isPartOf": {"Dataset"},
    "isBasedOn": {"Article", "NewsArticle", "OpinionNewsArticle", "Report", "ScholarlyArticle"},
    "about": {"DefinedTerm"},
    "spatialCoverage": {"Place"},
    "containedInPlace": {"Place"},
    "distribution": {"DataDownload"},
}
_DATES = ("datePublished", "dateModified")


def told(site: Path, path: str) -> dict[str, Any]:
    page = html.parse(str(site / path))
    (value,) = page.xpath("//script[@type='application/ld+json']/text()")
    parsed: dict[str, Any] = json.loads(value)
    return parsed


def faults(value: dict[str, Any]) -> list[str]:
    if set(value) == {"@id"}:
        return []
    kind = value.get("@type")
    if kind not in PROPERTIES:
        return [f"no such type: {kind}"]
    found = [f"{kind} has no {name}" for name in value if not name.startswith("@") and name not in PROPERTIES[kind]]
    found += [
        f"{name} is no date: {value[name]}"
        for name in _DATES
        if name in value and not re.fullmatch(r"\d{4}(-\d\d){0,2}", value[name])
    ]
    for name, each in value.items():
        for one in each if isinstance(each, list) else [each]:
            if isinstance(one, dict):
                found += faults(one)
                if set(one) != {"@id"} and one.get("@type") not in RANGES.get(name, set()):
                    found.append(f"{name} cannot be a {one.get('@type')}")
            elif not isinstance(one, str) or not one:
                found.append(f"{name} is no text: {one!r}")
    return found


def test_every_value_has_the_properties_of_its_type(built_site: Path) -> None:
    paths = [
        path.relative_to(built_site).as_posix()
        for path in built_site.rglob("*.html")
        if "ld+json" in path.read_text("utf-8")
    ]
    assert len(paths) > 100
    wrong = {path: found for path in paths if (found := faults(told(built_site, path)))}
    assert wrong == {}
    assert {told(built_site, path)["@context"] for path in paths} == {"https://schema.org"}


def test_a_case_is_an_article_based_on_another_in_both_scripts(built_site: Path) -> None:
    hans = told(built_site, "zh-hans/cases/tianmen-xincheng-2024/index.html")
    hant = told(built_site, "zh-hant/cases/tianmen-xincheng-2024/index.html")
    assert hans["workTranslation"] == [{"@id": hant["@id"]}]
    assert hant["workTranslation"] == [{"@id": hans["@id"]}]
    assert hans["isBasedOn"] == hant["isBasedOn"]
    assert hans["isBasedOn"]["datePublished"] == "2024-10-08"
    assert [author["name"] for author in hans["author"]] == ["袁莉莉", "彭浩容"]
    place = hans["spatialCoverage"][0]
    assert place["name"] == "学府雍景湾小区"
    assert place["containedInPlace"]["containedInPlace"]["containedInPlace"]["name"] == "天门市"


def test_the_terms_of_a_case_are_those_of_the_vocabulary(built_site: Path) -> None:
    value = told(built_site, "zh-hans/cases/tianmen-xincheng-2024/index.html")
    vocabulary = json.loads((built_site / "data/vocabulary.jsonld").read_bytes())
    known = {node["id"] for node in vocabulary["@graph"]}
    assert len(value["about"]) >= 10
    assert {term["@id"] for term in value["about"]} <= known
    assert {place["@id"] for place in value["spatialCoverage"]} <= known


def test_the_head_tells_reference_managers_of_this_edition(built_site: Path) -> None:
    page = html.parse(str(built_site / "zh-hans/cases/tianmen-xincheng-2024/index.html"))
    tags = [(tag.get("name"), tag.get("content")) for tag in page.xpath("//meta[@name]")]
    assert [content for name, content in tags if name == "citation_author"] == ["袁莉莉", "彭浩容"]
    assert dict(tags)["citation_title"].endswith("：共同缔造案例集本")
    assert dict(tags)["citation_language"] == "zh-CN"
    assert "学府雍景湾小区" in [content for name, content in tags if name == "DCTERMS.spatial"]


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;", "\u2028"])
def test_nothing_in_a_value_ends_its_element(text: str) -> None:
    written = json_data({"headline": text})
    assert not re.search("[<>&]", written)
    assert json.loads(written) == {"headline": text}
