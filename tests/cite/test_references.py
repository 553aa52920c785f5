"""References equal those of a CSL processor, and say of a source what the golden file was reviewed to say."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from site_builder.cite import (
    Record,
    bibtex,
    collection_record,
    edition_record,
    gb_2015,
    gb_2025,
    gb_2025_author_date,
    ris,
    source_record,
)
from site_builder.content.schema import FrontMatter
from tests.cite.processor import processed

HERE = Path(__file__).parent
PAGE = "https://example.github.io/cases/x/"
STYLES = {
    "china-national-standard-gb-t-7714-2015-numeric": gb_2015,
    "gb-t-7714-2025-numeric": gb_2025,
    "gb-t-7714-2025-author-date": gb_2025_author_date,
}


def read_case(name: str, fields: dict[str, Any]) -> FrontMatter:
    source = {"role": "original", **fields}
    meta = {"id": name, "title": source.pop("title"), **source.pop("meta", {})}
    review = {"status": "reviewed", "date": "2026-09-18"}
    return msgspec.convert({**meta, "sources": [source], "review": review}, FrontMatter, strict=False)


CASES = [
    read_case(name, fields)
    for name, fields in yaml.load((HERE / "cases.yml").read_text("utf-8"), yaml.BaseLoader).items()
]
SOURCES = [source_record(meta, PAGE) for meta in CASES]
RECORDS = [
    *SOURCES,
    *(edition_record(meta, "共同缔造案例集", PAGE) for meta in CASES[:8]),
    collection_record(tuple(CASES), "共同缔造案例集", "编者", "https://example.github.io/data/"),
]


def test_there_are_enough_cases() -> None:
    assert len(SOURCES) >= 40


@pytest.mark.parametrize("style", STYLES)
def test_references_equal_those_of_a_processor(style: str) -> None:
    ours = [STYLES[style](record) for record in RECORDS]
    assert ours == processed(style, RECORDS)


def test_references_are_as_reviewed() -> None:
    blocks = ["\n".join([record.id, *(make(record) for make in STYLES.values())]) for record in RECORDS]
    assert "\n\n".join(blocks) + "\n" == (HERE / "golden.txt").read_text("utf-8")


def test_bibtex_is_as_reviewed() -> None:
    assert bibtex(RECORDS) == (HERE / "golden.bib").read_text("utf-8")


def test_ris_is_as_reviewed() -> None:
    assert ris(RECORDS) == (HERE / "golden.ris").read_text("utf-8")


def test_a_span_of_days_says_no_part_twice() -> None:
    def written(issued: str) -> str:
        return gb_2015(source_record(read_case("x", {"title": "题", "issued": issued, "url": PAGE}), PAGE))

    assert written("2022/2024") == f"题[EB/OL]. (2022/2024). {PAGE}."
    assert written("2022-08/2022-09") == f"题[EB/OL]. (2022-08/09). {PAGE}."
    assert written("2022-08/2023-09") == f"题[EB/OL]. (2022-08/2023-09). {PAGE}."


def test_no_address_of_a_mirror_is_printed() -> None:
    told = [make(record) for record in RECORDS for make in STYLES.values()]
    assert [text for text in [*told, bibtex(RECORDS), ris(RECORDS)] if "spam" in text] == []


def test_the_original_stands_for_the_article() -> None:
    base = {"role": "base_text", "source_type": "mirror_farm", "retrieved": "2026-09-20"}
    policy = {"role": "policy_basis", "publisher": "住建部", "title": "通知"}
    original = {"role": "original", "publisher": "荆楚网"}
    meta = msgspec.convert(
        {"id": "x", "title": "题", "sources": [base, policy, original], "review": {"status": "reviewed"}}, FrontMatter
    )
    record = source_record(meta, PAGE)
    assert (record.title, record.container_title) == ("题", "荆楚网")
    assert gb_2015(record) == f"题[EB/OL]. [2026-09-20]. {PAGE}."


def test_records_are_csl_json() -> None:
    (record,) = msgspec.json.decode(msgspec.json.encode(SOURCES[:1]))
    assert record == {
        "id": "two-authors",
        "type": "webpage",
        "language": "zh-CN",
        "title": "乐享幸福“邻”距离，点燃治理“内驱力”",
        "author": [{"literal": "袁莉莉"}, {"literal": "彭浩容"}],
        "container-title": "荆楚网",
        "issued": {"date-parts": [[2024, 10, 8]]},
        "accessed": {"date-parts": [[2026, 9, 20]]},
        "URL": "http://news.cnhubei.com/content/2024-10/07/content_18486704.html",
    }
    assert msgspec.json.decode(msgspec.json.encode(RECORDS), type=list[Record]) == RECORDS
