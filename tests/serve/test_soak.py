"""A sitting of many edits holds no more than one of few."""

import sys
from pathlib import Path

import pytest

from benchmarks.serve import Figures, soak, write_project
from tests.conftest import CAMPAIGN

CLOSING = 6  # the ends of an edit's three connections, which close a moment after they were used


@pytest.mark.skipif(sys.platform != "linux", reason="counts as Linux does")
def test_threads_files_and_memory_stay_flat(tmp_path: Path) -> None:
    write_project(tmp_path, 5)
    figures = soak(tmp_path, 300 if CAMPAIGN else 8)
    first, last, most = figures["first"], figures["last"], figures["most"]
    assert isinstance(first, Figures) and isinstance(last, Figures) and isinstance(most, Figures)
    assert last.threads <= first.threads
    assert most.files <= first.files + CLOSING
    assert last.memory < first.memory + 16
