"""Each cleaning step on its own: what it changes, and what it leaves alone."""

import pytest

from site_builder.clean import Certainty, Field, Statement, Step, replay
from site_builder.clean.byline import find_byline
from site_builder.clean.figures import find_figures
from site_builder.clean.furniture import find_furniture
from site_builder.clean.invisible import find_invisible
from site_builder.clean.punctuation import widen
from site_builder.clean.script import simplify
from site_builder.clean.spam import find_spam
from site_builder.clean.structure import find_structure

PROSE = "居民们坐在一起商量，把小区里的难题一个个解决了，大家都说这样的日子有奔头。"
OTHER = "社区党委书记介绍，下一步还要把议事会开到楼栋里去，让更多的居民参与进来。"
TRADITIONAL = "居民們坐在一起商量,把小區裡的難題一個個解決了,大家都說這樣的日子有奔頭。"


def after(step: Step, text: str) -> str:
    return replay(text, step(text).edits)


def stated(text: str) -> list[tuple[str, str, str]]:
    return [(each.field.value, each.value, each.org) for each in find_byline(text).statements]


@pytest.mark.parametrize(
    "line",
    [
        "国产视频,日韩电影,免费观看,在线播放",
        "国产视频_日韩电影_www.xx在线_免费观看",
        "国产视频-日韩电影-免费观看-在线播放",
        "国产视频|日韩电影|免费观看",
        "国产视频 I 日韩电影 I 免费观看",
        "主站蜘蛛池模板: 国产1区 | 电影mp4 | 视频 | www.五月| 免费 | 一区 | 二区 | 三区 |",
    ],
)
@pytest.mark.parametrize("place", ["before", "between", "behind"])
def test_a_list_of_keywords_on_a_traditional_page_is_spam(line: str, place: str) -> None:
    lines = [TRADITIONAL, TRADITIONAL]
    lines.insert(["before", "between", "behind"].index(place), line)
    assert after(find_spam, "\n".join(lines)).split() == [TRADITIONAL, TRADITIONAL]


@pytest.mark.parametrize("behind", ["。", "图片来源于网络。如有侵权请联系", PROSE])
def test_a_long_list_around_the_article_is_spam_whatever_line_of_the_site_stands_beyond(behind: str) -> None:
    line = "茶叶报价_图书批发_电话维修_手机下载_家电维修_门窗装修_园艺设计_钢琴课程"
    goes = behind != PROSE
    assert after(find_spam, f"{PROSE}\n{line}\n{behind}") == f"{PROSE}\n{'' if goes else line + chr(10)}{behind}"


def test_a_sentence_in_another_language_is_no_list_of_keywords() -> None:
    line = "After a walk, a talk, a meal, a nap, a game, a song, a film, a call, a drive, we went home again."
    german = "- Darsteller: Anna Berg, Bernd Tal, Clara Wald, Dora Stein, Emil Bach, Franz Feld, Gerda Moor, Hans Au"
    assert after(find_spam, f"{PROSE}\n{line}\n{german}") == f"{PROSE}\n{line}\n{german}"


def test_a_list_of_other_pages_with_sentences_takes_the_notice_before_it_along() -> None:
    page = f"{PROSE}\n凡注有来源的稿件，未经许可不得转载。\n相关新闻\n- 大家的事大家议。"
    assert after(find_furniture, page) == f"{PROSE}\n"


def test_a_repetitive_list_is_spam_on_a_simplified_page_too() -> None:
    line = "日韩精品视频观看-日韩精品视频免费网址-日韩精品视频一区二区三区-日韩精品视频在线-国产三级网页-国产三级网站"
    assert after(find_spam, f"{line}\n{PROSE}") == PROSE


@pytest.mark.parametrize(
    "line",
    [
        "关键词:共同缔造,社区治理,基层治理",
        "荆楚网 > 武汉新闻 > 社区",
        "教育-科技-文化-卫生",
        "| 社区 | 户数 | 人口 | 网格 | 党员 | 楼栋 | 物业 | 面积 |",
        "从“无”到“有”,从“有”到“优”,从“优”到“特”,从“特”到“强”,从“强”到“久”",
        "张三,李四,王五,赵六,钱七",
        "共谋、共建、共管、共评、共享",
        PROSE,
    ],
)
def test_a_list_of_an_article_is_no_spam(line: str) -> None:
    assert after(find_spam, f"{line}\n{PROSE}") == f"{line}\n{PROSE}"


