"""From a saved file to the reloaded page, in a real Chromium; and a long sitting, in threads, files and memory.

python -m benchmarks.serve [--cases 1000] [--edits 50]
python -m benchmarks.serve --soak MINUTES [--cases 20] [--pause SECONDS]
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

ROOT = Path(__file__).parent.parent
SENTENCES = [
    "社区党委把居民请到院子里，一件一件商量该办的事。", "大家先看现场，再提意见，最后举手表决。",
    "志愿者挨家挨户敲门，把三百多条建议记在本子上。", "物业、业委会和居民代表坐到一起，定下每月一次的议事会。",
    "老树下的空地铺了砖，添了凳子，孩子和老人都有了去处。", "积分可以换生活用品，也可以换一次免费理发。",
    "谁家有困难，楼长第一个知道，邻居第二个到。", "改造方案改了五稿，每一稿都贴在单元门口。",
    "停车的地方划清楚了，吵架的人少了。", "干部多走一步，居民少跑一趟。",
]  # fmt: skip
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run"]  # fmt: skip
PLACES = ["wuhan-jianghan", "tianmen", "xiangyang"]


class Figures(Struct, frozen=True):
    """What a process holds: its threads, its open files, its memory in MiB."""

    threads: int
    files: int
    memory: float


class Sitting:
    """A server as its user starts it: the command, its address, its lines."""

    def __init__(self, process: subprocess.Popen[str], address: str, log: Path) -> None:
        self.process, self.address, self._log = process, address, log

    @property
    def lines(self) -> list[str]:
        return self._log.read_text("utf-8").splitlines()

    def figures(self) -> Figures:
        """The process and the one that builds for it, as Linux counts them."""
        parent = self.process.pid
        pids = [parent, *map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())]
        found = [_figures(Path(f"/proc/{pid}")) for pid in pids]
        memory = round(sum(each.memory for each in found), 1)
        return Figures(sum(each.threads for each in found), sum(each.files for each in found), memory)


def _figures(folder: Path) -> Figures:
    """A process; memory that several share counts in part for each."""
    rollup = (folder / "smaps_rollup").read_text().splitlines()
    memory = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1024
    return Figures(len([*(folder / "task").iterdir()]), len([*(folder / "fd").iterdir()]), memory)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures as one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--soak", type=float, default=0, metavar="MINUTES")
    parser.add_argument("--pause", type=float, default=1, metavar="SECONDS", help="between two edits of a soak")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_project(root, chosen.cases)
        figures = soak(root, chosen.soak * 60, chosen.pause) if chosen.soak else save_to_page(root, chosen.edits)
    print(msgspec.json.encode({"cases": chosen.cases, **figures}).decode())


def write_project(root: Path, count: int) -> None:
    """A project with the site's own theme and words and `count` generated cases, always the same ones."""
    for name in ("theme", "content/vocabulary", "content/pages"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "site.toml", root)
    (root / "content/cases").mkdir()
    rng = random.Random(20261122)
    for number in range(count):
        case_path(root, number).write_text(case_text(number, rng), "utf-8")


def case_path(root: Path, number: int) -> Path:
    """Where a generated case stands."""
    return root / f"content/cases/case-{number:05}.md"


def case_text(number: int, rng: random.Random) -> str:
    """A case of four sections, about 1,500 characters."""
    paragraphs = ["".join(rng.choices(SENTENCES, k=8)) for _ in range(8)]
    halves = zip("一二三四", paragraphs[::2], paragraphs[1::2], strict=True)
    sections = [f"## {mark}、先商量\n\n{one}\n\n{other}\n" for mark, one, other in halves]
    issued = f"20{rng.randint(18, 25)}-0{rng.randint(1, 9)}-11"
    return (
        f"---\nid: case-{number:05}\ntitle: 第{number}号案例\nsummary: {rng.choice(SENTENCES)}\nsources:\n"
        f"  - role: base_text\n    source_type: mirror_farm\n    issued: {issued}\n"
        f"text_status: cleaned\nplaces: [{rng.choice(PLACES)}]\ntags: [youth, shared-garden]\n"
        "review: {status: reviewed, date: 2026-11-22}\n---\n\n" + "\n".join(sections)
    )


