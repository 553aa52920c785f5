"""The facets in a real browser: any within a facet, all across them, counts that follow, the state in the address."""

import json
import random
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

Facets = dict[str, dict[str, set[int]]]
Selection = dict[str, list[str]]


@pytest.fixture(scope="module")
def facets(built_site: Path) -> Facets:
    index = json.loads((built_site / "browse.json").read_text("utf-8"))
    return {
        facet: {code: numbers(distances) for code, distances in values.items()}
        for facet, values in index["facets"].items()
    }


def numbers(distances: list[int]) -> set[int]:
    found, at = set(), -1
    for distance in distances:
        at += distance
        found.add(at)
    return found


def hits(facets: Facets, selection: Selection, left: str = "") -> set[int]:
    found = set().union(*(cases for values in facets.values() for cases in values.values()))
    for facet, codes in selection.items():
        if facet != left:
            found &= set().union(*(facets[facet][code] for code in codes))
    return found


def shown(page: Page) -> int:
    return int(page.locator(".count b").inner_text())


def test_any_selection_shows_its_cases_and_counts(page: Page, site_url: str, facets: Facets) -> None:
    draw = random.Random(6)
    for turn in range(25):
        selection: Selection = {
            facet: draw.sample(sorted(facets[facet]), min(len(facets[facet]), draw.randint(1, 3)))
            for facet in draw.sample(sorted(facets), draw.randint(0, 3))
        }
        query = "&".join(f"{facet}={','.join(codes)}" for facet, codes in selection.items())
        page.goto(f"{site_url}{('zh-hans', 'zh-hant')[turn % 2]}/browse/?{quote(query, safe='=&,')}")
        expect(page.locator(".facets input").first).to_be_attached()
        expected = hits(facets, selection)
        expect(page.locator(".count b")).to_have_text(str(len(expected)))
        if expected:
            expect(page.locator(".cases h3")).to_have_count(len(expected))
        else:
            expect(page.locator(".cases > li")).to_have_text(re.compile("没有同时|沒有同時"))
        told = page.eval_on_selector_all(
            "[data-code]",
            """all => all.map(row =>
                [row.closest("[data-facet]").dataset.facet, row.dataset.code, row.lastElementChild.textContent])""",
        )
        for facet, code, count in told:
            assert int(count) == len(hits(facets, selection, facet) & facets[facet][code]), (selection, facet, code)


def test_boxes_chips_and_the_address_say_the_same(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}zh-hans/browse/")
    page.get_by_role("checkbox", name="公共空间").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(f"{site_url}zh-hans/browse/?themes=space")
    page.get_by_role("checkbox", name="文化与邻里").check()
    page.get_by_role("checkbox", name="2024").check()
    expect(page).to_have_url(f"{site_url}zh-hans/browse/?themes=space,culture&year=2024")
    expect(page.locator("[data-chip]")).to_have_count(3)
    assert shown(page) == 1
    page.get_by_role("button", name="去掉 2024").press("Enter")
    expect(page).to_have_url(f"{site_url}zh-hans/browse/?themes=space,culture")
    page.go_back()
    expect(page.get_by_role("checkbox", name="2024")).to_be_checked()
    page.reload()
    expect(page.get_by_role("checkbox", name="公共空间")).to_be_checked()
    page.get_by_role("navigation", name="字体").get_by_role("link", name="繁體").click()
    expect(page.get_by_role("checkbox", name="公共空間")).to_be_checked()
    assert shown(page) == 1
    page.get_by_role("button", name="清除全部").click()
    expect(page).to_have_url(f"{site_url}zh-hant/browse/")
    expect(page.locator(".cases h3")).to_have_count(5)


READ = """all => all.map(row => [
    row.textContent.replace(/\\s+/g, " ").trim(), row.querySelector("h3 a").href, row.querySelector("time")?.dateTime,
    ...[...row.querySelectorAll(".five > li")].map(seal => [seal.title, seal.classList.contains("on")]),
])"""


def test_a_card_that_was_looked_up_reads_as_the_builder_writes_it(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}zh-hant/cases/")
    written = page.eval_on_selector_all(".cases > li", READ)
    page.goto(f"{site_url}zh-hant/browse/?page=1")
    expect(page.locator(".facets input").first).to_be_attached()
    page.wait_for_load_state("networkidle")
    assert page.eval_on_selector_all(".cases > li", READ) == written


def test_without_javascript_every_value_leads_to_its_cases(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{site_url}zh-hans/browse/")
    assert page.locator(".cases h3").count() == 5
    page.locator(".facets").get_by_role("link", name="公共空间").click()
    assert page.locator("h1").inner_text() == "公共空间"
    assert page.locator(".cases h3").count() == 2
    context.close()
