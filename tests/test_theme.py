"""The packaged theme, and what a site lays over it: a file alone, a block of one, some strings, some style."""

import shutil
from pathlib import Path

import pytest

from site_builder.build import build
from site_builder.build.disk import read_sources, read_theme
from site_builder.build.engine import build_site, place_of
from site_builder.build.plan import Outcome, Reason, Wish
from site_builder.build.program import packaged_theme
from site_builder.check import check_links
from site_builder.problem import BuildError
from tests.conftest import ROOT


@pytest.fixture
def bare(mini: Path) -> Path:
    """The mini-site without a theme of its own."""
    shutil.rmtree(mini / "theme")
    return mini


def files(project: Path) -> dict[str, bytes]:
    return {file.path: file.content for file in build(read_sources(project)).files}


def lay(project: Path, name: str, text: str) -> None:
    path = project / "theme" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def made(project: Path) -> Outcome:
    return build_site(place_of(project), Wish(jobs=1, explains=True), lambda *_: None)


def written(project: Path) -> dict[str, bytes]:
    output = project / "output"
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


def messages(project: Path) -> list[str]:
    with pytest.raises(BuildError) as caught:
        files(project)
    return [str(problem) for problem in caught.value.problems]


def test_a_site_without_a_theme_has_the_packaged_one(bare: Path) -> None:
    site = build(read_sources(bare))
    assert check_links(site.files, site.site.base_url) == []
    assets = {file.path.removeprefix("assets/") for file in site.files if file.path.startswith("assets/")}
    own = {path.relative_to(ROOT / "theme/assets").as_posix() for path in (ROOT / "theme/assets").rglob("*.*")}
    assert own <= assets


def test_pages_that_no_list_names_are_rendered_too(bare: Path) -> None:
    case = bare / "content/cases/dongting.md"
    withdrawn = "review: {status: withdrawn}\nwithdrawn: {date: 2024-03-09, reason: 权利人要求撤下。}"
    case.write_text(case.read_text("utf-8").replace("review: {status: reviewed}", withdrawn), "utf-8")
    other = bare / "content/cases/xincheng-2024.md"
    other.write_text(other.read_text("utf-8").replace("tags:", "aliases: [old.html]\ntags:"), "utf-8")
    site = files(bare)
    assert "权利人要求撤下。" in site["zh-hans/cases/dongting/index.html"].decode()
    assert b"http-equiv" in site["zh-hans/old.html"]


def test_a_template_of_the_site_stands_in_for_the_packaged_one(bare: Path) -> None:
    before = files(bare)
    lay(bare, "templates/404.html", "<html lang={{ frame.lang }}>nothing</html>")
    after = files(bare)
    assert after["404.html"] == b"<html lang=zh-Hans>nothing</html>"
    assert {path for path in before if before[path] != after[path]} == {"404.html"}


def test_a_template_builds_on_the_packaged_one_of_its_name_and_all_pages_have_it(bare: Path) -> None:
    lay(bare, "templates/base.html", '{% extends "packaged/base.html" %}{% block title %}{{ super() }}!{% endblock %}')
    pages = {path: text.decode() for path, text in files(bare).items() if path.endswith("/about/index.html")}
    assert ["!</title>" in text and "<main" in text for text in pages.values()] == [True, True]


def test_a_string_alone_is_replaced_and_written_in_every_script(bare: Path) -> None:
    lay(bare, "strings.toml", '[site]\nskip = "到后面去"\n')
    after = files(bare)
    assert "到后面去" in after["zh-hans/index.html"].decode()
    assert "到後面去" in after["zh-hant/index.html"].decode()


def test_style_of_the_site_comes_after_the_packaged_one(bare: Path) -> None:
    lay(bare, "custom.css", ":root { --seal: #06c }\n")
    lay(bare, "assets/own.svg", "<svg/>")
    after = files(bare)
    style = (ROOT / "theme/assets/site.css").read_bytes()
    sheets = {path: content for path, content in after.items() if path.endswith(".css")}
    assert any(b"--seal:#06c" in sheet.replace(b" ", b"") for sheet in sheets.values())
    assert read_theme(bare).assets["site.css"] == style + b"\n:root { --seal: #06c }\n"
    assert after["assets/own.svg"] == b"<svg/>"


