"""The desk in a real browser: pages follow what is saved, problems come and go, no other site gets anything."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from site_builder.desk.room import Desk
from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.serve import Options, ProjectBuilder
from site_builder.serve.live import Made
from site_builder.serve.snapshot import Change
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.conftest import ROOT
from tests.serve.conftest import in_one_script
from tests.serve.running import Running, running, wait_until

PAGE = "/site_builder/zh-hans/about/"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's own theme and words, with one long page."""
    for name in ("theme", "content/vocabulary", "content/pages"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "site.toml", tmp_path)
    in_one_script(tmp_path)
    write_page(tmp_path, "第一稿")
    return tmp_path


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(10_000)
    yield context
    context.close()


def write_page(project: Path, text: str, slug: str = "about") -> None:
    paragraphs = "\n\n".join(f"第{number}段。" for number in range(100))
    path = project / "content/pages/about.md"
    path.write_text(f"---\nslug: {slug}\ntitle: 关于\n---\n\n{text}\n\n{paragraphs}\n", "utf-8")


def open_page(context: BrowserContext, server: Running, path: str = PAGE) -> Page:
    """A page that listens already: it knows the state, and its mark is gone once it reloads."""
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.port}{path}")
    page.evaluate("window.mark = 1")
    return page


def first_paragraph(page: Page) -> Locator:
    return page.locator("main p").first


def overlay(page: Page) -> Locator:
    return page.locator("site-builder-problems dialog")


def test_a_page_reloads_after_a_save_and_keeps_its_scroll(project: Path, context: BrowserContext) -> None:
    with running(project) as server:
        page = open_page(context, server)
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.evaluate("scrollTo(0, 1500)")
        write_page(project, "第二稿")
        expect(page.locator("main")).to_contain_text("第二稿")
        assert page.evaluate("window.mark") is None
        wait_until(lambda: page.evaluate("scrollY") == 1500)
        assert faults == []  # the site's policy allows the client all it does


def test_a_style_sheet_is_swapped_and_the_page_keeps_its_state(project: Path, context: BrowserContext) -> None:
    with running(project) as server:
        page = open_page(context, server)
        for number in (1, 2, 3):
            with (project / "theme/assets/site.css").open("a", encoding="utf-8") as file:
                file.write(f"\nmain {{ outline: {number}px solid red }}\n")
            expect(page.locator("main")).to_have_css("outline-width", f"{number}px")
        expect(page.locator('head link[rel=stylesheet][href*="site.css"]')).to_have_count(1)
        assert page.evaluate("window.mark") == 1
        write_page(project, "第二稿")
        expect(page.locator("main")).to_contain_text("第二稿")


def test_nine_tabs_follow_and_go_on_when_the_one_that_listens_is_closed(project: Path, context: BrowserContext) -> None:
    with running(project) as server:
        tabs = [open_page(context, server) for _ in range(9)]
        for number, text in enumerate(["第二稿", "第三稿", "第四稿"]):
            write_page(project, text)
            for tab in tabs:
                expect(tab.locator("main")).to_contain_text(text)
            tabs.pop(0 if number else 4).close()
        write_page(project, "没有", slug="a b")
        for tab in tabs:
            expect(overlay(tab)).to_be_visible()


def test_problems_are_shown_in_the_page_until_they_are_gone(project: Path, context: BrowserContext) -> None:
    with running(project) as server:
        page = open_page(context, server)
        write_page(project, "第二稿", slug="a b")
        expect(overlay(page)).to_be_visible()
        expect(overlay(page).locator("h2")).to_have_text("Not built: 1 problem")
        expect(overlay(page).locator(".place")).to_have_text("content/pages/about.md:2:7")
        expect(overlay(page).locator("mark")).to_have_text("a b")
        expect(overlay(page).locator(".hint")).to_have_text("hint: small Latin letters, digits, single hyphens")
        mark, caret = overlay(page).locator("mark").bounding_box(), overlay(page).locator(".carets").bounding_box()
        assert mark and caret and abs(mark["x"] - caret["x"]) < 1 and caret["y"] > mark["y"]
        assert abs(mark["width"] - caret["width"]) < 1
        expect(first_paragraph(page)).to_have_text("第一稿")
        assert page.evaluate("window.mark") == 1  # the last good page was not reloaded
        page.keyboard.press("Escape")
        expect(overlay(page)).to_be_hidden()
        page.get_by_role("button", name="1 problem").click()
        expect(overlay(page)).to_be_visible()
        newcomer = open_page(context, server)
        expect(overlay(newcomer)).to_be_visible()
        missing = open_page(context, server, "/site_builder/zh-hans/cases/new/")
        expect(overlay(missing)).to_be_visible()
        write_page(project, "第二稿")
        for each in (page, newcomer):
            expect(each.locator("main")).to_contain_text("第二稿")
            expect(overlay(each)).to_have_count(0)


