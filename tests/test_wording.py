"""What a site and its pages decide about words reaches the pages of the site."""

import re
import shutil
from pathlib import Path

import pytest

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.problem import BuildError
from tests.conftest import ROOT, texts_of

CASE = "content/cases/xincheng-2024.md"
PAGE = "cases/xincheng-2024/index.html"
FOUR = 'variants = ["zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"]\n'
SITE = """\
厚植发展:
  zh-Hant: 厚植發展
  reason: 词典读作“植发”
视频:
  zh-Hant-TW: 影片
  reason: 台湾用词
"""
FOOD = """\
面:
  zh-Hant: 麵
  reason: 这一页说的是面食
"""


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def built(root: Path) -> dict[str, str]:
    return texts_of(build(read_sources(root)).files)


@pytest.fixture
def site(mini: Path) -> Path:
    """The mini-site with the project's theme and rules in every place that can hold some, in four variants."""
    shutil.rmtree(mini / "theme")
    shutil.copytree(ROOT / "theme", mini / "theme")
    (mini / "content/glossary").mkdir()
    (mini / "content/glossary/site.yml").write_text(SITE, "utf-8")
    (mini / "content/glossary/food.yml").write_text(FOOD, "utf-8")
    (mini / "site.toml").write_text(FOUR + (mini / "site.toml").read_text("utf-8"), "utf-8")
    places = mini / "content/vocabulary/places.yml"
    places.write_text(places.read_text("utf-8") + "fanhu: {label: 范湖乡, hant: 范湖鄉}\n", "utf-8")
    case = mini / CASE
    overrides = (
        "glossaries: [food]\n"
        "title_overrides:\n  - {hans: 幸福, hant: 幸福了}\n"
        "script_overrides:\n  - {hans: 台账, hant: 臺賬, hant_hk: 帳簿}\n  - {hans: 干部甲, hant: 干部甲}\n"
    )
    edit(case, "sources:\n", overrides + "sources:\n")
    edit(case, "袁莉莉, role: reporter}", "余冬林, role: reporter}")
    edit(case, "places: [tianmen-xincheng]", "places: [tianmen-xincheng, fanhu]")
    body = (
        "\n通讯员余冬林在范湖乡看视频，吃一碗面，幸福。厚植发展，台账清楚，干部甲不换。\n\n"
        "-{R|余力}-、-{zh-hans:软件;zh-hant:軟件;zh-tw:軟體}-、-{**发展**}-与头-{}-发。\n\n"
        "## -{zh-hans:尾声;zh-hant:尾聲}-\n"
    )
    case.write_text(case.read_text("utf-8") + body, "utf-8")
    return mini


def test_rules_of_the_site_the_topic_and_the_page_hold_on_its_pages(site: Path) -> None:
    files = built(site)
    taiwan, hongkong = files[f"zh-hant-tw/{PAGE}"], files[f"zh-hant-hk/{PAGE}"]
    assert "通訊員余冬林在范湖鄉看影片，吃一碗麵，幸福。厚植發展，臺賬清楚，干部甲不換。" in taiwan
    assert "通訊員余冬林在范湖鄉看視頻，吃一碗麪，幸福。厚植發展，帳簿清楚，干部甲不換。" in hongkong
    assert "通訊員余冬林在范湖鄉看視頻" in files[f"zh-hant/{PAGE}"]
    assert "面條" not in taiwan


def test_rules_of_one_page_hold_on_no_other(site: Path) -> None:
    dongting = site / "content/cases/dongting.md"
    dongting.write_text(dongting.read_text("utf-8") + "\n里面的台账。\n", "utf-8")
    assert "裡面的臺賬。" in built(site)[f"zh-hant/{PAGE.replace('xincheng-2024', 'dongting')}"]


def test_rules_for_the_title_hold_for_the_title_alone(site: Path) -> None:
    page = built(site)[f"zh-hant/{PAGE}"]
    assert re.search(r"<h1[^>]*>樂享幸福了", page)
    assert "吃一碗麵，幸福。" in page


def test_a_term_has_its_own_traditional_label_and_only_it(site: Path) -> None:
    tags = site / "content/vocabulary/tags.yml"
    label = re.search(r"label: ([^,}]+)", tags.read_text("utf-8"))
    assert label
    edit(tags, f"label: {label[1]}", f"label: {label[1]}, hant: 自選名")
    files = built(site)
    assert "自選名" in files["zh-hant/tags/index.html"]
    assert "自選名" not in files["zh-hans/tags/index.html"]


