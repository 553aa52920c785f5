"""What editors and other programs do to the sources: every change is followed once, everything else not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from watchdog.observers.api import BaseObserver

from site_builder.serve.snapshot import Kind, changes_between, retake, take_snapshot
from site_builder.serve.watch import Waker, Watcher, changes
from tests.conftest import CAMPAIGN
from tests.serve.running import wait_until


class Followed:
    """The changes that a watch told, and its notices."""

    def __init__(self) -> None:
        self.found: list[dict[str, Kind]] = []
        self.notices: list[str] = []

    def after(self, count: int) -> dict[str, Kind]:
        """All changes, once `count` rounds of them were told and no more come."""
        wait_until(lambda: len(self.found) >= count)
        time.sleep(0.3)
        assert len(self.found) == count, self.found
        return {path: kind for found in self.found for path, kind in found.items()}


@contextmanager
def following(root: Path, poll: bool = False) -> Iterator[Followed]:
    """A watch over a project, whose first, empty round is over."""
    followed, waker = Followed(), Waker()

    def follow() -> None:
        with Watcher(root, waker, followed.notices.append, poll) as watcher:
            for found in changes(root, watcher, waker):
                followed.found.append({change.path: change.kind for change in found})

    thread = Thread(target=follow)
    thread.start()
    try:
        wait_until(lambda: followed.found == [{}])
        followed.found.clear()
        yield followed
    finally:
        waker.stop()
        thread.join(10)
        assert not thread.is_alive()


ABOUT = "content/pages/about.md"
CSS = "theme/assets/site.css"


def in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def slowly_in_place(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        for part in (text[:3], text[3:]):
            file.write(part)
            file.flush()
            time.sleep(0.03)


def renamed_over(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.x7")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def renamed_over_openly(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}___tmp.tmp")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def with_backup(path: Path, text: str) -> None:
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text, "utf-8")
    backup.unlink()


def renamed_in_from_outside(path: Path, text: str) -> None:
    outside = path.parents[3] / "outside.md"
    outside.write_text(text, "utf-8")
    outside.replace(path)


def deleted_and_made_again(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text, "utf-8")


WAYS = [in_place, slowly_in_place, renamed_over, renamed_over_openly, with_backup, renamed_in_from_outside,
        deleted_and_made_again]  # fmt: skip


@pytest.mark.parametrize("save", WAYS)
@pytest.mark.parametrize("poll", [False, True], ids=["events", "poll"])
def test_every_way_of_saving_is_one_change(mini: Path, save: object, poll: bool) -> None:
    with following(mini, poll) as followed:
        assert callable(save)
        save(mini / ABOUT, "---\nslug: about\ntitle: 新\n---\n\n新的一页。\n")
        assert followed.after(1) == {ABOUT: Kind.CHANGED}
        assert followed.notices == []


@pytest.mark.skipif(not shutil.which("vim"), reason="no vim here")
@pytest.mark.parametrize("backup", ["set backup backupcopy=no", "set backupcopy=yes", "set nowritebackup"])
def test_vim_itself_is_followed(mini: Path, backup: str) -> None:
    with following(mini) as followed:
        command = ["vim", "-Nu", "NONE", "-es", "-c", backup, "-c", "%s/引用/援引/", "-c", "wq", ABOUT]
        subprocess.run(command, cwd=mini, check=True, timeout=20)
        assert followed.after(1) == {ABOUT: Kind.CHANGED}


def test_files_and_folders_come_and_go(mini: Path) -> None:
    with following(mini) as followed:
        (mini / "content/pages/deep/er").mkdir(parents=True)
        (mini / "content/pages/deep/er/new.md").write_text("x")
        assert followed.after(1) == {"content/pages/deep/er/new.md": Kind.ADDED}
        time.sleep(0.1)
        (mini / "content/pages/deep/er/new.md").write_text("y")
        assert followed.after(2) == {"content/pages/deep/er/new.md": Kind.CHANGED}
        shutil.rmtree(mini / "content/pages/deep")
        assert followed.after(3) == {"content/pages/deep/er/new.md": Kind.DELETED}
        (mini / CSS).rename(mini / "theme/assets/other.css")
        assert followed.after(4)["theme/assets/other.css"] == Kind.ADDED
        (mini / "site.toml").write_text("title = 1")
        assert followed.after(5)["site.toml"] == Kind.CHANGED


def test_what_changes_nothing_is_no_change(mini: Path) -> None:
    with following(mini) as followed:
        (mini / ABOUT).touch()
        (mini / ABOUT).chmod(0o600)
        os.utime(mini / CSS, (1, 1))
        in_place(mini / ABOUT, (mini / ABOUT).read_text("utf-8"))
        for path in mini.rglob("*.*"):
            if path.is_file():
                path.read_bytes()
        for scratch in (".about.md.swp", "about.md~", "#about.md#", ".#about.md", "about.md.tmp"):
            (mini / "content/pages" / scratch).write_text("x")
        for beside in ("output/index.html", ".cache/x", "notes.md", "tests/x.md"):
            (mini / beside).parent.mkdir(exist_ok=True)
            (mini / beside).write_text("x")
        time.sleep(1.5)
        assert followed.after(0) == {}


def test_a_second_save_in_the_same_instant_is_seen(mini: Path) -> None:
    path, clock = mini / ABOUT, (1_800_000_000, 1_800_000_000)
    before = take_snapshot(mini, {})
    for text in ("one", "two", "six"):
        path.write_text(text)
        os.utime(path, clock)
        now = take_snapshot(mini, before)
        assert [change.path for change in changes_between(before, now)] == [ABOUT]
        before = now


def test_a_burst_is_one_change_or_two(mini: Path) -> None:
    count = 5_000 if CAMPAIGN else 500
    with following(mini) as followed:
        for number in range(count):
            (mini / f"content/cases/burst-{number}.md").write_text(f"---\nid: burst-{number}\n---\n")
        wait_until(lambda: sum(map(len, followed.found)) == count)
        time.sleep(1.2)
        assert len(followed.found) <= 2


@pytest.mark.parametrize("folder", ["content", "content/cases", "theme", "."])
def test_a_folder_deleted_and_made_again_is_followed(mini: Path, folder: str) -> None:
    saved = mini.parent / "saved"
    shutil.copytree(mini / folder, saved)
    with following(mini) as followed:
        shutil.rmtree(mini / folder)
        wait_until(lambda: len(followed.found) == 1)
        assert set(followed.found[0].values()) == {Kind.DELETED}
        shutil.copytree(saved, mini / folder)
        wait_until(lambda: len(followed.found) == 2)
        assert set(followed.found[1].values()) == {Kind.ADDED}
        time.sleep(1.1)
        for number, path in enumerate((mini / ABOUT, mini / CSS, mini / "content/cases/dongting.md"), start=3):
            start = time.monotonic()
            in_place(path, f"again {number}")
            wait_until(lambda number=number: len(followed.found) == number)
            assert time.monotonic() - start < 0.7  # its events are heard again
        assert followed.notices == []


def test_a_folder_swapped_at_once_is_followed(mini: Path) -> None:
    shutil.copytree(mini / "content", mini.parent / "other")
    with following(mini) as followed:
        (mini / "content").rename(mini.parent / "old")
        (mini.parent / "other").rename(mini / "content")
        time.sleep(1.2)
        in_place(mini / ABOUT, "x")
        assert followed.after(1) == {ABOUT: Kind.CHANGED}


def test_a_silent_watcher_is_noticed_and_every_change_is_seen(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BaseObserver, "dispatch_events", lambda self, queue: queue.get(timeout=1))
    with following(mini) as followed:
        for number in range(1, 4):
            in_place(mini / ABOUT, f"x{number}")
            wait_until(lambda number=number: len(followed.found) == number)
        assert followed.notices == [
            "the file system does not tell of changes in the sources: looking at them every 0.3 s"
        ]


def test_a_spent_limit_of_watches_is_told_and_every_change_is_seen(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: BaseObserver) -> None:
        raise OSError(24, "inotify instance limit reached")

    monkeypatch.setattr(BaseObserver, "start", refuse)
    with following(mini) as followed:
        in_place(mini / ABOUT, "x")
        assert followed.after(1) == {ABOUT: Kind.CHANGED}
        assert followed.notices == [
            "the sources cannot be watched (inotify instance limit reached): looking at them every 0.3 s"
        ]


def test_a_pipe_or_a_device_among_the_sources_stops_nobody(mini: Path) -> None:
    os.mkfifo(mini / "content/pages/pipe.md")
    (mini / "theme/assets/zero.css").symlink_to("/dev/zero")
    assert take_snapshot(mini, {})["theme/assets/zero.css"].digest == b"/dev/zero"


def test_what_events_name_is_looked_at_alone_and_what_they_missed_soon_after(
    mini: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    monkeypatch.setattr("site_builder.serve.watch.LOOK_EVERY", 3.0)  # no look by the clock comes between
    for name, look in (("take_snapshot", take_snapshot), ("retake", retake)):
        told = partial(lambda name, look, *each: looks.append(name) or look(*each), name, look)
        monkeypatch.setattr(f"site_builder.serve.watch.{name}", told)
    dispatch = Waker.dispatch
    monkeypatch.setattr(
        Waker, "dispatch", lambda self, event: None if event.src_path.endswith("site.css") else dispatch(self, event)
    )
    with following(mini) as followed:
        in_place(mini / CSS, "unheard")
        in_place(mini / ABOUT, "heard")
        # That the first round has not found the other file shows that it looked at this one alone.
        wait_until(lambda: len(followed.found) == 2)
        assert followed.found[0] == {ABOUT: Kind.CHANGED}
        assert "retake" in looks
        assert followed.found[1] == {CSS: Kind.CHANGED}
        assert looks[-1] == "take_snapshot"


def test_of_what_was_written_only_sources_are_looked_at(mini: Path) -> None:
    before = take_snapshot(mini, {})
    for name in ("notes.md", "content/pages/.x.md", "content/pages/new.md", ABOUT):
        in_place(mini / name, "x")
    (mini / CSS).unlink()
    named = [mini / name for name in ("notes.md", "content/pages/.x.md", "content/pages/new.md", CSS)]
    now = retake(mini, before, named)
    assert now is not None
    assert {change.path: change.kind for change in changes_between(before, now)} == {
        "content/pages/new.md": Kind.ADDED,
        CSS: Kind.DELETED,
    }
    assert retake(mini, before, [mini / "content/pages"]) is None
