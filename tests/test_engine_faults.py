"""A build that dies, or meets a disk that fails, leaves the old site or the new one; one build at a time."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SITES
from tests.test_engine import run, tree

IS_CAMPAIGN = bool(os.environ.get("CAMPAIGN"))
STEP = 1 if IS_CAMPAIGN else 29

# Runs the command with every call that changes the file system counted; at the one named it dies or fails.
SABOTAGED = """
import os, signal, sys
mode, target = sys.argv[1], int(sys.argv[2])
count = 0
def sabotage(name, real):
    def call(*args, **options):
        global count
        count += 1
        if count == target:
            if mode == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(28, "No space left on device")
        return real(*args, **options)
    return call
WRITES = ("write", "open") if mode == "fail" else ("write", "open", "mkdir", "rename", "replace", "unlink", "rmdir")
for name in WRITES:
    real = getattr(os, name)
    if name == "open":
        def opened(path, flags, *rest, _real=sabotage(name, real), _plain=real, **options):
            return (_real if flags & (os.O_WRONLY | os.O_RDWR) else _plain)(path, flags, *rest, **options)
        os.open = opened
    else:
        setattr(os, name, sabotage(name, real))
import pathlib
if mode == "fail":
    pathlib.Path.write_bytes = sabotage("write_bytes", pathlib.Path.write_bytes)
from site_builder.cli import main
try:
    main(["--project", sys.argv[3], "build", "--jobs", "1"], standalone_mode=False)
finally:
    print(count, file=sys.stderr)
"""


def sabotaged(root: Path, mode: str, target: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", SABOTAGED, mode, str(target), str(root)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def edit(root: Path) -> None:
    path = root / "content/cases/dongting.md"
    path.write_text(path.read_text("utf-8").replace("title: ", "title: 新", 1) + "\n又一段。\n", "utf-8")
    (root / "content/cases/xincheng-2024.md").unlink()


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A project never built and the same project built and then edited."""
    folder = tmp_path_factory.mktemp("stages")
    fresh, built = folder / "fresh", folder / "built"
    shutil.copytree(SITES / "mini", fresh, ignore=shutil.ignore_patterns("output", ".cache"))
    shutil.copytree(fresh, built)
    run(built)
    shutil.rmtree(built / ".cache/opencc", ignore_errors=True)
    edit(built)
    return fresh, built


@pytest.mark.parametrize("mode", ["kill", "fail"])
@pytest.mark.parametrize("start", ["fresh", "built"])
def test_at_any_call_a_build_may_die_or_fail(tmp_path: Path, stages: tuple[Path, Path], mode: str, start: str) -> None:
    origin = stages[start == "built"]
    before = tree(origin)
    whole = tmp_path / "whole"
    shutil.copytree(origin, whole)
    calls = int(sabotaged(whole, mode, -1).stderr.split()[-1])
    after = tree(whole)
    assert after != before
    deaths = 0
    for target in range(1 + (7 if STEP > 1 else 0), calls + 1, STEP):
        root = tmp_path / str(target)
        shutil.copytree(origin, root)
        result = sabotaged(root, mode, target)
        deaths += result.returncode != 0
        assert result.returncode in ((-signal.SIGKILL,) if mode == "kill" else (0, 1)), result.stderr
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


def test_of_eight_builds_at_once_one_works_and_the_others_say_who(stages: tuple[Path, Path], tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(stages[0], root)
    command = [sys.executable, "-m", "site_builder.cli", "--project", str(root), "build", "--cold"]
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


@pytest.mark.parametrize("seed", ["0", "1"])
def test_any_environment_gives_the_same_bytes(stages: tuple[Path, Path], tmp_path: Path, seed: str) -> None:
    wanted = None
    variants = [
        ("UTC", "C", "022", "1"),
        ("Asia/Shanghai", "C.UTF-8", "077", "2"),
        ("America/New_York", "POSIX", "002", "3"),
    ]
    for number, (zone, locale, mask, jobs) in enumerate(variants * 2):
        root = tmp_path / f"{number}"
        shutil.copytree(stages[number % 2], root)
        if number % 2:
            shutil.copytree(stages[0] / "content", root / "content", dirs_exist_ok=True)
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        script = f"umask {mask}; exec {sys.executable} -m site_builder.cli --project {root} build --jobs {jobs}"
        subprocess.run(["sh", "-c", script], cwd=ROOT, env=environment, check=True, capture_output=True)
        modes = {path.relative_to(root / "output"): path.stat().st_mode for path in (root / "output").rglob("*")}
        found = tree(root), modes
        wanted = wanted or found
        assert found == wanted
