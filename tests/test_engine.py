"""The engine: whatever was edited, its output is that of a build from nothing; whatever dies, a whole site stands."""

import os
import random
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.build.engine import build_site, place_of
from site_builder.build.plan import Outcome, Wish
from site_builder.build.resident import Resident
from site_builder.problem import BuildError
from site_builder.serve.snapshot import changes_between, take_snapshot
from tests.conftest import ROOT, SITES
from tests.images.drawn import drawn

SEQUENCES = 300 if os.environ.get("CAMPAIGN") else 6
T = TypeVar("T")

CASES = 60 if os.environ.get("CAMPAIGN") else 14
EDITS = 6 if os.environ.get("CAMPAIGN") else 12


def run(root: Path, resident: Resident | None = None, **wish: bool | int) -> Outcome:
    asked = Wish(jobs=wish.pop("jobs", 1), **wish)  # type: ignore[arg-type]
    return build_site(place_of(root), asked, lambda *_: None, resident)


def rest(root: Path) -> None:
    """Build when the sources are old enough to be known by their marks."""
    run(root)
    time.sleep(0.1)
    run(root)


def tree(root: Path) -> dict[str, bytes]:
    output = root / "output"
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


def cold(root: Path) -> dict[str, bytes]:
    return {file.path: file.content for file in build(read_sources(root)).files}


def case_text(number: int, draw: random.Random) -> str:
    tags = ", ".join(sorted(draw.sample(["points", "bench", "council"], draw.randint(0, 3))))
    body = "\n\n".join(f"{draw.choice('甲乙丙丁')}社区干部发动居民{number}。" for _ in range(draw.randint(1, 4)))
    link = "见[另一篇](../case-1/#p1)。\n\n" if draw.random() < 0.2 else ""
    # A mark in the text that decides for the title, and so for the cards on other pages.
    mark = draw.choice(["", "", "-{H|zh-hans:积分;zh-hant:績分}-", "-{T|zh-hans:后院;zh-hant:后院}-"])
    return f"""---
id: case-{number}
title: {draw.choice(["议事", "积分", "后院", "头发"])}{number}
summary: {draw.choice(["短", "长"])}
sources:
  - {{role: base_text, issued: 20{draw.randint(18, 25)}}}
places: [{draw.choice(["hubei", "tianmen", "tianmen-xincheng"])}]
tags: [{tags}]
review: {{status: {draw.choice(["reviewed", "reviewed", "reviewed", "draft"])}}}
---

{link}## 一

{body}{mark}
"""


@pytest.fixture
def site(mini: Path) -> Path:
    """The mini-site with generated cases and the theme's own templates."""
    fill(mini)
    return mini


def fill(mini: Path) -> None:
    shutil.copytree(ROOT / "theme", mini / "theme", dirs_exist_ok=True)
    (mini / "content/vocabulary/tags.yml").write_text(
        "points: {label: 积分制}\nbench: {label: 长凳}\ncouncil: {label: 议事会}\n", "utf-8"
    )
    (mini / "content/vocabulary/places.yml").write_text(
        "hubei: {label: 湖北省}\ntianmen: {label: 天门市, parent: hubei}\n"
        "tianmen-xincheng: {label: 新城社区, parent: tianmen}\n",
        "utf-8",
    )
    draw = random.Random(1)
    for number in range(CASES):
        (mini / f"content/cases/case-{number}.md").write_text(case_text(number, draw), "utf-8")


def some_case(root: Path, draw: random.Random) -> Path:
    return draw.choice(sorted((root / "content/cases").rglob("*.md")))


def edit_body(root: Path, draw: random.Random) -> None:
    path = some_case(root, draw)
    path.write_text(path.read_text("utf-8") + f"\n新添的一段{draw.random()}，头发。\n", "utf-8")


def edit_title(root: Path, draw: random.Random) -> None:
    path = some_case(root, draw)
    path.write_text(path.read_text("utf-8").replace("title: ", f"title: {draw.choice('新旧')}", 1), "utf-8")


def retag(root: Path, draw: random.Random) -> None:
    path = some_case(root, draw)
    path.write_text(path.read_text("utf-8").replace("tags: [", "tags: [").replace("points", "bench", 1), "utf-8")


def add(root: Path, draw: random.Random) -> None:
    number = draw.randint(1000, 9999)
    (root / f"content/cases/case-{number}.md").write_text(case_text(number, draw), "utf-8")


def delete(root: Path, draw: random.Random) -> None:
    some_case(root, draw).unlink()


def rename(root: Path, draw: random.Random) -> None:
    path = some_case(root, draw)
    path.rename(path.with_name(f"moved-{draw.randint(0, 99)}.md"))


def reword(root: Path, draw: random.Random) -> None:
    path = root / "content/vocabulary/tags.yml"
    path.write_text(path.read_text("utf-8").replace("制", draw.choice(["制", "制度制"])), "utf-8")


def edit_template(root: Path, draw: random.Random) -> None:
    path = root / "theme/templates" / draw.choice(["case.html", "cards.html", "base.html", "seal.html"])
    path.write_text(path.read_text("utf-8").rstrip("\n") + " \n", "utf-8")


