"""How checking and renaming grow: a site of 10,000 cases and 2,000 terms against one of a tenth of the cases.

`python -m benchmarks.curation` prints one row a figure; times are the best of two runs, in seconds, of a process that
has its imports behind it. `--pages` times the whole check too, once each: all pages made, all links followed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from click.testing import CliRunner

from site_builder.cli import main as command
from tests.curation.sites import make_site, snapshot

TERMS = 2_000
SMALL, LARGE = 1_000, 10_000


def main() -> None:
    """Measure, and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        sites = {size: make_site(Path(folder) / str(size), size, TERMS) for size in (SMALL, LARGE)}
        shutil.rmtree(sites[LARGE] / "theme")
        shutil.rmtree(sites[SMALL] / "theme")
        checks = {size: _best(lambda site=site: _check(site)) for size, site in sites.items()}
        for size, seconds in checks.items():
            print(f"check --sources-only, {size} cases, {TERMS} terms: {seconds:.2f} s")
        print(f"ten times the cases take {checks[LARGE] / checks[SMALL]:.1f} times as long (at most 12)")
        if "--pages" in sys.argv:
            _print_whole(sites)
        before = snapshot(sites[LARGE] / "content")
        seconds = _timed(lambda: _run(sites[LARGE], "vocabulary", "rename", "tags", "tag-7", "seven"))
        after = snapshot(sites[LARGE] / "content")
        changed = sum(before[name] != after[name] for name in before)
        print(f"vocabulary rename, {LARGE} cases: {seconds:.2f} s, {changed} files changed")


def _print_whole(sites: dict[int, Path]) -> None:
    times = {size: _timed(lambda site=site: _run(site, "check", "--format", "json")) for size, site in sites.items()}
    for size, seconds in times.items():
        print(f"check, {size} cases, {TERMS} terms: {seconds:.1f} s")
    print(f"ten times the cases take {times[LARGE] / times[SMALL]:.1f} times as long (at most 12)")


def _check(site: Path) -> None:
    _run(site, "check", "--sources-only", "--format", "json")


def _run(site: Path, *words: str) -> None:
    result = CliRunner().invoke(command, ["--project", str(site), *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output[-2000:]


def _best(run: Callable[[], None]) -> float:
    return min(_timed(run) for _ in range(2))


def _timed(run: Callable[[], None]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


if __name__ == "__main__":
    main()
