"""Quotation marks by region."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.script import Converter
from site_builder.script.quotes import unbalanced


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：“先听‘居民’的。”", "他說：「先聽『居民』的。」"),
        ("“3+1”工作法", "「3+1」工作法"),
        ("用“APP”报名", "用「APP」報名"),
        ("It’s 他的 don’t", "It’s 他的 don’t"),
        ("’90s 的“老歌”", "’90s 的「老歌」"),
        ("标题“Hello world”在此", "標題“Hello world”在此"),
        ("He said “hi” to 我", "He said “hi” to 我"),
        ("“未完的话", "“未完的話"),
        ("“好”，他说”", "“好”，他說”"),
        ("”反“", "”反“"),
        ("“‘乱”’", "“‘亂”’"),
        ("“好”\n“坏\n“好”", "「好」\n“壞\n「好」"),
        ("“外‘don’t’外”", "「外『don’t』外」"),
    ],
)
def test_marks_follow_the_region(hant: Converter, text: str, expected: str) -> None:
    assert hant.text(text) == expected
    assert hant.texts([text, text]) == [expected] * 2


def test_without_a_setting_marks_stay(bare: Converter) -> None:
    assert bare.text("“里”") == "“裡”"


def test_a_page_pairs_marks_by_paragraph_across_its_inline_tags(hant: Converter) -> None:
    page = "<p>“<b>好”</b>说<code>“</code></p><p>“坏</p><p>“A\n乙”</p>"
    assert hant.html(page) == "<p>「<b>好」</b>說<code>“</code></p><p>“壞</p><p>「A\n乙」</p>"


def test_unbalanced_paragraphs_are_reported_with_the_lonely_mark() -> None:
    text = "“好”\n一“坏\n好’90s"
    (found,) = unbalanced(text)
    assert (text[found.start : found.end], text[found.mark :][:2]) == ("一“坏", "“坏")


@given(text=st.text("“”‘’好a1 \n", max_size=16))
def test_a_paragraph_has_its_marks_replaced_or_left_never_lost(hant: Converter, text: str) -> None:
    out = hant.text(text)
    back = out.translate(str.maketrans("「」『』", "“”‘’"))
    assert back == text
    for paragraph, source in zip(out.split("\n"), text.split("\n"), strict=True):
        if list(unbalanced(source)):
            assert paragraph == source
