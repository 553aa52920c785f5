"""Run every benchmark here and keep the figures: `python -m benchmarks`; each module has a `main` that gives Markdown."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


def run() -> None:
    """Print the tables of all benchmarks and write them to results.md."""
    lines = ["# Benchmarks", "", "Written by `python -m benchmarks`.", ""]
    for path in sorted(HERE.glob("*.py")):
        if not path.stem.startswith("_"):
            told = import_module(f"benchmarks.{path.stem}").main()
            lines += [*(told or ()), ""]
    print("\n".join(lines))
    (HERE / "results.md").write_text("\n".join(lines), "utf-8")


run()
