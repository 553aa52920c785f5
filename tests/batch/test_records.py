"""Archives are read record by record, and what cannot be read says why."""

from __future__ import annotations

import gzip
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.extract import Form, read_records
from site_builder.extract.records import LARGEST
from tests.batch.crawl import warc


def read(content: bytes, name: str) -> list[tuple[str, Form, str]]:
    return [(each.name, each.form, each.reason[:24]) for each in read_records(io.BytesIO(content), name)]


def test_json_lines_are_numbered_by_line_and_empty_ones_are_none() -> None:
    lines = (json.dumps({"url": "u", "text": "一"}), "", "{", '{"url": "u"}', json.dumps({"html": "<p>"}))
    assert read("\n".join(lines).encode(), "a.jsonl") == [
        ("a.jsonl:1", Form.TEXT, ""),
        ("a.jsonl:3", Form.BROKEN, "no JSON of url and text "),
        ("a.jsonl:4", Form.BROKEN, "neither text nor html"),
        ("a.jsonl:5", Form.PAGE, ""),
    ]


def test_a_line_that_is_too_long_is_one_broken_record() -> None:
    content = b'{"text": "' + b"a" * (2 * LARGEST) + b'"}\n' + b'{"text": "b"}\n'
    assert [form for _, form, _ in read(content, "a.jsonl")] == [Form.BROKEN, Form.TEXT]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.warc.gz"])
def test_an_archive_that_breaks_off_says_so(name: str) -> None:
    whole = (
        warc([("http://a/1", "text/html", 200, b"x" * 5000)])
        if "warc" in name
        else gzip.compress(b'{"text":"a"}\n' * 99)
    )
    found = read(whole[: len(whole) // 2], name)
    assert found and (found[-1][1] is Form.BROKEN or "warc" in name)


def test_a_warc_gives_pages_with_the_servers_charset_and_tells_what_is_none() -> None:
    content = warc(
        [
            ("http://a.example/1", "text/html; charset=gb2312", 200, "中文".encode("gbk")),
            ("http://a.example/2", "image/png", 200, b"\x89PNG"),
            ("http://a.example/3", "text/html", 404, b"none"),
            ("http://a.example/4", "text/plain", 200, b"text"),
        ]
    )
    records = list(read_records(io.BytesIO(content), "a.warc.gz"))
    assert [(each.address[-1], each.form, each.charset, each.reason) for each in records] == [
        ("1", Form.PAGE, "gb2312", ""),
        ("2", Form.NOTHING, "", "of the type image/png"),
        ("3", Form.NOTHING, "", "HTTP status 404"),
        ("4", Form.TEXT, "", ""),
    ]


@given(st.binary(max_size=300), st.sampled_from(("a.jsonl", "a.jsonl.gz", "a.warc", "a.warc.gz")))
@settings(max_examples=300, deadline=None)
def test_no_bytes_stop_a_reader(content: bytes, name: str) -> None:
    read(content, name)


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a\.zip is no archive"):
        read_records(io.BytesIO(b""), "a.zip")
