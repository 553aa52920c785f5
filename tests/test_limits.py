"""What no build should try is told at its place, the same on disk and in memory; nothing crashes."""

import os
from pathlib import Path

import pytest

from site_builder.build import build
from site_builder.build.disk import read_sources
from tests.images.drawn import drawn
from tests.test_engine import run, told

CASE, ABOUT = "content/cases/dongting.md", "content/pages/about.md"
LONG = "图" * 70


def add(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(before + text, "utf-8")


def page(slug: str) -> str:
    return f"---\nslug: {slug}\ntitle: 页\n---\n\n文。\n"


def found(root: Path) -> str:
    """What a build says, on disk and in memory."""
    said = told(lambda: run(root))
    assert said == told(lambda: build(read_sources(root)))
    return said


@pytest.mark.parametrize("name", [CASE, ABOUT])
@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("好。" * 100_000, " bytes are more than 524288", "split the article"),
        ("[" * 3_000, ": more than 2000 signs of Markdown in one article", "this is no prose"),
    ],
)
def test_a_text_that_is_none_is_refused_where_it_becomes_too_much(
    mini: Path, name: str, text: str, message: str, hint: str
) -> None:
    line = (mini / name).read_text("utf-8").count("\n") + 2
    add(mini, name, f"\n{text}\n")
    said = found(mini)
    assert said.startswith(f"{name}:{line}:") and message in said and hint in said
    assert max(map(len, said.splitlines())) < 300 and "…" in said and "^" in said


@pytest.mark.parametrize("text", [">" * 3_000 + " x", "|a" * 900 + "|\n" + "|-" * 900 + "|\n" + "|x\n" * 900])
def test_a_text_of_other_signs_is_built(mini: Path, text: str) -> None:
    add(mini, CASE, f"\n{text}\n")
    assert found(mini) == ""


@pytest.mark.parametrize("slug", ["tags", "cases", "search", "data", "about"])
def test_two_pages_for_one_address_are_told_at_the_slug(mini: Path, slug: str) -> None:
    add(mini, "content/pages/zz.md", page(slug))
    said = found(mini)
    assert f"content/pages/zz.md:2:7: another page stands at {slug}/" in said
    assert said.count("another page") == 1 and "give this one another slug" in said


@pytest.mark.parametrize("names", [("a.txt", "A.txt"), ("a.txt", "ａ.txt"), ("straße.txt", "STRASSE.txt")])
def test_names_that_are_one_on_many_systems_are_told(mini: Path, names: tuple[str, str]) -> None:
    for name in names:
        add(mini, f"theme/assets/{name}", name)
    said = found(mini)
    assert said.startswith("theme/assets/") and "the same address as assets/" in said and "another name" in said


def test_pictures_whose_names_are_one_on_many_systems_are_told(mini: Path) -> None:
    (mini / "content/images").mkdir()
    for name in ("a.png", "A.png"):
        (mini / "content/images" / name).write_bytes(drawn("PNG", (9, 9)))
    add(mini, CASE, "\n![](../images/a.png)![](../images/A.png)\n")
    assert found(mini).startswith("content/images/a.png: the same address as images/A.png on many systems")


def test_names_that_are_too_long_for_file_systems_are_told(mini: Path) -> None:
    add(mini, f"theme/assets/{LONG}.txt", "x")
    (mini / "content/images").mkdir()
    (mini / f"content/images/{LONG}.png").write_bytes(drawn("PNG", (900, 900)))
    add(mini, CASE, f"\n![](../images/{LONG}.png)\n")
    said = found(mini)
    for name in (f"theme/assets/{LONG}.txt", f"content/images/{LONG}.png"):
        assert said.count(f"{name}: a name too long for many file systems") == 1
    assert "200 bytes are the most" in said


@pytest.mark.parametrize("name", [CASE, "content/pages/x.md", "theme/assets/x.css", "content/images/x.png", "theme/x"])
def test_a_link_in_the_sources_is_refused(mini: Path, name: str) -> None:
    (mini / name).parent.mkdir(parents=True, exist_ok=True)
    (mini / name).unlink(missing_ok=True)
    (mini / name).symlink_to("/etc")
    assert f"{name}: a symbolic link\n  hint: put the file itself here" in found(mini)


@pytest.mark.parametrize("name", ["content/cases/pipe.md", "content/pages/pipe.md", "theme/assets/pipe"])
def test_a_pipe_among_the_sources_is_told_at_its_name(mini: Path, name: str) -> None:
    (mini / name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(mini / name)
    assert f"{name}: neither a file nor a folder\n  hint: take it away" in found(mini)


@pytest.mark.parametrize("name", ["site.toml", "content", "theme"])
def test_sources_that_lie_elsewhere_are_refused(mini: Path, name: str) -> None:
    other = mini.parent / "elsewhere"
    (mini / name).rename(other)
    (mini / name).symlink_to(other)
    assert found(mini).startswith(f"{name}: a symbolic link that leads out of the project")
    other.rename(mini / "inside")
    (mini / name).unlink()
    (mini / name).symlink_to("inside")
    assert found(mini) == ""


def test_what_editors_leave_is_no_part_of_a_site(mini: Path) -> None:
    for name in (".hidden", "x.css~", "#x.css#", ".x.css.swp", "x.swp", "x.tmp"):
        add(mini, f"theme/assets/{name}", "x")
        add(mini, f"content/images/{name}", "x")
    run(mini)
    left = {path.name for path in (mini / "output").rglob("*")}
    assert not left & {".hidden", "x.css~", "#x.css#", ".x.css.swp", "x.swp", "x.tmp"}
