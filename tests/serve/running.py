"""A server for a test: in this process, at a free port, with what it said."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from site_builder.problem import Problem
from site_builder.serve import Options, ProjectBuilder, Terminal, Waker, serve
from site_builder.serve.builder import Builder


class Running:
    """A running server: its address, the lines it told, the notices it gave."""

    def __init__(self) -> None:
        self.address = ""
        self.lines: list[str] = []
        self.problems: list[tuple[Problem, ...]] = []
        self.notices: list[str] = []
        self.is_ready = Event()

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].split("/")[0])

    def ready(self, address: str) -> None:
        self.address = address
        self.is_ready.set()

    def tell(self, line: str, problems: Sequence[Problem]) -> None:
        self.lines.append(line)
        self.problems.append(tuple(problems))

    def wait_for_lines(self, count: int, seconds: float = 15) -> None:
        wait_until(lambda: len(self.lines) >= count, seconds)

    def get(self, target: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        answer = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        connection.close()
        return answer

    def news(self) -> dict[str, object]:
        """What an open page is told first."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as stream:
            stream.sendall(request_bytes("/__dev/events", f"127.0.0.1:{self.port}"))
            received = b""
            while b"data: " not in received or not received.endswith(b"\n\n"):
                received += stream.recv(65536)
        return dict(json.loads(received.split(b"data: ")[1]))


@contextmanager
def running(root: Path, options: Options | None = None, builder: Builder | None = None) -> Iterator[Running]:
    """A project served while the test runs, built once already."""
    server, waker = Running(), Waker()
    terminal = Terminal(server.ready, server.tell, server.notices.append)
    options = options or Options(port=0)
    thread = Thread(target=serve, args=(root, builder or ProjectBuilder(root), options, terminal, waker))
    thread.start()
    try:
        assert server.is_ready.wait(10)
        server.wait_for_lines(1)
        yield server
    finally:
        waker.stop()
        thread.join(10)
        assert not thread.is_alive()


def wait_until(is_so: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something is so; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def request_bytes(target: str, *hosts: str, method: str = "GET", more: Sequence[str] = ()) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {target} HTTP/1.1", *(f"Host: {host}" for host in hosts), *more, "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def exchange(port: int, request: bytes) -> bytes:
    """All that a server answers to some bytes, until it closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received
