"""The pictures tell what the collection says, and everything in them stands inside its frame."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.content.casefile import parse_case
from site_builder.pages.charts import Point, bars, columns, moment, schematic_map, timeline
from site_builder.pages.page import Link
from site_builder.problem import Source
from tests.conftest import ROOT

COUNTS = st.lists(st.integers(0, 10_000), max_size=60)
PLACES = st.lists(
    st.tuples(
        st.text("江汉区天门市", min_size=1, max_size=8), st.floats(18, 53), st.floats(74, 134), st.integers(1, 900)
    ),
    max_size=40,
)


def links(counts: list[int]) -> list[Link]:
    return [Link(f"{number}", "", count) for number, count in enumerate(counts)]


@given(COUNTS)
def test_bars_and_columns_stand_inside_and_are_as_long_as_their_counts(counts: list[int]) -> None:
    most = max(counts, default=0)
    for bar in bars(links(counts)):
        assert abs(float(bar.width) - 100 * (bar.link.count or 0) / (most or 1)) < 0.01
    before = 0.0
    for column in columns(links(counts)):
        assert before <= float(column.left) and float(column.left) + float(column.width) <= 100
        assert 0 <= column.height <= 160
        before = float(column.left) + float(column.width)


@given(st.lists(st.dates(), min_size=1, max_size=40))
def test_a_timeline_keeps_the_order_of_days(days: list[object]) -> None:
    moments = sorted(moment(str(day)) for day in days)
    years = range(int(moments[0]), int(moments[-1]) + 1)
    places = [float(dot.x) for dot in timeline([(at, Link("", "", 1)) for at in moments], years)]
    assert places == sorted(places)
    assert places[0] >= 0 and places[-1] <= 100


@given(PLACES)
def test_a_map_holds_all_places_north_above_south_and_east_right_of_west(
    places: list[tuple[str, float, float, int]],
) -> None:
    points = [Point(Link(name, str(n), count), lat, lon) for n, (name, lat, lon, count) in enumerate(places)]
    drawn = {dot.link.href: dot for dot in schematic_map(points).dots}
    assert len(drawn) == len(points)
    for point in points:
        dot = drawn[point.link.href]
        assert 0 < float(dot.x) < 100 and 0 < float(dot.y) < 100
        for other in points:
            if other.latitude > point.latitude:
                assert float(drawn[other.link.href].y) <= float(dot.y)
            if other.longitude > point.longitude:
                assert float(drawn[other.link.href].x) >= float(dot.x)


def test_the_tables_of_the_overview_add_up_to_the_cases() -> None:
    files = {file.path: file.content for file in build(read_sources(ROOT)).files}
    cases = [parse_case(Source(path.name, path.read_text("utf-8"))) for path in (ROOT / "content/cases").glob("*.md")]
    damage = Counter(each.kind.value for case in cases for each in case.meta.damage for _ in range(each.count or 0))
    co = Counter(code for case in cases for code in {stage.code.value for stage in case.meta.five_co})
    for script in ("zh-hans", "zh-hant"):
        page = html.fromstring(files[f"{script}/overview/index.html"].decode())
        numbers = {picture.find("h2").get("id"): table(picture) for picture in page.find_class("picture")}
        assert sorted(numbers["repairs"]) == sorted(damage.values())
        assert numbers["co"] == [co[code] for code in ("plan", "build", "manage", "evaluate", "share")]
        # Where no period is told a case stands in the year it was issued, and without both in none.
        assert sum(numbers["years"]) == sum(bool(case.meta.period or case.meta.sources[-1].issued) for case in cases)
        assert {chart.get("role") for chart in page.xpath("//svg[contains(@class, 'chart')]")} == {"img"}
        for chart in page.xpath("//svg[contains(@class, 'chart')]"):
            told = [page.get_element_by_id(name).text_content() for name in chart.get("aria-labelledby").split()]
            assert all(told)


def table(picture: html.HtmlElement) -> list[int]:
    """The numbers that stand in words: in a table, or behind the bars of a list."""
    return [int(cell.text_content()) for cell in picture.xpath(".//details//td | .//ol/li/span[last()]")]
