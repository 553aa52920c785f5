"""The search at size: how fast the index is made, and what a search costs in Chromium.

    python -m benchmarks.search [CORPUS.jsonl] [--cases 10000] [--queries 40]

The corpus has a case a line: `id`, `title`, `date`, `tags`, `place`, `publisher` and `body`, in Markdown. Without one,
cases are made of words drawn as often as Chinese uses them, which have more different neighbours than real texts. The
server packs text with gzip, as hosts do, but no shards, which hosts send as they are.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import wordfreq
from playwright.sync_api import sync_playwright

from benchmarks.build import PLACES, TAGS, write_project
from site_builder.build.disk import read_sources
from site_builder.build.memory import assets, blocks_of, found_in
from site_builder.build.scripts import open_scripts
from site_builder.build.stages import CaseText, Layout, in_script, lay_out, load, parse
from site_builder.build.theme import open_theme, render
from site_builder.pages import made_by, paths_of
from site_builder.search.index import postings, shards

# A search is asked for on a page that is open: what it costs is what is fetched from then on.
SEARCH = """async (query) => {
  const page = document.getElementById("search"), list = page.querySelector(".hits");
  performance.clearResourceTimings();
  performance.setResourceTimingBufferSize(1000);
  let first = 0;
  const look = () => { if (!first && list.children.length) first = performance.now(); };
  new MutationObserver(look).observe(list, { childList: true });
  const start = performance.now();
  page.querySelector("input[name=q]").value = query;
  page.querySelector("form").requestSubmit();
  await new Promise((done) => { setInterval(() => { if (!page.classList.contains("busy")) done(); }, 5); });
  await new Promise((done) => setTimeout(done, 100));
  // The browser asks for the icon again when the address changes: that is not the search's.
  const all = performance.getEntriesByType("resource").filter((each) => each.name.includes("/search/"));
  return {
    requests: all.length,
    bytes: all.reduce((sum, each) => sum + each.transferSize, 0),
    first: first ? all.filter((each) => each.responseEnd <= first).length : 0,
    shown: list.children.length, told: page.querySelector(".tally").textContent, ms: first - start,
  };
}"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as tables in Markdown."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--queries", type=int, default=20)
    wish = parser.parse_args(arguments)
    cases = _read(wish.corpus)[: wish.cases] if wish.corpus else _varied(wish.cases)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        write_project(project, cases)
        _index(project, Path(folder) / "output")
        _measure(Path(folder) / "output", cases, wish.queries)
    print(f"\n{os.cpu_count()} cores, Python {sys.version.split()[0]}; seconds are those of the processor.")


def _read(corpus: Path) -> list[dict[str, Any]]:
    cases = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    known = {"tags": set(TAGS), "place": set(PLACES)}
    for case in cases:
        case["tags"] = [tag for tag in case["tags"] if tag in known["tags"]]
        case["place"] = case["place"] if case["place"] in known["place"] else PLACES[0]
    return cases


def _varied(count: int) -> list[dict[str, Any]]:
    words = [word for word in wordfreq.top_n_list("zh", 60_000) if all("一" <= each <= "鿿" for each in word)]
    known = wordfreq.get_frequency_dict("zh")  # as it is: `word_frequency` would cut words up first
    weights = list(accumulate(known[word] for word in words))
    draw = random.Random(20261122)

    def sentence(length: int) -> str:
        return "".join(draw.choices(words, cum_weights=weights, k=length))

    return [
        {
            "id": f"case-{number:06d}",
            "title": f"{draw.choice(PLACES)}{sentence(6)}",
            "date": f"20{draw.randint(18, 25)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
            "tags": draw.sample(TAGS, 3),
            "place": draw.choice(PLACES),
            "author": "测试",
            "publisher": "荆楚网",
            "body": "\n\n".join(
                f"## {sentence(4)}\n\n"
                + "\n\n".join("，".join(sentence(12) for _ in range(6)) + "。" for _ in range(4))
                for _ in range(4)
            ),
        }
        for number in range(count)
    ]


def _index(project: Path, output: Path) -> None:
    """Write what the search page needs, and print what the index took."""
    sources = read_sources(project)
    loaded = load(sources, [])
    scripts = open_scripts(loaded.site, loaded.glossaries, loaded.vocabularies)
    masters = [parse(source) for source in sources.cases]
    written = {tag: {each.meta.id: in_script(each, script) for each in masters} for tag, script in scripts.items()}
    metas = {tag: {id: case.meta for id, case in each.items()} for tag, each in written.items()}
    layout = lay_out(loaded, metas, scripts)
    made = dict(_shards(layout, written))
    texts = blocks_of(written, found_in(written))
    for data in layout.data:
        if "search/" in paths_of(data)[0]:
            contents = made_by(data, data.view(), tuple(texts[text] for text in data.texts))
            made |= dict(zip(paths_of(data), contents, strict=True))
    pages = [page for page in layout.pages if page.template == "search.html"]
    for file in (*render(open_theme(sources.theme, layout.strings), pages, {}), *assets(sources.theme)):
        made[file.path] = file.content
    for path, content in made.items():
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_bytes(content)


def _shards(layout: Layout, written: dict[str, dict[str, CaseText]]) -> list[tuple[str, bytes]]:
    plan = layout.index
    characters = sum(case.text.characters for case in next(iter(written.values())).values())
    start = time.process_time()
    found = found_in(written)
    every = postings(plan, range(len(plan.ids)), lambda id: found[id].units)
    made = list(shards(plan, every, 0, len(plan.paths)))
    seconds = time.process_time() - start
    sizes = [len(content) for _, content in made]
    count = len(plan.ids)
    print("| cases | characters a case | index, s | cases a second and core | shards | bytes | largest shard |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    print(
        f"| {count:,} | {characters // max(1, count):,} | {seconds:.2f} | {count / seconds:,.0f} | {len(made):,} "
        f"| {sum(sizes):,} | {max(sizes):,} |\n"
    )
    return made


def _measure(output: Path, cases: Sequence[dict[str, Any]], count: int) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Host, directory=str(output)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/zh-hant/search/"
    draw = random.Random(1)
    heads = [
        "characters",
        "queries",
        "requests, most",
        "median",
        "bytes, most",
        "median",
        "first after, most",
        "median",
    ]
    heads.append("after two")
    print(f"| {' | '.join(heads)} |\n|{' ---: |' * len(heads)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for length in (2, 3, 4):
            told = []
            while len(told) < count:
                query = _piece(draw, cases, length)
                context = browser.new_context()
                page = context.new_page()
                page.goto(url, wait_until="networkidle")
                told.append(page.evaluate(SEARCH, query))
                context.close()
            print(
                f"| {length} | {count} | "
                + " | ".join(_most(told, name) for name in ("requests", "bytes", "first"))
                + " |"
            )
        browser.close()
    server.shutdown()


def _most(told: Sequence[dict[str, Any]], name: str) -> str:
    values = [each[name] for each in told]
    return f"{max(values):,} | {statistics.median(values):,.0f}"


def _piece(draw: random.Random, cases: Sequence[dict[str, Any]], length: int) -> str:
    """A piece of a text without signs."""
    while True:
        body = draw.choice(cases)["body"]
        at = draw.randrange(len(body) - length)
        if all("一" <= each <= "鿿" for each in body[at : at + length]):
            piece: str = body[at : at + length]
            return piece


class _Host(http.server.SimpleHTTPRequestHandler):
    """Gives files as hosts of static sites do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path.split("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        is_text = path.suffix != ".bin"
        content = gzip.compress(content, 6) if is_text else content
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    main()
