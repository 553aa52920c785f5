"""A build that dies, or meets a disk that fails, leaves the old site or the new one; one build at a time."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, SITES
from tests.images.drawn import drawn
from tests.test_engine import run, tree

IS_CAMPAIGN = bool(os.environ.get("CAMPAIGN"))
TIMES = 100 if IS_CAMPAIGN else 6

# The calls that change the file system. A build that fails may still delete what it had begun.
CHANGING = ("write", "open", "mkdir", "rename", "replace", "unlink", "rmdir", "fsync")
FAILING = ("write", "open", "fsync")


def sabotaged(root: Path, mode: str, target: int) -> tuple[int, int]:
    """How a build in a process of its own ends when one call of it dies or fails, and how many calls it made."""
    told, report = os.pipe()
    pid = os.fork()
    if not pid:
        code = 3
        try:
            code = sabotaged_build(root, mode, target, report)
        finally:
            os._exit(code)
    os.close(report)
    with os.fdopen(told) as reader:
        count = reader.read()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), int(count or 0)


def sabotaged_build(root: Path, mode: str, target: int, report: int) -> int:
    write, count = os.write, 0

    def sabotage(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            if real is os_open and not arguments[1] & (os.O_WRONLY | os.O_RDWR):
                return real(*arguments, **options)
            count += 1
            if count == target:
                if mode == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise OSError(28, "No space left on device")
            return real(*arguments, **options)

        return call

    os_open = os.open
    for name in CHANGING if mode == "kill" else FAILING:
        setattr(os, name, sabotage(getattr(os, name)))
    try:
        run(root)
    except OSError as error:
        return 1 if error.errno == 28 else 3
    finally:
        write(report, str(count).encode())
    return 0


def edit(root: Path) -> None:
    path = root / "content/cases/dongting.md"
    path.write_text(path.read_text("utf-8").replace("title: ", "title: 新", 1) + "\n又一段。\n", "utf-8")
    (root / "content/cases/xincheng-2024.md").unlink()


def edit_text(root: Path) -> None:
    path = root / "content/cases/dongting.md"
    path.write_text(path.read_text("utf-8") + "\n又一段。\n", "utf-8")


def forget(root: Path) -> None:
    """No manifest and no text: the next build makes another whole tree, and changes it for the one that stands."""
    edit(root)
    shutil.rmtree(root / ".cache")


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A project never built, and the same project built and then changed in several ways."""
    folder = tmp_path_factory.mktemp("stages")
    shutil.copytree(SITES / "mini", folder / "fresh", ignore=shutil.ignore_patterns("output", ".cache"))
    for name, change in (("edited", edit), ("text", lambda root: None), ("forgotten", forget)):
        shutil.copytree(folder / "fresh", folder / name)
        run(folder / name)
        change(folder / name)
    return {path.name: path for path in folder.iterdir()}


