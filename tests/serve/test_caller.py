"""Who may ask: Host forms, origins, Sec-Fetch, verbs; as values, then over the wire."""

from http import HTTPStatus

import pytest

from site_builder.serve.guard import check_caller, host_list
from site_builder.serve.live import Live
from site_builder.serve.request import RefusedError, Request, parse_request
from site_builder.serve.respond import Rooms, read_client, respond

HOSTS = host_list(8000, ("desk.local", "10.0.0.7:9000"))
OURS = ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000", "desk.local:8000", "10.0.0.7:9000"]
OTHERS = [
    "", " ", "127.0.0.1", "localhost", "127.0.0.1:80", "127.0.0.1:8001", "127.0.0.1:8000.", "127.0.0.1.:8000",
    "localhost.:8000", "evil.example", "evil.example:8000", "localhost:8000@evil.example", 
    "evil.example#localhost:8000",
    "127.0.0.1:8000, evil.example", "localhost:8000:8000", "localhost:08000", "localhost:8000/", "http://localhost:8000",
    "[::1]", "[::1]:80", "::1:8000", "[::ffff:127.0.0.1]:8000", "0.0.0.0:8000", "127.1:8000", "2130706433:8000",
    "0x7f.1:8000", "127.0.0.1.nip.io:8000", "localhost.evil.example:8000", "x-localhost:8000", "ⅼocalhost:8000",
    "localhost\t:8000", "desk.local", "desk.local:9000", "10.0.0.7:8000", "10.0.0.7", "user@localhost:8000",
    "localhost:8000\x00", "localhost:8000 evil", "*", "null",
]  # fmt: skip


def status(*headers: tuple[str, str], method: str = "GET", target: str = "/mini/") -> HTTPStatus:
    rooms = Rooms(HOSTS, read_client())
    live = Live(run="r", base_path="/mini/", generation=1, files={"index.html": b"x"})
    return respond(Request(method, target, headers), live, rooms).status


def ours(*headers: tuple[str, str], method: str = "GET", target: str = "/mini/") -> HTTPStatus:
    return status(("host", "localhost:8000"), *headers, method=method, target=target)


@pytest.mark.parametrize("host", OURS)
def test_the_servers_own_names_are_answered(host: str) -> None:
    assert status(("host", host)) == HTTPStatus.OK


@pytest.mark.parametrize("host", OTHERS)
def test_any_other_name_is_misdirected(host: str) -> None:
    assert status(("host", host)) == HTTPStatus.MISDIRECTED_REQUEST


def test_no_host_and_two_hosts_are_misdirected() -> None:
    assert status() == HTTPStatus.MISDIRECTED_REQUEST
    assert status(("host", "localhost:8000"), ("host", "localhost:8000")) == HTTPStatus.MISDIRECTED_REQUEST
    assert status(("host", "localhost:8000"), ("host", "evil.example")) == HTTPStatus.MISDIRECTED_REQUEST


def test_the_port_of_the_web_may_be_left_out() -> None:
    check_caller(Request("GET", "/", (("host", "localhost"),)), host_list(80))


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "https://localhost:8000", "http://localhost:8001",
                                    "http://localhost", "http://localhost:8000.evil.example", "file://", "",
                                    "http://localhost:8000/",
                                    "http://localhost:8000, http://evil.example"])  # fmt: skip
@pytest.mark.parametrize("target", ["/mini/", "/mini/no", "/__dev/events", "/__dev/reload.js", "/_desk/"])
def test_a_page_of_another_origin_is_refused(origin: str, target: str) -> None:
    assert ours(("origin", origin), target=target) == HTTPStatus.FORBIDDEN


def test_a_page_of_this_origin_is_answered() -> None:
    assert ours(("origin", "http://localhost:8000"), ("sec-fetch-site", "same-origin")) == HTTPStatus.OK


@pytest.mark.parametrize("site", ["cross-site", "same-site", "other", ""])
@pytest.mark.parametrize(
    ("mode", "dest"),
    [("no-cors", "script"), ("no-cors", "image"), ("no-cors", "style"), ("cors", "empty"), ("navigate", "iframe"),
     ("navigate", "embed"), ("navigate", "object"), ("websocket", "websocket"), ("same-origin", "document"), ("", "")],
)  # fmt: skip
def test_other_sites_get_nothing_into_their_pages(site: str, mode: str, dest: str) -> None:
    headers = (("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest))
    for target in ("/mini/", "/__dev/events", "/_desk/"):
        assert ours(*headers, target=target) == HTTPStatus.FORBIDDEN


def test_a_link_on_another_site_leads_to_pages_but_not_behind_them() -> None:
    link = (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"))
    assert ours(*link) == HTTPStatus.OK
    assert ours(*link, target="/__dev/events") == HTTPStatus.FORBIDDEN
    assert ours(*link, target="/_desk/") == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "PURGE"])
@pytest.mark.parametrize("target", ["/mini/", "/", "/__dev/events", "/_desk/", "*"])
def test_there_is_nothing_but_reading(method: str, target: str) -> None:
    assert ours(method=method, target=target) == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    "head",
    [b"", b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/2\r\n\r\n", b"GET /\r\n\r\n", b"GET  / HTTP/1.1\r\n\r\n",
     b"GET / HTTP/1.1 \r\n\r\n", b"GET /a b HTTP/1.1\r\n\r\n", b"GET /\x00 HTTP/1.1\r\n\r\n",
     b"GET /\xe6 HTTP/1.1\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost\r\n\r\n", b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n", b"GET / HTTP/1.1\nHost: x\r\n\r\n",
     b"GET / HTTP/1.1\r\nA: \x00\r\n\r\n",
     b"GET / HTTP/1.1\r\n: x\r\n\r\n", b"GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n"],
)  # fmt: skip
def test_an_unclear_head_is_refused(head: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_request(head)
    assert refused.value.status == HTTPStatus.BAD_REQUEST


def test_a_browsers_head_is_understood() -> None:
    request = parse_request(b"GET /a/?b=\x7c HTTP/1.1\r\nHost: localhost:8000\r\nX-Y:  \xe6\xa1\x88 \r\n\r\n")
    assert request == Request("GET", "/a/?b=|", (("host", "localhost:8000"), ("x-y", "æ¡\x88")))
