"""Every place that says which cases have a value says the same: pages, indexes, browsing, search, queries, exports."""

import csv
import io
import json
import re
from collections.abc import Iterable
from itertools import accumulate
from pathlib import PurePosixPath

import pytest
from click.testing import CliRunner
from lxml import html

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.cli import main
from site_builder.config import parse_site
from site_builder.content.vocabulary import Vocabulary, parse_vocabulary
from tests.conftest import ROOT

SCRIPTS = ("zh-hans", "zh-hant")
TAXONOMIES = [taxonomy.name for taxonomy in parse_site(read_sources(ROOT).site).taxonomies]
Sets = dict[str, frozenset[str]]


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    wanted = (".html", ".json", ".csv", ".bib", ".xml")
    return {each.path: each.content.decode() for each in build(read_sources(ROOT)).files if each.path.endswith(wanted)}


@pytest.fixture(scope="module")
def vocabularies() -> dict[str, Vocabulary]:
    named = {PurePosixPath(source.name).stem: source for source in read_sources(ROOT).vocabularies}
    return {name: parse_vocabulary(name, source) for name, source in named.items()}


def used(sets: Sets) -> Sets:
    return {code: ids for code, ids in sets.items() if ids}


def linked(page: str) -> frozenset[str]:
    return frozenset(href.split("/")[-2] for href in html.fromstring(page).xpath("//ol[@class='cases']//h3/a/@href"))


def of_pages(files: dict[str, str], script: str, folder: str) -> Sets:
    """The cases on the page of each value, over all its parts."""
    sets: Sets = {}
    for path, page in files.items():
        found = re.fullmatch(rf"{script}/{folder}/([^/]+)/(?:page/\d+/)?index\.html", path)
        if found and 'http-equiv="refresh"' not in page:
            sets[found[1]] = sets.get(found[1], frozenset()) | linked(page)
    return sets


def of_index(files: dict[str, str], script: str, folder: str) -> dict[str, int]:
    """The counts that the index of a taxonomy shows."""
    links = html.fromstring(files[f"{script}/{folder}/index.html"]).xpath("//div[@class='term']/a")
    return {link.get("href").split("/")[-2]: int(link.getnext().text) for link in links}


def of_query(facet: str, codes: Iterable[str]) -> Sets:
    """What `site-builder list` answers for each value."""
    sets: Sets = {}
    for code in codes:
        words = ["--project", str(ROOT), "list", f"{facet}={code}", "status=reviewed", "--format", "json"]
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
        sets[code] = frozenset(row["id"] for row in json.loads(result.stdout))
    return used(sets)


def in_order(files: dict[str, str]) -> list[str]:
    """The ids of all cases in the collection's order, as the page of all cases has them."""
    pages = [files[path] for path in sorted(files) if re.fullmatch(r"zh-hans/cases/(page/\d+/)?index\.html", path)]
    links = (html.fromstring(page).xpath("//ol[@class='cases']//h3/a/@href") for page in pages)
    return [href.split("/")[-2] for each in links for href in each]


def of_browse(files: dict[str, str], facet: str) -> Sets:
    """The index of browsing: distances between numbers in the collection's order, the first counted from before it."""
    order = in_order(files)
    found = json.loads(files["browse.json"])["facets"].get(facet, {})
    return {code: frozenset(order[each - 1] for each in accumulate(steps)) for code, steps in found.items()}


def of_search(files: dict[str, str], script: str, facet: str) -> Sets:
    """What hits are filtered by: distances between numbers that count from the oldest case."""
    order = in_order(files)[::-1]
    facets = {name: terms for name, _, terms in json.loads(files[f"{script}/search/facets.json"])}
    return {code: frozenset(order[each] for each in accumulate(steps)) for code, _, _, steps in facets.get(facet, [])}


def of_table(files: dict[str, str], facet: str, vocabulary: Vocabulary) -> Sets:
    """The long table: a row a case and term; those above a term are the vocabulary's to know."""
    sets: dict[str, set[str]] = {}
    for row in csv.DictReader(io.StringIO(files["data/case-terms.csv"].lstrip("\ufeff"))):
        if row["field"] == facet:
            for code in vocabulary.path(row["code"]):
                sets.setdefault(code, set()).add(row["case"])
    return {code: frozenset(ids) for code, ids in sets.items()}


def of_references(files: dict[str, str], facet: str) -> Sets:
    """The references of each term: of a case its source, whose key is its id, and its edition here."""
    start = f"data/citations/{facet}/"
    bibs = {
        PurePosixPath(path).stem: text
        for path, text in files.items()
        if path.startswith(start) and path.endswith(".bib")
    }
    keys = {code: re.findall(r"^@\w+\{([^,]+),", text, re.MULTILINE) for code, text in bibs.items()}
    return {code: frozenset(key.removesuffix("-edition") for key in each) for code, each in keys.items()}


def of_feeds(files: dict[str, str], folder: str) -> Sets:
    """The feed of each term, which has all cases where they are few."""
    sets: Sets = {}
    for path, text in files.items():
        found = re.fullmatch(rf"zh-hans/{folder}/([^/]+)/feed\.xml", path)
        if found:
            sets[found[1]] = frozenset(re.findall(r"<entry>.*?<id>[^<]*/([^/<]+)/</id>", text, re.DOTALL))
    return sets


@pytest.mark.parametrize("taxonomy", TAXONOMIES)
def test_all_say_the_same_of_every_term(
    files: dict[str, str], vocabularies: dict[str, Vocabulary], taxonomy: str
) -> None:
    folder = taxonomy.replace("_", "-")
    truth = of_query(taxonomy, vocabularies[taxonomy].terms)
    assert truth, "a taxonomy that no case uses would prove nothing"
    for script in SCRIPTS:
        assert used(of_pages(files, script, folder)) == truth
        assert of_index(files, script, folder) == {code: len(ids) for code, ids in truth.items()}
        assert of_search(files, script, taxonomy) == truth
    assert of_browse(files, taxonomy) == truth
    assert of_references(files, taxonomy) == truth
    assert of_feeds(files, folder) == truth
    if taxonomy != "publishers":  # a publisher is named by a source, and has a row there
        assert of_table(files, taxonomy, vocabularies[taxonomy]) == truth


def test_all_say_the_same_of_every_year(files: dict[str, str]) -> None:
    truth = of_query("year", map(str, range(2000, 2031)))
    assert truth
    for script in SCRIPTS:
        assert of_pages(files, script, "years") == truth
        rows = html.fromstring(files[f"{script}/years/index.html"]).xpath("//main//li[a]")
        shown = {row.xpath("a/@href")[0].split("/")[-2]: int(row.xpath("span")[-1].text.split()[0]) for row in rows}
        assert shown == {year: len(ids) for year, ids in truth.items()}
        assert of_search(files, script, "years") == truth
    assert of_browse(files, "year") == truth


def test_the_coverage_says_the_same_of_a_place_and_a_theme(
    files: dict[str, str], vocabularies: dict[str, Vocabulary]
) -> None:
    places, themes = (of_query(name, vocabularies[name].terms) for name in ("places", "themes"))
    page = html.fromstring(files["zh-hans/coverage/index.html"])
    head = [href.split("/")[-2] for href in page.xpath("//thead//a/@href")]
    rows = page.xpath("//tbody/tr")
    assert head and rows
    for row in rows:
        place = row.xpath("th//a/@href")[0].split("/")[-2]
        for theme, cell in zip(head, row.xpath("td"), strict=True):
            shown = "".join(cell.xpath("a/text()"))
            assert int(shown or 0) == len(places[place] & themes[theme]), (place, theme)