@pytest.mark.parametrize(
    ("damaged", "restored"),
    [
        ("讓群眾從“站著看”到“跟著干”", "让群众从“站着看”到“跟着干”"),
        ("這是一部著名的著作,顯著的土著,編著者", "这是一部著名的著作,显著的土著,编著者"),
        ("這個什么都說", "这个什么都说"),
        ("這個什麼都說", "这个什么都说"),
        ("伙伴們愿意托管,余冬林來采訪", "伙伴们愿意托管,余冬林来采访"),
        ("社區項目激活資料,建立創新集群", "社区项目激活资料,建立创新集群"),
        ("什么怎么著名干部后里", "什么怎么著名干部后里"),
        ("老舍著《骆驼祥子》的国家", "老舍著《骆驼祥子》的国家"),
    ],
)
def test_traditional_lines_are_simplified_by_character(damaged: str, restored: str) -> None:
    assert after(simplify, damaged) == restored


def test_a_line_without_evidence_follows_its_page() -> None:
    assert after(simplify, "跟著干\n這個") == "跟着干\n这个"
    assert after(simplify, "跟著干\n这个") == "跟著干\n这个"


def test_an_edit_of_the_script_is_a_run_of_changed_characters() -> None:
    edits = simplify("社區構建創新").edits
    assert [(edit.start, edit.end, edit.replacement) for edit in edits] == [(1, 3, "区构"), (4, 5, "创")]


@pytest.mark.parametrize(
    ("folded", "restored"),
    [
        ("近日,社区:议事;好!如何?", "近日，社区：议事；好！如何？"),
        ("荆楚网(湖北日报网)讯(记者袁莉莉 通讯员彭浩容)天门", "荆楚网（湖北日报网）讯（记者袁莉莉 通讯员彭浩容）天门"),
        ("共1,089人,17:34开始,比例1:2", "共1,089人，17:34开始，比例1:2"),
        ("占50%,100人参加", "占50%，100人参加"),
        ("凯美特气(002549.SZ):正加速", "凯美特气（002549.SZ）：正加速"),
        ("见https://a.b/c?d=1,2,再看www.cnhubei.com,好", "见https://a.b/c?d=1,2，再看www.cnhubei.com，好"),
        ("Hello, world! f(x) = 1; is it?", "Hello, world! f(x) = 1; is it?"),
        ("他说“Hello, world”就走", "他说“Hello, world”就走"),
        ("(一)党建", "（一）党建"),
        ("1)第一点", "1)第一点"),
        ("社区 “造血” 能力", "社区“造血”能力"),
        ("基金!” 凤凰苑", "基金！”凤凰苑"),
        ("提升”…… 大家", "提升”……大家"),
        ("实际问题 ,让社区", "实际问题，让社区"),
        ("“书记沙龙”汇良策 军山街道", "“书记沙龙”汇良策 军山街道"),
        ("iPhone 15 与 iPhone 14", "iPhone 15 与 iPhone 14"),
        ("::: figure", "::: figure"),
        ("[链接](http://a.b/c)", "[链接](http://a.b/c)"),
        ("实践?】乐享", "实践?】乐享"),
    ],
)
def test_marks_are_full_width_where_the_text_is_chinese(folded: str, restored: str) -> None:
    assert after(widen, folded) == restored


@pytest.mark.parametrize(
    "line",
    [
        "（资料图片）",
        "(相关资料图)",
        "A-   A+",
        "字号：A- A A+ 打印",
        "关注我们",
        "公众号",
        "返回顶部",
        "关于我们 - 版权声明 - 合作咨询",
        "Copyright ? 2001-2024 湖北荆楚网络科技股份有限公司 All Rights Reserved",
        "营业执照增值电信业务许可证互联网出版机构网络视听节目许可证广播电视节目许可证",
        "版权为 荆楚网 www.cnhubei.com 所有 未经同意不得复制或镜像",
        "上一篇：没有了",
        "热点\n- 一条新闻\n- 又一条新闻",
        "相关新闻",
        "最近更新\n• 一条新闻\n\n一条新闻\n\n2023-08-15",
        '凡注有"实况网"或电头为"实况网"的稿件，均为实况网独家版权所有，未经许可不得转载或镜像。',
    ],
)
def test_furniture_behind_the_article_goes(line: str) -> None:
    assert after(find_furniture, f"{PROSE}\n{line}") == f"{PROSE}\n"


