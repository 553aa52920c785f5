"""Measure Markdown: against the library alone with the same plugins' worth of syntax left out, and at its worst shapes.

    python -m benchmarks.markdown

Times are processor time, the best of many rounds, both parsers in one process. The shapes have as many signs as an
article may have; each is the slowest of its kind that was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from time import process_time

from markdown_it import MarkdownIt

from site_builder.build.limits import MAX_OPENINGS
from site_builder.content.markdown import render_any, render_markdown

CASES = Path(__file__).parent.parent / "content/cases"
ROUNDS = 60
SHAPES = {
    "links that never close": "[a" * MAX_OPENINGS,
    "notes in notes": "^[" * MAX_OPENINGS,
    "emphasis beside Han marks": "*案。" * MAX_OPENINGS,
    "broken lines": "案\n" * 40_000,
    "blocks in blocks": "::: note\n" * MAX_OPENINGS,
    "a wide and ragged table": "|" + "a|" * 2_000 + "\n|" + "-|" * 2_000 + "\n" + "|a\n" * 200,
    "definitions": "a\n" + ": b\n" * MAX_OPENINGS,
    "attributes": "[a]{.x " * MAX_OPENINGS,
}


def main() -> None:
    """Print milliseconds a case with their ratio to the library alone, then seconds for each shape."""
    bodies = [path.read_text("utf-8").split("\n---\n", 1)[1] for path in sorted(CASES.glob("*.md"))]
    plain = MarkdownIt("js-default")
    ours, whole, alone = (_best(render, bodies) for render in (render_markdown, render_any, plain.render))
    print(f"a case: {ours * 1e3:.3f} ms; the long way {whole * 1e3:.3f} ms; the library alone {alone * 1e3:.3f} ms")
    print(f"ratio: {ours / alone:.2f}; the long way {whole / alone:.2f}")
    for name, text in SHAPES.items():
        started = process_time()
        render_any(text)
        print(f"{name}: {len(text.encode()):,} bytes, {process_time() - started:.2f} s")


def _best(render: Callable[[str], object], bodies: Iterable[str]) -> float:
    """Seconds a text, in the best round."""
    texts = list(bodies)
    return min(_round(render, texts) for _ in range(ROUNDS)) / len(texts)


def _round(render: Callable[[str], object], texts: list[str]) -> float:
    started = process_time()
    for text in texts:
        render(text)
    return process_time() - started


if __name__ == "__main__":
    main()
