"""Chinese that was read as Latin letters comes back, other languages stay as they are."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.clean import clean, replay
from site_builder.clean.ledger import Certainty
from site_builder.clean.mojibake import as_mixture, as_windows, find_mojibake
from site_builder.problem import Source

CASES = Path(__file__).parents[2] / "content" / "cases"
LINES = [
    line
    for path in sorted(CASES.glob("*.md"))
    for line in path.read_text("utf-8").split("\n---\n", 1)[1].split("\n")
    if "。" in line and "□" not in line and line.encode("gbk", "ignore").decode("gbk") == line
]


def restored(line: str) -> str:
    return replay(line, find_mojibake(line).edits)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_what_was_read_as_windows_letters_comes_back_exactly(encoding: str) -> None:
    assert len(LINES) > 30
    assert [line for line in LINES if restored(as_windows(line.encode(encoding))) != line] == []


def test_in_a_mixture_the_words_decide() -> None:
    wrong = total = 0
    for line in LINES:
        misread = as_mixture(line.encode("gbk"))
        (edit,) = find_mojibake(misread).edits
        assert edit.certainty is Certainty.LIKELY
        parts = SequenceMatcher(None, line, edit.replacement, autojunk=False).get_opcodes()
        wrong += sum(max(end - start, to - at) for kind, start, end, at, to in parts if kind != "equal")
        total += len(line)
    assert wrong <= 0.001 * total


@given(st.text(st.characters(min_codepoint=1, max_codepoint=0x4FF, exclude_characters="\n"), max_size=40))
@settings(max_examples=500, deadline=None)
def test_a_repair_misread_again_is_the_line(line: str) -> None:
    for edit in find_mojibake(line).edits:
        ways = [as_mixture(edit.replacement.encode("gbk")), as_windows(edit.replacement.encode("gbk"))]
        assert line in (*ways, as_windows(edit.replacement.encode("utf-8")))


@pytest.mark.parametrize(
    "line",
    [
        "L’été dernier, où êtes-vous allés ? À Orléans, bien sûr, près de la forêt.",
        "ÄÖÜ äöü ß – Größe, Füße, Straße, Übermut",
        "Ελληνικά: η κοινότητα συζητά τα προβλήματά της",
        "Русский текст о сообществе и его делах",
        "Tiếng Việt: cộng đồng cùng nhau bàn bạc mọi việc",
        "Crème brûlée, Señor Núñez, façade, naïve, coöperate",
        "éèêë àâ çô îï",
        "社区里的事情，大家商量着办。",
        "社區裡的事情，大家商量著辦。©2023",
        "§ 5 Abs. 2 – ¼ ½ ¾ °C ±5 µm ×10³",
    ],
)
def test_other_languages_and_sound_chinese_stay(line: str) -> None:
    assert find_mojibake(line).edits == ()


def test_a_misread_page_is_cleaned_as_if_it_had_been_read_right() -> None:
    page = "\n".join(LINES[:6])
    misread = "\n".join(as_windows(line.encode("gbk")) for line in LINES[:6])
    result = clean(Source("a", misread))
    assert result.text == clean(Source("a", page)).text
    assert replay(misread, result.edits) == result.text


def test_time_grows_with_the_line() -> None:
    line = as_mixture("社区里的事情大家商量着办模式".encode("gbk") * 200)
    start = perf_counter()
    find_mojibake(line)
    small = perf_counter() - start
    start = perf_counter()
    find_mojibake(line * 8)
    assert perf_counter() - start < 40 * small + 1
