"""The build at size: cold, nothing changed, one text edited, that and a title inside a running server; seconds,
processor seconds and peak memory of all processes, beside a peer.

    python -m benchmarks.build [--cases 1000 10000] [--corpus FILE] [--peer "PYTHON SCRIPT"]

The cases are generated, or the first of a JSON Lines file. The peer is any program that is called with such a file and
a folder and prints a JSON line with `total_s`, `hugo_peak_mib` and `files`.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.serve import sitting, wait_for_lines

ROOT = Path(__file__).parent.parent
TAGS = [
    "党建引领",
    "居民议事",
    "积分制",
    "老旧小区改造",
    "社区合伙人",
    "志愿服务",
    "物业联动",
    "微改造",
    "网格化",
    "青年参与",
    "邻里文化",
]
PLACES = ["武汉市", "襄阳市", "宜昌市", "天门市", "荆州市", "黄石市", "十堰市", "孝感市", "荆门市", "鄂州市"]
SENTENCES = [
    "社区党委搭起议事平台，把居民、物业和共建单位请到一张桌子前，问需于民、问计于民。",
    "楼栋长挨家挨户上门，收集到意见一百二十三条，当天整理成清单张贴在公示栏里。",
    "居民自己动手清理了后院的杂物，栽下月季和石榴，干涸的水池重新放养了锦鲤。",
    "“以前门口只有灰尘，现在推开窗就是花园。”住在三楼的老人高兴地说。",
    "改造资金由街道补一点、单位筹一点、居民出一点，每一笔支出都由监督小组核对。",
    "积分可以兑换理发、洗衣和体检，也可以捐给需要帮助的邻居，发挥了激励作用。",
    "物业公司与业主委员会签订公约，明确谁来管、管什么、怎么评，每季度评议一次。",
    "年轻人组成志愿队，周末教老人使用手机，暑假为孩子开办了免费的书画课堂。",
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as a table in Markdown."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--peer", default=os.environ.get("BUILD_PEER", ""))
    wish = parser.parse_args(arguments)
    # As an installer does: whether Python may leave bytecode in a checkout is none of the build's business.
    compileall.compile_dir(ROOT / "site_builder", quiet=1)
    lines = [
        "| cases | run | ours, s | of processors, s | peer, s | ratio | ours, MiB | peer, MiB | files |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    # Nothing is deleted before all is measured: ext4 passes over the inodes of the last minutes' deletions one by one,
    # which makes every new file up to ten times as slow.
    with tempfile.TemporaryDirectory() as folder:
        for count in wish.cases:
            lines += _measure(_cases(count, wish.corpus), Path(folder, str(count)), wish.peer)
    print("\n".join(lines))
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"\n{os.cpu_count()} cores, load {load}, Python {sys.version.split()[0]}; memory is that of all processes.")


def _cases(count: int, corpus: Path | None) -> list[dict[str, Any]]:
    if corpus is None:
        return [_case(number) for number in range(count)]
    with corpus.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in islice(lines, count)]


def _measure(cases: list[dict[str, Any]], folder: Path, peer: str) -> list[str]:
    project = folder / "project"
    write_project(project, cases)
    cold = _build(project)
    idle = _build(project)
    path = project / "content/cases/case-000007.md"
    path.write_text(path.read_text("utf-8") + "\n又添了一段。\n", "utf-8")
    edited = _build(project)
    text = _serve(project, lambda case: f"{case}\n又改了一次。\n", 9)
    title = _serve(project, lambda case: case.replace("\nsources:", "又改了一次\nsources:", 1), 3)
    other = _run_peer(peer, cases, folder) if peer else {}
    total, memory = other.get("total_s", 0), other.get("hugo_peak_mib", 0)
    ratio = f"{cold.seconds / total:.2f}" if total else ""
    files = sum(len(names) for _, _, names in os.walk(project / "output"))
    return [
        f"| {len(cases):,} | cold | {cold.seconds:.2f} | {cold.processors:.2f} | {total or ''} | {ratio} "
        f"| {cold.memory:.0f} | {memory or ''} | {files:,} |",
        _row("nothing changed", idle, cold),
        _row("one text edited", edited, cold),
        f"| | the same inside `serve`, from save to built | {text:.2f} | | | {_part(text, cold)} | | | |",
        f"| | a title inside `serve` | {title:.2f} | | | {_part(title, cold)} | | | |",
    ]


class Run(NamedTuple):
    """Seconds of a build, those of all its processes together, and the most MiB they had."""

    seconds: float
    processors: float
    memory: float


def _row(name: str, run: Run, cold: Run) -> str:
    ratio = _part(run.seconds, cold)
    return f"| | {name} | {run.seconds:.2f} | {run.processors:.2f} | | {ratio} | {run.memory:.0f} | | |"


def _part(seconds: float, cold: Run) -> str:
    return f"1/{cold.seconds / seconds:.0f} of cold"


def _serve(project: Path, change: Callable[[str], str], edits: int) -> float:
    """The middle of the seconds from a saved case to the server's word that it is built."""
    seconds = []
    with sitting(project) as served:
        for edit in range(edits):
            path = project / f"content/cases/case-{edit:06d}.md"
            text = change(path.read_text("utf-8"))
            start, told = time.perf_counter(), len(served.lines)
            path.write_text(text, "utf-8")
            wait_for_lines(served, told + 1, 600)
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def _build(project: Path) -> Run:
    """A build in a fresh process."""
    before = _processors()
    command = [sys.executable, "-m", "site_builder.cli", "--project", str(project), "build"]
    start = time.perf_counter()
    # Tables that other versions of the program left are none of this one's business: cold is with none at all.
    environment = {**os.environ, "XDG_CACHE_HOME": str(project.parent / "cache")}
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    if process.wait():
        raise SystemExit("the build failed")
    seconds = time.perf_counter() - start
    watcher.join()
    return Run(seconds, _processors() - before, peak[0])