def test_a_list_within_the_article_goes_without_the_text_behind_it() -> None:
    page = f"{PROSE}\n相关阅读\n- 一条新闻\n- 又一条新闻\n共建共治\n{OTHER}"
    assert after(find_furniture, page) == f"{PROSE}\n共建共治\n{OTHER}"


def test_the_place_of_a_picture_goes_from_before_the_first_words_of_a_line() -> None:
    assert after(find_furniture, f"（资料图片）{PROSE}") == PROSE
    assert after(find_furniture, f"(相关资料图){PROSE}") == PROSE
    assert after(find_furniture, f"{PROSE}（资料图片）") == f"{PROSE}（资料图片）"


def test_a_byline_behind_a_list_stays() -> None:
    assert after(find_furniture, f"{PROSE}\n热点\n- 一条新闻\n责编：王舒娴") == f"{PROSE}\n责编：王舒娴"


@pytest.mark.parametrize(
    "line",
    [
        "凡来源于群众的意见，都要经版权部门审核后公开转载，这是他们的规矩。",
        "热点",
        "社区把营业执照、许可证办到了家门口，居民们都说好。",
        "联系我们的人越来越多，大家都说好。",
        "A+B",
        "AA",
    ],
)
def test_the_article_s_own_sentences_stay(line: str) -> None:
    page = f"{PROSE}\n{line}\n{OTHER}"
    assert after(find_furniture, page) == page


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (
            "作者：来源：荆楚网（湖北日报网） 2023-08-15 17:54:44",
            [("issued", "2023-08-15", ""), ("publisher", "荆楚网（湖北日报网）", "")],
        ),
        ("发布时间：2025年12月01日17:34 来源：", [("issued", "2025-12-01", "")]),
        (
            "2024/3/9 来源：新华网 编辑：张三",
            [("issued", "2024-03-09", ""), ("publisher", "新华网", ""), ("editor", "张三", "")],
        ),
        ("作者：袁帅（江汉区新华街道）", [("author", "袁帅", "江汉区新华街道")]),
        ("作者：张三 李四、王五", [("author", "张三", ""), ("author", "李四", ""), ("author", "王五", "")]),
        ("记者：袁莉莉", [("reporter", "袁莉莉", "")]),
        ("【责任编辑：董育雄】", [("editor", "董育雄", "")]),
        ("报名单位：天门市竟陵街道办事处新城社区", [("submitter", "天门市竟陵街道办事处新城社区", "")]),
        (
            "关键词：共同缔造 社区，治理",
            [("keyword", "共同缔造", ""), ("keyword", "社区", ""), ("keyword", "治理", "")],
        ),
        (
            "荆楚网 > 新闻频道 > 问政新闻",
            [("section", "荆楚网", ""), ("section", "新闻频道", ""), ("section", "问政新闻", "")],
        ),
        ("您的位置：首页 > 要闻 >", [("section", "要闻", "")]),
        ("2021-05-06 10:45:35张三", [("issued", "2021-05-06", ""), ("author", "张三", "")]),
        ("2021-05-06张三李四", [("issued", "2021-05-06", ""), ("author", "张三", ""), ("author", "李四", "")]),
        ("2021-05-06文/李四", [("issued", "2021-05-06", ""), ("author", "李四", "")]),
        ("2021-05-06平安社区", None),
        ("2021-05-06马上行动", None),
        ("收稿日期：2015-08-28", []),
        ("城乡论丛 2016年3期", [("container", "城乡论丛 2016年3期", ""), ("publisher", "城乡论丛", "")]),
        ("《城乡论丛》2016年第3期", [("container", "《城乡论丛》2016年第3期", ""), ("publisher", "城乡论丛", "")]),
        ("[关键词]社区；治理", [("keyword", "社区", ""), ("keyword", "治理", "")]),
        ("关键词 社区；治理", [("keyword", "社区", ""), ("keyword", "治理", "")]),
        ("关键词 是什么意思", None),
        (
            "【关键词】社区 治理【中图分类号】D63 【文献标识码】A",
            [("keyword", "社区", ""), ("keyword", "治理", "")],
        ),
        ("责编：张三审核：李四", [("editor", "张三", "")]),
        ("作者：admin / 更新时间：2021-05-06", [("issued", "2021-05-06", "")]),
        ("2021-05-06 10:40:22 城北网 参与评论（）人", [("issued", "2021-05-06", ""), ("publisher", "城北网", "")]),
        ("时间：2021-05-06 法规 我要投稿", [("issued", "2021-05-06", ""), ("section", "法规", "")]),
        ("时间：2021-05-06 我们出发了", None),
        ("□记者 张三 通讯员 李四 文/图", [("reporter", "张三", ""), ("correspondent", "李四", "")]),
        ("记者 现场看到", None),
        ("实习编辑 张三", [("editor", "张三", "")]),
        ("实习编辑 值班", None),
        ("中图分类号：D63文献标识码：A文章编号：1005-2690（2023）12-0130-03", []),
        ("登录订阅本章 >", None),
        ("来源：记者 张三", None),
        ("发布者：admin 发布时间：2021-05-06", [("issued", "2021-05-06", "")]),
        ("2023-02-30", None),
        ("记者：您好", None),
        ("记者：为什么要开议事会？", None),
        ("时间：上午九点", None),
        ("来源", None),
        ("数据来源：省统计局", None),
        ("编辑部：在二楼", None),
    ],
)
def test_a_byline_is_read(line: str, fields: list[tuple[str, str, str]] | None) -> None:
    page = f"{PROSE}\n{line}"
    if fields is None:
        assert (after(find_byline, page), stated(page)) == (page, [])
    else:
        assert (after(find_byline, page), stated(page)) == (f"{PROSE}\n", fields)


