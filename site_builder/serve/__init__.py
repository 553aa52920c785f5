"""The live-reload server: the site as it will stand, on this machine, rebuilt while somebody writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote, unquote

from msgspec import Struct

from site_builder.build.disk import read_text
from site_builder.config import parse_site
from site_builder.problem import BuildError
from site_builder.serve.builder import Builder, ProjectBuilder
from site_builder.serve.guard import LOOPBACK, host_list
from site_builder.serve.live import Live
from site_builder.serve.respond import Desk, Rooms, read_client
from site_builder.serve.server import NoPortError, Server, listen
from site_builder.serve.session import Tell, follow
from site_builder.serve.watch import Waker, Watcher, changes

__all__ = ["LOOPBACK", "Builder", "Desk", "NoPortError", "Options", "ProjectBuilder", "Terminal", "Waker", "serve"]


class Options(Struct, frozen=True):
    """Where the server listens, whom it answers to, how it learns of changes.

    `desk` makes the pages below /_desk/; `stands` tells, when nothing else is to be done, whether what was built is as
    it was.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: tuple[str, ...] = ()
    poll: bool = False
    desk: Desk | None = None
    stands: Callable[[], bool] = lambda: True


class Terminal(Struct, frozen=True):
    """How the server speaks to its user: once with the site's address, with a line a build, and when it must."""

    ready: Callable[[str], None]
    tell: Tell
    notice: Callable[[str], None]


def serve(root: Path, builder: Builder, options: Options, terminal: Terminal, waker: Waker) -> None:
    """Serve a project until the waker is stopped; raises NoPortError."""
    listening = listen(options.host, options.port)
    port = listening.getsockname()[1]
    live = Live(run=token_hex(4), base_path=_base_path(root))
    rooms = Rooms(host_list(port, options.allowed_hosts), read_client(), options.desk)
    with Server(listening, live, rooms) as server, Watcher(root, waker, terminal.notice, options.poll) as watcher:
        terminal.ready(_address(options, port, live.base_path))
        follow(builder, changes(root, watcher, waker, options.stands), live, server.show, terminal.tell)


def _base_path(root: Path) -> str:
    """Where the site will stand; the build tells what is wrong with the configuration, this only needs to begin."""
    try:
        return unquote(parse_site(read_text(root, root / "site.toml")).base_path)
    except BuildError:
        return "/"


def _address(options: Options, port: int, base_path: str) -> str:
    host = options.host if options.host in LOOPBACK or not options.allowed_hosts else options.allowed_hosts[0]
    place = host if host.rpartition(":")[2].isdigit() else f"{host}:{port}"
    return f"http://{place}{quote(base_path)}"
