"""How long a publish takes where the network is the disk: first, second and with nothing changed, by number of files.

`python -m benchmarks.publish [FILES ...]`
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from site_builder.build.disk import read_digests
from site_builder.publish import Manifest, Request, publish
from site_builder.publish.preflight import inspect_tree

SIZES = (1_000, 4_000, 22_000)
BYTES = 8_000  # of a page, about what a case has
ADDRESS = "https://example.org/cases/"


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print seconds for each number of files."""
    print(f"{'files':>7} {'preflight':>10} {'first':>7} {'1 % new':>8} {'nothing':>8}   in s; ms a file")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            checked, first, second, nothing = _measure(Path(name), size)
        whole = checked + first
        print(f"{size:7} {checked:10.2f} {first:7.2f} {second:8.2f} {nothing:8.2f}   {whole / size * 1000:.2f}")


def _measure(place: Path, size: int) -> tuple[float, float, float, float]:
    project = place / "project"
    subprocess.run(["git", "init", "--quiet", str(project)], check=True)
    subprocess.run(["git", "init", "--quiet", "--bare", str(place / "remote.git")], check=True)
    _write(project, size, "first", size)
    manifest = Manifest(read_digests(project / "output"), ADDRESS)
    checked = _seconds(lambda: inspect_tree(project / "output", manifest, []))
    first = _seconds(lambda: _publish(project, manifest))
    _write(project, size, "second", size // 100)
    changed = Manifest(read_digests(project / "output"), ADDRESS)
    second = _seconds(lambda: _publish(project, changed))
    nothing = _seconds(lambda: _publish(project, changed))
    return checked, first, second, nothing


def _write(project: Path, size: int, version: str, count: int) -> None:
    """Write `count` of `size` pages; each has text of its own, so that none is stored once for many."""
    output = project / "output"
    for name in ["index.html", "404.html", *(f"zh-hans/cases/{n}/index.html" for n in range(size - 2))][:count]:
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        words = f"{version} {name} 邻里的事，邻里商量着办。"
        path.write_text(f"<!doctype html><p>{words * (BYTES // len(words.encode()))}", "utf-8")


def _publish(project: Path, manifest: Manifest) -> None:
    publish(project, manifest, Request(remote="../remote.git"), lambda step: None)


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
