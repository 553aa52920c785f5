"""Pictures of a collection: found, completed, published in several sizes, or told at their place."""

import random
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from site_builder.build import build
from site_builder.build import pictures as rooms
from site_builder.build.disk import read_sources
from site_builder.check import check_links
from site_builder.cli import main
from site_builder.content.illustrations import Illustration, addresses, illustrated, own_path
from site_builder.problem import BuildError
from tests.images.drawn import SVG, drawn, moving, noted
from tests.test_engine import cold, run, tree

PHOTO = drawn("JPEG", (1000, 600), quality=95, exif=noted(6))
NAME = "2024/港口 一.jpg"
QUOTED = "2024/%E6%B8%AF%E5%8F%A3%20%E4%B8%80.jpg"


@pytest.fixture
def pictured(mini: Path) -> Path:
    """The mini-site with pictures in a case, in a page of its own and in a list of front matter."""
    put(mini, NAME, PHOTO)
    put(mini, "map.svg", SVG)
    put(mini, "moving.gif", moving())
    show(mini, f"::: figure\n![港口发动](<../images/{NAME}>)\n\n图一\n:::")
    show(mini, "![](../images/map.svg)![动](../images/moving.gif)")
    return mini


def put(root: Path, name: str, content: bytes) -> None:
    path = root / "content/images" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def show(root: Path, text: str, file: str = "content/cases/dongting.md") -> None:
    path = root / file
    path.write_text(path.read_text("utf-8") + f"\n{text}\n", "utf-8")


def problems(root: Path) -> str:
    """What a build says against a project, the same in memory as on disk."""
    with pytest.raises(BuildError) as raised:
        build(read_sources(root))
    with pytest.raises(BuildError) as again:
        run(root)
    assert str(raised.value) == str(again.value)
    return str(raised.value)


def images(root: Path, page: str) -> list[html.HtmlElement]:
    return html.fromstring((root / "output" / page).read_text("utf-8")).xpath("//img")


def test_a_picture_has_all_that_a_browser_wants_to_know(pictured: Path) -> None:
    run(pictured)
    for script, alt in (("zh-hans", "港口发动"), ("zh-hant", "港口發動")):
        photo, drawing, moved = images(pictured, f"{script}/cases/dongting/index.html")
        start = "../../../"
        assert photo.get("src") == f"{start}images/{QUOTED}" and photo.get("alt") == alt
        assert (photo.get("width"), photo.get("height")) == ("600", "1000")
        assert photo.get("srcset") == f"{start}sizes/480/{QUOTED}.webp 480w, {start}images/{QUOTED} 600w"
        assert photo.get("sizes") and photo.get("loading") is None
        assert (drawing.get("width"), drawing.get("height"), drawing.get("srcset")) == ("640", "320", None)
        assert drawing.get("alt") == "" and drawing.get("loading") == moved.get("loading") == "lazy"
        assert {each.get("decoding") for each in (photo, drawing, moved)} == {"async"}


def test_originals_are_published_as_they_are_and_only_what_is_shown_is(pictured: Path) -> None:
    put(pictured, "secret.jpg", PHOTO)
    put(pictured, "draft.jpg", PHOTO)
    case = pictured / "content/cases/dongting.md"
    draft = case.read_text("utf-8").replace("id: dongting", "id: later").replace("status: reviewed", "status: draft")
    (pictured / "content/cases/later.md").write_text(draft + "\n![](../images/draft.jpg)\n", "utf-8")
    run(pictured)
    files = tree(pictured)
    assert files[f"images/{NAME}"] == PHOTO and files["images/map.svg"] == SVG
    shown = {path for path in files if path.startswith(("images/", "sizes/"))}
    assert shown == {f"images/{NAME}", "images/map.svg", "images/moving.gif", f"sizes/480/{NAME}.webp"}
    assert files == cold(pictured)


