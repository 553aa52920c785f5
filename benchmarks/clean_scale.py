"""Measure a run over an archive: inputs a second and core, memory, and whether twice the input takes twice the time.

    python -m benchmarks.clean_scale [--lines 100000] [--jobs 2] [--folder /tmp/scale]

The archive is JSON Lines of texts composed from the project's cases: paragraphs in chance order, a fifth of the
texts through the damage channel, with a line of keywords before them. It is made anew for each size and cleaned by the
command itself; memory is that of its largest process.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from site_builder.clean.channel import always, damage, known_annotations, swap_script

ROOT = Path(__file__).parents[1]
DAMAGED = 0.2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run half the lines, then all of them, and print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        half = measure(folder, options.lines // 2, options.jobs)
        whole = measure(folder, options.lines, options.jobs)
    print(f"twice the input took {whole / half:.2f} times the processor time")


def measure(folder: Path, lines: int, jobs: int) -> float:
    """Clean an archive of so many lines in a new folder; the processor seconds it took."""
    archive, out = folder / f"{lines}.jsonl", folder / f"out-{lines}"
    write(archive, lines)
    shutil.rmtree(out, ignore_errors=True)
    start, busy = perf_counter(), _processor_seconds()
    words = [sys.executable, "-m", "site_builder.cli", "clean", archive, "--out", out, "--jobs", str(jobs)]
    subprocess.run(words, check=True, cwd=ROOT)
    seconds, busy = perf_counter() - start, _processor_seconds() - busy
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = archive.stat().st_size / 1e6
    rate, took = lines / busy, f"{seconds:.0f} s ({busy:.0f} s of processors)"
    print(f"{lines} lines, {size:.0f} MB: {took}, {rate:.0f} a second and core, {peak:.0f} MiB at most")
    return busy


def _processor_seconds() -> float:
    """What the processes so far took of the processors: a busy machine does not spoil it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def write(path: Path, lines: int) -> None:
    """Compose an archive."""
    rng = random.Random(lines)
    paragraphs = _paragraphs()
    table = known_annotations().full
    damaged = [damage(swap_script(text), table, always) for text in paragraphs]
    words = [text[:4] for text in paragraphs]
    with path.open("w", encoding="utf-8") as archive:
        for number in range(lines):
            chosen = rng.sample(damaged if rng.random() < DAMAGED else paragraphs, rng.randint(3, 7))
            spam = ",".join(rng.choices(words, k=8))
            text = "\n".join((spam, f"第{number}号消息", f"2024-03-{number % 28 + 1:02d} 来源:江城日报", *chosen))
            archive.write(json.dumps({"url": f"http://a.example/{number}", "text": text}, ensure_ascii=False) + "\n")


def _paragraphs() -> list[str]:
    texts = (
        path.read_text("utf-8").split("\n---\n", 1)[1] for path in sorted((ROOT / "content" / "cases").glob("*.md"))
    )
    return [
        line
        for text in texts
        for line in text.split("\n")
        if "。" in line and line[0] not in "#>:|-" and "□" not in line
    ]


if __name__ == "__main__":
    main()