def test_marks_in_the_text_are_shown_in_no_script(site: Path) -> None:
    files = built(site)
    assert not [path for path, text in files.items() if "-{" in text or "}-" in text]
    assert "余力、软件、<strong>发展</strong>与头发。</p>" in files[f"zh-hans/{PAGE}"]
    kept = '<strong><span lang="zh-Hans">发展</span></strong>'
    assert f"余力、軟體、{kept}與頭發。</p>" in files[f"zh-hant-tw/{PAGE}"]
    assert f"余力、軟件、{kept}與頭發。</p>" in files[f"zh-hant-hk/{PAGE}"]
    assert "尾聲" in files[f"zh-hant/{PAGE}"]


def test_marks_with_flags_decide_for_the_page_and_its_cards(site: Path) -> None:
    case = site / "content/cases/xincheng-2024.md"
    marks = "-{H|zh-hans:幸福;zh-hant:倖福}--{T|zh-hans:乐享;zh-hant:同樂}--{-|余冬林}-"
    case.write_text(case.read_text("utf-8") + f"\n幸福，干部丙。{marks}\n", "utf-8")
    files = built(site)
    assert "幸福，干部丙。</p>" in files[f"zh-hans/{PAGE}"]
    page = files[f"zh-hant/{PAGE}"]
    assert "倖福，幹部丙。</p>" in page and "通訊員余冬林" not in page
    # The title's own rules, those of the front matter too, come before the page's.
    assert re.search(r"<h1[^>]*>同樂幸福了", page) and "同樂幸福了" in files["zh-hant/cases/index.html"]
    assert "倖福" not in files[f"zh-hant/{PAGE.replace('xincheng-2024', 'dongting')}"]


def test_the_wording_of_regions_is_asked_for(site: Path) -> None:
    dongting = site / "content/cases/dongting.md"
    dongting.write_text(dongting.read_text("utf-8") + "\n打通信息壁垒，锻炼队伍。\n", "utf-8")
    page = PAGE.replace("xincheng-2024", "dongting")

    def read() -> list[str]:
        files = built(site)
        found = [re.search(r"打通(..)壁壘，(..)隊伍", files[f"zh-hant{tag}/{page}"]) for tag in ("", "-tw", "-hk")]
        return [f"{each[1]}{each[2]}" for each in found if each]

    assert read() == ["信息鍛鍊", "信息鍛鍊", "信息鍛煉"]
    edit(site / "site.toml", "\n[[taxonomies]]", "\n[script]\nregional = true\n\n[[taxonomies]]")
    assert read() == ["信息鍛鍊", "資訊鍛鍊", "資訊鍛煉"]


def test_four_variants_have_the_same_pages_anchors_and_their_own_lang(site: Path) -> None:
    files = built(site)

    def shape(variant: str) -> dict[str, list[str]]:
        prefix = f"{variant.lower()}/"
        return {
            path.removeprefix(prefix): re.findall(r' id="([^"]*)"', text)
            for path, text in files.items()
            if path.startswith(prefix)
        }

    variants = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")
    assert len(shape("zh-Hans")) > 10
    assert len({repr(shape(variant)) for variant in variants}) == 1
    for variant in variants:
        page = files[f"{variant.lower()}/{PAGE}"]
        assert f'<html lang="{variant}"' in page
        for other in variants:
            assert f'hreflang="{other}"' in page


def test_settings_of_the_site_hold(mini: Path) -> None:
    toml = mini / "site.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[script]\nforms = ["臺台"]\nquotes = ""\nstarter = false\n', "utf-8")
    case = mini / CASE
    case.write_text(case.read_text("utf-8") + "\n“台上”一只只。\n", "utf-8")
    assert "“台上”一隻只。" in built(mini)[f"zh-hant/{PAGE}"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('conversion = "opencc"\n', "site.toml:1:1: no such profile: opencc"),
        ('[script]\nquotes = "「」"\n', "quotes are four marks or none"),
        ('[script]\nforms = ["社区社群"]\n', "not a character and what to write for it: 社区社群"),
        ("[script]\nstartr = false\n", "unknown field `startr`"),
    ],
)
def test_a_wrong_setting_is_a_problem(mini: Path, line: str, message: str) -> None:
    toml = mini / "site.toml"
    text = toml.read_text("utf-8")
    toml.write_text(f"{text}\n{line}" if line.startswith("[") else f"{line}{text}", "utf-8")
    with pytest.raises(BuildError) as caught:
        build(read_sources(mini))
    assert message in str(caught.value)
