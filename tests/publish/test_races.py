"""Two publishers at once, and publishers that are killed: the short form here, the long one with CAMPAIGN=1."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from site_builder.build.disk import read_digests
from site_builder.problem import BuildError
from site_builder.publish import Manifest, Published, RemoteError, Request, publish, store
from tests.conftest import ROOT
from tests.publish.support import ADDRESS, CAMPAIGN, files, git, published, tip, tree

RACES = 100 if CAMPAIGN else 8
KILLS = 200 if CAMPAIGN else 8


def write_version(project: Path, version: str) -> Manifest:
    """A site of its own for every publish, without the time of a build."""
    (project / "output/assets/version.txt").write_text(version)
    return Manifest(read_digests(project / "output"), ADDRESS)


def race(project: Path, manifest: Manifest, start: threading.Barrier) -> Published | RemoteError:
    def tell(step: str) -> None:
        if step.startswith("pushing"):
            # Both have seen the same tip now, so one of the two must lose.
            start.wait()

    try:
        return publish(project, manifest, Request(), tell)
    except RemoteError as error:
        return error


def test_of_two_publishers_one_wins_and_the_other_says_so(published_project: Path, remote: Path) -> None:
    other = published_project.with_name("other")
    shutil.copytree(published_project, other, symlinks=True)
    projects = (published_project, other)
    with ThreadPoolExecutor(2) as pool:
        for number in range(RACES):
            before = tip(remote)
            barrier = threading.Barrier(2, timeout=60)
            manifests = [write_version(project, f"{project.name} {number}") for project in projects]
            results = list(pool.map(race, projects, manifests, [barrier] * 2))
            winners = [result for result in results if isinstance(result, Published)]
            losers = [result for result in results if isinstance(result, RemoteError)]
            assert len(winners) == 1 and "somebody else published meanwhile" in str(losers[0])
            assert tip(remote) == winners[0].commit
            assert git(remote, "rev-parse", "gh-pages^").strip() == before
    git(remote, "fsck", "--strict")
    assert git(remote, "rev-list", "--count", "gh-pages") == f"{RACES + 1}\n"
    assert not list(remote.rglob("*.lock"))


CHILD = """
import sys
from pathlib import Path
from site_builder.publish import Request, publish
from tests.publish.test_races import write_version
project = Path(sys.argv[1])
manifest = write_version(project, sys.argv[2])
print("ready", flush=True)
publish(project, manifest, Request(), lambda step: None)
print("done", flush=True)
"""


def test_a_killed_publish_leaves_the_old_site_or_the_new_one(published_project: Path, remote: Path) -> None:
    chance = random.Random(7)
    outcomes = {"old": 0, "new": 0}
    git_folder = files(published_project / ".git")
    took = timed_publish(published_project, "timed")
    for number in range(KILLS):
        before = tip(remote)
        seen = tree(remote)
        kill_at(published_project, f"version {number}", chance.uniform(0, took * 1.2))
        assert not list(remote.rglob("*.lock"))
        wanted = files(published_project / "output")
        now = tree(remote)
        assert now == (seen if tip(remote) == before else wanted)
        outcomes["old" if tip(remote) == before else "new"] += 1
        assert files(published_project / ".git") == git_folder
        # The next publish works, whatever the killed one left.
        took = timed_publish(published_project, f"version {number} again")
        assert tree(remote) == files(published_project / "output")
    git(remote, "fsck", "--strict")
    assert outcomes["old"] > 0 and sum(outcomes.values()) == KILLS
    print(f"{KILLS} kills: {outcomes}")


def timed_publish(project: Path, version: str) -> float:
    """The seconds that a publish takes now, so that kills fall into all of it."""
    manifest = write_version(project, version)
    start = time.perf_counter()
    publish(project, manifest, Request(), lambda step: None)
    return time.perf_counter() - start


def kill_at(project: Path, version: str, seconds: float) -> None:
    """Start a publish and kill it with all its helpers after a while."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(project), version],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        process_group=0,
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        end_group(process.pid)


def end_group(leader: int) -> None:
    """Kill a group of processes, and wait until none of them is left; it may have ended by itself already."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
    while True:
        try:
            os.killpg(leader, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.005)
        # The leader is our child: it goes only when it is waited for.
        try:
            os.waitpid(leader, os.WNOHANG)
        except ChildProcessError:
            continue


def test_ctrl_c_ends_it_and_it_can_be_repeated(published_project: Path, remote: Path) -> None:
    before = tip(remote)
    manifest = write_version(published_project, "interrupted")

    def tell(step: str) -> None:
        if step.startswith("pushing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(published_project, manifest, Request(), tell)
    assert tip(remote) == before
    publish(published_project, manifest, Request(), lambda step: None)
    assert tree(remote) == files(published_project / "output")


def test_the_lock_dies_with_its_holder(published_project: Path, remote: Path) -> None:
    script = f"""
import time
from pathlib import Path
from site_builder.publish import store
with store.store_lock(Path({str(published_project)!r})):
    print("held", flush=True)
    time.sleep(60)
"""
    holder = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        with pytest.raises(BuildError, match="another publish"), store.store_lock(published_project):
            pass
        holder.kill()
    assert published(published_project).startswith("nothing to publish")
