"""The inverse of the channel on whole pages: the raw articles, undamaged text, and whatever else may come."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.clean.annotation import channel_page
from site_builder.clean.channel import EATEN, LOST, damage_line, known_annotations, swap_script
from site_builder.clean.ledger import Certainty, replay
from site_builder.clean.proof import reproduces
from site_builder.clean.repair import repair

RAW = Path(__file__).parents[2] / "content" / "raw"
PROSE = Path(__file__).with_name("prose.txt")

# Raw article, what its damaged places read now (with neighbours), in the order of the page.
REPAIRED = {
    "000": ["巧思、反饋項目評價", "美好生活。化居民結構復雜的挑戰", "地理條件和居民", "(湖北日報網)", "值不值得購買?"],
    "001": [],
    "002": [
        "如何煥新?多元民生",
        "精準響應?社區",
        "如何破局?11月",
        "學習。” 街道黨建辦",
        "轉變為“主人翁”，凝聚起“眾人的事眾人干”",
        "—創新轉化",
        "做好民生服務。” 街道黨工委",
    ],
    "003": ["【共同締造荊楚實踐□】樂享幸福“鄰”距離", "清單”變為“協商清單”", "Copyright □ 2001"],
    "004": ["治理中的難題如何解決?王學麗書記"],
}


def raw(number: str) -> str:
    return next(RAW.glob(f"{number}_*.txt")).read_text(encoding="utf-8")


@pytest.mark.parametrize("number", REPAIRED)
def test_every_question_mark_of_a_raw_article_is_read_back(number: str) -> None:
    text = raw(number)
    repaired = replay(text, repair(text))
    places = [repaired.find(reading) for reading in REPAIRED[number]]
    assert -1 not in places
    assert places == sorted(places)
    assert not re.search("[㐀-鿿]\\([a-zāáǎàēéěèīíǐìōóǒòūúǔù]+\\)", repaired)


@pytest.mark.parametrize("number", REPAIRED)
def test_repair_of_a_repaired_article_changes_nothing(number: str) -> None:
    text = raw(number)
    assert repair(replay(text, repair(text))) == ()


def test_an_exact_repair_says_why() -> None:
    text = raw("000")
    edit = next(edit for edit in repair(text) if edit.replacement == "條")
    assert edit.certainty is Certainty.EXACT
    assert "項(xiàng)" in edit.reason


UNDAMAGED = [
    "你去過那裡嗎?他問:「什麼?」我說:真的?!不會吧??是啊!",
    "「行」是多音字:行(xíng)走、銀行(háng)。「長」讀作長(zhǎng)大的長(zhǎng)或長(cháng)短的長(cháng)。",
    "饕(tāo)餮(tiè)是傳說中的怪獸,魑(chī)魅(mèi)魍(wǎng)魎(liǎng)也是。發展經濟,學習國際經驗,實現現代化。",
    "学(xué)习(xí)汉(hàn)字(zì)的(de)时(shí)候(hou),每个字都注音。",
    "学(xué)而时习之,不亦说(yuè)乎?有朋自远方来,不亦乐(lè)乎?",
    "國(guó)是一個字,學(xué)也是一個字,發(fā)也是。國家發展靠學習,學生來自各國,發展中國家也來學習。",
    "if (x ? y : z) { f(a); } // 问号?不是损坏 https://example.org/?q=1&b=2",
    "Copyright ? 2020 某某公司 ?!?; ?,?,?",
    "你們這里的魚怎么賣?!老板問:要幾條?;我說兩條?,他點頭。",
    "",
]


@pytest.mark.parametrize("text", UNDAMAGED)
def test_text_without_a_sign_of_the_channel_is_not_touched(text: str) -> None:
    assert repair(text) == ()


def test_readings_strewn_over_sound_text_are_removed() -> None:
    plain = (
        "模具有限公司成立于二十年前,在本地有三个工厂,主要生产的是汽车零件,产品质量不错,客户来自各地,我们的服务很好。"
    )
    strewn = (
        "模具有(yǒu)限公司成立于(yú)二十年前,在(zài)本地有三个(gè)工厂,主要生产的(de)是汽车零件,产(chǎn)品质量不(bù)错,"
        "客户来(lái)自各地,我(wǒ)们的服务很(hěn)好。"
    )
    assert replay(strewn, repair(strewn)) == plain


def test_readings_without_tones_and_written_again_and_again_are_removed() -> None:
    plain = "上月八日,本市開展了一次綠化活動,共有三百多名居民報名參加。大家在河邊種下新樹,還清理了周圍的垃圾。"
    strewn = (
        "上月(yue)八日(ri),本市開(kai)展了一次(ci)(ci)綠化活動,共有三百多名(ming)居民報名參加(jia)。"
        "大(da)家(jia)(jia)(jia)在河邊種下(xia)新樹,還清理了(le)周圍的(de)(de)垃圾。"
    )
    assert replay(strewn, repair(strewn)) == plain


SMALL = {
    "區": "qū",
    "結": "jié",
    "構": "gòu",
    "優": "yōu",
    "務": "wù",
    "網": "wǎng",
}  # of known characters, not the rest
STREET = (
    "本区把三个老小区的服务网格重新划分，每个网格配一名专职人员。基层干部说,结构优化以后,居民的问题有人管了。\n"
    "过去的小区没有物业,现在由社区出面请了一家。回访的时候，大家都说满意，其他小区也开始学习。"
)


@pytest.mark.parametrize("table", [SMALL, {}], ids=["a table of its own", "no table at all"])
@pytest.mark.parametrize("wide", [False, True], ids=["folded marks", "wide marks"])
def test_a_mirror_is_known_by_what_it_does_not_by_which_table_it_has(table: dict[str, str], wide: bool) -> None:
    original = swap_script(STREET)
    damaged = "\n".join(damage_line(line, table) for line in original.split("\n"))
    if wide:
        damaged = damaged.translate(str.maketrans(",!;:", "，！；："))
    assert "。回" not in damaged
    assert narrow(replay(damaged, repair(damaged))) == narrow(original)


def test_a_reading_across_characters_may_belong_to_one_that_the_swap_does_not_give() -> None:
    original = swap_script("人们从来没有停止过抗争的脚步。")
    damaged = damage_line(original, known_annotations().full | {"範": "fàn"})
    assert "?fàn)" in damaged
    page = f"{SIGN}\n{damaged}"
    assert replay(page, repair(page)).split("\n")[1] == original


@pytest.mark.parametrize("tag", ["/p>", "/span>", "/strong>"])
def test_a_tag_that_lost_its_bracket_to_the_last_character_is_removed(tag: str) -> None:
    original = swap_script("大家都说生活变得更加幸福。")
    damaged = damage_line(f"{original}<{tag}", known_annotations().full)
    assert damaged.endswith(f"?{tag}")
    page = f"{SIGN}\n{damaged}"
    assert replay(page, repair(page)).split("\n")[1] == original


def test_question_marks_between_blanks_were_blanks() -> None:
    page = f"{SIGN}\n摘? ? 要:本文討論環(huán)境問題。你同意嗎? 我同意。"
    assert replay(page, repair(page)).split("\n")[1] == "摘    要:本文討論環境問題。你同意嗎? 我同意。"


def test_a_question_mark_between_a_blank_and_a_bracket_was_a_blank() -> None:
    page = f"{SIGN}\n出自: 鄰里社 ?(鄰里晚刊)"
    assert replay(page, repair(page)).split("\n")[1] == "出自: 鄰里社  (鄰里晚刊)"


def test_a_word_of_four_characters_tells_its_last_one() -> None:
    sound = "院子里環境不好，國家的個別房屋只有斷壁殘垣，區里的居民時常說起。"
    damaged = damage_line(sound, known_annotations().core | {"堅": "jiān"})
    assert "殘?jiān)?," in damaged
    assert narrow(replay(damaged, repair(damaged))) == narrow(sound)


@pytest.mark.parametrize("text", ["常常看见一群南飞的大雁", "常常看见一座山峰的影子", "常常看见一张床的影子"])
def test_a_character_that_the_swap_leaves_alone_is_read_back(text: str) -> None:
    original = swap_script(f"望着晴朗的天空，{text}。")
    page = f"{SIGN}\n{damage_line(original, known_annotations().core)}"
    assert "??" in page
    assert narrow(replay(page, repair(page)).split("\n")[1]) == narrow(original)


def test_a_question_mark_for_a_wide_blank_is_told_by_what_stands_around_it() -> None:
    page = f"{SIGN}\n摘?要:本文討論環(huán)境問題。\n1?環(huán)境問題\n分類號:D63 ?文獻標識碼:A\n價錢是12?是嗎"
    restored = "摘 要:本文討論環境問題。\n1 環境問題\n分類號:D63  文獻標識碼:A\n價錢是12?是嗎"
    assert replay(page, repair(page)).split("\n", 1)[1] == restored


def paragraphs() -> list[str]:
    return PROSE.read_text(encoding="utf-8").split()


def page(lines: list[str], seed: int) -> tuple[str, str]:
    """The lines in the channel's traditional script, and as one of its mirrors might show them."""
    chance = random.Random(seed)
    entries = list((known_annotations().full if seed % 2 else known_annotations().core).items())
    chance.shuffle(entries)
    share = chance.choice((1.0, 0.75, 0.4))
    original = swap_script("\n".join(lines))
    shown = [damage_line(line, dict(entries), lambda _: chance.random() < share) for line in original.split("\n")]
    return original, "\n".join(shown)