def edit_string(root: Path, draw: random.Random) -> None:
    path = root / "theme/strings.toml"
    path.write_text(path.read_text("utf-8").replace('skip = "', 'skip = "请', 1), "utf-8")


def edit_asset(root: Path, draw: random.Random) -> None:
    path = root / "theme/assets/site.css"
    path.write_text(path.read_text("utf-8") + f"/* {draw.random()} */\n", "utf-8")


def reconfigure(root: Path, draw: random.Random) -> None:
    path = root / "site.toml"
    path.write_text(path.read_text("utf-8").replace('tagline = "', 'tagline = "又', 1), "utf-8")


def draw_picture(root: Path, draw: random.Random) -> None:
    """A picture that is new, or other bytes under the name of an old one."""
    path = root / f"content/images/{draw.choice('abc')}.png"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(drawn("PNG", (draw.choice([300, 600]), draw.randint(1, 9))))


def show_picture(root: Path, draw: random.Random) -> None:
    path = some_case(root, draw)
    path.write_text(path.read_text("utf-8") + f"\n![图](../images/{draw.choice('abc')}.png)\n", "utf-8")


def delete_picture(root: Path, draw: random.Random) -> None:
    (root / f"content/images/{draw.choice('abc')}.png").unlink(missing_ok=True)


def touch(root: Path, draw: random.Random) -> None:
    some_case(root, draw).touch()


def lose_cache(root: Path, draw: random.Random) -> None:
    victim = draw.choice(sorted((root / ".cache").rglob("*")))
    shutil.rmtree(victim) if victim.is_dir() else victim.unlink()


def damage_cache(root: Path, draw: random.Random) -> None:
    victim = draw.choice(
        [path for path in sorted((root / ".cache").rglob("*")) if path.is_file() and path.name != "lock"]
    )
    victim.write_bytes(draw.randbytes(draw.randint(0, 200)))


def damage_output(root: Path, draw: random.Random) -> None:
    victim = draw.choice(sorted((root / "output").rglob("*.html")))
    draw.choice([victim.unlink, lambda: victim.write_text("x"), lambda: (victim.parent / "stranger").write_text("y")])()


def attempt(make: Callable[[], T]) -> tuple[T | None, str]:
    """What something gives, or the problems it has, as they are printed."""
    try:
        return make(), ""
    except BuildError as error:
        return None, str(error)


def told(make: Callable[[], object]) -> str:
    return attempt(make)[1]


def sources(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for name in ("content", "theme")
        for path in (root / name).rglob("*")
        if path.is_file()
    } | {"site.toml": (root / "site.toml").read_bytes()}


def put_back(root: Path, files: dict[str, bytes]) -> None:
    """Make the sources what they were; a file that is so already is left alone."""
    now = sources(root)
    for name in now.keys() - files.keys():
        (root / name).unlink()
    for name, content in files.items():
        if now.get(name) != content:
            (root / name).write_bytes(content)


def link_to_text(root: Path, draw: random.Random) -> None:
    """A link from one text to a place in another, which may be there or not."""
    path = some_case(root, draw)
    path.write_text(
        f"{path.read_text('utf-8')}\n见[此处](../case-{draw.randint(0, 3)}/#p{draw.randint(1, 3)})。\n", "utf-8"
    )


