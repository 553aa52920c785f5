"""Run every benchmark here and keep the figures: `python -m benchmarks`; each is a module whose `main` prints them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def run() -> None:
    """Print the figures of all benchmarks and write them to results.md, a section each."""
    sections = ["# Benchmarks\n\nWritten by `python -m benchmarks`.\n"]
    for path in sorted(HERE.glob("*.py")):
        if not path.stem.startswith("_") and "def main(" in path.read_text("utf-8"):
            sections.append(_section(path.stem))
            print(sections[-1])
    (HERE / "results.md").write_text("\n".join(sections), "utf-8")


def _section(name: str) -> str:
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    printed = subprocess.run(command, cwd=HERE.parent, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    text = printed if printed.startswith("|") else f"```\n{printed}\n```"
    return f"## `python -m benchmarks.{name}`\n\n{text}\n"


run()
