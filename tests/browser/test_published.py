"""The site as GitHub Pages would serve it after a publish: pages opened in Chromium, all they link to fetched."""

from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Response

from site_builder.build.disk import read_digests
from site_builder.publish import Manifest, Request, publish
from tests.conftest import CAMPAIGN
from tests.publish.pages import serve
from tests.publish.support import bare, git, tree
from tests.publish.test_served import addresses

BASE_PATH = "/site_builder/"
# In the suite every third page is opened: `test_served.py` fetches all of them and all they link to.
STEP = 1 if CAMPAIGN else 3


def test_every_page_and_link_of_the_published_site_is_good(browser: Browser, built_site: Path, tmp_path: Path) -> None:
    remote = bare(tmp_path / "remote.git")
    project = built_site.parent
    git(project, "init", "--quiet")
    manifest = Manifest(read_digests(built_site), f"https://example.github.io{BASE_PATH}")
    publish(project, manifest, Request(remote=str(remote)), lambda step: None)
    site = tree(remote)
    assert site == {path: (built_site / path).read_bytes() for path in read_digests(built_site)}
    *pages, none = addresses(site)
    with serve(site, BASE_PATH) as start:
        statuses, links = visit(browser, start, [*pages[::STEP], none])
        missing = {url: status for url, status in statuses.items() if status >= 400}
        assert missing == {start + "no/such/page": 404}
        assert all(url.startswith(start) for url in statuses)
        unseen = {link.partition("#")[0].partition("?")[0] for link in links if link.startswith(start)}
        # What is not a page, such as a feed or a download.
        context = browser.new_context()
        for link in sorted(unseen - statuses.keys()):
            assert context.request.get(link).status == 200, link
        context.close()
    for script in ("zh-hans/", "zh-hant/"):
        assert [url for url in statuses if url.startswith(start + script)]


def visit(browser: Browser, start: str, pages: list[str]) -> tuple[dict[str, int], set[str]]:
    """The status of everything that the pages ask for, and all links on them; a fault on a page fails the test."""
    # One page of one context: the browser's cache is part of how the site is read.
    context = browser.new_context()
    page = context.new_page()
    statuses: dict[str, int] = {}
    faults: list[str] = []

    def note(response: Response) -> None:
        url = response.url.partition("#")[0].partition("?")[0]
        statuses[url] = max(response.status, statuses.get(url, 0))

    page.on("response", note)
    page.on("pageerror", lambda error: faults.append(str(error)))
    # An icon that is still on its way when the next page is opened is broken off.
    page.on("requestfailed", lambda each: each.failure == "net::ERR_ABORTED" or faults.append(each.url))
    links: set[str] = set()
    for address in pages:
        page.goto(start + quote(address), wait_until="load")
        links |= set(page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)"))
    context.close()
    assert faults == []
    return statuses, {link for link in links if urlsplit(link).scheme in ("http", "https")}