def _processors() -> float:
    """The processor seconds of all processes that were waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    """The most memory that a process and its children had together, shared pages counted once."""
    while process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        try:
            pids = [process.pid, *map(int, children.read_text().split())]
        except OSError:
            return
        peak[0] = max(peak[0], sum(map(_proportional, pids)) / 1024)
        time.sleep(0.1)


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _case(number: int) -> dict[str, Any]:
    draw = random.Random(number)
    sections = [
        f"## {mark}、{draw.choice(TAGS)}筑牢根基\n\n"
        + "\n\n".join("".join(draw.sample(SENTENCES, 7)) for _ in range(2))
        for mark in "一二三四"
    ]
    place = draw.choice(PLACES)
    return {
        "id": f"case-{number:06d}",
        "title": f"第{number}号案例：{place}{draw.choice(TAGS)}的探索与实践",
        "date": f"20{draw.randint(18, 25)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
        "tags": draw.sample(TAGS, 3),
        "place": place,
        "author": "测试",
        "publisher": "荆楚网",
        "body": "\n\n".join(sections) + "\n",
    }


def write_project(project: Path, cases: Sequence[dict[str, Any]]) -> None:
    shutil.copytree(ROOT / "theme", project / "theme")
    for folder in ("cases", "vocabulary", "pages"):
        (project / "content" / folder).mkdir(parents=True)
    tags = list(dict.fromkeys([*TAGS, *(tag for case in cases for tag in case["tags"])]))
    for name, words in (("tags", tags), ("places", PLACES)):
        terms = "".join(f"{name}-{number}: {{label: {word}}}\n" for number, word in enumerate(words))
        (project / f"content/vocabulary/{name}.yml").write_text(terms, "utf-8")
    (project / "site.toml").write_text(_SITE, "utf-8")
    for case in cases:
        (project / f"content/cases/{case['id']}.md").write_text(_case_file(case, tags), "utf-8")


_SITE = """title = "案例集"
seal = "共同缔造"
tagline = "邻里的事，邻里商量着办"
description = "居民的案例。"
publisher = "案例集"
base_url = "https://example.org/cases/"
[[taxonomies]]
name = "places"
label = "地区"
[[taxonomies]]
name = "tags"
label = "标签"
"""


def _case_file(case: dict[str, Any], words: Sequence[str]) -> str:
    tags = ", ".join(f"tags-{words.index(tag)}" for tag in case["tags"])
    return (
        f"---\nid: {case['id']}\ntitle: {case['title']}\n"
        f"sources:\n  - role: base_text\n    publisher: {case['publisher']}\n"
        f"    creators: [{{name: {case['author']}, role: author}}]\n    issued: {case['date']}\n"
        f"places: [places-{PLACES.index(case['place'])}]\ntags: [{tags}]\n"
        f"review: {{status: reviewed}}\n---\n\n{case['body']}"
    )


def _run_peer(peer: str, cases: Sequence[dict[str, Any]], folder: Path) -> dict[str, Any]:
    corpus = folder / "cases.jsonl"
    corpus.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases), "utf-8")
    command = [*peer.split(), str(corpus), str(folder / "peer")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return result


if __name__ == "__main__":
    main()