def test_what_might_be_a_byline_within_the_text_stays() -> None:
    page = f"{PROSE}\n来源：省统计局\n记者：张三\n2023-08-15\n{OTHER}"
    assert (after(find_byline, page), stated(page)) == (page, [])


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        (
            "荆楚网（湖北日报网）讯（记者袁莉莉 通讯员彭浩容）社区里的难题，大家商量着办。",
            [("publisher", "荆楚网", ""), ("reporter", "袁莉莉", ""), ("correspondent", "彭浩容", "")],
        ),
        (
            "本报讯（见习记者张三、李四）社区里的难题，大家商量着办。",
            [("reporter", "张三", ""), ("reporter", "李四", "")],
        ),
        (
            "江城网城北5月6日消息（记者张三）社区里的难题，大家商量着办。",
            [("publisher", "江城网", ""), ("reporter", "张三", "")],
        ),
        ("江城网城北2021年5月6日讯 大家商量着办。", [("publisher", "江城网", ""), ("issued", "2021-05-06", "")]),
        ("据江城网5月6日消息 大家商量着办。", []),
        ("本报城北5月6日讯 大家商量着办。", []),
        ("社区里的难题，大家商量着办。（湖北日报全媒体记者 张三）", [("reporter", "张三", "")]),
        ("社区里的难题，大家商量着办。（学生记者 张三 李四）", [("reporter", "张三", ""), ("reporter", "李四", "")]),
        ("社区里的难题，大家商量着办。（城北收费站 张三）", [("author", "张三", "城北收费站")]),
        ("社区里的难题，大家商量着办。（城北收费站 六号口）", []),
        ("社区里的难题，（记者在现场看到的）大家商量着办。", []),
        ("社区里的通讯（一种方式）很方便，大家商量着办。", []),
    ],
)
def test_persons_in_the_text_are_stated_and_stay_in_it(text: str, persons: list[tuple[str, str, str]]) -> None:
    assert (after(find_byline, text), stated(text)) == (text, persons)


@pytest.mark.parametrize(
    ("head", "left"),
    [
        ("共建共治的新路\n作者：张三\n", ""),
        ("作者：张三\n共建共治的新路\n", ""),
        ("如何共建共治？\n作者：张三\n", ""),
        ("共建共治的新路\n", ""),
        ("共建共治的新路\n一、党建引领\n", "一、党建引领\n"),
        ("共建共治的新路\n作者：张三\n共建共治的新路\n", ""),
    ],
)
def test_the_title_moves_to_the_fields(head: str, left: str) -> None:
    page = f"{head}{PROSE}\n{OTHER}"
    assert after(find_byline, page) == f"{left}{PROSE}\n{OTHER}"
    assert find_byline(page).statements[0].field is Field.TITLE


