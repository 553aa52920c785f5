"""Laws of the whole pipeline, on pages made of the very things that trigger its steps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.clean import STEPS, Step, clean, replay
from site_builder.problem import Source
from tests.clean.found_pages import PAGES

characters = st.text(
    st.sampled_from(
        "環境著么么為为发發的社區区讯訊图圖摄記记者作者一二年月日1289abI"
        "，,。.：:;?!()（）“”‘’…—、□ \u3000\xa0\t\r\n>-|_*`[]^~\\#<"
    ),
    max_size=40,
)
lines = st.sampled_from(
    (
        "社区治理的新路",
        "居民议事，共商共治",
        "一、党建引领",
        "（二）共建共治。",
        "居民们坐在一起商量，把难题一个个解决了。",
        "“好啊！”",
        "如何解决?",
        "跟著干的居民見到了社區的變化,大家都說好。",
        "跟著干",
        "作者:袁帅(江汉区新华街道)",
        "作者: 来源: 荆楚网(湖北日报网) 2023-08-15 17:54:44",
        "2023-08-15",
        "记者:您好",
        "记者:袁莉莉",
        "【责任编辑:董育雄】",
        "首页 > 要闻 > 武汉",
        "荆楚网讯(记者袁莉莉 通讯员彭浩容)社区里的事情,大家商量着办。",
        "(资料图片)",
        "关注我们",
        "热点",
        "- 一条新闻",
        "相关新闻",
        "凡注有来源的稿件,未经许可不得转载。",
        "上一篇:没有了",
        "共同缔造 专栏图.png",
        "图为:会议现场。",
        "收集居民意见",
        "::: figure",
        ":::",
        "::: commentary",
        "## 标题",
        "> 引文",
        "【专家点评】",
        "□余冬林(中南民族大学教授,博士)",
        "国产视频_日韩视频_欧美视频_国产视频_日韩视频",
        "a | b | c | d | e | f | g | h",
        "5*3*2 和 _x_ 和 [链接](http://a.b/c)",
        "1,089人在17:34到场,比例1:2",
        "文｜王晓梅 图｜李建国",
        "新华社记者 王晓梅 摄",
        "好茶在线",
        "居民群众在口袋公园游玩",
        "居民坐在一起商量[1],把难题解决了[2-3]。①",
        "“有事好商量。”[1][2]",
        "参考文献",
        "[1]甲:《社区》,2020年版。",
        "[2] 乙",
        "[3]丙",
        "①甲",
        "②乙,2020年版。",
        "[^1]: 甲",
        "标题：社区治理的新路",
        "第一章 总则",
        "第十二章 风雨！",
        "——来自江汉区的报告",
        "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州",
        "茶葉報價_圖書批發_電話維修_手機下載_家電維修_門窗裝修_園藝設計_鋼琴課程_圍棋學習",
        "王晓梅",
        "李建国 王晓梅",
        "○ 王晓梅",
        "王晓梅1 李建国2",
        "（1.武汉大学社会学院，湖北武汉 430072；2.江汉区民政局，湖北武汉）",
        "（武汉大学社会学院，湖北武汉 430072）",
        "摘要：本文讨论社区治理。",
        "关键词：社区治理；共同缔造",
        "《社区》2020年第3期",
        "作者：",
        "来源：",
        "江城日报",
        "编者按",
        "引言",
        "首页|新闻|社区|更多",
        "首页 | 新闻 | 社区。",
        "版权所有：江城日报社。未经许可不得转载。",
        "声明：本网转载的稿件版权属于原作者。",
        "图一：议事会",
        "居民在小区门口合影（李建国 摄）",
        "（作者系武汉大学教授 王晓梅）",
        "编辑 王晓梅",
        "本报记者 王晓梅",
        "好！是吗？",
        "织密安全网",
        "1. 第一",
        "| a | b |",
        "| --- | --- |",
        "![图](a.jpg)",
        "。",
        "……",
        "社区治理的新路",
        "這是繁體字的一行，說明社區治理的變化，大家都說好。",
        "2023年8月15日",
        "社区夜话 2023-08-15",
        "\u3000\u3000缩进的一段,没有句号",
        "",
    )
)
pages = st.lists(st.one_of(lines, lines, characters), max_size=12).map("\n".join)


@given(pages)
@settings(max_examples=400, deadline=None)
def test_replaying_the_ledger_on_the_raw_text_gives_the_cleaned_text(page: str) -> None:
    cleaned = clean(Source("a.txt", page))
    assert replay(page, cleaned.edits) == cleaned.text
    assert all(page[edit.start : edit.end] != edit.replacement for edit in cleaned.edits)
    assert all(0 <= span.start <= span.end <= len(cleaned.text) for span in cleaned.doubts)


@given(pages)
@settings(max_examples=400, deadline=None)
def test_cleaning_a_cleaned_text_changes_nothing(page: str) -> None:
    once = clean(Source("a.txt", page)).text
    assert clean(Source("a.txt", once)).text == once


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_once_changed_when_cleaned_again_does_so_no_more(page: str) -> None:
    once = clean(Source("a.txt", page)).text
    assert clean(Source("a.txt", once)).text == once


@pytest.mark.parametrize(("name", "step"), STEPS, ids=[name for name, _ in STEPS])
@given(page=pages)
@settings(max_examples=100, deadline=None)
def test_a_step_states_sorted_edits_under_its_own_name(name: str, step: Step, page: str) -> None:
    edits = step(page).edits
    replay(page, edits)
    assert {edit.step for edit in edits} <= {name}