def narrow(text: str) -> str:
    return text.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})


def test_simulated_damage_is_read_back() -> None:
    wrong = characters = 0
    for seed in range(12):
        original, damaged = page(paragraphs(), seed)
        repaired = replay(damaged, repair(damaged))
        for before, after in zip(narrow(original).split("\n"), narrow(repaired).split("\n"), strict=True):
            characters += len(before)
            if len(before) == len(after):
                wrong += sum(a != b and b != "□" for a, b in zip(before, after, strict=True))
            else:
                wrong += abs(len(before) - len(after)) + 1
    assert wrong / characters <= 0.0005


@pytest.mark.parametrize("seed", range(6))
def test_an_exact_edit_of_simulated_damage_is_right(seed: int) -> None:
    original, damaged = page(paragraphs(), seed)
    exact = [edit for edit in repair(damaged) if edit.certainty is Certainty.EXACT and edit.step == "channel"]
    assert all(narrow(edit.replacement) in narrow(original) for edit in exact)


def test_an_accepted_repair_gives_the_damage_back() -> None:
    _, damaged = page(paragraphs(), 1)
    found = channel_page(damaged)
    assert found is not None
    table = known_annotations().full | found.table
    for edit in repair(damaged):
        if edit.step == "channel" and "□" not in edit.replacement and edit.end - edit.start > 1:
            assert _gives_back(damaged, edit.start, edit.end, edit.replacement, table)


