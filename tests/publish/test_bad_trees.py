"""Bad folders: each is refused with its reason, and the remote stays as it was to the last byte."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.publish.names import collisions, fault
from site_builder.publish.preflight import Found, _warnings
from tests.publish.support import build, fingerprint, git, record, refused

Spoil = Callable[[Path], object]


def page(name: str) -> Spoil:
    """A file more in the folder, whatever its name."""

    def spoil(output: Path) -> None:
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"<p>")

    return spoil


def with_record(spoil: Spoil, **changes: object) -> Spoil:
    def spoil_after(output: Path) -> None:
        record(output.parent, **changes)  # type: ignore[arg-type]
        spoil(output)

    return spoil_after


def rename(path: Path, to: Path) -> None:
    path.rename(to)
    path.symlink_to(to)


def sparse(name: str, size: int, count: int = 1) -> Spoil:
    def spoil(output: Path) -> None:
        for number in range(count):
            with (output / f"{number}{name}").open("wb") as file:
                file.truncate(size)

    return spoil


def make_socket(output: Path) -> None:
    # A socket's path may have 107 bytes only.
    here = Path.cwd()
    os.chdir(output)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s")
    finally:
        os.chdir(here)


def change_sources(output: Path) -> None:
    case = output.parent / "content/cases/dongting.md"
    case.write_text(case.read_text("utf-8").replace("title: ", "title: 新"), "utf-8")


def break_link(output: Path) -> None:
    about = output.parent / "content/pages/about.md"
    about.write_text(about.read_text("utf-8") + "\n[无](../nowhere/)\n", "utf-8")


def set_remote(url: str) -> Spoil:
    return lambda output: git(output.parent, "config", "remote.origin.url", url)


INDEX = "index.html"
ABOUT = "zh-hans/about/index.html"
BAD: dict[str, tuple[Spoil, str]] = {
    "not built": (lambda o: rename_away(o), "output/: not built"),
    "empty": (lambda o: (rename_away(o), o.mkdir()), "output/: not built"),
    "the folder is a link": (lambda o: rename(o, o.with_name("elsewhere")), "output/: not built"),
    "no index": (lambda o: (o / INDEX).unlink(), "output/index.html: missing: a site needs this page"),
    "no 404": (lambda o: (o / "404.html").unlink(), "output/404.html: missing: a site needs this page"),
    "empty index": (lambda o: (o / INDEX).write_bytes(b""), "output/index.html: empty"),
    "a page gone": (lambda o: (o / ABOUT).unlink(), f"output/{ABOUT}: missing, though the sources give it"),
    "a page gone since": (
        with_record(lambda o: (o / ABOUT).unlink()),
        f"output/{ABOUT}: missing, though the last build wrote it",
    ),
    "changed by hand": (
        with_record(lambda o: (o / ABOUT).write_text("x")),
        f"output/{ABOUT}: not as the last build wrote it",
    ),
    "one byte changed": (
        lambda o: (o / ABOUT).write_bytes((o / ABOUT).read_bytes() + b"\n"),
        f"output/{ABOUT}: not as the sources give it",
    ),
    "a stray file": (page("notes.txt"), "output/notes.txt: not a file that the sources give"),
    "a draft's page": (page("zh-hans/cases/draft/index.html"), "draft/index.html: not a file that the sources give"),
    "a backup": (page("index.html~"), "output/index.html~: not a file that the sources give"),
    "many stray files": (lambda o: [page(f"{n}.txt")(o) for n in range(30)], "output/: 10 more files differ"),
    "sources changed since": (with_record(change_sources), "the sources have changed since it was built: "),
    "sources changed, nothing noted": (change_sources, "not as the sources give it"),
    "built with drafts": (with_record(lambda o: None, drafts=True), "output/: drafts are inside"),
    "built for elsewhere": (
        with_record(lambda o: (build(o.parent, "--base-url=https://x.org/"), record(o.parent, "https://x.org/"))),
        "output/: built for https://x.org/, but the site stands at https://example.org/mini/",
    ),
    "a link to a file": (lambda o: (o / "a.txt").symlink_to("/etc/passwd"), "output/a.txt: a symbolic link"),
    "a link to a folder": (lambda o: (o / "a").symlink_to("/etc"), "output/a: a symbolic link"),
    "a link inside": (lambda o: (o / "a.html").symlink_to(INDEX), "output/a.html: a symbolic link"),
    "a dangling link": (lambda o: (o / "a").symlink_to("nowhere"), "output/a: a symbolic link"),
    "a loop": (lambda o: (o / "a").symlink_to("."), "output/a: a symbolic link"),
    "a FIFO": (lambda o: os.mkfifo(o / "a"), "output/a: not a regular file"),
    "a socket": (make_socket, "output/s: not a regular file"),
    ".env": (page(".env"), "output/.env: a hidden file"),
    ".git": (page(".git/config"), "output/.git: a name that git cannot hold"),
    ".GIT below": (page("a/.GIT/config"), "output/a/.GIT: a name that git cannot hold"),
    "GIT~1": (page("GIT~1/config"), "output/GIT~1: a name that git cannot hold"),
    ".htaccess": (page(".htaccess"), "output/.htaccess: a hidden file"),
    "hidden in .well-known": (page(".well-known/.x"), "output/.well-known/.x: a hidden file"),
    ".nojekyll below": (page("a/.nojekyll"), "output/a/.nojekyll: a hidden file"),
    "backslash": (page("a\\b"), "a character in the name that Windows cannot hold"),
    "colon": (page("a:b"), "a character in the name that Windows cannot hold"),
    "quote": (page('"a"'), "a character in the name that Windows cannot hold"),
    "new line": (page("a\nb"), "an invisible character in the name"),
    "zero width": (page("a\u200bb"), "an invisible character in the name"),
    "right to left": (page("a\u202egpj.exe"), "an invisible character in the name"),
    "last dot": (page("a."), "output/a.: a name that Windows cannot hold"),
    "last space": (page("a /x"), "output/a : a name that Windows cannot hold"),
    "device": (page("Con.html"), "output/Con.html: a name that Windows cannot hold"),
    "device folder": (page("aux/x"), "output/aux: a name that Windows cannot hold"),
    "superscript device": (page("com¹.tar.gz"), "a name that Windows cannot hold"),
    "not NFC": (page("cafe\u0301"), "a name that is not in Unicode's normal form C"),
    "not UTF-8": (page("\udcff"), "output/\\udcff: a name that is not UTF-8"),
    "too long": (page("案" * 80 + "/" + "例" * 80 + "/" + "集" * 80), "a path longer than 220 characters"),
    "case": (page("Index.html"), "one file with output/Index.html where case does not count"),
    "case of a folder": (page("ZH-HANS/x"), "where case does not count"),
    "full width": (page("ｉndex.html"), "where case does not count"),
    "101 MiB": (sparse("big", 101 << 20), "output/0big: 101 MiB, more than the 100 MiB that GitHub takes"),
    "1.1 GB": (sparse("big", 99 << 20, 11), "output/: 1.1 GB, more than the 1 GB that GitHub Pages takes"),
    "development client": (
        lambda o: (o / INDEX).write_text('<script src="/mini/__dev/client.js"></script>'),
        "output/index.html:1:1: the development server's script",
    ),
    "development folder": (page("__dev/client.js"), "output/__dev/client.js: belongs to the development server"),
    "local address": (
        lambda o: (o / INDEX).write_text('<p>邻里<a href="http://localhost:8000/">'),
        "output/index.html:1:9: an address on this machine",
    ),
    "broken link": (break_link, "a link to no page: ../nowhere/"),
    "wrong project": (
        set_remote("https://github.com/li/other.git"),
        "the site is built for https://example.org/mini/, but would stand at https://li.github.io/other/",
    ),
    "no repository": (lambda o: rename_away(o.parent / ".git"), "not in a git repository"),
    "no remote": (lambda o: git(o.parent, "remote", "remove", "origin"), "origin: no such remote"),
}


def rename_away(path: Path) -> None:
    path.rename(path.with_name(path.name + ".away"))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_folder_is_refused_with_the_remote_unchanged(published_project: Path, remote: Path, name: str) -> None:
    project = published_project
    before = fingerprint(remote)
    spoil, reason = BAD[name]
    spoil(project / "output")
    assert reason in refused(project)
    assert fingerprint(remote) == before


def test_many_problems_are_told_together(project: Path, remote: Path) -> None:
    for spoil in (page(".env"), page("a:b"), lambda o: (o / "404.html").unlink()):
        spoil(project / "output")
    said = refused(project)
    assert all(name in said for name in ("output/.env", "output/a:b", "output/404.html", "3 problems"))


@pytest.mark.parametrize(
    "name", ["a.html", "邻里/index.html", ".nojekyll", ".well-known/x.txt", "a b", "console.html", "café"]
)
def test_good_names_are_good(name: str) -> None:
    assert fault(name) is None


def test_two_spellings_of_a_folder_are_told_once_a_file() -> None:
    assert list(collisions(["a/x", "A/y", "a/z"])) == [("A", "a/x"), ("A", "a/z")]


def test_large_files_and_sites_are_warned_of() -> None:
    mib = 1 << 20
    assert list(_warnings([Found("a", 50 * mib), Found("b", 750 * mib)])) == [
        "output/b: 750 MiB; GitHub refuses files over 100 MiB",
        "output/: 0.84 GB; GitHub Pages takes 1 GB",
    ]
    assert list(_warnings([Found("a", 50 * mib)])) == []
