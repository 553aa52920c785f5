"""Bad folders: each is refused with its reason, and the remote stays as it was to the last byte."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from site_builder.build.engine import place_of
from site_builder.build.front import Opened, write
from site_builder.build.lock import locked
from site_builder.build.swap import MANIFEST, read_record, save_manifest
from site_builder.cli import main
from site_builder.publish.names import collisions, fault
from site_builder.publish.preflight import Found, _warnings
from tests.publish.support import (
    build,
    files,
    fingerprint,
    git,
    publish,
    published,
    refused,
    tree,
)

Spoil = Callable[[Path], object]


def page(name: str) -> Spoil:
    """A file more in the folder, whatever its name."""

    def spoil(output: Path) -> None:
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"<p>")

    return spoil


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


def change_case(output: Path) -> None:
    case = output.parent / "content/cases/dongting.md"
    case.write_text(case.read_text("utf-8").replace("title: ", "title: 新"), "utf-8")


def change_many_sources(output: Path) -> None:
    for path in (output.parent / "content/vocabulary").iterdir():
        path.write_bytes(path.read_bytes() + b"\n")
    change_case(output)


def break_link(output: Path) -> None:
    about = output.parent / "content/pages/about.md"
    about.write_text(about.read_text("utf-8") + "\n[无](../nowhere/)\n", "utf-8")


def fail_to_build(output: Path) -> None:
    break_link(output)
    result = CliRunner().invoke(main, ["--project", str(output.parent), "build"])
    assert result.exit_code == 1


def turn_one_byte(output: Path) -> None:
    """Another byte under the marks of the old one: a damaged disk, or a hand that covers its traces."""
    path = output / ABOUT
    content, marks = path.read_bytes(), path.stat()
    path.write_bytes(content[:-1] + b" ")
    os.utime(path, ns=(marks.st_atime_ns, marks.st_mtime_ns))


def other_program(output: Path) -> None:
    place = place_of(output.parent)
    noted = Opened(read_record(place, MANIFEST)).manifest()
    save_manifest(place, write(msgspec.structs.replace(noted, builder=b"another")))


def set_remote(url: str) -> Spoil:
    return lambda output: git(output.parent, "config", "remote.origin.url", url)


INDEX = "index.html"
ABOUT = "zh-hans/about/index.html"
BAD: dict[str, tuple[Spoil, str]] = {
    "not built": (lambda o: rename_away(o), "output/: not built\n  hint: run `site-builder build`\n"),
    "empty": (lambda o: (rename_away(o), o.mkdir()), "output/: not built\n  hint: run `site-builder build`\n"),
    "nobody noted the build": (lambda o: shutil.rmtree(o.parent / ".cache"), "output/: not built\n"),
    "the folder is a link": (lambda o: rename(o, o.with_name("elsewhere")), "output/: a symbolic link"),
    "no index": (lambda o: (o / INDEX).unlink(), "output/index.html: missing: a site needs this page"),
    "no 404": (lambda o: (o / "404.html").unlink(), "output/404.html: missing: a site needs this page"),
    "empty index": (lambda o: (o / INDEX).write_bytes(b""), "output/index.html: empty"),
    "a page gone": (lambda o: (o / ABOUT).unlink(), f"output/{ABOUT}: missing, though the last build wrote it"),
    "changed by hand": (lambda o: (o / ABOUT).write_text("x"), f"output/{ABOUT}: not as the last build wrote it"),
    "one byte changed": (turn_one_byte, f"output/{ABOUT}: not as the last build wrote it"),
    "a stray file": (page("notes.txt"), "output/notes.txt: not a file that the last build wrote"),
    "a draft's page": (page("zh-hans/cases/draft/index.html"), "draft/index.html: not a file that the last build"),
    "a backup": (page("index.html~"), "output/index.html~: not a file that the last build wrote"),
    "many stray files": (lambda o: [page(f"{n}.txt")(o) for n in range(30)], "output/: 10 more files differ"),
    "a case changed since": (
        change_case,
        "output/: the sources have changed since it was built: content/cases/dongting.md\n  hint: run `site-builder",
    ),
    "a case more": (
        lambda o: shutil.copy(o.parent / "content/cases/dongting.md", o.parent / "content/cases/more.md"),
        "the sources have changed since it was built: content/cases/more.md (new)\n",
    ),
    "a page's source gone": (
        lambda o: (o.parent / "content/pages/about.md").unlink(),
        "the sources have changed since it was built: content/pages/about.md (gone)\n",
    ),
    "the theme changed": (
        lambda o: (o.parent / "theme/assets/more.css").write_text("p {}"),
        "the sources have changed since it was built: theme/assets/more.css (new)\n",
    ),
    "the settings changed": (
        lambda o: (o.parent / "site.toml").write_bytes((o.parent / "site.toml").read_bytes() + b"# x\n"),
        "the sources have changed since it was built: site.toml\n",
    ),
    "many sources changed": (change_many_sources, "content/cases/dongting.md, content/vocabulary/"),
    "the last build failed": (fail_to_build, "output/: the last build found problems, and left the site of one before"),
    "another program": (other_program, "output/: it was built by another version of site-builder or its libraries"),
    "built with drafts": (lambda o: build(o.parent, "--drafts"), "output/: drafts are inside"),
    "built for elsewhere": (
        lambda o: build(o.parent, "--base-url=https://x.org/"),
        "output/: built for https://x.org/, but the site stands at https://example.org/mini/\n"
        "  hint: run `site-builder build`, or say --base-url https://x.org/\n",
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
    "a link in the sources broken": (break_link, "since it was built: content/pages/about.md\n"),
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


def test_a_broken_link_is_told_by_the_build_before(published_project: Path, remote: Path) -> None:
    before = fingerprint(remote)
    break_link(published_project / "output")
    assert "a link to no page: ../nowhere/" in refused(published_project, "--build")
    assert fingerprint(remote) == before


@pytest.mark.parametrize("name", ["changed by hand", "one byte changed", "a stray file", "a page gone", "no index"])
def test_what_it_says_to_do_helps_where_output_was_changed_by_hand(project: Path, remote: Path, name: str) -> None:
    BAD[name][0](project / "output")
    assert "`site-builder build --cold`" in refused(project)
    build(project, "--cold")
    published(project)
    assert tree(remote) == files(project / "output")


@pytest.mark.parametrize("name", ["not built", "nobody noted the build", "a case changed since", "another program"])
def test_what_it_says_to_do_helps_where_a_build_is_missing(project: Path, remote: Path, name: str) -> None:
    BAD[name][0](project / "output")
    assert "`site-builder build`" in refused(project)
    build(project)
    published(project)
    assert tree(remote) == files(project / "output")


def test_a_build_for_elsewhere_is_published_where_that_is_said(project: Path, remote: Path) -> None:
    build(project, "--base-url=https://x.org/")
    assert "https://x.org/: " in published(project, "--base-url", "https://x.org/")
    said = refused(project, "--base-url", "https://y.org/")
    assert "built for https://x.org/, but the site stands at https://y.org/" in said
    assert "  hint: run `site-builder build --base-url https://y.org/`\n" in said


def test_changes_of_both_sides_are_told_together(project: Path) -> None:
    change_case(project / "output")
    page("notes.txt")(project / "output")
    said = refused(project)
    assert "the sources have changed" in said and "output/notes.txt: not a file" in said and "2 problems" in said


def test_sources_saved_again_as_they_were_are_not_changed(project: Path, remote: Path) -> None:
    for path in (project / "content").rglob("*.md"):
        path.write_bytes(path.read_bytes())
    published(project)
    assert tree(remote) == files(project / "output")


def test_nothing_is_built_to_compare(project: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("built")

    for name in ("site_builder.build.whole.rebuild_all", "site_builder.build.memory.build"):
        monkeypatch.setattr(name, refuse)
    published(project)
    assert tree(remote) == files(project / "output")


def test_it_waits_for_nobody(project: Path, remote: Path) -> None:
    with locked(project / ".cache"):
        result = publish(project)
    assert result.exit_code == 75
    assert "another command is at work here: process " in result.stderr
