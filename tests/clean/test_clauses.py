"""What decides between readings besides words: pairs of marks within each other, the ends of clauses, native forms."""

from __future__ import annotations

import pytest

from site_builder.clean.brackets import is_open, open_pairs_of, pair
from site_builder.clean.channel import damage_line, known_annotations, swap_script
from site_builder.clean.clauses import closing, opened
from site_builder.clean.grammar import Grammar
from site_builder.clean.language import load_language, page_language
from site_builder.clean.ledger import replay
from site_builder.clean.page_words import PageWords
from site_builder.clean.readings import Reading, agreement
from site_builder.clean.repair import repair

SIGN = "環(huán)境發(fā)展實(shí)踐學(xué)習(xí)"


def repaired(damaged: str) -> str:
    page = f"{SIGN}\n{damaged}"
    return replay(page, repair(page)).split("\n", 1)[1]


def narrow(text: str) -> str:
    return text.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})


@pytest.mark.parametrize(
    "text",
    ["“他说：‘好。’我说：《关于“三农”问题》。”", "（见《水浒传》）", "「『好』」", "“一段“又一段”"],
)
def test_pairs_within_each_other_are_all_closed(text: str) -> None:
    assert open_pairs_of(text) == 0


def test_a_pair_costs_nothing_where_it_closes_the_innermost_one() -> None:
    inside = open_pairs_of("“《")
    assert pair(inside, "》") == (0.0, open_pairs_of("“"))
    cost, left = pair(inside, "”")
    assert cost < 0
    assert not left
    assert is_open(inside, "“")
    assert pair(0, "》")[0] < pair(0, "”")[0] < 0


@pytest.mark.parametrize("mark", "，、；")
def test_what_a_full_stop_has_ended_is_not_ended_again(mark: str) -> None:
    costs = Grammar("")
    assert costs.cost("。", mark) < costs.cost("好", mark) - 8.0
    assert costs.cost("。", "”") > costs.cost("好", "”")


def test_clauses_begin_and_end_as_words_do() -> None:
    words = load_language().words
    known = opened(words).known
    assert known["但"] > words["但"]
    assert known["的"] < words["的"]
    assert closing("我和", words) < closing("大家说", words)
    assert closing("共和", words) == 0.0  # a word of its own, that the table does not tell of


@pytest.mark.parametrize(
    "text",
    [
        "网络发挥重要作用。基于结构功能主义，研究者分析了社区。",
        "活动受到欢迎。基层干部说，大家都来了。",
        "他们写成《向理想致敬》，既是题目，也是目标。",
        "老人说：“孩子问我：‘难吗？’我说不难。”大家都笑了。",
        "她说：“这是法律的根基。”\n他说：“‘共同缔造’就是大家一起做。”大家点头。",
    ],
)
def test_sentences_of_one_kind_with_the_mark_before_them_are_read_back(text: str) -> None:
    original = swap_script(text)
    damaged = "\n".join(damage_line(line, known_annotations().full) for line in original.split("\n"))
    assert narrow(repaired(damaged)) == narrow(original)


def test_a_word_cut_off_before_a_question_mark_is_no_word_of_the_page() -> None:
    text = "新春慶?;顒?dòng)開始了\n新春慶?;顒?dòng)結束了\n新春到了,新春好"
    words = PageWords(load_language(), text)
    assert words.cost("新春") is not None
    assert words.cost("新春庆") is None
    assert repaired(text).count("新春慶祝活動") == 2


NATIVE = "這裡的後院由居民自己製作花架,著名的老師傅也來了。村裡後來決定繼續製造,裡面擺滿了隻隻瓷貓。"


def test_a_page_that_was_traditional_before_the_swap_keeps_its_own_forms() -> None:
    damaged = damage_line(
        NATIVE + "後面的環境優美，村裡人都說生活變得更加幸福。後來大家發現裡外都好。", known_annotations().full
    )
    restored = repaired(damaged)
    assert restored.startswith(NATIVE)
    assert all(form in restored for form in ("後面的環境優美", "裡人都說生活變得更加幸福"))
    assert set(restored) - {"□"} <= set(
        narrow(NATIVE + "後面的環境優美，村裡人都說生活變得更加幸福。後來大家發現裡外都好。")
    )
    assert page_language(NATIVE).simplified["後"] == "后"
    assert "後" not in page_language("後面沒有了").simplified


def test_a_question_mark_behind_a_sentence_was_a_blank() -> None:
    assert repaired("大家都來了。?環(huán)境變好。你來嗎?我來。") == "大家都來了。 環境變好。你來嗎?我來。"


def test_as_many_characters_are_shown_lost_as_may_have_been() -> None:
    shares = agreement(
        [
            Reading(-10.0, "甲乙", {}, (0, 1), (), 0),
            Reading(-11.0, "甲丙丁", {}, (0, 1, 1), (), 0),
            Reading(-30.0, "甲丙丁戊己", {}, (0, 1, 1, 1, 1), (), 0),
        ]
    )
    assert [share.more for share in shares] == [0, 1]
    assert shares[0].same == shares[0].as_many == 1
    assert shares[1].same == shares[1].as_many < 0.75
