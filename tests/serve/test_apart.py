"""A builder in a process of its own gives what one here gives, and the sitting goes on where that process dies."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from site_builder.problem import BuildError
from site_builder.serve.apart import apart
from site_builder.serve.builder import FOLDER, ProjectBuilder
from site_builder.serve.snapshot import Change, Kind
from tests.test_pool import alone, has_children

ABOUT = "content/pages/about.md"
PAGE = "zh-hans/about/index.html"


def save(project: Path, old: str, new: str) -> Change:
    path = project / ABOUT
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    return Change(ABOUT, Kind.CHANGED)


def children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


@alone
def test_it_builds_what_a_builder_here_builds(mini: Path) -> None:
    with apart(ProjectBuilder(mini)) as builder:
        first = builder()
        assert (mini / FOLDER / "site" / PAGE).read_bytes() == first.files[PAGE]
        change = save(mini, "怎样", "如何")
        second = builder((change,))
        assert second.changed == {PAGE}
        assert "如何" in second.files[PAGE].decode()
        assert builder((change,)).changed == frozenset()
        (mini / "content/pages/more.md").write_text("---\nslug: more\ntitle: 又\n---\n\n又一页。\n", "utf-8")
        assert "zh-hans/more/index.html" in builder().files
        assert builder.stands()
        (mini / FOLDER / "site" / PAGE).unlink()
        assert not builder.stands()
        assert builder().changed == {PAGE}
    assert not has_children()


@alone
def test_problems_come_with_their_places_and_go_with_them(mini: Path) -> None:
    with apart(ProjectBuilder(mini)) as builder:
        good = builder()
        save(mini, "slug: about", "slug: a b")
        with pytest.raises(BuildError) as told:
            builder()
        assert [problem.source.name for problem in told.value.problems] == [ABOUT]
        assert told.value.problems[0].span is not None
        save(mini, "slug: a b", "slug: about")
        assert set(builder().files) == set(good.files)


@alone
def test_a_mistake_of_ours_is_told(mini: Path) -> None:
    here = ProjectBuilder(mini)
    here._wish = None  # type: ignore[assignment]
    with apart(here) as builder, pytest.raises(RuntimeError, match="AttributeError: "):
        builder()


@alone
def test_where_the_other_process_dies_the_building_goes_on_here(mini: Path) -> None:
    with apart(ProjectBuilder(mini)) as builder:
        builder()
        (pid,) = children()
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)
        save(mini, "怎样", "如何")
        assert builder.stands() in (True, False)
        assert "如何" in builder().files[PAGE].decode()
    assert not has_children()


@alone
def test_it_ends_with_its_parent(mini: Path) -> None:
    parent = os.fork()
    if not parent:
        with apart(ProjectBuilder(mini)) as builder:
            builder()
            (mini / "pid").write_text(str(children()[0]))
            time.sleep(60)
    while not (mini / "pid").exists() or not (mini / "pid").read_text():
        time.sleep(0.05)
    pid = int((mini / "pid").read_text())
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    for _ in range(100):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return
        time.sleep(0.1)
    raise AssertionError("it lives on")