@pytest.mark.parametrize("head", ["", "一、党建引领\n", "“好啊！”\n", "## 党建引领\n", "甲乙丙\n丁戊己\n庚辛壬\n"])
def test_a_page_without_a_title_gets_none(head: str) -> None:
    assert find_byline(f"{head}{PROSE}\n{OTHER}") == find_byline("")


@pytest.mark.parametrize("keyword", ["好茶在线", "新款手机大全"])
def test_a_keyword_above_the_title_goes_and_is_doubtful(keyword: str) -> None:
    page = f"{keyword}\n小区里的难题\n作者：张三\n{PROSE}\n{OTHER}"
    found = find_byline(page)
    assert found.statements[0] == Statement(Field.TITLE, "小区里的难题")
    assert replay(page, found.edits) == f"{PROSE}\n{OTHER}"


@pytest.mark.parametrize(
    ("title", "behind"),
    [
        ("春风化雨", "张三的手记"),  # the line behind it says nothing of the text either
        ("小区里的春天", "议事会开到楼栋里"),
        ("春风化雨，润物无声", "小区里的难题"),
    ],
)
def test_a_title_above_another_line_stays_the_title(title: str, behind: str) -> None:
    page = f"{title}\n{behind}\n作者：张三\n{PROSE}\n{OTHER}"
    assert find_byline(page).statements[0] == Statement(Field.TITLE, title)


@pytest.mark.parametrize("caption", ["居民群众在口袋公园游玩", "孩子们正在楼下跳绳游戏", "社区邻里节活动现场"])
def test_what_a_picture_shows_before_the_first_words_is_a_caption(caption: str) -> None:
    edits = find_figures(f"{caption}\n{PROSE}\n{OTHER}").edits
    assert replay(f"{caption}\n{PROSE}\n{OTHER}", edits).startswith(f"::: figure\n{caption}\n:::\n")
    assert edits[0].certainty is Certainty.DOUBTFUL


@pytest.mark.parametrize("heading", ["共同缔造在行动", "难题一个个解决", "“小邻里”撬动大治理", "一、党建引领"])
def test_a_heading_before_the_first_words_is_none(heading: str) -> None:
    assert find_figures(f"{heading}\n{PROSE}\n{OTHER}").edits == ()


ABSTRACT = "[摘要]本文讨论社区里的难题怎样由大家商量着办。"


@pytest.mark.parametrize(
    ("head", "persons", "left"),
    [
        (
            "张 三，李 四\n（城北大学 管理学院，城北 100000）\n",
            [("张三", "城北大学 管理学院"), ("李四", "城北大学 管理学院")],
            "",
        ),
        (
            "张三1，李四1.2\n（1.城北大学，城北；2.城南学院，城南）\n",
            [("张三", "城北大学"), ("李四", "城北大学；城南学院")],
            "",
        ),
        ("张三，李四\n（1.城北大学；2.城南学院）\n", [("张三", ""), ("李四", "")], "（1.城北大学；2.城南学院）\n"),
        (f"张三\n{ABSTRACT}\n", [("张三", "")], f"{ABSTRACT}\n"),
        ("○张三\n", [("张三", "")], ""),
        (
            "作者：\n张三，城北大学教授\n李四（通讯作者），城南学院讲师\n",
            [("张三", "城北大学教授"), ("李四", "城南学院讲师")],
            "",
        ),
    ],
)
def test_names_at_the_head_are_authors_where_something_says_so(
    head: str, persons: list[tuple[str, str]], left: str
) -> None:
    page = f"{head}{PROSE}\n{OTHER}"
    assert stated(page) == [("author", name, org) for name, org in persons]
    assert after(find_byline, page) == f"{left}{PROSE}\n{OTHER}"


def test_a_publisher_may_stand_on_the_line_behind_its_label() -> None:
    page = f"来源：\n《城乡论丛》2025年第1期\n{PROSE}\n{OTHER}"
    assert stated(page) == [("container", "《城乡论丛》2025年第1期", ""), ("publisher", "城乡论丛", "")]
    assert stated(f"来源：\n|\n作者：张三\n{PROSE}\n{OTHER}") == [("author", "张三", "")]


