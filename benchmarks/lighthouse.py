"""Lighthouse's four scores of the pages that most readers see, in Debian's Chromium; the median of a few runs.

    python -m benchmarks.lighthouse [--runs 3]

Wants `tests/browser/node_modules`, which `make browser` fills where it may.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from site_builder.build import build
from site_builder.build.disk import read_sources
from site_builder.build.tree import write_site
from tests.browser.conftest import ARGUMENTS, CHROMIUM, served
from tests.conftest import ROOT

PROGRAM = ROOT / "tests/browser/node_modules/lighthouse/cli/index.js"
PAGES = ("zh-hans/", "zh-hant/", "zh-hans/cases/tianmen-xincheng-2024/", "zh-hans/browse/", "zh-hans/search/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FORMS = {"phone": [], "desk": ["--preset=desktop"]}


def scores(url: str, options: list[str]) -> tuple[int, ...]:
    """A page's scores of one run, in percent."""
    flags = " ".join(["--headless=new", *ARGUMENTS])
    command = ["node", str(PROGRAM), url, "--quiet", "--output=json", f"--chrome-flags={flags}", *options]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    environment = {**os.environ, "CHROME_PATH": str(CHROMIUM)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    found = json.loads(done.stdout)["categories"]
    return tuple(round(100 * found[name]["score"]) for name in CATEGORIES)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--forms", nargs="+", default=list(FORMS))
    parser.add_argument("--pages", nargs="+", default=list(PAGES))
    wish = parser.parse_args()
    print("page", "form", *CATEGORIES, sep="\t")
    with tempfile.TemporaryDirectory() as folder:
        write_site(Path(folder), build(read_sources(ROOT)).files)
        with served(Path(folder) / "output") as start:
            for page in wish.pages:
                if not (Path(folder) / "output" / page / "index.html").exists():
                    continue  # a site without this kind of page
                for form in wish.forms:
                    runs = [scores(start + page, FORMS[form]) for _ in range(wish.runs)]
                    print(page, form, *(round(median(each)) for each in zip(*runs, strict=True)), sep="\t", flush=True)


if __name__ == "__main__":
    main()
