"""What was published, as hosts serve it: an emulator of GitHub Pages, Debian's nginx, and a checker of links."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from lxml import html

from tests.conftest import ROOT
from tests.publish.pages import answer, serve
from tests.publish.support import tree
from tests.publish.test_actions import tool

SITE = {"index.html": b"i", "404.html": b"m", "a.html": b"a", "b/index.html": b"b", "c/d.txt": b"d"}


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        ("", 200, "index.html"),
        ("index", 200, "index.html"),
        ("a", 200, "a.html"),
        ("a.html", 200, "a.html"),
        ("A", 404, "404.html"),
        ("a/", 404, "404.html"),
        ("b", 301, "b/"),
        ("b/", 200, "b/index.html"),
        ("c", 301, "c/"),
        ("c/", 404, "404.html"),
        ("c/d.txt", 200, "c/d.txt"),
        ("../a", 404, "404.html"),
        ("x/y/z", 404, "404.html"),
    ],
)
def test_the_emulator_serves_as_github_does(path: str, status: int, name: str) -> None:
    assert answer(SITE, path)[:2] == (status, name)


def get(url: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """One request, with redirects left alone."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request(method, parts.path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def addresses(site: dict[str, bytes]) -> list[str]:
    """The address of every page, and one that is none."""
    return [*(path.removesuffix("index.html") for path in site if path.endswith(".html")), "no/such/page"]


def crawl(start: str, base_path: str, site: dict[str, bytes]) -> dict[str, int]:
    """The status of every page of a site and of all on their host that they link to."""
    host = start.removesuffix(base_path)
    statuses: dict[str, int] = {}
    waiting = [start + quote(address) for address in addresses(site)]
    while waiting:
        url = waiting.pop()
        if url in statuses:
            continue
        response, body = get(url)
        statuses[url] = response.status
        if response.headers.get_content_type() == "text/html" and response.status in (200, 404):
            # `html.fromstring` would guess the encoding.
            for link in html.fromstring(body.decode()).xpath("//@href | //@src"):
                target = urljoin(url, link).partition("#")[0].partition("?")[0]
                if target.startswith(host):
                    waiting.append(quote(target, safe="%/:"))
    return statuses


def test_every_link_of_the_published_site_leads_somewhere(published_project: Path, remote: Path) -> None:
    site = tree(remote)
    with serve(site, "/mini/") as start:
        statuses = crawl(start, "/mini/", site)
        missing = start + "no/such/page"
        assert {url: status for url, status in statuses.items() if status != 200} == {missing: 404}
        assert all(url.startswith(start) for url in statuses)


@pytest.mark.parametrize("base_path", ["/mini/", "/other/", "/"])
def test_the_pages_are_the_same_under_any_base_path(published_project: Path, remote: Path, base_path: str) -> None:
    """All links but those of 404.html, which is shown at any depth, are relative."""
    site = {path: content for path, content in tree(remote).items() if path != "404.html"}
    with serve({**site, "404.html": b"<p>"}, base_path) as start:
        assert set(crawl(start, base_path, site).values()) == {200, 404}


def test_lychee_finds_no_broken_link(published_project: Path, remote: Path, tmp_path: Path) -> None:
    place = tmp_path / "served"
    for path, content in tree(remote).items():
        target = place / "mini" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    options = ["--offline", "--no-progress", "--include-fragments", "--index-files", "index.html"]
    command = [tool("lychee"), *options, "--root-dir", str(place), str(place)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"(\d+) Total", done.stdout)[1]) > 100  # type: ignore[index]
    (place / "mini/zh-hant/about/index.html").unlink()
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 2


NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:" + os.environ.get("PATH", ""))


@contextmanager
def nginx(snippet: str, folder: Path) -> Iterator[str]:
    """Nginx with the documented server, on a port of its own and with all its files in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = re.sub(r"listen .*;", f"listen 127.0.0.1:{port};", snippet)
    temporary = "".join(
        f"{name}_temp_path {folder}/t;" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    folder.mkdir(exist_ok=True)
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/errors;\n"
        + ("user root;\n" if os.geteuid() == 0 else "")
        + f"events {{}}\nhttp {{ access_log off; {temporary}\ninclude /etc/nginx/mime.types;\n{server}\n}}\n"
    )
    assert NGINX
    process = subprocess.Popen([NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


@pytest.mark.skipif(NGINX is None, reason="no nginx; Debian's package nginx-light has it")
@pytest.mark.parametrize("document", ["docs/publish.md", "docs/publish.zh-Hans.md"])
def test_the_documented_nginx_serves_it(published_project: Path, tmp_path: Path, document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    snippet = re.search(r"```nginx\n(.*?)```", text, re.S)
    assert snippet
    assert "/srv/cases/output" in snippet[1]
    output = published_project / "output"
    (output / "secret").symlink_to("/etc/passwd")
    with nginx(snippet[1].replace("/srv/cases/output", str(output)), tmp_path) as start:
        missing, body = get(start + "no/such/page")
        assert (missing.status, body) == (404, (output / "404.html").read_bytes())
        assert missing.headers["Content-Type"] == "text/html; charset=utf-8"
        page, body = get(start + "zh-hant/cases/")
        assert (page.status, body) == (200, (output / "zh-hant/cases/index.html").read_bytes())
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert page.headers["Cache-Control"] == "no-cache"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        again, _ = get(start + "zh-hant/cases/", **{"If-None-Match": page.headers["ETag"]})
        assert again.status == 304
        folder, _ = get(start + "zh-hant/cases")
        assert folder.status == 301 and folder.headers["Location"] == "/zh-hant/cases/"
        (sheet,) = (output / "assets").glob("site.*.css")
        style, _ = get(f"{start}assets/{sheet.name}")
        assert style.headers["Content-Type"] == "text/css; charset=utf-8"
        assert style.headers["Cache-Control"] == "no-cache"
        feed, _ = get(start + "zh-hans/feed.xml")
        assert feed.headers["Content-Type"] == "text/xml; charset=utf-8"
        listing, _ = get(start + "assets/")
        assert listing.status == 404
        assert get(start + ".nojekyll")[0].status == 404
        assert get(start + "secret")[0].status in (403, 404)
        assert get(start, "POST")[0].status == 405


@pytest.mark.skipif(NGINX is None, reason="no nginx; Debian's package nginx-light has it")
def test_the_documented_nginx_serves_it_below_a_path(published_project: Path, remote: Path, tmp_path: Path) -> None:
    text = (ROOT / "docs/publish.md").read_text("utf-8")
    snippet = re.search(r"```nginx\n(.*?)```", text, re.S)
    below = re.search(r"`(error_page [^`]*)`", text)
    assert snippet and below
    shutil.copytree(published_project / "output", tmp_path / "srv/mini")
    server = snippet[1].replace("/srv/cases/output", str(tmp_path / "srv"))
    server = server.replace("error_page 403 404 =404 /404.html", below[1].replace("/cases/", "/mini/"))
    site = tree(remote)
    with nginx(server, tmp_path) as start:
        statuses = crawl(start + "mini/", "/mini/", site)
        wrong = {url: status for url, status in statuses.items() if status != 200}
        assert wrong == {start + "mini/no/such/page": 404}
        assert get(start + "mini/no/such/page")[1] == site["404.html"]