@pytest.mark.parametrize(
    ("head", "title", "subtitle"),
    [
        ("共建共治的新路\n——三个社区的经验\n2021-05-06张三\n", "共建共治的新路", "三个社区的经验"),
        ("城北新闻网\n共建共治的新路\n2021-05-06\n", "共建共治的新路", ""),
        ("电子报\n电子报\n共建共治的新路\n", "共建共治的新路", ""),
        ("张三\n共建共治的新路\n张三\n", "共建共治的新路", ""),
        ("办公 | 邮箱 | 信箱\n共建共治的新路\n2021-05-06\n", "共建共治的新路", ""),
        ("0\n公告栏\n共建共治的新路\n2021-05-06\n", "共建共治的新路", ""),
        ("第十二章 风雨！\n", "第十二章 风雨！", ""),
        ("城北 > 要闻\n标题：共建共治的新路\n", "共建共治的新路", ""),
        ("。\n共建共治的新路\n2021-05-06\n", "共建共治的新路", ""),
        (
            "共建共治的新路\n——三个社区的经验\n2021-05-06\n共建共治的新路\n——三个社区的经验\n",
            "共建共治的新路",
            "三个社区的经验",
        ),
    ],
)
def test_what_stands_around_the_title_is_not_it(head: str, title: str, subtitle: str) -> None:
    page = f"{head}{PROSE}\n{OTHER}"
    found = {field: value for field, value, _ in stated(page)}
    assert (found["title"], found.get("subtitle", "")) == (title, subtitle)
    assert after(find_byline, page) == f"{PROSE}\n{OTHER}"


@pytest.mark.parametrize("line", ["?", "- 相关推荐", "|", "6232 次浏览", "（资料图片仅供参考）"])
def test_a_line_before_the_article_without_a_word_of_it_goes(line: str) -> None:
    assert after(find_furniture, f"{line}\n共建共治的新路\n{PROSE}") == f"共建共治的新路\n{PROSE}"


def test_commas_before_other_marks_were_inserted_where_they_are_many() -> None:
    inserted = "那日，，大家都来了，有说有笑，。河边，、桥上，都是人，；孩子们跑着，，笑着，。"
    sound = "那日，大家都来了，有说有笑。河边、桥上，都是人；孩子们跑着，笑着。"
    assert after(widen, inserted) == sound
    slip = "那日，，大家都来了，有说有笑，。河边、桥上，都是人。"
    assert after(widen, slip) == slip
    table = "甲，，乙\n丙，，丁\n戊，，己\n庚，，辛\n壬，，癸"
    assert after(widen, table) == table


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("作者系江城大学社会学院教授 王晓梅", [("王晓梅", "江城大学社会学院教授")]),
        ("本文作者为江城大学社会学院教授王晓梅", [("王晓梅", "江城大学社会学院教授")]),
        ("作者王晓梅系江城大学社会学院副教授", [("王晓梅", "江城大学社会学院副教授")]),
        ("作者：王晓梅，系江城大学社会学院教授", [("王晓梅", "江城大学社会学院教授")]),
        ("作者为江城市人大代表、东湖社区党委书记 王晓梅", [("王晓梅", "江城市人大代表、东湖社区党委书记")]),
        (
            "作者分别为江城大学教授王晓梅、江城市民政局局长李建国",
            [("王晓梅", "江城大学教授"), ("李建国", "江城市民政局局长")],
        ),
        (
            "作者王晓梅系江城大学教授；李建国系江城市民政局局长",
            [("王晓梅", "江城大学教授"), ("李建国", "江城市民政局局长")],
        ),
    ],
)
def test_an_author_told_by_post_and_body_is_stated_with_them(line: str, authors: list[tuple[str, str]]) -> None:
    wanted = [("author", *each) for each in authors]
    assert stated(f"{PROSE}\n{OTHER}（{line}）") == wanted
    page = f"{PROSE}\n{OTHER}\n（{line}）"
    assert stated(page) == wanted
    assert after(find_byline, page) == f"{PROSE}\n{OTHER}\n"


@pytest.mark.parametrize("line", ["作者系江城大学教授", "作者系统介绍了李建国", "作者为江城大学教授 王晓梅，另有删节"])
def test_an_author_without_a_name_or_with_more_words_is_left_in_the_text(line: str) -> None:
    page = f"{PROSE}\n{OTHER}\n（{line}）"
    assert stated(page) == []
    assert after(find_byline, page) == page


