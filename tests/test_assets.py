"""Published assets: small, under names that tell their bytes, and found under them."""

import random
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from site_builder.build import build
from site_builder.build.assets import minified
from site_builder.build.disk import read_sources
from site_builder.build.engine import build_site, place_of
from site_builder.build.plan import Wish
from site_builder.build.sources import ThemeFiles
from site_builder.check import check_links
from site_builder.problem import Source
from tests.conftest import ROOT
from tests.test_engine import edit_asset, edit_body, edit_template, tree


def theme(template: str, **assets: str) -> ThemeFiles:
    files = {name.replace("__", "."): text.encode() for name, text in assets.items()}
    return ThemeFiles({"a.html": Source("a.html", template)}, (), files)


def name(path: str, content: bytes) -> str:
    start, _, ending = path.rpartition(".")
    return f"{start}.{sha256(content).hexdigest()[:10]}.{ending}"


def test_an_asset_that_a_template_names_gets_the_name_of_its_bytes() -> None:
    made = minified(theme('<link href="{{ root }}assets/site.css">', site__css="p {  color : red ; }\n/* why */\n"))
    ((path, content),) = made.assets.items()
    assert content == b"p{color:red}"
    assert path == name("site.css", content)
    assert made.templates["a.html"].text == f'<link href="{{{{ root }}}}assets/{path}">'


def test_a_style_sheet_points_to_the_new_name_of_what_it_uses() -> None:
    made = minified(
        theme("assets/site.css", site__css="a { background: url('seal.svg') } b { c: url(data:x) }", seal__svg="<svg/>")
    )
    seal = name("seal.svg", b"<svg/>")
    (style,) = (content for path, content in made.assets.items() if path.endswith(".css"))
    assert seal in made.assets and style == f"a{{background:url('{seal}')}}b{{c:url(data:x)}}".encode()


def test_a_script_names_others_by_their_new_names_and_what_it_puts_together_keeps_its_own() -> None:
    made = minified(
        theme(
            "assets/one.js assets/two.js assets/three.js",
            one__js='load(root + "assets/two.js"); // why\n',
            two__js='go(base + "three.js")',
            three__js="stop()",
        )
    )
    two = name("two.js", b'go(base + "three.js")'.replace(b" ", b""))
    assert {two, "three.js"} < made.assets.keys()
    assert f"assets/{two}".encode() in made.assets[next(path for path in made.assets if path.startswith("one."))]
    assert made.templates["a.html"].text.endswith("assets/three.js")


def test_of_assets_that_name_each_other_one_keeps_its_name() -> None:
    made = minified(theme("assets/a.js assets/b.js", a__js='x("assets/b.js")', b__js='x("assets/a.js")'))
    other = name("b.js", b'x("assets/a.js")')
    assert made.assets == {"a.js": f'x("assets/{other}")'.encode(), other: b'x("assets/a.js")'}
    assert made.templates["a.html"].text == f"assets/a.js assets/{other}"


@pytest.mark.parametrize("words", ['import {{ x }} from "{}"', "const y = import('{}')", 'import "{}"'])
def test_a_module_imports_another_by_its_new_name(words: str) -> None:
    made = minified(
        theme("assets/b.js", b__js=words.format("./a.js") + ';z("../search/fold.js")', a__js="export const x=1")
    )
    there = name("a.js", b"export const x=1")
    assert set(made.assets) > {there} and "a.js" not in made.assets
    (main,) = (content.decode() for path, content in made.assets.items() if path.startswith("b."))
    assert f"./{there}" in main and "../search/fold.js" in main


def test_bytes_that_are_no_text_are_left_as_they_are() -> None:
    odd = {"a.css": b"p { content: '\xff' }", "a.js": b"x = '\xfe'  ;"}
    assert minified(ThemeFiles({}, (), odd)).assets == odd


def test_chinese_in_an_asset_comes_through() -> None:
    made = minified(theme("", a__css="p { content: '案例'; }", a__js="say( '案例' );"))
    assert made.assets == {"a.css": "p{content:'案例'}".encode(), "a.js": "say('案例');".encode()}


def test_what_no_template_names_keeps_its_name() -> None:
    assert minified(theme("", picture__png="x", style__css="p { }")).assets.keys() == {"picture.png", "style.css"}


def test_every_link_of_the_small_site_leads_somewhere() -> None:
    sources = read_sources(ROOT)
    small = build(msgspec.structs.replace(sources, theme=minified(sources.theme)))
    assert check_links(small.files, small.site.base_url) == []
    size = sum(len(file.content) for file in small.files if file.path.startswith("assets/"))
    assert size < sum(map(len, sources.theme.assets.values()))
    assert "assets/site.css" not in {file.path for file in small.files}


@pytest.mark.parametrize("edit", [edit_asset, edit_body, edit_template])
def test_the_small_site_is_that_of_a_build_from_nothing_after_an_edit(mini: Path, edit: object) -> None:
    def run(minifies: bool) -> int:
        return len(build_site(place_of(mini), Wish(jobs=1, minifies=minifies), lambda *_: None).plan.changes)

    (mini / "theme/assets").mkdir(exist_ok=True)
    if not (mini / "theme/assets/site.css").exists():
        (mini / "theme/assets/site.css").write_bytes((ROOT / "theme/assets/site.css").read_bytes())
    for template in ("case", "cards", "base", "seal"):
        if not (mini / f"theme/templates/{template}.html").exists():
            own = (ROOT / f"theme/templates/{template}.html").read_bytes()
            (mini / f"theme/templates/{template}.html").write_bytes(own)
    run(True)
    assert run(True) == 0
    edit(mini, random.Random(2))  # type: ignore[operator]
    run(True)
    sources = read_sources(mini)
    wanted = build(msgspec.structs.replace(sources, theme=minified(sources.theme)))
    assert tree(mini) == {file.path: file.content for file in wanted.files}
    assert run(False) > 0
    assert tree(mini) == {file.path: file.content for file in build(read_sources(mini)).files}
