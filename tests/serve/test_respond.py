"""Responses: the site at its base path as a host gives it, the client only in responses, and the state behind both."""

import re
from http import HTTPStatus
from pathlib import Path

import msgspec

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.problem import Problem, Source, Span
from site_builder.serve.builder import ProjectBuilder
from site_builder.serve.guard import host_list
from site_builder.serve.live import Live, Made, show_failure, show_site
from site_builder.serve.news import news, report
from site_builder.serve.request import Request
from site_builder.serve.respond import Response, Rooms, head, read_client, respond
from tests.conftest import SITES

EMPTY = Live(run="r1", base_path="/mini/")
FILES = {file.path: file.content for file in build(read_sources(SITES / "mini")).files}
MINI = Made("/mini/", FILES, frozenset(FILES))
LIVE = show_site(EMPTY, MINI)


def get(target: str, live: Live = LIVE) -> Response:
    rooms = Rooms(host_list(8000), read_client(), lambda path: b"<title>desk</title>" if path == "" else None)
    return respond(Request("GET", target, (("host", "localhost:8000"),)), live, rooms)


def with_files(*changed: str, **files: str) -> Made:
    """A site of some files: `a_css` is `a.css`."""
    named = {name.replace("_", "."): text.encode() for name, text in files.items()}
    return Made("/mini/", named, frozenset(changed))


def test_the_site_stands_at_its_base_path_as_on_its_host() -> None:
    page = get("/mini/zh-hans/about/")
    assert page.status == HTTPStatus.OK and page.type == "text/html; charset=utf-8"
    assert get("/mini/zh-hans/about/index.html").body == page.body
    assert get("/mini/assets/site.css").type == "text/css; charset=utf-8"
    assert get("/mini/404").body == get("/mini/404.html").body
    for target, place in {"/": "/mini/", "/mini": "/mini/", "/mini/zh-hans/about": "/mini/zh-hans/about/"}.items():
        assert get(target).status == HTTPStatus.MOVED_PERMANENTLY
        assert get(target).headers == (("Location", place),)


def test_a_page_that_is_not_there_is_the_sites_own_404() -> None:
    for target in ("/mini/no/", "/mini/no.css", "/mini/zh-hans/About/"):
        assert get(target).status == HTTPStatus.NOT_FOUND
        assert b"__dev/reload.js" in get(target).body
    assert get("/elsewhere/").body == b"404: the site stands at /mini/\n"
    assert get("/__dev/no").status == get("/_desk/no").status == HTTPStatus.NOT_FOUND


def test_the_client_is_in_responses_only() -> None:
    page = get("/mini/zh-hans/about/").body
    script = b'<script src="/__dev/reload.js" data-run="r1" data-generation="1" data-builds="0" defer></script>'
    assert page.replace(script, b"") == LIVE.files["zh-hans/about/index.html"]
    assert b"__dev" not in b"".join(LIVE.files.values())
    assert get("/mini/zh-hant/feed.xml").body == LIVE.files["zh-hant/feed.xml"]


def test_the_client_comes_last_in_the_body() -> None:
    live = show_site(EMPTY, with_files(index_html="<body><p>x</p></body></html>"))
    assert re.fullmatch(rb"<body><p>x</p><script [^<]*></script></body></html>", get("/mini/", live).body)


def test_nobody_else_may_embed_keep_or_sniff_a_response() -> None:
    for target in ("/mini/", "/mini/no", "/..", "/__dev/events", "/__dev/reload.js", "/_desk/"):
        sent = head(get(target)).decode()
        for line in ("X-Content-Type-Options: nosniff", "Cross-Origin-Resource-Policy: same-origin",
                     "X-Frame-Options: SAMEORIGIN", "Cache-Control: no-store"):  # fmt: skip
            assert f"\r\n{line}\r\n" in sent
        assert "Access-Control" not in sent


def test_before_the_first_build_every_address_waits_for_it() -> None:
    for target in ("/", "/mini/", "/mini/zh-hans/cases/x/"):
        page = get(target, EMPTY)
        assert page.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert b'data-generation="0"' in page.body
        assert b"script-src 'self'" in head(page)


def test_the_desk_has_its_own_address_beside_the_site() -> None:
    assert get("/_desk/").body.startswith(b"<title>desk</title><script ")
    assert (
        respond(Request("GET", "/_desk/", (("host", "localhost:8000"),)), LIVE, Rooms(host_list(8000), {})).status
        == 404
    )


def test_only_style_sheets_are_swapped() -> None:
    one = show_site(EMPTY, with_files("index.html", "a.css", index_html="1", a_css="1"))
    two = show_site(one, with_files("a.css", index_html="1", a_css="2"))
    assert (two.generation, two.pages_from) == (2, 1)
    three = show_site(two, with_files("a.css", "index.html", index_html="2", a_css="3"))
    assert (three.generation, three.pages_from) == (3, 3)
    four = show_site(three, with_files("a.css", index_html="2"))
    assert (four.generation, four.pages_from) == (4, 4)
    five = show_site(four, Made("/new/", four.files, frozenset()))
    assert (five.generation, five.pages_from, five.base_path) == (5, 5, "/new/")


def test_a_build_that_changes_nothing_reloads_nothing(mini: Path) -> None:
    builder = ProjectBuilder(mini)
    first, second = builder(), builder()
    assert second.changed == frozenset()
    assert dict(second.files) == dict(first.files)
    assert show_site(show_site(EMPTY, first), second).generation == 1


def test_a_failed_build_keeps_the_site_and_the_next_good_one_clears_it() -> None:
    failed = show_failure(LIVE, [Problem("wrong", Source("a.md", ""))])
    assert failed.files is LIVE.files and failed.problems
    assert show_site(failed, Made("/mini/", MINI.files, frozenset())) == LIVE


def test_the_news_are_one_line_of_plain_parts() -> None:
    source = Source("content/cases/a.md", "---\ntitle: 邻里\ndate: 2024年\n---\n")
    start = source.text.index("2024")
    failed = show_failure(
        LIVE, [Problem("not a date", source, Span(start, start + 5), "write it so"), Problem("b\nc", source)]
    )
    sent = news(failed)
    assert b"\n" not in sent
    assert msgspec.json.decode(sent) == {
        "run": "r1",
        "builds": 0,
        "generation": 1,
        "pagesFrom": 1,
        "problems": [
            {"place": "content/cases/a.md:3:7", "message": "not a date", "hint": "write it so", "line": 3,
             "before": "date: ", "marked": "2024年", "after": ""},
            {"place": "content/cases/a.md", "message": "b\nc", "hint": "", "line": 0, "before": "", "marked": "",
             "after": ""},
        ],
    }  # fmt: skip


def test_a_long_paragraph_is_shown_around_the_place() -> None:
    text = "甲" * 500 + "错" + "乙" * 500
    shown = report(Problem("x", Source("a.md", text), Span(500, 501)))
    assert (shown.before, shown.marked, shown.after) == ("…" + "甲" * 32, "错", "乙" * 48 + "…")


def test_a_place_at_the_end_of_a_file_or_over_several_lines_is_shown() -> None:
    assert report(Problem("x", Source("a.md", "ab"), Span(2, 3))).before == "ab"
    assert report(Problem("x", Source("a.md", "ab\ncd"), Span(1, 5))).marked == "b"
    assert report(Problem("x", Source("\udce6.md", "")),).place == "?.md"  # fmt: skip
