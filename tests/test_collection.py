"""The project's own collection: its texts are what the cleaner makes of the raw articles, and nothing else."""

import hashlib
from pathlib import Path

import pytest

from site_builder.clean import clean, replay
from site_builder.content.casefile import format_case, parse_case
from site_builder.content.schema import Case, ReviewStatus
from site_builder.problem import Source
from tests.conftest import ROOT

CASES = sorted((ROOT / "content/cases").glob("*.md"))


def read(path: Path) -> Case:
    return parse_case(Source(path.name, path.read_text("utf-8")))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_text_of_a_case_is_its_raw_article_cleaned_and_not_altered_further(path: Path) -> None:
    case = read(path)
    base = case.meta.sources[0]
    content = (ROOT / "content/raw" / base.raw).read_bytes()
    cleaned = clean(Source(base.raw, content.decode()))
    assert (base.sha256, base.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    assert replay(content.decode(), cleaned.edits) == cleaned.text
    assert case.body == cleaned.text.strip("\n") + "\n"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_file_is_formatted_and_named_by_its_id(path: Path) -> None:
    case = read(path)
    assert path.stem == case.meta.id
    assert case.meta.review.status is ReviewStatus.REVIEWED
    assert parse_case(Source(path.name, format_case(case))) == case


def test_every_raw_article_is_a_case() -> None:
    used = {source.raw for path in CASES for source in read(path).meta.sources if source.raw}
    assert used == {path.name for path in (ROOT / "content/raw").glob("*.txt")}
