"""From a request and the state to a response: pure, so that every refusal can be tested without a socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from http import HTTPStatus
from importlib.resources import files
from urllib.parse import quote

from msgspec import Struct

from site_builder.problem import BuildError
from site_builder.serve.address import requested_path
from site_builder.serve.guard import METHODS, check_caller, is_ours
from site_builder.serve.live import Live
from site_builder.serve.request import RefusedError, Request

# Both stand beside the site, not in it: they stay where they are when the base path changes, and no build writes them.
DEV = "/__dev/"
DESK = "/_desk/"
EVENTS = DEV + "events"

# The generated page at a path below DESK, as HTML, or None where there is none.
Desk = Callable[[str], bytes | None]

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "bib": "text/plain; charset=utf-8",
    "ris": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "wasm": "application/wasm",
}
# Of every response: nobody else may embed, read or keep it.
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
    ("Connection", "close"),
)
_WAITING_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"


class Response(Struct, frozen=True):
    """An answer; `is_stream` is one that goes on with the news."""

    status: HTTPStatus
    type: str = ""
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    is_stream: bool = False


class Rooms(Struct, frozen=True):
    """What the server has beside the site: the hosts it answers to, the client's files, the desk."""

    hosts: frozenset[str]
    client: Mapping[str, bytes]
    desk: Desk | None = None


def read_client() -> dict[str, bytes]:
    """The files of the browser's side by name."""
    folder = files("site_builder.serve") / "client"
    return {name: (folder / name).read_bytes() for name in ("reload.js", "overlay.css", "waiting.html")}


def respond(request: Request, live: Live, rooms: Rooms) -> Response:
    """The response to a request; what is refused is a response as well."""
    try:
        check_caller(request, rooms.hosts)
        path = requested_path(request.target)
        if path.startswith((DEV, DESK)) and not is_ours(request):
            raise RefusedError(HTTPStatus.FORBIDDEN, "a page of another site asks")
        if path.startswith(DEV):
            return _client_file(path, rooms)
        if path.startswith(DESK):
            return _desk_page(path, live, rooms)
        return _site_file(path, live, rooms)
    except RefusedError as refused:
        return refusal(refused)


def refusal(refused: RefusedError) -> Response:
    """The response that says why there is none."""
    allow = (("Allow", ", ".join(METHODS)),) if refused.status is HTTPStatus.METHOD_NOT_ALLOWED else ()
    body = f"{refused.status.value}: {refused.reason}\n".encode()
    return Response(refused.status, TYPES["txt"], body, allow)


def head(response: Response) -> bytes:
    """The status line and the headers, up to and with the empty line."""
    status = f"HTTP/1.1 {response.status.value} {response.status.phrase}"
    length = () if response.is_stream else (("Content-Length", str(len(response.body))),)
    kind = (("Content-Type", response.type),) if response.type else ()
    lines = [status, *(f"{name}: {value}" for name, value in (*kind, *length, *HEADERS, *response.headers))]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def with_client(page: bytes, live: Live) -> bytes:
    """A page with the client's script, as an external file: the site's policy allows no other."""
    script = (
        f'<script src="{DEV}reload.js" data-run="{live.run}" data-generation="{live.generation}" '
        f'data-builds="{live.builds}" defer></script>'
    ).encode()
    end = page.rfind(b"</body>")
    return page + script if end < 0 else page[:end] + script + page[end:]


def _client_file(path: str, rooms: Rooms) -> Response:
    if path == EVENTS:
        return Response(HTTPStatus.OK, "text/event-stream; charset=utf-8", is_stream=True)
    name = path.removeprefix(DEV)
    if name not in ("reload.js", "overlay.css"):
        raise RefusedError(HTTPStatus.NOT_FOUND, "no such page")
    return Response(HTTPStatus.OK, _type(name), rooms.client[name])


def _desk_page(path: str, live: Live, rooms: Rooms) -> Response:
    try:
        page = rooms.desk(path.removeprefix(DESK)) if rooms.desk else None
    except BuildError as error:
        told = f"<!doctype html><title>{DESK}</title><pre>{escape(str(error))}</pre>".encode()
        return Response(HTTPStatus.INTERNAL_SERVER_ERROR, TYPES["html"], with_client(told, live))
    if page is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, "no such page")
    return Response(HTTPStatus.OK, TYPES["html"], with_client(page, live))


def _site_file(path: str, live: Live, rooms: Rooms) -> Response:
    if live.generation == 0:
        return _waiting(live, rooms)
    if path in ("/", live.base_path.removesuffix("/")) and path != live.base_path:
        return _redirect(live.base_path)
    if not path.startswith(live.base_path):
        raise RefusedError(HTTPStatus.NOT_FOUND, f"the site stands at {live.base_path}")
    return _published(path.removeprefix(live.base_path), live)


def _published(address: str, live: Live) -> Response:
    """A file of the site as GitHub Pages would find it: the folder's index, `x.html` for `x`, a slash put on."""
    names = (f"{address}index.html",) if address.endswith("/") or not address else (address, f"{address}.html")
    for name in names:
        content = live.files.get(name)
        if content is not None:
            return _file(name, content, live)
    if f"{address}/index.html" in live.files:
        return _redirect(f"{live.base_path}{address}/")
    missing = live.files.get("404.html", b"404\n")
    return Response(HTTPStatus.NOT_FOUND, TYPES["html"], with_client(missing, live))


def _file(name: str, content: bytes, live: Live) -> Response:
    kind = _type(name)
    return Response(HTTPStatus.OK, kind, with_client(content, live) if kind == TYPES["html"] else content)


def _waiting(live: Live, rooms: Rooms) -> Response:
    policy = (("Content-Security-Policy", _WAITING_POLICY),)
    page = with_client(rooms.client["waiting.html"], live)
    return Response(HTTPStatus.SERVICE_UNAVAILABLE, TYPES["html"], page, policy)


def _redirect(path: str) -> Response:
    return Response(HTTPStatus.MOVED_PERMANENTLY, headers=(("Location", quote(path)),))


def _type(name: str) -> str:
    return TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
