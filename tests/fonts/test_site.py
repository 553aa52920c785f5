"""The fonts of a site: the font of its titles, its cards, and a site that has none."""

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from fontTools.ttLib import TTFont
from PIL import Image

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.build.engine import build_site, place_of, verify
from site_builder.build.plan import Outcome, Wish
from site_builder.build.typefaces import find_fonts
from site_builder.check import check_links
from site_builder.cli import main
from site_builder.fonts.faces import FontFile, face_of
from site_builder.fonts.subset import title_font
from site_builder.pages.lettering import MOST
from site_builder.problem import BuildError
from tests.conftest import ROOT
from tests.fonts.make import write_font

SERIF = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc")
NOTHING = Wish(jobs=1)


@pytest.fixture
def lettered(mini: Path) -> Path:
    """The mini-site with the packaged theme and a font of its own that has all it needs."""
    shutil.rmtree(mini / "theme")
    sources = [*mini.rglob("*.md"), *mini.rglob("*.toml"), *mini.rglob("*.yml")]
    texts = "".join(path.read_text("utf-8") for path in sources)
    texts += (ROOT / "theme/strings.toml").read_text("utf-8")
    hant = "".join(file.content.decode() for file in build(read_sources(mini)).files if file.path.endswith(".html"))
    write_font(mini / "theme/fonts/boxes.ttf", texts + hant)
    settings(mini, '[fonts]\nfiles = ["boxes.ttf"]')
    return mini


def files(project: Path) -> dict[str, bytes]:
    return {file.path: file.content for file in build(read_sources(project)).files}


def settings(project: Path, line: str) -> None:
    path = project / "site.toml"
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")


def made(project: Path) -> Outcome:
    return build_site(place_of(project), NOTHING, lambda *_: None)


def test_a_page_names_its_card_and_the_font_of_its_title(lettered: Path) -> None:
    site = build(read_sources(lettered))
    assert check_links(site.files, site.site.base_url) == []
    found = {file.path: file.content for file in site.files}
    head = found["zh-hant/cases/xincheng-2024/index.html"].decode()
    address = re.search(r'<meta property="og:image" content="([^"]+)">', head)
    assert address is not None
    path = address[1].removeprefix(site.site.base_url)
    assert path == "zh-hant/cases/xincheng-2024/card.png"
    assert Image.open(BytesIO(found[path])).size == (1200, 630)
    assert 'og:image:width" content="1200"' in head and 'og:image:height" content="630"' in head
    assert re.search(r'og:image:alt" content="[^"]+"', head)
    assert 'name="twitter:card" content="summary_large_image"' in head
    assert 'href="../../../fonts/zh-hant.woff2" as="font"' in head
    assert "zh-hans/card.png" in found["zh-hans/search/index.html"].decode()


def test_the_title_font_has_what_titles_need_and_says_whose_it_is(lettered: Path) -> None:
    found = files(lettered)
    font = TTFont(BytesIO(found["fonts/zh-hans.woff2"]))
    title = re.search(r'og:title" content="([^"]+)"', found["zh-hans/cases/xincheng-2024/index.html"].decode())
    assert title is not None
    assert set(title[1]) <= set(map(chr, font.getBestCmap()))
    assert font["name"].getDebugName(1) != "Boxes"
    assert "Open Font License" in font["name"].getDebugName(13)
    assert b"font-display: swap" in found["fonts/zh-hans.css"]
    assert b"Nobody" in found["fonts/zh-hans.txt"] and b"PERMISSION & CONDITIONS" in found["fonts/zh-hans.txt"]


def test_a_site_can_do_without_cards_or_without_a_title_font(lettered: Path) -> None:
    whole = files(lettered)
    settings(lettered, "cards = false")
    assert [path for path in files(lettered) if path.endswith("card.png")] == []
    settings(lettered, "titles = false")
    bare = files(lettered)
    assert [path for path in bare if path.startswith("fonts/")] == []
    assert "og:image" not in bare["zh-hans/index.html"].decode()
    assert 'content="summary"' in bare["zh-hans/index.html"].decode()
    assert {path for path in whole if not path.endswith("card.png") and not path.startswith("fonts/")} == set(bare)


