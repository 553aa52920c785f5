"""Searching, in a real browser: what is found, in which order, and how a reader gets there."""

import functools
import http.server
import os
import random
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import Struct
from playwright.sync_api import Page, expect

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.build.tree import write_site
from tests.search.corpus import NAMES, SPECIAL
from tests.search.corpus import write_site as write_project
from tests.search.truth import Known, found_in, known_cases

CASES, QUERIES = (400, 2_000) if os.environ.get("CAMPAIGN") else (48, 240)


class Searched(Struct):
    """A site in a browser's reach and what is known of its cases."""

    url: str
    cases: list[Known]


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searched]:
    root = tmp_path_factory.mktemp("searched")
    write_project(root, CASES)
    write_site(root, build(read_sources(root)).files)
    handler = functools.partial(_Quiet, directory=str(root / "output"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Searched(f"http://127.0.0.1:{server.server_port}/", known_cases(root))
    server.shutdown()
    thread.join()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


# Every candidate of each query, best first, kept where the case's text has the words: what the page does, hit by hit.
FIND = """async (queries) => {
  const { Index, folder, standsIn, wordsOf } = await import("../../assets/search-index.js");
  const told = document.getElementById("search").dataset;
  const index = new Index({ cases: +told.cases, bits: +told.bits, pack: +told.pack, home: told.home },
    (path) => fetch(told.root + path));
  const fold = folder((await import("../../search/fold.js")).default);
  const all = [];
  for (const query of queries) {
    const words = wordsOf(query, fold), found = [];
    const candidates = await index.find(index.ask(words));
    for (const { number, bits } of candidates) {
      const hit = await index.hit(number);
      if (words.every((word, i) => standsIn(hit, word, fold, bits[i]))) found.push(hit.href.split("/").at(-2));
    }
    all.push({ found, candidates: candidates.length });
  }
  return all;
}"""


def queries(cases: list[Known], draw: random.Random) -> list[str]:
    """Pieces of the texts in both scripts, of two to eight characters, mid-word as likely as not, and made-up ones."""
    made: list[str] = []
    while len(made) < QUERIES:
        case = draw.choice(cases)
        hans, hant = draw.choice(list(zip(case.bodies, case.bodies[::-1], strict=True)))
        length = draw.choice([1, 2, 2, 2, 3, 3, 4, 4, 5, 8])
        at = draw.randrange(len(hans) - length)
        one, other = hans[at : at + length], hant[at : at + length]
        mixed = "".join(map(draw.choice, zip(one, other, strict=False)))
        piece = draw.choice([one, one, other, mixed, mixed[::-1], one.upper(), f"{one} {draw.choice(NAMES)}"])
        made += [piece] if piece.split() and "\n" not in piece else []
        if draw.random() < 0.15:
            made.append(
                draw.choice([*NAMES, *SPECIAL, case.initials[1:5], "ＡＰＰ", "gb ５０１８０", "不会有的词", "zqxj"])
            )
    return made[:QUERIES]


def test_everything_is_found_and_nothing_else(page: Page, searched: Searched) -> None:
    asked = queries(searched.cases, random.Random(3))
    for script in ("zh-hans", "zh-hant"):
        page.goto(f"{searched.url}{script}/search/")
        answers: list[dict[str, Any]] = page.evaluate(FIND, asked)
        wanted = [found_in(searched.cases, query) for query in asked]
        missed = [(query, want - set(got["found"])) for query, want, got in zip(asked, wanted, answers, strict=True)]
        assert [each for each in missed if each[1]] == []
        too_many = [(query, set(got["found"]) - want) for query, want, got in zip(asked, wanted, answers, strict=True)]
        assert [each for each in too_many if each[1]] == []
        # What is counted before the texts were looked at is nearly right, too.
        named, there = sum(got["candidates"] for got in answers), sum(map(len, wanted))
        assert there >= 0.99 * named
        print(f"{script}: {len(asked)} queries, {there} hits, {named} named before the texts decide")


def test_a_title_is_among_the_first_three(page: Page, searched: Searched) -> None:
    draw = random.Random(5)
    page.goto(f"{searched.url}zh-hans/search/")
    asked = []
    for case in searched.cases:
        title = draw.choice(case.titles)
        at = draw.randrange(len(title) - 3)
        asked += [(title, case.id), (title[at : at + draw.randint(3, 6)], case.id), (title[:4], case.id)]
    answers = page.evaluate(FIND, [query for query, _ in asked])
    for (query, id), got in zip(asked, answers, strict=True):
        titled = {case.id for case in searched.cases if query in case.titles or any(query in t for t in case.titles)}
        if len(titled) <= 3:
            assert id in got["found"][:3], query


@pytest.mark.parametrize("script", ["zh-hans", "zh-hant"])
def test_the_page_shows_what_the_index_finds(page: Page, searched: Searched, script: str) -> None:
    draw = random.Random(11)
    for query in [each for each in queries(searched.cases, draw) if each.strip() == each][:12]:
        page.goto(f"{searched.url}{script}/search/?q={query}")
        expect(page.locator("#search:not(.busy)")).to_be_attached()
        while page.locator(".more-hits").is_visible():
            page.locator(".more-hits").click()
            expect(page.locator("#search:not(.busy)")).to_be_attached()
        wanted = found_in(searched.cases, query)
        expect(page.locator(".hits > li")).to_have_count(len(wanted))
        links = page.locator(".hits h2 a").evaluate_all("links => links.map(link => link.href)")
        assert {link.split("/")[-2] for link in links} == wanted
        assert all(f"/{script}/" in link for link in links)
        if wanted:
            expect(page.locator(".tally")).to_contain_text(f" {len(wanted)} ")
            if not query.isascii():
                assert page.locator(".hits mark").count()


def test_a_reader_searches_by_keys_alone(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}zh-hant/")
    page.keyboard.press("/")
    page.keyboard.type("社區")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site_url}zh-hant/search/?q=*")
    expect(page.locator(".tally")).to_contain_text("找到")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator(".hits h2 a").nth(1)
    expect(second).to_be_focused()
    address = second.get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address.removeprefix('../../')}")
    page.go_back()
    expect(page.locator("#q")).to_have_value("社區")
    expect(page.locator(".hits > li").first).to_be_visible()