def _gives_back(damaged: str, start: int, end: int, replacement: str, table: dict[str, str]) -> bool:
    """Whether the repair, between the plain characters around it, goes through the channel to the damaged place."""
    before = damaged[start - 1] if "㐀" <= damaged[start - 1] <= "鿿" or damaged[start - 1] == "—" else ""
    shown = damaged[start - len(before) : end]
    return reproduces(before + replacement, shown, {c: r for c, r in table.items() if c != before})


TRIGGERS = st.text(
    alphabet=st.sampled_from(
        list("?!;:,、。”“(ab)[]\n 3環發實國學務項來條優yōhuánxiàgí窠椤皡彙獭萍冀鹑谂的一了在我們社區£□\x1a\ud800")
    ),
    max_size=60,
)
SIGN = "環(huán)境發(fā)展實(shí)踐學(xué)習(xí)"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TRIGGERS)
def test_repair_of_any_text_replays_and_does_not_raise(text: str) -> None:
    for candidate in (text, SIGN + text, f"{SIGN}\n{text}"):
        replay(candidate, repair(candidate))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(paragraphs()), min_size=3, max_size=6), st.integers(0, 99))
def test_repaired_damage_is_left_alone(lines: list[str], seed: int) -> None:
    _, damaged = page(lines, seed)
    repaired = replay(damaged, repair(damaged))
    assert not [edit for edit in repair(repaired) if edit.step == "channel" and edit.certainty is Certainty.EXACT]


