"""An emulator of GitHub Pages: one site below a base path, served the way GitHub serves it.

`x` gives `x` or `x.html`; a folder without its slash is a 301 to the slash, with it its `index.html` and never a list;
case counts; what is not there is `404.html` with status 404; outside the base path there is nothing.
"""

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit

TYPES = {".xml": "application/xml", ".js": "text/javascript", ".woff2": "font/woff2", ".bib": "text/plain"}


def answer(site: dict[str, bytes], path: str) -> tuple[int, str, bytes]:
    """The status, the file (for 301 the folder) and the body for a decoded path below the base path."""
    candidates = [path + "index.html"] if path == "" or path.endswith("/") else [path, path + ".html"]
    for name in candidates:
        if name in site:
            return 200, name, site[name]
    if any(name.startswith(path + "/") for name in site) and path and not path.endswith("/"):
        return 301, path + "/", b""
    return 404, "404.html", site["404.html"]


@contextmanager
def serve(site: dict[str, bytes], base_path: str) -> Iterator[str]:
    """The address of a site while it is served; no request is written down."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            if path + "/" == base_path:
                status, name, body = 301, "", b""
            elif path.startswith(base_path):
                status, name, body = answer(site, path.removeprefix(base_path))
            else:
                status, name, body = 404, "nothing.html", b"Site not found"
            self.send_response(status)
            if status == 301:
                self.send_header("Location", quote(base_path + name))
            suffix = "." + name.rpartition(".")[2]
            kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{base_path}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
