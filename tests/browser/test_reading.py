"""What a reader does, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page

KINDS = ["", "zh-hans/", "zh-hans/cases/", "zh-hans/cases/tianmen-xincheng-2024/", "zh-hans/tags/", "zh-hans/places/",
         "zh-hans/tags/gongtong-dizao/", "zh-hans/about/", "404.html"]  # fmt: skip


def test_a_reader_opens_a_case_switches_script_and_follows_a_tag(page: Page, site_url: str) -> None:
    page.goto(site_url)
    page.get_by_role("link", name="简体").last.click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.get_by_role("link", name="乐享幸福“邻”距离，点燃治理“内驱力”").click()
    assert page.url == f"{site_url}zh-hans/cases/tianmen-xincheng-2024/"
    page.get_by_role("navigation", name="字体").get_by_role("link", name="繁體").click()
    assert page.url == f"{site_url}zh-hant/cases/tianmen-xincheng-2024/"
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    assert page.locator("h1").inner_text().startswith("樂享幸福")
    page.get_by_role("link", name="共同締造", exact=True).click()
    assert page.url == f"{site_url}zh-hant/tags/gongtong-dizao/"
    assert page.locator("h1").inner_text() == "共同締造"
    assert page.locator(".cases li").count() >= 3


@pytest.mark.parametrize(("language", "address"), [("zh-TW", "zh-hant/"), ("zh-CN", "zh-hans/"), ("de-DE", "")])
def test_the_root_leads_to_the_script_of_the_browser(
    browser: Browser, site_url: str, language: str, address: str
) -> None:
    context = browser.new_context(locale=language)
    page = context.new_page()
    page.goto(site_url)
    page.wait_for_url(site_url + address)
    context.close()


def test_a_seal_leads_to_the_paragraph_that_proves_it(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}zh-hans/cases/tianmen-xincheng-2024/")
    page.locator('.five.big a[href^="#"]').first.click()
    assert page.url.endswith("#p2")
    assert "需求清单" in page.locator("#p2").inner_text()


def test_the_site_reads_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url)
    page.get_by_role("link", name="繁體").last.click()
    page.locator(".cases h3 a").first.click()
    assert page.locator(".body p").count() > 3
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_scrolls_sideways(page: Page, site_url: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for kind in KINDS:
        for address in {kind, kind.replace("zh-hans", "zh-hant")}:
            page.goto(site_url + address)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{address} is {wide} px too wide at {width} px"


@pytest.mark.parametrize("clipboard", ["{ writeText: () => Promise.reject() }", "undefined"])
def test_a_reference_is_copied_or_selected_where_no_clipboard_is_given(
    page: Page, site_url: str, clipboard: str
) -> None:
    page.add_init_script(f"Object.defineProperty(navigator, 'clipboard', {{ value: {clipboard} }})")
    page.goto(f"{site_url}zh-hans/cases/tianmen-xincheng-2024/")
    button = page.locator(".citing button").first
    button.click()
    assert button.inner_text() in ("已复制", "已选中，请按 Ctrl+C 或长按复制")
    assert page.evaluate("String(getSelection())").strip() == page.locator(".cite").first.inner_text()
