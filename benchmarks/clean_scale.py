"""Measure a run over an archive: inputs a second and core, memory, and whether twice the input takes twice the time.

    python -m benchmarks.clean_scale [--lines 100000] [--characters 2000] [--jobs 2] [--folder /tmp/scale]

The archive is JSON Lines of texts composed from the project's cases: paragraphs in chance order until a text is long
enough, a fifth of the texts through the damage channel, with a line of keywords before them. It is made anew for each
size and cleaned by the command itself; memory is that of all its processes together.
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
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep

from site_builder.clean.channel import always, damage, known_annotations, swap_script

ROOT = Path(__file__).parents[1]
DAMAGED = 0.2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run half the lines, then all of them, and print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--characters", type=int, default=2000, help="of a text, at least")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        half, whole = (
            measure(folder, lines, options.characters, options.jobs) for lines in (options.lines // 2, options.lines)
        )
    print(f"twice the input took {whole / half:.2f} times the processor time")


def measure(folder: Path, lines: int, characters: int, jobs: int) -> float:
    """Clean an archive of so many lines in a new folder; the processor seconds it took."""
    archive, out = folder / f"{lines}.jsonl", folder / f"out-{lines}"
    write(archive, lines, characters)
    shutil.rmtree(out, ignore_errors=True)
    start, busy = perf_counter(), _processor_seconds()
    words = [sys.executable, "-m", "site_builder.cli", "clean", archive, "--out", out, "--jobs", str(jobs)]
    peak = _run(words)
    seconds, busy = perf_counter() - start, _processor_seconds() - busy
    size = archive.stat().st_size / 1e6
    rate, took = lines / busy, f"{seconds:.0f} s ({busy:.0f} s of processors)"
    print(f"{lines} lines, {size:.0f} MB: {took}, {rate:.0f} a second and core, {peak:.0f} MiB at most")
    return busy


def _run(words: Sequence[str | Path]) -> float:
    """Run a command; the most memory that its processes held together, in MiB, looked at every second."""
    peak = 0.0
    with subprocess.Popen(words, cwd=ROOT, start_new_session=True) as command:
        while command.poll() is None:
            peak = max(peak, _held(command.pid))
            sleep(1)
    if command.returncode:
        raise SystemExit(command.returncode)
    return peak


def _held(session: int) -> float:
    """The memory of a session's processes in MiB, what they share counted once."""
    held = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            if int((process / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                rollup = (process / "smaps_rollup").read_text()
                held += int(rollup.split("\nPss:")[1].split()[0])
    return held / 1024


def _processor_seconds() -> float:
    """What the processes so far took of the processors: a busy machine does not spoil it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def write(path: Path, lines: int, characters: int) -> None:
    """Compose an archive."""
    rng = random.Random(lines)
    paragraphs = _paragraphs()
    table = known_annotations().full
    damaged = [damage(swap_script(text), table, always) for text in paragraphs]
    words = [text[:4] for text in paragraphs]
    with path.open("w", encoding="utf-8") as archive:
        for number in range(lines):
            chosen = _chosen(rng, damaged if rng.random() < DAMAGED else paragraphs, characters)
            spam = ",".join(rng.choices(words, k=8))
            text = "\n".join((spam, f"第{number}号消息", f"2024-03-{number % 28 + 1:02d} 来源:江城日报", *chosen))
            archive.write(json.dumps({"url": f"http://a.example/{number}", "text": text}, ensure_ascii=False) + "\n")


def _chosen(rng: random.Random, paragraphs: Sequence[str], characters: int) -> Iterator[str]:
    """Paragraphs in chance order, as many as make up so many characters."""
    length = 0
    for text in rng.sample(paragraphs, len(paragraphs)):
        yield text
        length += len(text)
        if length >= characters:
            return


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