def test_filters_count_and_stay_in_the_address(page: Page, searched: Searched) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{searched.url}zh-hans/search/?q=社区")
    group = page.locator(".sieve details", has_text="标签").first
    group.locator("summary").click()
    choice = group.locator("label").first
    number = int(choice.locator(".number").inner_text())
    choice.locator("input").check()
    page.wait_for_url("**tags=*")
    expect(page.locator(".tally")).to_contain_text(f" {number} ")
    page.reload()
    expect(page.locator(".tally")).to_contain_text(f" {number} ")
    page.go_back()
    expect(page.locator(".sieve input:checked")).to_have_count(0)


def test_the_passage_leads_to_its_paragraph(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}zh-hant/search/?q=全民合唱")
    deep = page.locator(".hits .deep").first
    expect(page.locator(".hits mark").first).to_have_text("全民合唱")
    deep.click()
    page.wait_for_url("**/cases/*/#p*")
    assert "全民合唱" in page.locator(":target").inner_text()


def test_without_a_program_the_page_leads_to_the_lists(page: Page, site_url: str) -> None:
    assert page.context.browser
    context = page.context.browser.new_context(java_script_enabled=False)
    other = context.new_page()
    other.goto(f"{site_url}zh-hans/search/")
    other.locator(".elsewhere a").first.click()
    assert other.url == f"{site_url}zh-hans/cases/"
    context.close()


def test_the_browser_folds_as_the_index_does(page: Page, searched: Searched) -> None:
    from site_builder.search.fold import classes, fold

    characters = [chr(number) for number in range(0x20, 0x10000) if not 0xD800 <= number < 0xE000]
    characters += [each for each in "".join(classes()) if ord(each) > 0xFFFF]
    page.goto(f"{searched.url}zh-hans/search/")
    folded = page.evaluate(
        """async (characters) => {
          const { folder } = await import("../../assets/search-index.js");
          const fold = folder((await import("../../search/fold.js")).default);
          return [...characters].map(fold).join("");
        }""",
        "".join(characters),
    )
    assert folded == fold("".join(characters))