def test_a_line_read_away_parts_no_name_from_its_body() -> None:
    page = f"共建共治的新路\n王晓梅\n2021-05-06\n（江城大学社会学院，湖北江城 430000）\n{PROSE}"
    assert ("author", "王晓梅", "江城大学社会学院") in stated(page)


def test_the_expert_is_stated() -> None:
    page = f"{PROSE}\n【专家点评】\n□余冬林（中南民族大学教授，博士）\n{OTHER}"
    assert find_byline(page).statements == (Statement(Field.COMMENTATOR, "余冬林", "中南民族大学教授，博士"),)
    assert find_byline(page.replace("【专家点评】", "共建共治")).statements == ()


@pytest.mark.parametrize(
    ("page", "figures"),
    [
        (f"{PROSE}\ne7de29790c7aad589cefca1f329493b0_1881X968_2025\n图为：会议现场。", ["图为：会议现场。"]),
        (f"{PROSE}\n共同缔造 专栏图.png.png\n{OTHER}", []),
        (f"1.jpg\n会议现场\n{PROSE}", ["会议现场"]),
        (f"1.jpg\n{PROSE}\n会议现场\n{OTHER}", ["会议现场"]),
        (f"{PROSE}\n会议现场（张三 摄）\n{OTHER}", ["会议现场（张三 摄）"]),
        (f"{PROSE}\n会议现场\n{OTHER}", []),
    ],
)
def test_captions_are_fenced_and_file_names_go(page: str, figures: list[str]) -> None:
    cleaned = after(find_figures, page)
    assert cleaned.count("::: figure") == len(figures)
    assert all(f"::: figure\n{caption}\n:::" in cleaned for caption in figures)
    assert not any(name in cleaned for name in (".png", ".jpg", "e7de"))


@pytest.mark.parametrize(
    ("lines", "markdown"),
    [
        ("", ""),
        ("\n\n 甲。\r\n\u3000\u3000乙。  \n\n\n丙。", "甲。\n\n乙。\n\n丙。\n"),
        (f"共建，共治\n{PROSE}", f"## 共建，共治\n\n{PROSE}\n"),
        (f"一、党建引领\n（一）共建\n{PROSE}", f"## 一、党建引领\n\n### （一）共建\n\n{PROSE}\n"),
        (f"二、多方参与。\n{PROSE}", f"## 二、多方参与。\n\n{PROSE}\n"),
        (f"{PROSE}\n共建共治", f"{PROSE}\n\n共建共治\n"),
        (f"城北网\n共建\n共治\n{PROSE}", f"城北网\n\n## 共建\n\n## 共治\n\n{PROSE}\n"),
        ("第一章 缘起\n第二章 议事\n第三章 问答", "## 第一章 缘起\n\n## 第二章 议事\n\n## 第三章 问答\n"),
        ("5*3*2\n_注_\n甲*乙", "5\\*3\\*2\n\n\\_注\\_\n\n甲*乙\n"),
        ("见[甲](乙)。\n>丙", "见[甲\\](乙)。\n\n\\>丙\n"),
        ("- 甲\n- 乙\n丙。", "- 甲\n- 乙\n\n丙。\n"),
        (
            f"{PROSE}\n【专家点评】\n聚焦“微自治”，打造幸福邻里\n□余冬林（教授，博士）\n{OTHER}",
            f"{PROSE}\n\n::: commentary\n\n## 【专家点评】\n\n### 聚焦“微自治”，打造幸福邻里\n\n"
            f"余冬林（教授，博士）\n\n{OTHER}\n\n:::\n",
        ),
    ],
)
def test_lines_become_markdown(lines: str, markdown: str) -> None:
    assert after(find_structure, lines) == markdown
    assert after(find_structure, markdown) == markdown


def test_characters_that_show_nothing_go_and_are_named() -> None:
    hidden = "社区\u200b治理\u202e\u202c的探索\u00ad"
    edits = find_invisible(hidden).edits
    assert replay(hidden, edits) == "社区治理的探索"
    assert [edit.reason.partition(": ")[2] for edit in edits] == ["U+200B", "U+202E U+202C", "U+00AD"]
    assert find_invisible("नमस्\u200dते，社区治理").edits == ()