def test_a_font_that_is_nowhere_is_told_and_the_site_is_built_without(mini: Path) -> None:
    before = files(mini)
    settings(mini, '[fonts]\nfiles = ["No Such Font.otf"]')
    assert files(mini) == before
    result = CliRunner().invoke(main, ["--project", str(mini), "build"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "No Such Font.otf: neither in theme/fonts/ nor among the fonts of this system" in result.stderr
    assert "no title font and no social cards" in result.stderr


def test_without_the_packages_that_read_fonts_the_site_is_built_without(
    lettered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.build.typefaces._TOOLS", ("fontTools", "no_such_package"))
    assert not find_fonts(lettered).has_tools
    result = CliRunner().invoke(main, ["--project", str(lettered), "build"], catch_exceptions=False)
    assert result.exit_code == 0 and "site-builder[fonts]" in result.stderr
    assert not (lettered / "output/fonts").exists()


def test_a_font_whose_maker_forbids_it_is_a_problem(lettered: Path) -> None:
    write_font(lettered / "theme/fonts/boxes.ttf", "社区", fs_type=2)
    with pytest.raises(BuildError, match="does not let a part of it be passed on"):
        files(lettered)


@pytest.mark.parametrize("name", ["../serif.ttf", "fonts/serif.ttf", "serif.woff2", "serif"])
def test_a_font_is_asked_for_by_the_name_of_its_file(mini: Path, name: str) -> None:
    settings(mini, f'[fonts]\nfiles = ["{name}"]')
    with pytest.raises(BuildError, match="not the name of a font's file"):
        files(mini)


def test_only_the_card_of_a_changed_title_is_drawn_again(lettered: Path) -> None:
    made(lettered)
    case = lettered / "content/cases/dongting.md"
    text = case.read_text("utf-8")
    case.write_text(re.sub(r"(?m)^title: (.*)$", r"title: \1\1", text), "utf-8")
    changed = {change.path for change in made(lettered).plan.changes}
    wanted = {f"{script}/cases/dongting/card.png" for script in ("zh-hans", "zh-hant")}
    assert {path for path in changed if path.endswith(".png")} == wanted
    assert "fonts/zh-hans.woff2" not in changed  # the same characters
    assert verify(place_of(lettered), NOTHING, lambda *_: None) == ()


def test_another_font_makes_all_again_and_none_takes_all_away(lettered: Path) -> None:
    count = sum(path.endswith(".png") for path in made(lettered).paths)
    font = lettered / "theme/fonts/boxes.ttf"
    characters = "".join(face_of(find_fonts(lettered).files[0], "zh-Hans").characters)
    write_font(font, characters, height=500)
    assert sum(change.path.endswith(".png") for change in made(lettered).plan.changes) == count > 0
    font.unlink()
    outcome = made(lettered)
    assert not any(path.endswith(".png") or path.startswith("fonts/") for path in outcome.paths)
    assert verify(place_of(lettered), NOTHING, lambda *_: None) == ()


@pytest.mark.skipif(not SERIF.is_file(), reason="Debian's fonts-noto-cjk is not installed")
def test_a_real_font_writes_each_region_in_its_own_forms_and_stays_small() -> None:
    file = FontFile(SERIF.name, str(SERIF), "0")
    faces = [face_of(file, variant) for variant in ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")]
    assert len({face.number for face in faces}) == 3
    assert all(face.is_open and "Open Font License" in face.notice for face in faces)
    many = "".join(sorted(character for character in faces[1].characters if "一" <= character <= "鿿")[::40][:MOST])
    content = title_font(faces[1], many)
    assert len(many) == MOST and len(content) <= 120 * 1024
    title_font.cache_clear()
    assert title_font(faces[1], many) == content
