"""The sockets: many idle ones, nonsense, streams that come and go; the server stays up and answers."""

import gc
import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from http import HTTPStatus
from pathlib import Path

import pytest

from site_builder.problem import BuildError, Problem, Source
from site_builder.serve import Options
from site_builder.serve.server import STREAMS, NoPortError, listen
from tests.conftest import CAMPAIGN
from tests.serve.running import Running, exchange, request_bytes, running, wait_until

PAGE = "/mini/zh-hans/about/"


def test_head_is_a_get_without_the_page(mini: Path) -> None:
    with running(mini) as server:
        status, headers, body = server.get(PAGE, "HEAD")
        assert (status, body) == (HTTPStatus.OK, b"")
        assert int(headers["content-length"]) == len(server.get(PAGE)[2])
        assert server.get("/__dev/events", "HEAD")[0] == HTTPStatus.OK


def test_a_refused_post_is_told_so_though_it_sends_much(mini: Path) -> None:
    with running(mini) as server:
        more = [f"Content-Length: {1 << 20}"]
        request = request_bytes(PAGE, f"localhost:{server.port}", method="POST", more=more)
        assert exchange(server.port, request + b"x" * 10_000).startswith(b"HTTP/1.1 405 ")


def test_a_refused_post_that_goes_on_sending_is_told_so(mini: Path) -> None:
    with running(mini) as server, socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        more = [f"Content-Length: {1 << 20}"]
        connection.sendall(request_bytes(PAGE, f"localhost:{server.port}", method="POST", more=more))
        for _ in range(5):
            time.sleep(0.05)
            connection.sendall(b"x" * 30_000)
        assert connection.recv(100).startswith(b"HTTP/1.1 405 ")


def desk_answer(mini: Path, desk: Callable[[str], bytes]) -> bytes:
    with running(mini, Options(port=0, desk=desk)) as server:
        return exchange(server.port, request_bytes("/_desk/", f"localhost:{server.port}"))


def test_a_page_of_the_desk_that_takes_long_is_answered(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(path: str) -> bytes:
        time.sleep(0.5)
        return b"made"

    monkeypatch.setattr("site_builder.serve.server.HEAD_SECONDS", 0.1)
    assert b"\r\n\r\nmade" in desk_answer(mini, slow)


def test_a_page_of_the_desk_that_cannot_be_made_says_why(mini: Path) -> None:
    def wrong(path: str) -> bytes:
        raise BuildError([Problem("not a date <x>", Source("content/cases/a.md", ""))])

    answer = desk_answer(mini, wrong)
    assert answer.startswith(b"HTTP/1.1 500 ")
    assert b"<pre>content/cases/a.md: not a date &lt;x&gt;</pre>" in answer


def test_a_bug_in_the_desk_is_answered_and_told(mini: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(path: str) -> bytes:
        raise KeyError("xyz")

    assert desk_answer(mini, broken).startswith(b"HTTP/1.1 500 ")
    assert "KeyError: 'xyz'" in capsys.readouterr().err


@pytest.mark.skipif(not CAMPAIGN, reason="takes eleven seconds")
def test_a_spare_connection_is_good_for_as_long_as_browsers_keep_one(mini: Path) -> None:
    with running(mini) as server, socket.create_connection(("127.0.0.1", server.port)) as connection:
        time.sleep(11)
        connection.sendall(request_bytes(PAGE, f"localhost:{server.port}"))
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")


def test_a_range_is_answered_with_the_whole(mini: Path) -> None:
    with running(mini) as server:
        assert server.get(PAGE, Range="bytes=0-1,2-3,0-,-5")[::2] == server.get(PAGE)[::2]


def test_a_head_without_end_is_refused(mini: Path) -> None:
    with running(mini) as server:
        answer = exchange(server.port, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 10_000)
        assert answer.startswith(b"HTTP/1.1 431 ")


def test_nonsense_does_not_end_the_server(mini: Path) -> None:
    rng = random.Random(17)
    with running(mini) as server:
        for _ in range(5_000 if CAMPAIGN else 300):
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                connection.sendall(_nonsense(rng, server.port))
                if rng.random() < 0.5:
                    connection.shutdown(socket.SHUT_WR)
                    connection.recv(100)
        assert server.get(PAGE)[0] == HTTPStatus.OK


def _nonsense(rng: random.Random, port: int) -> bytes:
    """A request with some of its bytes changed, cut or doubled."""
    head = bytearray(request_bytes(PAGE, f"localhost:{port}", more=["Accept: */*", "Origin: null"]))
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(head))
        head[at : at + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 4))
    return bytes(head[: rng.randint(1, len(head))] if rng.random() < 0.3 else head)


def test_idle_connections_hold_up_nobody_and_cost_no_threads(mini: Path) -> None:
    with running(mini) as server:
        threads = threading.active_count()
        idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(500)]
        for connection in idle[::2]:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
        times = sorted(_seconds(server) for _ in range(100))
        assert times[95] < 0.5
        assert threading.active_count() == threads
        for connection in idle:
            connection.close()


def test_who_comes_at_the_very_end_leaves_no_socket_behind(mini: Path) -> None:
    """A socket that outlives its loop warns, and a warning fails a test."""
    for _ in range(100 if CAMPAIGN else 4):
        with running(mini) as server:
            visitors = threading.Thread(target=_visit_until_it_ends, args=(server.port,))
            visitors.start()
            time.sleep(0.02)
        visitors.join()
        gc.collect()


def _visit_until_it_ends(port: int) -> None:
    with ExitStack() as stack, suppress(OSError):
        for _ in range(5_000):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=1))


def _seconds(server: Running) -> float:
    start = time.perf_counter()
    assert server.get(PAGE)[0] == HTTPStatus.OK
    return time.perf_counter() - start


def test_streams_end_with_their_pages_and_are_not_without_number(mini: Path) -> None:
    with running(mini) as server:
        request = request_bytes("/__dev/events", f"127.0.0.1:{server.port}")

        def open_streams(count: int) -> list[bytes]:
            with ExitStack() as stack:
                streams = [stack.enter_context(socket.create_connection(address)) for _ in range(count)]
                for stream in streams:
                    stream.sendall(request)
                return sorted(stream.recv(100)[9:12] for stream in streams)

        address = ("127.0.0.1", server.port)
        for _ in range(3):
            assert open_streams(STREAMS + 3) == [b"200"] * STREAMS + [b"503"] * 3
            wait_until(lambda: open_streams(1) == [b"200"])  # a place is free again
            time.sleep(0.1)


def test_a_port_that_is_taken_leads_to_the_next(mini: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with running(mini, Options(port=port)) as server:
            assert port < server.port <= port + 10
            assert server.get(PAGE)[0] == HTTPStatus.OK


def test_where_there_is_no_port_it_says_so() -> None:
    with pytest.raises(NoPortError, match=r"cannot listen at 203\.0\.113\.1, port 8000: "):
        listen("203.0.113.1", 8000)


def test_a_further_host_is_answered_where_it_is_named(mini: Path) -> None:
    with running(mini, Options(host="0.0.0.0", port=0, allowed_hosts=("desk.example",))) as server:
        assert server.address == f"http://desk.example:{server.port}/mini/"
        assert server.get(PAGE, Host=f"desk.example:{server.port}")[0] == HTTPStatus.OK
        assert server.get(PAGE, Host=f"other.example:{server.port}")[0] == HTTPStatus.MISDIRECTED_REQUEST
