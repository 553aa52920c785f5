"""Counts agree wherever they are shown; the coverage shows the gaps."""

from pathlib import Path

import pytest
from lxml import html

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.content.casefile import parse_case
from site_builder.content.query import Condition, matching
from site_builder.content.schema import ReviewStatus
from site_builder.content.vocabulary import parse_vocabulary
from tests.conftest import ROOT

TAXONOMIES = ["five_co", "places", "themes", "mechanisms", "tags"]


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    site = build(read_sources(ROOT))
    return {file.path: file.content.decode() for file in site.files if file.path.endswith(".html")}


@pytest.mark.parametrize("taxonomy", TAXONOMIES)
def test_the_index_the_pages_and_queries_agree_on_every_value(files: dict[str, str], taxonomy: str) -> None:
    sources = read_sources(ROOT)
    vocabularies = {Path(each.name).stem: parse_vocabulary(Path(each.name).stem, each) for each in sources.vocabularies}
    cases = [case for case in map(parse_case, sources.cases) if case.meta.review.status is ReviewStatus.REVIEWED]
    folder = f"zh-hans/{taxonomy.replace('_', '-')}/"
    index = html.fromstring(files[f"{folder}index.html"])
    counts = {
        link.get("href").split("/")[-2]: int(link.getnext().text)
        for link in index.xpath("//div[@class='terms']//div[@class='term']/a")
    }
    for code in vocabularies[taxonomy].terms:
        found = {case.meta.id for case in matching(cases, [Condition(taxonomy, (code,))], vocabularies)}
        assert counts.get(code, 0) == len(found), code
        page = files.get(f"{folder}{code}/index.html")
        shown = html.fromstring(page).xpath("//ol[@class='cases']//h3/a/@href") if page else []
        assert {href.split("/")[-2] for href in shown} == found, code


def test_every_year_between_the_first_and_the_last_is_told(files: dict[str, str]) -> None:
    page = html.fromstring(files["zh-hans/years/index.html"])
    told = [" ".join(each.text_content().split()) for each in page.xpath("//ol[@class='spans']/li")]
    assert told == ["2025年1 篇", "2024年1 篇", "2023年1 篇"]
    assert "日期未载：2 篇" in page.text_content()


def test_the_coverage_shows_counts_years_and_gaps(files: dict[str, str]) -> None:
    page = html.fromstring(files["zh-hant/coverage/index.html"])
    rows = {row[0].text_content(): [cell.text_content() for cell in row[1:]] for row in page.xpath("//tbody/tr")}
    head = [cell.text_content() for cell in page.xpath("//thead//th")][1:]
    assert "武漢市" in rows and "公共空間" in head
    assert rows["天門市"][head.index("公共空間")] == "1 2024"
    assert rows["天門市"][head.index("停車交通")] == "·沒有案例"
    gaps = sum(cell == "·沒有案例" for cells in rows.values() for cell in cells)
    assert f"空缺：{gaps}" in page.text_content()


def test_a_place_and_a_theme_have_a_page_where_two_cases_meet(files: dict[str, str]) -> None:
    page = html.fromstring(files["zh-hans/places/wuhan/themes/culture/index.html"])
    assert len(page.xpath("//ol[@class='cases']/li")) == 2
    assert "zh-hans/places/tianmen/themes/space/index.html" not in files