@pytest.mark.parametrize(
    "shape",
    ["?!", "?", "??", "?xiàng)", "?;邶埥", "環(huán)", "?!?環(huán)", "(", "椤皡", "?,"],
    ids=lambda shape: shape,
)
def test_hostile_shapes_take_bounded_time(shape: str) -> None:
    text = SIGN * 20 + shape * (2_000 // len(shape))
    replay(text, repair(text))


@pytest.mark.parametrize("sound", ["輸入極限值，FREQUENCY 是頻率", "或“lady’s room”"])
def test_a_reading_across_a_mark_and_a_letter_is_removed(sound: str) -> None:
    page = f"{SIGN}\n" + damage_line(sound, known_annotations().full)
    assert narrow(replay(page, repair(page)).split("\n")[1]) == narrow(sound)


@pytest.mark.parametrize(
    ("original", "context"),
    [
        ("因為政府不希望因為這樣的事件影響政治穩定。", "double"),  # 政府 vanishes whole
        ("選擇「編輯」。現在兩個對象屬于同一個組。", "mark"),  # a cut right behind a closing mark
        ("這一舉動更顯敏感。“公開的，基本是沒什麼問題。", "gloss"),  # a pair vanished before an annotated letter
    ],
    ids=lambda each: each[:6],
)
def test_what_vanished_whole_is_found_again(original: str, context: str) -> None:
    page = f"{SIGN}\n" + damage_line(
        f"國務院總結經驗，問題來了，時間過去，開展評價。{original}", known_annotations().full
    )
    repaired = narrow(replay(page, repair(page)).split("\n")[1])
    wanted = narrow(f"國務院總結經驗，問題來了，時間過去，開展評價。{original}")
    assert len(repaired) == len(wanted)
    assert all(got in (want, "□") for got, want in zip(repaired, wanted, strict=True)), context


@pytest.mark.parametrize(
    ("original", "restored"),
    [
        ("本報記者　上海　王小明報道", "本報記者　上□　王小明報道"),  # ！ within 海 and the blank
        ("我們在大海　　游泳，風景很好。", "我們在大□　　游□，風景很好。"),
        ("他在上海　200433這個地方住。", "他在上海□□00433這個地方住。"),  # and the blank took the digit
        ("他們去Q城觀景，此刻大家都高興。", "他們去□城觀景，此刻大家都高興。"),
        (
            "走的人多了也便成了路。因為走的人多了也便成了路。Real是真的",
            "走的人多了也便成了路。因為走的人多了也便成了路。□eal是真的",
        ),
        ("因為走的人多了也便成了路。R我想，這是真的。", "因為走的人多了也便成了路□□我想，這是真的。"),
    ],
)
def test_a_wide_blank_or_a_letter_that_lost_a_byte_is_read_back_or_shown_as_lost(original: str, restored: str) -> None:
    page = f"{SIGN}\n{damage_line(original, known_annotations().full)}"
    assert narrow(replay(page, repair(page)).split("\n")[1]) == narrow(restored)


@pytest.mark.parametrize(
    "original",
    [
        "每個人(can)都參加發展(fa)，區(qu)和社區(she)，問(ask)題。",
        "樂享幸福“鄰”距離(km)，人人都好。",  # the bracket stands right behind what a cut has shifted
        "還(hái)有與還(huán)書，人們都知道。",
        "那里的湖妖嬈(ráo)多情。",
    ],
)
def test_what_an_author_explains_on_a_damaged_page_stays(original: str) -> None:
    page = f"{SIGN}\n{damage_line(original, known_annotations().full)}"
    assert narrow(replay(page, repair(page)).split("\n")[1]) == narrow(original)


def test_a_reading_that_no_known_mirror_writes_is_removed_but_never_called_exact() -> None:
    text = f"{SIGN}\n這是鄰里的樂(lè)事，大家都來發(fā)言。"
    certainties = {edit.reason: edit.certainty for edit in repair(text)}
    assert certainties["reading of 樂"] is Certainty.LIKELY
    assert certainties["reading of 發"] is Certainty.EXACT


@pytest.mark.parametrize("seed", range(4))
def test_damage_cut_at_one_place_alone_is_never_given_more_characters(seed: int) -> None:
    """Each place at which a mirror could cut, by itself: no character comes in addition, whatever is guessed."""
    line = swap_script(random.Random(seed).choice([each for each in paragraphs() if len(each) < 120]))
    places: list[int] = []
    damage_line(line, known_annotations().full, lambda offset: bool(places.append(offset)))
    for place in places:
        page = f"{SIGN}\n" + damage_line(line, known_annotations().full, lambda offset, at=place: offset == at)
        repaired = replay(page, repair(page)).split("\n")[1]
        assert len(repaired.replace("□", "")) <= len(line)


def test_a_missing_quotation_mark_is_no_repair_of_the_channel() -> None:
    text = raw("002")
    edit = next(edit for edit in repair(text) if text[edit.start - 1 : edit.end + 1] == "起?眾")
    assert (edit.step, edit.certainty, edit.replacement) == ("quotation", Certainty.DOUBTFUL, "“")


@pytest.mark.parametrize("number", REPAIRED)
def test_every_repair_of_a_raw_article_by_the_channel_gives_the_page_back(number: str) -> None:
    text = raw(number)
    found = channel_page(text)
    table = known_annotations().full | (found.table if found else {})
    for edit in repair(text):
        if edit.step == "channel":
            original = edit.replacement.replace(" ", EATEN).replace("□", LOST)
            assert _gives_back(text, edit.start, edit.end, original, table)


@pytest.mark.parametrize(
    ("original", "made_up"),
    [
        ("一條石子登道直通山上的古冢。登道也叫“天梯”，很陡。", "但是"),  # twelve others before it, all with a pair more
        ("我們學校的校長常宏傳同志邀請到的客人都來了。", "狐狸"),
    ],
)
def test_a_pair_that_left_no_trace_is_not_shown_where_a_likely_reading_goes_without_it(
    original: str, made_up: str
) -> None:
    page = f"{SIGN}\n{damage_line(original, known_annotations().full)}"
    repaired = replay(page, repair(page)).split("\n")[1]
    assert made_up not in repaired
    assert len(repaired.replace("□", "")) <= len(original)


@pytest.mark.parametrize(
    "original", ["這件事你看對不對？！因為他們都沒有來過。", "這件事你看對不對？！他們都沒有來過。"]
)
def test_a_question_with_a_mark_is_no_cut_where_garble_or_lost_characters_would_be_left(original: str) -> None:
    page = f"{SIGN}\n{damage_line(original, known_annotations().full)}"
    assert "?!" in page
    assert narrow(replay(page, repair(page)).split("\n")[1]) == narrow(original)


@pytest.mark.parametrize("sound", ["全文共有30頁PDF文件", "如果當前locale不對"])
def test_a_reading_behind_a_letter_is_removed_beside_another_one(sound: str) -> None:
    """The other one stands between the two bytes that this one reads, or before them."""
    damaged = damage_line(sound, known_annotations().full)
    assert any(shown in damaged for shown in ("頁(yè)P(yáng)DF", "當(dāng)前l(fā)ocale"))
    page = f"{SIGN}\n{damaged}"
    assert replay(page, repair(page)).split("\n")[1] == sound


def test_a_straddled_reading_that_nothing_explains_is_a_lost_character() -> None:
    page = f"{SIGN}\n天好。a?qǐng)b完了。"
    edit = next(edit for edit in repair(page) if edit.step == "channel")
    assert (page[edit.start : edit.end], edit.replacement, edit.certainty) == ("?qǐng)", "□", Certainty.DOUBTFUL)