@pytest.mark.parametrize("mode", ["kill", "fail"])
@pytest.mark.parametrize("start", ["fresh", "edited", "text", "forgotten"])
def test_at_any_call_a_build_may_die_or_fail(tmp_path: Path, stages: dict[str, Path], mode: str, start: str) -> None:
    origin = stages[start]
    before = tree(origin)
    whole = tmp_path / "whole"
    begin(origin, whole)
    ended, calls = sabotaged(whole, mode, -1)
    after = tree(whole)
    assert ended == 0 and after != before
    deaths = 0
    targets = spaced(calls, TIMES if mode == "kill" else TIMES // 2)
    for target in targets:
        root = tmp_path / str(target)
        begin(origin, root)
        ended, made = sabotaged(root, mode, target)
        deaths += ended != 0
        # Whether a folder is deleted by one call or two may differ from run to run, so the last may never come.
        is_spared = ended == 0 and (mode == "fail" or made < target)
        assert is_spared or ended == (-signal.SIGKILL if mode == "kill" else 1), target
        found = tree(root)
        if not (root / ".cache/journal").exists():
            assert found in (before, after), target
        for path, content in found.items():
            assert content in (before.get(path), after.get(path)), (target, path)
        run(root)
        assert tree(root) == after, target
        assert sorted(path.name for path in (root / ".cache").glob("stage-*")) == []
        shutil.rmtree(root)
    assert deaths > 0
    print(f"{start}, {mode}: {deaths} of {len(targets)} builds ended early, spread over {calls} calls")


def begin(origin: Path, target: Path) -> None:
    """A copy whose output is still the one that its manifest knows: the same inodes, as links."""
    shutil.copytree(origin, target, ignore=shutil.ignore_patterns("output"))
    if (origin / "output").exists():
        shutil.copytree(origin / "output", target / "output", copy_function=os.link)
    if origin.name == "text":  # for the short way the sources, too, must be known
        time.sleep(0.06)
        run(target)
        edit_text(target)


def spaced(count: int, times: int) -> list[int]:
    """Numbers from 1 to `count`, evenly spaced, the last ones all: there a build decides what counts."""
    last = min(times // 3, count)
    first = [1 + number * (count - last) // (times - last) for number in range(times - last)]
    return sorted({*first, *range(count - last + 1, count + 1)})


def test_of_eight_builds_at_once_one_works_and_the_others_say_who(stages: dict[str, Path], tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(stages["fresh"], root)
    command = [sys.executable, "-m", "site_builder.cli", "--project", str(root), "build", "--cold", "--no-minify"]
    for _ in range(10 if IS_CAMPAIGN else 1):
        running = [
            subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
            for _ in range(8)
        ]
        ended = [(process.communicate()[1], process.returncode) for process in running]
        assert {code for _, code in ended} <= {0, 75}
        assert any(code == 0 for _, code in ended)
        assert all("another command is at work here: " in told for told, code in ended if code == 75)
    assert run(root).plan.changes == ()


ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati")
LOCALES, MASKS = ("C", "C.UTF-8", "POSIX"), ("022", "077", "002")


def test_twelve_environments_give_one_tree(stages: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "origin/images").mkdir(parents=True)
    (tmp_path / "origin/images/图.jpg").write_bytes(drawn("JPEG", (1000, 600), quality=95))
    found = []
    for number in range(12):
        root = tmp_path / f"{number}"
        start = stages["edited" if number % 2 else "fresh"]  # from what another build left, or from nothing
        shutil.copytree(start, root)
        for folder in ("cases", "pages"):  # in another order on the disk
            shutil.rmtree(root / "content" / folder)
            (root / "content" / folder).mkdir()
            files = sorted((stages["fresh"] / "content" / folder).iterdir(), reverse=number % 3 == 0)
            for path in files:
                shutil.copy(path, root / "content" / folder)
        shutil.copytree(tmp_path / "origin/images", root / "content/images")
        with (root / "content/cases/dongting.md").open("a", encoding="utf-8") as case:
            case.write("\n![图](../images/图.jpg)\n")
        environment = {
            **os.environ,
            "TZ": ZONES[number % 4],
            "LC_ALL": LOCALES[number % 3],
            "PYTHONHASHSEED": f"{number}",
            **({"SOURCE_DATE_EPOCH": f"{number * 10**8}"} if number % 4 else {}),
        }
        command = f"{sys.executable} -m site_builder.cli --project {root} build --jobs {1 + number % 3}"
        script = f"umask {MASKS[number % 3]}; exec {command}"
        subprocess.run(["sh", "-c", script], cwd=ROOT, env=environment, check=True, capture_output=True)
        modes = {path.relative_to(root / "output"): path.stat().st_mode for path in (root / "output").rglob("*")}
        found.append((tree(root), modes))
    assert "sizes/480/图.jpg.webp" in found[0][0]
    assert [each == found[0] for each in found] == [True] * 12
