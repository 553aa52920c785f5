"""The short way through plain prose gives what the whole of Markdown gives."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.content.markdown import render_any, render_markdown

# What makes a line something else than a paragraph, and what makes a text something else than itself.
TRIGGERS = [
    *"#>-+*_=`~[]()<&!|:^\\\"'0129.) \t　 \u2028\x85\x1c{}$%@/ab，。案例“《—…",
    *[
        "\n",
        "\n\n",
        "\n\n\n",
        "# ",
        "## ",
        "####### ",
        " #",
        "1. ",
        "1) ",
        "- ",
        "* ",
        "> ",
        "```",
        "~~~",
        "---",
        "===",
    ],
    *["    ", "::: figure\n", ":::", "::: commentary\n", "[a](b)", "[a]: b", "[^1]", "[^1]: n", "^[n]", "![x](y.png)"],
    *[
        "&amp;",
        "&#65;",
        "<b>",
        "<https://a.b/>",
        "https://a.b/",
        "**重**",
        "*轻*",
        "~~删~~",
        "`码`",
        "a|b",
        "-|-",
        "\r",
    ],
    *["\0", "□", "  \n", "\\\n"],
]
texts = st.lists(st.sampled_from(TRIGGERS), max_size=24).map("".join)
lines = st.lists(st.sampled_from([each for each in TRIGGERS if "\n" not in each]), max_size=8).map("".join)
blocks = st.tuples(st.sampled_from(["案", "例a", "# 案", "## 2024年", "“", "3", "10"]), lines).map("".join)
prose = st.lists(blocks, max_size=4).map("\n\n".join)


@given(texts)
@example('## 一、积分 ##\n\n正文 > "引"')
@example("2024年\n\n1. 甲\n\n2）乙")
@example("# a#\n\nb [c][d]\n\n[d]: /e")
@example("案[^1]\n\n[^1]: 注")
@example("案^[注]")
def test_any_text_by_the_short_way_is_as_by_the_long_one(text: str) -> None:
    assert render_markdown(text) == render_any(text)


@given(prose)
def test_prose_by_the_short_way_is_as_by_the_long_one(text: str) -> None:
    assert render_markdown(text) == render_any(text)


@pytest.mark.parametrize(
    "text", ["甲 -{zh-hans:乙;zh-hant:丙}-丁-{}-", "# -{甲}-\n\n乙-{H|zh-hans:丙;zh-hant:丁}- **丙**"]
)
def test_marks_count_as_what_is_read_of_them(text: str) -> None:
    assert (render_markdown(text).characters, render_any(text).characters) == (3, 3)


@pytest.mark.parametrize("inside", ["-{余力}-", "-{zh-hans:甲;zh-hant:乙}-", "-{R|发}-", "前-{}-后"])
def test_stars_around_a_mark_are_emphasis_beside_han_characters(inside: str) -> None:
    for text in (f"见**{inside}**发展。", f"**{inside}**乙", f"“**{inside}**”", f"甲，**{inside}**（丙）"):
        for page in (render_markdown(text), render_any(text)):
            assert f"<strong>{inside}</strong>" in page.html
