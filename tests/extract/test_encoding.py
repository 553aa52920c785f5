"""Bytes to text: told apart, declared or not, and nothing lost."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.extract import Evidence, decode, encode, problems
from site_builder.extract.encoding import known_encoding

SIMPLIFIED = "社区里的事情，大家商量着办。"
TRADITIONAL = "社區裡的事情，大家商量著辦。"

han = st.text(st.sampled_from(SIMPLIFIED + TRADITIONAL + "abc 123\n鑫灏□—“”①"), min_size=1, max_size=60)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@given(text=han, noise=st.lists(st.tuples(st.integers(0, 200), st.binary(min_size=1, max_size=3)), max_size=4))
@settings(max_examples=150, deadline=None)
def test_the_bytes_come_back_whatever_was_decoded(encoding: str, text: str, noise: list[tuple[int, bytes]]) -> None:
    content = text.encode(encoding)
    for place, inserted in noise:
        content = content[: place % (len(content) + 1)] + inserted + content[place % (len(content) + 1) :]
    decoded = decode(content, "a.txt")
    if decoded.encoding != "big5hkscs":
        assert encode(decoded) == content


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_and_every_undecodable_one_is_kept(content: bytes) -> None:
    decoded = decode(content, "a.txt")
    assert all(decoded.source.text[each.place] == "\ufffd" for each in decoded.undecodable)
    assert not any("\ud800" <= character <= "\udfff" for character in decoded.source.text)
    assert len(problems(decoded)) <= 21
    if decoded.encoding in ("utf-8", "gb18030"):
        assert encode(decoded) == content


@pytest.mark.parametrize(
    ("text", "encodings"),
    [(SIMPLIFIED, ("utf-8", "gb18030", "gbk")), (TRADITIONAL, ("utf-8", "gb18030", "big5", "big5hkscs"))],
)
@pytest.mark.parametrize("length", [4, 6, 14, 1400])
def test_undeclared_chinese_is_told_by_its_bytes(text: str, encodings: tuple[str, ...], length: int) -> None:
    shown = (text * 100)[:length]
    for encoding in encodings:
        decoded = decode(shown.encode(encoding), "a.txt")
        assert decoded.source.text == shown, encoding
        assert decoded.undecodable == ()


@pytest.mark.parametrize(
    ("content", "declared", "encoding", "evidence"),
    [
        (b"\xef\xbb\xbf" + SIMPLIFIED.encode(), "gbk", "utf-8", Evidence.MARK),
        (b"\xff\xfe" + SIMPLIFIED.encode("utf-16-le"), "", "utf-16-le", Evidence.MARK),
        (SIMPLIFIED.encode("utf-16-le"), "", "utf-16-le", Evidence.MEASURED),
        (SIMPLIFIED.encode("gbk"), "gb2312", "gb18030", Evidence.TRANSPORT),
        (SIMPLIFIED.encode("gbk"), "UTF-8", "gb18030", Evidence.MEASURED),
        (SIMPLIFIED.encode(), "gb2312", "utf-8", Evidence.VALID),
        (SIMPLIFIED.encode("gbk"), "big5", "gb18030", Evidence.MEASURED),
        (SIMPLIFIED.encode("gbk"), "no-such-charset", "gb18030", Evidence.MEASURED),
        (b'<meta charset="gb2312">' + SIMPLIFIED.encode("gbk"), "", "gb18030", Evidence.PAGE),
        (b'<?xml version="1.0" encoding="big5"?>' + TRADITIONAL.encode("big5"), "", "big5hkscs", Evidence.PAGE),
        (b"", "", "utf-8", Evidence.VALID),
    ],
)
def test_a_declaration_holds_while_the_bytes_agree(
    content: bytes, declared: str, encoding: str, evidence: Evidence
) -> None:
    decoded = decode(content, "a.html", declared)
    assert (decoded.encoding, decoded.evidence) == (encoding, evidence)


GERMAN = "Die Bürger trafen sich am Abend, um über den Spielplatz für die Kinder zu sprechen. " * 8
RUSSIAN = "Жители собрались вечером, чтобы обсудить детскую площадку. " * 8
FOREIGN = [
    (GERMAN, "iso-8859-1", "iso-8859-1"),
    (GERMAN, "cp1252", ""),
    (GERMAN, "cp1252", "utf-8"),
    ("Mieszkańcy zebrali się wieczorem, żeby porozmawiać. " * 8, "iso-8859-2", "iso-8859-2"),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (RUSSIAN, "cp1251", "windows-1251"),
    ("住民は夕方に集まり、子供の遊び場について話し合いました。" * 8, "euc-jp", "euc-jp"),
]


@pytest.mark.parametrize(("text", "encoding", "declared"), FOREIGN)
def test_a_foreign_page_is_not_read_as_chinese(text: str, encoding: str, declared: str) -> None:
    page = f"<html><head><title>x</title></head><body>{'<div class=a>' * 40}{text}</body></html>".encode(encoding)
    assert text in decode(page, "a.html", declared).source.text


MARKUP = "<div class='list'><a href='/n/1.html'>more</a></div>\n" * 200


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize("length", [2, 5, 40])
def test_a_few_characters_among_much_markup_are_told(encoding: str, length: int) -> None:
    text = (TRADITIONAL if encoding == "big5" else SIMPLIFIED)[:length] * 2
    assert text in decode((MARKUP + text + MARKUP).encode(encoding), "a.html").source.text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs"])
@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "big5", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("length", [20, 77, 400, 20_000])
def test_a_broken_byte_costs_itself_and_no_more(encoding: str, declared: str, length: int) -> None:
    text = ((TRADITIONAL if encoding == "big5hkscs" else SIMPLIFIED) * 2000)[:length]
    content = text.encode(encoding)
    half = text[: length // 2].encode(encoding)
    decoded = decode(half + b"\xff" + content[len(half) :], "a.txt", declared)
    assert decoded.source.text == f"{text[: length // 2]}\ufffd{text[length // 2 :]}"
    assert [each.content for each in decoded.undecodable] == [b"\xff"]


@pytest.mark.parametrize("character", ["𠮷", "㐂", "ḿ", "€", "\u20087"])
def test_four_byte_characters_are_read(character: str) -> None:
    text = SIMPLIFIED + character + SIMPLIFIED
    assert decode(text.encode("gb18030"), "a.txt", "gb2312").source.text == text


def test_hong_kong_characters_are_read() -> None:
    text = "啲人喺度傾偈，佢哋話呢度冇位泊車。" + TRADITIONAL
    assert decode(text.encode("big5hkscs"), "a.txt", "big5").source.text == text


def test_gb2312_means_gbk() -> None:
    assert decode("镕喆堃".encode("gbk") + SIMPLIFIED.encode("gbk"), "a", "gb2312").source.text.startswith("镕喆堃")


@pytest.mark.parametrize("label", ["", "utf-7", "hex", "rot13", "idna", "x" * 5000, "\0", "utf-16", "unicode_escape"])
def test_a_label_that_is_no_charset_of_a_page_is_not_one(label: str) -> None:
    assert known_encoding(label) == ""


def test_an_undecodable_byte_is_a_problem_at_its_place() -> None:
    content = "第一行\n第二".encode("gbk") + b"\xff" + "行，大家商量着办。".encode("gbk")
    found = problems(decode(content, "a.txt"))
    assert [str(each) for each in found] == [
        "a.txt:2:3: FF is no character in gb18030\n"
        "  2 | 第二\ufffd行，大家商量着办。\n"
        "    |     ^\n"
        "  hint: the bytes are kept in the raw file; U+FFFD stands for them"
    ]


def test_large_files_full_of_errors_are_read_in_one_pass() -> None:
    noise = random.Random(1).randbytes(1 << 20)
    assert encode(decode(noise, "a.bin")) == noise or decode(noise, "a.bin").encoding == "big5hkscs"