def test_a_site_that_goes_back_to_what_it_was_loses_its_problems_without_a_reload(
    project: Path, context: BrowserContext
) -> None:
    with running(project) as server:
        page = open_page(context, server)
        write_page(project, "第一稿", slug="a b")
        expect(overlay(page)).to_be_visible()
        write_page(project, "第一稿")
        expect(overlay(page)).to_have_count(0)
        assert page.evaluate("window.mark") == 1


def test_problems_put_aside_wait_in_the_corner(project: Path, context: BrowserContext) -> None:
    with running(project) as server:
        page = open_page(context, server)
        write_page(project, "[第二稿](../nowhere/)")
        expect(overlay(page)).to_be_visible()
        page.keyboard.press("Escape")
        expect(overlay(page)).to_be_hidden()
        badge = page.locator("site-builder-problems .badge")
        expect(badge).to_have_text("1 problem")
        badge.click()
        expect(overlay(page).locator(".message").first).to_have_text("a link to no page: ../nowhere/")


def test_a_site_that_never_built_shows_its_problems_and_then_the_page(project: Path, context: BrowserContext) -> None:
    write_page(project, "第一稿", slug="a b")
    with running(project) as server:
        page = open_page(context, server)
        expect(overlay(page).locator(".message")).to_contain_text("not of the form wanted here")
        write_page(project, "第一稿")
        expect(page.locator("main")).to_contain_text("第一稿")


def test_a_page_comes_back_when_the_server_does(project: Path, context: BrowserContext) -> None:
    with running(project) as server:
        port, page = server.port, open_page(context, server)
        other = open_page(context, server)
    write_page(project, "第二稿")
    with running(project, Options(port=port)) as server:
        assert server.port == port
        for each in (page, other):
            expect(each.locator("main")).to_contain_text("第二稿")
        write_page(project, "第三稿")
        for each in (page, other):
            expect(each.locator("main")).to_contain_text("第三稿")


PAYLOADS = [
    "<script>window.owned = 1</script>", "<img src=x onerror=window.owned=1>", "<svg onload=window.owned=1>",
    "</pre></dialog><script>window.owned=1</script>", "<style>*{display:none}</style>", "\"><iframe srcdoc='x'>",
    "<a href=javascript:window.owned=1>x</a>", "&lt;b&gt;", "]]>", "<!--", "${window.owned=1}", "{{7*7}}",
    "</script><script>window.owned=1</script>", "\u202egnp.exe", "\u2028data: x", "data: x\n\nevent: y",
    "\\u003cscript>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.owned=1>", "<template><script>", "'\"`<>&\\/",
]  # fmt: skip


def test_what_an_article_says_stays_text_in_the_overlay(project: Path, context: BrowserContext) -> None:
    problems = [*payload_problems()]
    builder = ProjectBuilder(project)

    def make(changes: Sequence[Change]) -> Made:
        if "坏" in (project / "content/pages/about.md").read_text("utf-8"):
            raise BuildError(problems)
        return builder(changes)

    with running(project, builder=make) as server:
        page = open_page(context, server)
        write_page(project, "坏")
        expect(overlay(page).locator("li")).to_have_count(len(problems))
        told = sorted(overlay(page).locator(".message").all_text_contents())
        assert told == sorted(problem.message for problem in problems)
        tags = set(overlay(page).locator("*").evaluate_all("all => all.map(one => one.localName)"))
        assert tags <= {"header", "h2", "button", "p", "ol", "li", "pre", "div", "span", "i", "b", "mark"}
        attributes = set(overlay(page).locator("*").evaluate_all("all => all.flatMap(one => one.getAttributeNames())"))
        assert attributes <= {"class", "autofocus", "tabindex", "aria-hidden"}
        assert page.evaluate("window.owned") is None


def payload_problems() -> Iterator[Problem]:
    """Every payload as the message, the name, the line, the hint of a problem."""
    for payload in PAYLOADS:
        source = Source(payload, f"{payload}\n{payload}{payload}")
        yield Problem(f"{payload} 1", source, None, payload)
        yield Problem(f"{payload} 2", source, Span(2, 4), payload)
        yield Problem(payload * 50, Source("a.md", payload * 100), Span(0, len(payload) * 100))