Edit = Callable[[Path, random.Random], None]
ALL: list[Edit] = [
    *[edit_body, edit_body, edit_body, edit_title, edit_title, retag, add, delete, rename, reword, edit_template],
    *[draw_picture, draw_picture, show_picture, show_picture, delete_picture],
    *[edit_string, edit_asset, reconfigure, touch, lose_cache, damage_cache, damage_output],
]


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A built site on which all sequences are made one after the other, and its first sources."""
    root = tmp_path_factory.mktemp("lasting") / "site"
    shutil.copytree(SITES / "mini", root, ignore=shutil.ignore_patterns("output", ".cache"))
    fill(root)
    run(root)
    return root, sources(root)


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_any_sequence_of_edits_gives_the_site_of_a_build_from_nothing(
    lasting: tuple[Path, dict[str, bytes]], seed: int
) -> None:
    site, first = lasting
    put_back(site, first)
    run(site)
    sequence(site, random.Random(seed), ALL, lambda jobs: run(site, jobs=jobs))


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_one_process_that_builds_again_and_again_gives_that_site_too(
    lasting: tuple[Path, dict[str, bytes]], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, first = lasting
    monkeypatch.setattr("site_builder.build.index.FEW_SHARDS", 0)  # of so few shards a few are many
    put_back(site, first)
    resident = Resident(place_of(site))

    def build_again(jobs: int) -> Outcome:
        resident.look(1 << 30)
        return run(site, resident, jobs=jobs)

    build_again(1)
    sequence(site, random.Random(1000 + seed), [*ALL, *[edit_body, link_to_text] * 4], build_again)


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_one_process_that_is_told_what_has_changed_gives_that_site_too(
    lasting: tuple[Path, dict[str, bytes]], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, first = lasting
    monkeypatch.setattr("site_builder.build.index.FEW_SHARDS", 0)  # of so few shards a few are many
    put_back(site, first)
    resident, seen, is_built = Resident(place_of(site)), take_snapshot(site, {}), False

    def build_again(jobs: int) -> Outcome:
        nonlocal seen, is_built
        before, seen = seen, take_snapshot(site, seen)
        resident.look(1 << 30)
        resident.told = frozenset(change.path for change in changes_between(before, seen)) if is_built else None
        is_built = False
        outcome = run(site, resident, jobs=jobs)
        is_built = True
        return outcome

    build_again(1)
    sequence(site, random.Random(2000 + seed), [*ALL, *[edit_body, link_to_text] * 4], build_again)


def sequence(site: Path, draw: random.Random, choice: list[Edit], build_again: Callable[[int], Outcome]) -> None:
    """Some edits, a build after each or after two; then the site is that of a build from nothing."""
    made: list[str] = []
    for _ in range(EDITS):
        good = sources(site)
        edits = [draw.choice(choice) for _ in range(draw.randint(1, 2))]
        for edit in edits:
            edit(site, draw)
        _, found = attempt(partial(build_again, draw.choice([1, 1, 2])))
        if found:
            problems = told(lambda: build(read_sources(site)))
            assert found == problems if problems else "a link to no" in found
            put_back(site, good)
        else:
            made += [edit.__name__ for edit in edits]
    build_again(1)
    for stranger in (site / "output").rglob("stranger"):
        stranger.unlink()
    assert tree(site) == cold(site), made
    assert build_again(1).plan.changes == run(site).plan.changes == ()


def test_what_was_edited_many_times_is_told_in_the_manifest_itself(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.build.resident.MANY", 5)
    monkeypatch.setattr("site_builder.build.resident.PART", 1000)
    draw, resident = random.Random(4), Resident(place_of(site))
    rest(site)
    before = (site / ".cache/manifest").read_bytes()
    for _ in range(12):
        edit_body(site, draw)
        run(site, resident)
    assert (site / ".cache/manifest").read_bytes() != before
    assert run(site).plan.changes == ()
    assert tree(site) == cold(site)


@pytest.mark.parametrize("edit", ["edit_body", "nothing"])
def test_a_manifest_whose_rows_are_damaged_is_none(site: Path, edit: str) -> None:
    rest(site)
    path = site / ".cache/manifest"
    content = path.read_bytes()
    path.write_bytes(content[:-5000] + b"\xc1" * 5000)
    if edit == "edit_body":
        edit_body(site, random.Random(4))
    run(site)
    assert tree(site) == cold(site)


def test_an_edit_is_told_beside_the_manifest(site: Path) -> None:
    rest(site)
    before = (site / ".cache/manifest").read_bytes()
    for seed in range(3):
        edit_body(site, random.Random(seed))
        run(site)
    assert (site / ".cache/manifest").read_bytes() == before
    assert run(site).plan.changes == ()
    assert tree(site) == cold(site)


def test_a_file_that_somebody_damages_beside_a_running_process_is_found_by_a_look(site: Path) -> None:
    resident = Resident(place_of(site))
    run(site, resident)
    assert all(resident.look(50) for _ in range(20))
    (site / "output/404.html").write_text("x")
    assert not all(resident.look(50) for _ in range(20))
    assert [change.path for change in run(site, resident).plan.changes] == ["404.html"]
    assert all(resident.look(50) for _ in range(20))


def test_a_store_that_was_deleted_is_made_anew(site: Path) -> None:
    run(site)
    shutil.rmtree(site / ".cache/store")
    edit_body(site, random.Random(3))
    run(site)
    assert tree(site) == cold(site)


@pytest.mark.parametrize("length", [0, 3, 30, 60, 500])
def test_a_compiled_template_that_was_cut_off_is_compiled_again(site: Path, length: int) -> None:
    run(site)
    for path in (site / ".cache/templates").iterdir():
        path.write_bytes(path.read_bytes()[:length])
    edit_body(site, random.Random(3))
    edit_string(site, random.Random(3))
    run(site)
    assert tree(site) == cold(site)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_mistake_in_a_template_is_told_whatever_the_number_of_jobs(site: Path, jobs: int) -> None:
    (site / "theme/templates/prose.html").write_text("{% if %}\n", "utf-8")
    with pytest.raises(BuildError) as told:
        run(site, jobs=jobs)
    (problem,) = told.value.problems
    assert str(problem).startswith("theme/templates/prose.html:1:1: template: Expected an expression")


def test_the_store_stays_small_over_many_edits(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.build.compact.MANY", 3)
    draw = random.Random(5)
    run(site)
    for _ in range(12):
        edit_body(site, draw)
        run(site)
        assert len(list((site / ".cache/store").iterdir())) <= 5
    assert tree(site) == cold(site)


def test_another_base_url_makes_the_site_of_that_url(site: Path) -> None:
    run(site)
    build_site(place_of(site), Wish(jobs=1, base_url="https://other.example/x/"), lambda *_: None)
    wanted = build(read_sources(site, "https://other.example/x/")).files
    assert tree(site) == {file.path: file.content for file in wanted}
    run(site)
    assert tree(site) == cold(site)
