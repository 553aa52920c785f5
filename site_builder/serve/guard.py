"""Who may ask: this machine's own browser at the server's own address, reading; no other site, no other verb.

A page on the internet can make a browser ask a server on this machine, and by rebinding a name it can even read the
answer. The exact Host list stops the second, Origin and Sec-Fetch the first; both fail closed.
"""

from __future__ import annotations

from http import HTTPStatus

from site_builder.serve.request import RefusedError, Request

METHODS = ("GET", "HEAD")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def host_list(port: int, allowed: tuple[str, ...] = ()) -> frozenset[str]:
    """The Host headers that the server answers to: the loopback names and those allowed, each with the port."""
    named = {host if _has_port(host) else f"{host}:{port}" for host in (*LOOPBACK, *allowed)}
    # A browser leaves the port out where it is the scheme's own.
    bare = {host.removesuffix(":80") for host in named if host.endswith(":80")}
    return frozenset(host.lower() for host in named | bare)


def check_caller(request: Request, hosts: frozenset[str]) -> None:
    """Raises RefusedError unless a page of this server, or a person, asks to read."""
    named = request.values("host")
    if len(named) != 1 or named[0].lower() not in hosts:
        raise RefusedError(HTTPStatus.MISDIRECTED_REQUEST, "this server does not answer to that Host")
    if request.method not in METHODS:
        raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, "this server is for reading only")
    origins = {f"http://{host}" for host in hosts}
    if any(origin.lower() not in origins for origin in request.values("origin")):
        raise RefusedError(HTTPStatus.FORBIDDEN, "a page of another site asks")
    if not is_ours(request) and not _follows_a_link(request):
        raise RefusedError(HTTPStatus.FORBIDDEN, "a page of another site asks")


def is_ours(request: Request) -> bool:
    """Whether a page of this server asks, or a person, or a program: a link on another site is not enough."""
    return all(site in ("same-origin", "none") for site in request.values("sec-fetch-site"))


def _follows_a_link(request: Request) -> bool:
    return request.values("sec-fetch-mode") == ("navigate",) and request.values("sec-fetch-dest") == ("document",)


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdigit() and not host.endswith("]")