CHANNELS = """async ({ target, script }) => {
  const found = [];
  const inside = (frame) => { try { return frame.contentDocument.body.innerHTML } catch { return '' } };
  const settled = (name, promise) => promise.then((value) => value && found.push([name, value]), () => {});
  const element = (name, tag, attributes) => settled(name, new Promise((done) => {
    const made = document.createElement(tag);
    made.onload = () => done(tag === 'iframe' ? inside(made) : 'loaded');
    made.onerror = () => done('');
    Object.assign(made, attributes);
    document.body.append(made);
    setTimeout(() => done(''), 1500);
  }));
  await Promise.all([
    settled('fetch', fetch(target + 'site.css').then((answer) => answer.text())),
    settled('credentials', fetch(target + 'site.css', { credentials: 'include' }).then((answer) => answer.text())),
    settled('no-cors', fetch(target + 'site.css', { mode: 'no-cors' }).then((answer) => answer.text())),
    settled('events', new Promise((done) => {
      const source = new EventSource(new URL('/__dev/events', target));
      source.onmessage = (event) => done(event.data);
      source.onopen = () => done('open');
      setTimeout(() => { source.close(); done(''); }, 1500);
    })),
    element('script', 'script', { src: new URL(script, target) }),
    element('style', 'link', { rel: 'stylesheet', href: target + 'site.css' }),
    element('image', 'img', { src: target + 'seal.svg' }),
    element('frame', 'iframe', { src: target + '../zh-hans/about/' }),
    element('object', 'object', { data: target + 'seal.svg' }),
    settled('post', fetch(target, { method: 'POST', mode: 'no-cors', body: 'x' }).then((answer) => answer.text())),
    settled('socket', new Promise((done) => {
      const socket = new WebSocket(new URL('/__dev/events', target).href.replace('http', 'ws'));
      socket.onopen = () => done('open');
      socket.onerror = () => done('');
    })),
  ]);
  return found;
}"""


@pytest.fixture(scope="module")
def stranger(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, int]]:
    """A browser for which evil.example is this machine, and the port where a page of a stranger stands."""
    folder = tmp_path_factory.mktemp("stranger")
    (folder / "index.html").write_text("<!doctype html><title>x</title><body>")
    handler = functools.partial(QuietHandler, directory=str(folder))
    rules = [*ARGUMENTS, "--host-resolver-rules=MAP evil.example 127.0.0.1"]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        launched = browser.browser_type.launch(executable_path=str(CHROMIUM), args=rules)
        yield launched, server.server_port
        launched.close()
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1", "http://localhost", "data:"])
def test_a_page_of_another_site_gets_nothing(project: Path, stranger: tuple[Browser, int], origin: str) -> None:
    browser, port = stranger
    (project / "theme/assets/own.js").write_text("window.loaded = 1")
    with running(project) as server:
        page = browser.new_page()
        page.goto("data:text/html,<body>" if origin == "data:" else f"{origin}:{port}/")
        target = f"http://127.0.0.1:{server.port}/site_builder/assets/"
        assert got(page, target) == []
        # The same channels do find the server from a page of its own.
        page.goto(f"http://127.0.0.1:{server.port}{PAGE}")
        assert {"fetch", "credentials", "no-cors", "events", "script", "style", "image", "post"} <= {*got(page, target)}
        page.close()


def got(page: Page, target: str) -> Sequence[str]:
    """The channels through which a page got something that is the server's."""
    # A page of the server's would take a second client for one of another run, and reload.
    script = "/__dev/reload.js" if "/site_builder/" not in page.url else "/site_builder/assets/own.js"
    return [name for name, _ in page.evaluate(CHANNELS, {"target": target, "script": script})]


def test_a_name_that_was_rebound_to_this_machine_is_misdirected(project: Path, stranger: tuple[Browser, int]) -> None:
    browser, _ = stranger
    with running(project) as server:
        page = browser.new_page()
        answer = page.goto(f"http://evil.example:{server.port}{PAGE}")
        assert answer is not None and answer.status == 421
        assert re.search("关于", page.content()) is None
        page.close()


def test_the_desk_follows_every_build_and_counts_down(project: Path, context: BrowserContext) -> None:
    case = project / "content/cases/garden.md"
    case.parent.mkdir()
    text = (
        "---\nid: garden\ntitle: 一座花园\nsources:\n  - {role: base_text}\nreview: {status: reviewed}\n---\n\n文。\n"
    )
    case.write_text(text, "utf-8")
    with running(project, Options(port=0, desk=Desk(project, "editor:{path}#{line}"))) as server:
        page = open_page(context, server, "/_desk/")
        row = page.locator("tr", has_text="一座花园")
        expect(row.locator(".missing")).to_have_count(0)
        case.write_text(text.replace("status: reviewed", "status: reviewd"), "utf-8")
        expect(page.locator("tr", has_text="garden.md").locator(".missing")).to_contain_text("did you mean reviewed?")
        expect(overlay(page)).to_be_hidden()  # the desk says itself what is wrong
        case.write_text(text, "utf-8")
        expect(row.locator(".missing")).to_have_count(0)
        page.keyboard.press("j")
        expect(page.locator("tr.now")).to_have_count(1)
