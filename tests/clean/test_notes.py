"""Notes at the end of a text and the marks they answer become footnotes; everything else stays as it is printed."""

from __future__ import annotations

import pytest

from site_builder.clean import clean, replay
from site_builder.clean.notes import find_notes
from site_builder.content.markdown import render_markdown
from site_builder.problem import Source

LINES = ["居民们坐在一起商量{}，把小区里的难题一个个解决了{}。", "大家都说这样的日子有奔头。{}"]


def page(marks: tuple[str, str, str], *behind: str) -> str:
    first, last = LINES
    return "\n".join((first.format(*marks[:2]), last.format(marks[2]), *behind))


@pytest.mark.parametrize(
    ("marks", "wanted", "notes", "notes_wanted"),
    [
        (("[1]", "[2]", ""), ("[^1]", "[^2]", ""), ["[1]甲", "[2] 乙"], ["[^1]: 甲", "[^2]: 乙"]),
        (("〔1〕", "〔2〕", ""), ("[^1]", "[^2]", ""), ["〔1〕甲", "〔2〕乙"], ["[^1]: 甲", "[^2]: 乙"]),
        (("①", "", "②"), ("[^1]", "", "[^2]"), ["①甲", "②乙"], ["[^1]: 甲", "[^2]: 乙"]),
        (("[1][2]", "[2]", ""), ("[^1][^2]", "[^2]", ""), ["[1]甲", "[2]乙"], ["[^1]: 甲", "[^2]: 乙"]),
        (("[1,3]", "", "[1-2]"), ("[^1][^3]", "", "[^1][^2]"), ["[1]甲", "[2]乙", "[3]丙"], None),
        # A note that nothing asks for stays a paragraph, a mark without a note stays as printed.
        (("[1]", "[7]", ""), ("[^1]", "[7]", ""), ["[1]甲", "[2]乙"], ["[^1]: 甲", "[2]乙"]),
        (("[1]", "[2-7]", ""), ("[^1]", "[2-7]", ""), ["[1]甲", "[2]乙"], ["[^1]: 甲", "[2]乙"]),
    ],
)
def test_notes_and_marks_that_answer_each_other_become_footnotes(
    marks: tuple[str, str, str], wanted: tuple[str, str, str], notes: list[str], notes_wanted: list[str] | None
) -> None:
    expected = notes_wanted or ["[^1]: 甲", "[^2]: 乙", "[^3]: 丙"]
    text = page(marks, "参考文献：", *notes)
    assert replay(text, find_notes(text).edits) == page(wanted, "参考文献：", *expected)


@pytest.mark.parametrize(
    "text",
    [
        page(("[1]", "[2]", "")),  # no notes
        page(("", "", ""), "[1]甲", "[2]乙"),  # no marks
        page(("[1]", "[2]", ""), "[2]乙", "[3]丙"),  # not from the first on
        page(("[1]", "[2]", ""), "[1]甲", "[2]乙", "后来又开了会。"),  # not at the end
        page(("：①听民意", "；②议民事", ""), "①第一步", "②第二步"),  # numbers of what is counted up
        page(("[1](https://example.org)", "", ""), "[1]甲"),  # a link
        page(("[^1]", "", ""), "[^1]: 甲"),  # footnotes already
    ],
)
def test_what_does_not_answer_stays(text: str) -> None:
    assert find_notes(text).edits == ()


def test_footnotes_are_shown_with_every_mark_and_note() -> None:
    cleaned = clean(Source("a", page(("[1]", "[2]", "[1]"), "注释", "[1]甲：《社*区*》，2020年版。", "[2]同上。"))).text
    shown = render_markdown(cleaned).html
    assert shown.count('class="footnote-ref"') == 3
    assert shown.count('class="footnote-item"') == 2
    assert "社*区*" in shown
    assert clean(Source("b", cleaned)).text == cleaned