@contextmanager
def sitting(root: Path) -> Iterator[Sitting]:
    """A project served by the command itself, once its first build is done."""
    log = root / "serve.log"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "site_builder.cli", "--project", str(root), "serve", "--port", "0"]
    with log.open("w") as output, subprocess.Popen(command, env=environment, stdout=output, text=True) as process:
        try:
            served = Sitting(process, "", log)
            wait_for_lines(served, 2, 600)
            served.address = served.lines[0].split("  ")[0]
            yield served
        finally:
            process.terminate()


def wait_for_lines(served: Sitting, count: int, seconds: float = 60) -> None:
    """Wait until the server has told so many lines."""
    deadline = time.monotonic() + seconds
    while len(served.lines) < count:
        if time.monotonic() > deadline or served.process.poll() is not None:
            raise TimeoutError("\n".join(served.lines))
        time.sleep(0.005)


def save_to_page(root: Path, edits: int) -> dict[str, object]:
    """Seconds from the end of a save to the load of the page that shows it, each time another case."""
    from playwright.sync_api import sync_playwright

    numbers = random.Random(1).choices(range(len([*(root / "content/cases").iterdir()])), k=edits)
    with sitting(root) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        seconds = []
        for edit, number in enumerate(numbers):
            page.goto(f"{served.address}zh-hans/cases/case-{number:05}/")
            page.wait_for_timeout(300)
            path = case_path(root, number)
            text = path.read_text("utf-8") + f"\n第{edit}次修改。\n"
            with page.expect_event("load", timeout=120_000):
                start = time.perf_counter()
                path.write_text(text, "utf-8")
            seconds.append(time.perf_counter() - start)
            if f"第{edit}次修改。" not in page.content():
                raise AssertionError(f"edit {edit} is not on its page")
        built = [float(found[1]) for line in served.lines if (found := re.search(r"new, (\d+\.\d+) s", line))]
    return {"edits": edits, "save_to_page": quantiles(seconds), "of_it_build": quantiles(built)}


LEAST = 5  # edits, on a machine however busy


def soak(root: Path, seconds: float, pause: float = 0) -> dict[str, object]:
    """Edits with pauses in seconds, streams that come and go, pages; what the process holds at first and at last."""
    edits, taken = 0, []
    with sitting(root) as served:
        deadline = time.monotonic() + seconds
        host, _, base = served.address.removeprefix("http://").partition("/")
        before = case_path(root, 0).read_text("utf-8")
        while time.monotonic() < deadline or edits < LEAST:
            edits += 1
            case_path(root, 0).write_text(f"{before}\n第{edits}次修改。\n", "utf-8")
            with open_stream(host), open_stream(host):
                wait_for_lines(served, 2 + edits)
                if f"第{edits}次修改。" not in get(host, f"/{base}zh-hans/cases/case-00000/"):
                    raise AssertionError(f"edit {edits} is not on its page")
            taken.append(served.figures())
            time.sleep(pause)
    # The first edits fill caches; what grows after them grows for ever.
    warm = taken[len(taken) // 5 :]
    most = Figures(*(max(getattr(each, name) for each in warm) for name in Figures.__struct_fields__))
    return {"minutes": round(seconds / 60, 2), "edits": edits, "first": warm[0], "last": warm[-1], "most": most}


@contextmanager
def open_stream(host: str) -> Iterator[None]:
    """An open page's stream, as far as its first bytes."""
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("GET", "/__dev/events")
    connection.getresponse().read(20)
    yield
    connection.close()


def get(host: str, path: str) -> str:
    """A page as the server gives it."""
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("GET", path)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """The middle, the 95th of a hundred, and the worst."""
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return {"p50": round(statistics.median(ordered), 3), "p95": round(p95, 3), "max": round(ordered[-1], 3)}


if __name__ == "__main__":
    main()
