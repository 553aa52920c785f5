"""In a real browser nothing that stands in a field is run, though no policy of the page would stop it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import CAMPAIGN
from tests.hostile.site import PAYLOADS, files_of, write_site

SITE = "https://example.org/x/"
COUNT = "window.boomed = 0; window.boom = () => { window.boomed++; }; window.alert = window.boom;"
# What a payload does once it is there: handlers wait for these.
STIR = """() => {
  for (const element of document.querySelectorAll("*")) {
    for (const kind of ["mouseover", "focus", "load", "error", "toggle", "animationstart", "begin"])
      element.dispatchEvent(new Event(kind));
    if (element.href && String(element.href).startsWith("javascript:")) element.click();
  }
}"""
SOME = PAYLOADS if CAMPAIGN else PAYLOADS[::6]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("hostile")
    write_site(root, SOME)
    return files_of(root)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    # The policy of the pages is switched off: it is the second line, this proves the first.
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(COUNT)
    yield context
    context.close()


def serve(page: Page, files: dict[str, bytes]) -> None:
    """Answer the site's addresses from the files, everything else with nothing."""

    def answer(route) -> None:
        path = route.request.url.removeprefix(SITE).split("?")[0].split("#")[0]
        path += "index.html" if path.endswith("/") or not path else ""
        if route.request.url.startswith(SITE) and path in files:
            kind = {"html": "text/html", "css": "text/css", "js": "text/javascript"}.get(
                Path(path).suffix[1:], "text/plain"
            )
            route.fulfill(body=files[path], content_type=f"{kind}; charset=utf-8")
        else:
            route.abort()

    page.route("**/*", answer)


def test_nothing_in_a_field_is_run(context: BrowserContext, files: dict[str, bytes]) -> None:
    page = context.new_page()
    serve(page, files)
    contexts, run = 0, []
    for path, content in sorted(files.items()):
        if not path.endswith("index.html"):
            continue
        contexts += len(re.findall(r"\|[a-z-]*\d*\|", content.decode()))
        page.goto(SITE + path.removesuffix("index.html"), wait_until="load")
        page.evaluate(STIR)
        if page.evaluate("window.boomed"):
            run.append(path)
    print(f"{len(SOME)} payloads, {contexts} places on {len(files)} files, run: {len(run)}")
    assert run == []
    assert contexts >= (2_000 if CAMPAIGN else 500)


def test_the_browser_would_have_run_them(context: BrowserContext) -> None:
    """The same payloads put into a page as they are: the proof that the test above can fail."""
    page = context.new_page()
    run = 0
    for number, payload in enumerate(SOME):
        hostile = f'<!doctype html><title>x</title><p title="">{payload}</p><input value="{payload}">'
        serve(page, {f"{number}.html": hostile.encode()})
        page.goto(f"{SITE}{number}.html", wait_until="load")
        page.evaluate(STIR)
        run += bool(page.evaluate("window.boomed"))
    print(f"{run} of {len(SOME)} payloads run where they are not escaped")
    assert run >= len(SOME) // 3