@pytest.mark.parametrize("name", [".secret", "site.css~", "#site.css#", ".site.css.swp", "a.tmp", ".git/config"])
def test_what_an_editor_leaves_is_not_part_of_the_site(bare: Path, name: str) -> None:
    lay(bare, f"assets/{name}", "x")
    made(bare)
    assert not [path for path in written(bare) if name.split("/")[-1] in path]
    assert written(bare) == files(bare)


@pytest.mark.parametrize("tag", ["extends", "include", "import"])
def test_a_template_that_is_not_there_is_told_where_it_is_asked_for(bare: Path, tag: str) -> None:
    lay(bare, "templates/prose.html", f'{{% {tag} "bas.html"{" as b" if tag == "import" else ""} %}}\n')
    assert messages(bare) == [
        f"theme/templates/prose.html:1:1: template: no such template: bas.html\n"
        f'  1 | {{% {tag} "bas.html"{" as b" if tag == "import" else ""} %}}\n'
        f"    | {'^' * (len(tag) + 17 + (5 if tag == 'import' else 0))}\n"
        f"  hint: did you mean base.html?"
    ]


def test_a_template_may_ask_for_one_that_need_not_be_there(bare: Path) -> None:
    lay(bare, "templates/404.html", '{% include "ours.html" ignore missing %}{% include ["a.html", "seal.html"] %}')
    assert b"chop" in files(bare)["404.html"]
    made(bare)
    lay(bare, "templates/ours.html", "here")
    assert [(change.path, change.why) for change in made(bare).plan.changes] == [
        ("404.html", "template changed: ours.html")
    ]


def test_an_upgrade_of_the_packaged_theme_makes_again_what_it_changes(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = tmp_path / "packaged"
    shutil.copytree(packaged_theme(), packaged)
    monkeypatch.setattr("site_builder.build.scan.packaged_theme", lambda: packaged)
    lay(bare, "templates/404.html", '{% extends "packaged/404.html" %}')
    made(bare)
    assert made(bare).plan.changes == ()

    def upgrade(name: str, old: str, new: str) -> dict[str, str]:
        path = packaged / name
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
        changes = {change.path: change.why for change in made(bare).plan.changes}
        assert written(bare) == files(bare)
        return changes

    (packaged / "templates/404.html").write_text("<html lang='{{ frame.lang }}'>gone</html>", "utf-8")
    assert upgrade("templates/404.html", "gone", "lost") == {"404.html": "template changed: packaged/404.html"}
    told = upgrade("templates/prose.html", "<h1", "<h1 class='x'")
    assert set(told) == {"zh-hans/about/index.html", "zh-hant/about/index.html"}
    assert set(told.values()) == {"template changed: prose.html"}
    changed = upgrade("strings.toml", "跳到正文", "到正文去")
    assert set(changed.values()) == {"theme's strings or assets changed"} and len(changed) > 10
    (packaged / "assets/new.svg").write_text("<svg/>", "utf-8")
    assert [(each.path, each.reason) for each in made(bare).plan.changes] == [("assets/new.svg", Reason.NEW)]


def test_a_template_taken_away_gives_the_packaged_one_back(bare: Path) -> None:
    made(bare)
    before = written(bare)
    lay(bare, "templates/404.html", "<html lang=zh>")
    made(bare)
    assert written(bare)["404.html"] == b"<html lang=zh>"
    (bare / "theme/templates/404.html").unlink()
    assert [(each.path, each.why) for each in made(bare).plan.changes] == [("404.html", "template changed: 404.html")]
    assert written(bare) == before


def test_in_the_programs_own_project_the_theme_is_the_packaged_one() -> None:
    theme = read_theme(ROOT)
    assert {source.name.split("/")[0] for source in theme.templates.values()} == {"theme"}
    assert theme.templates["packaged/base.html"] == theme.templates["base.html"]