def test_pages_lists_and_essays_show_pictures_too(pictured: Path) -> None:
    (pictured / "content/lists").mkdir()
    (pictured / "content/essays").mkdir()
    (pictured / "content/lists/first.md").write_text(
        "---\nid: first\ntitle: 先读\ncases: [{id: dongting}]\n---\n\n![](../images/map.svg)\n", "utf-8"
    )
    (pictured / "content/essays/one.md").write_text(
        "---\nvocabulary: tags\nterm: points\ntitle: 题\n---\n\n![](../images/map.svg)\n", "utf-8"
    )
    show(pictured, "![](../images/map.svg)", "content/pages/about.md")
    term = pictured / "theme/templates/term.html"
    essays = "</h1>{% for essay in essays %}{{ essay.text.html | safe }}{% endfor %}"
    term.write_text(term.read_text("utf-8").replace("</h1>", essays), "utf-8")
    run(pictured)
    pages = [path for path, content in tree(pictured).items() if b"images/map.svg" in content]
    assert {path.split("/")[1] for path in pages if path.startswith("zh-")} == {"cases", "lists", "about", "tags"}
    for path in pages:
        assert all(each.get("width") for each in images(pictured, path)), path
    built = build(read_sources(pictured))
    assert check_links(built.files, built.site.base_url) == []


NONE = "no such picture: content/images/"


