"""The title font in a browser: asked for once, used by the title, and nothing where the site has none."""

import pytest
from playwright.sync_api import Page

from site_builder.build.typefaces import find_fonts
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not find_fonts(ROOT).files, reason="the font of site.toml is not installed")


@pytest.mark.parametrize("script", ["zh-hans", "zh-hant"])
def test_a_title_is_set_in_the_font_that_the_page_asks_for_once(page: Page, site_url: str, script: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.resource_type == "font" else None)
    page.goto(f"{site_url}{script}/cases/wuhan-dongting/", wait_until="networkidle")
    assert asked == [f"{site_url}fonts/{script}.woff2"]
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].map((font) => font.status))") == [
        "loaded"
    ]
    assert page.locator("h1").evaluate("title => getComputedStyle(title).fontFamily").startswith("Titles")