@pytest.mark.parametrize(
    ("text", "told", "hint"),
    [
        ("![图](../images/nap.svg)", f"{NONE}nap.svg", "did you mean ../images/map.svg?"),
        ("![图](../images/other.tiff)", f"{NONE}other.tiff", "put the file there, or delete this"),
        ("![图](<../images/图 样.png>)", f"{NONE}图 样.png", "put the file there, or delete this"),
        ("![图](../../outside.png)", "no picture of content/images/", "write ../images/outside.png"),
        ("![图](https://example.org/a.jpg)", "a picture of another site", "put it into content/images/ and write"),
        ("![图](a.jpg)", "no picture of content/images/", "put it into content/images/ and write ../images/a.jpg"),
        ("![图](../images/cut.jpg)", "a broken picture: image file is truncated", "save it again"),
        ("![图](../images/text.png)", "no picture that browsers show", "save it as one of"),
        ("![图](../images/run.svg)", "a drawing that is more than that: the attribute onload", "delete that"),
        ("![图][ref]\n\n[ref]: ../images/text.png", "no picture that browsers show", "save it as one of"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told_at_its_address(pictured: Path, text: str, told: str, hint: str) -> None:
    put(pictured, "cut.jpg", PHOTO[:1500])
    put(pictured, "text.png", b"hello")
    put(pictured, "run.svg", SVG.replace(b"viewBox", b"onload='x()' viewBox"))
    lines = (pictured / "content/cases/dongting.md").read_text("utf-8").count("\n") + 2
    show(pictured, text)
    found = problems(pictured)
    where = re.search(r"(?<=\()[^<)]|(?<=<)\.|(?<=: )\.", text)
    assert where
    line, column = lines + text[: where.start()].count("\n"), where.start() - text[: where.start()].rfind("\n")
    assert f"content/cases/dongting.md:{line}:{column}: {told}" in found and hint in found
    assert "^^^^" in found


def test_a_file_in_the_list_of_a_case_must_be_there(pictured: Path) -> None:
    case = pictured / "content/cases/dongting.md"
    text = case.read_text("utf-8").replace("\n---\n", "\nimages:\n  - {status: kept, file: nap.svg, alt: 图}\n---\n", 1)
    case.write_text(text, "utf-8")
    found = problems(pictured)
    assert "no such picture: content/images/nap.svg" in found and "did you mean map.svg?" in found
    case.write_text(text.replace("nap.svg", "map.svg"), "utf-8")
    run(pictured)


def test_what_was_made_of_a_picture_is_not_made_again(pictured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = rooms._made

    def counted(shop: object, path: str, *rest: object) -> object:
        made.append(path)
        return real(shop, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(rooms, "_made", counted)
    run(pictured)
    assert sorted(made) == sorted([NAME, "map.svg", "moving.gif"])
    made.clear()
    show(pictured, "又一段。")
    run(pictured)
    (pictured / "content/images" / NAME).rename(pictured / "content/images/moved.jpg")
    case = pictured / "content/cases/dongting.md"
    case.write_text(case.read_text("utf-8").replace(NAME, "moved.jpg"), "utf-8")
    run(pictured)
    assert made == [] and tree(pictured) == cold(pictured)
    put(pictured, "moved.jpg", drawn("JPEG", (500, 500)))
    run(pictured)
    assert made == ["moved.jpg"] and tree(pictured) == cold(pictured)


def test_a_failed_build_keeps_what_it_made_of_pictures(pictured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    show(pictured, "![](../images/none.jpg)")
    problems(pictured)
    put(pictured, "none.jpg", PHOTO)
    monkeypatch.setattr(rooms, "_made", lambda *_: pytest.fail("made again"))
    run(pictured)  # the same bytes as those of another name
    assert tree(pictured) == cold(pictured)


def test_a_picture_that_changes_changes_the_pages_that_show_it_and_no_others(pictured: Path) -> None:
    run(pictured)
    put(pictured, NAME, drawn("JPEG", (300, 200)))
    changed = {change.path for change in run(pictured).plan.changes}
    pages = {f"{script}/cases/dongting/index.html" for script in ("zh-hans", "zh-hant")}
    assert changed == {*pages, f"images/{NAME}", f"sizes/480/{NAME}.webp"}
    put(pictured, "map.svg", SVG.replace(b'"9"', b'"8"'))
    assert {change.path for change in run(pictured).plan.changes} == {"images/map.svg"}
    assert tree(pictured) == cold(pictured)


def test_a_text_that_shows_another_picture_is_built_right(pictured: Path) -> None:
    run(pictured)
    put(pictured, "new.png", drawn("PNG"))
    run(pictured)
    show(pictured, "![新](../images/new.png)")
    run(pictured)
    assert "images/new.png" in tree(pictured) and tree(pictured) == cold(pictured)
    case = pictured / "content/cases/dongting.md"
    case.write_text(case.read_text("utf-8").replace("![新](../images/new.png)", ""), "utf-8")
    run(pictured)
    assert "images/new.png" not in tree(pictured) and tree(pictured) == cold(pictured)


def test_a_link_in_the_folder_of_pictures_is_refused(pictured: Path) -> None:
    (pictured / "content/images/out.jpg").symlink_to("/etc/hosts")
    assert "content/images/out.jpg: a symbolic link" in problems(pictured)


def test_the_check_of_sources_knows_missing_pictures(pictured: Path) -> None:
    show(pictured, "![](../images/none.jpg)")
    for options in ([], ["--sources-only"]):
        done = CliRunner().invoke(main, ["--project", str(pictured), "check", *options])
        assert done.exit_code == 1 and "no such picture: content/images/none.jpg" in done.output


def test_an_original_that_tells_where_it_was_taken_is_told(pictured: Path) -> None:
    done = CliRunner().invoke(main, ["--project", str(pictured), "check", "--sources-only"])
    assert f"content/images/{NAME}: tells where it was taken" in done.output
    shutil.copy(pictured / "content/images" / NAME, pictured / "content/images/unused.jpg")
    done = CliRunner().invoke(main, ["--project", str(pictured), "check", "--sources-only"])
    assert "content/images/unused.jpg: no text shows it" in done.output


def test_pictures_of_any_random_name_are_found_again() -> None:
    draw = random.Random(4)
    for _ in range(300):
        name = "".join(draw.choice("a图 %&'+#?·é,.") for _ in range(6)).strip(" .#?") + ".jpg"
        if not own_path(f"../images/{name}") or "#" in name or "?" in name:
            continue
        from site_builder.content.markdown import render_any

        text = render_any(f"![x](<../images/{name.replace('%', '%25').replace('&', '&amp;')}>)").html
        (address,) = addresses(text)
        assert own_path(address) == name
        assert "width" in illustrated(text, {name: Illustration(name, 1, 1)}, "../")
