"""The five raw articles: every golden file was read against its raw text, sentence by sentence."""

import re
from pathlib import Path

import pytest

from site_builder.clean import Cleaned, Dropped, Field, clean, replay, summary
from site_builder.problem import Source

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
SEEDS = {path.name[:3]: path for path in sorted((ROOT / "content" / "raw").glob("*.txt"))}

# The full stops of each article's body, and how its first and last sentence begin.
SENTENCES = {
    "000": (15, "近日，为深度融入美好环境", "青马学子乘兴而来"),
    "001": (21, "近日，武汉市江汉区江北社区", "听民意，凝民力，系民情"),
    "002": (23, "荆楚网（湖北日报网）讯（通讯员马晓春）老旧小区", "据悉，军山街道后续"),
    "003": (
        20,
        "荆楚网（湖北日报网）讯（记者袁莉莉 通讯员彭浩容）天门市",
        "天门市竟陵街道办事处新城社区学府雍景湾小区主动作为",
    ),
    "004": (20, "在社区治理的广阔舞台上", "她的实践为社区治理"),
}


def cleaned(number: str) -> Cleaned:
    path = SEEDS[number]
    return clean(Source(path.name, path.read_text("utf-8")))


def report(result: Cleaned) -> str:
    """Statements, then what is missing, then what was dropped, as a file one can read."""
    stated = [f"{each.field}: {each.value}{f' | {each.org}' if each.org else ''}" for each in result.statements]
    dropped = [f"{each.line}: {each.step}: {each.reason}" for each in summary(result).dropped]
    return "\n".join([*stated, f"missing: {' '.join(result.missing)}", "", *dropped, ""])


@pytest.mark.parametrize("number", SEEDS)
def test_a_raw_article_cleans_to_its_golden_text(number: str) -> None:
    assert cleaned(number).text == (GOLDEN / f"{number}.md").read_text("utf-8")


@pytest.mark.parametrize("number", SEEDS)
def test_a_raw_article_states_and_drops_what_its_golden_report_says(number: str) -> None:
    assert report(cleaned(number)) == (GOLDEN / f"{number}.txt").read_text("utf-8")


@pytest.mark.parametrize("number", SEEDS)
def test_the_ledger_of_a_raw_article_replays(number: str) -> None:
    result = cleaned(number)
    assert replay(result.source.text, result.edits) == result.text
    assert clean(Source("again", result.text)).text == result.text


@pytest.mark.parametrize("number", SEEDS)
def test_no_sentence_of_an_article_is_lost(number: str) -> None:
    count, first, last = SENTENCES[number]
    text, raw = cleaned(number).text, SEEDS[number].read_text("utf-8")
    sentences = [each for each in re.findall(r"[^。！？\n]+[。！？]", text) if len(each) > 6]
    assert (text.count("。"), sentences[0][: len(first)], sentences[-1][: len(last)]) == (count, first, last)
    # The raw page has one more in a mirror's notice (000), and those that cutting lost fewer.
    assert raw.count("。") - (number == "000") == count - {"000": 1, "002": 2}.get(number, 0)


@pytest.mark.parametrize("number", SEEDS)
def test_nothing_foreign_is_left_in_an_article(number: str) -> None:
    text = cleaned(number).text
    foreign = (
        "国产 久久 日韩 蜘蛛 关注我们 资料图 相关 关键词 实况网 热点 头条 "
        "Copyright 许可证 责编 稿源 .png cnhubei □ 發 著"
    )
    assert not [word for word in foreign.split() if word in text]


def test_the_persons_are_as_printed() -> None:
    wanted = {
        "000": {Field.AUTHOR: "侯前越", Field.EDITOR: "王舒娴"},
        "001": {Field.ISSUED: "2023-08-15", Field.AUTHOR: "袁帅", Field.EDITOR: "廖逢倩"},
        "002": {Field.ISSUED: "2025-12-01", Field.CORRESPONDENT: "马晓春", Field.EDITOR: "董育雄"},
        "003": {Field.REPORTER: "袁莉莉", Field.CORRESPONDENT: "彭浩容", Field.COMMENTATOR: "余冬林"},
        "004": {Field.AUTHOR: "杨祖栋"},
    }
    for number, fields in wanted.items():
        stated = {each.field: each.value for each in cleaned(number).statements}
        assert fields.items() <= stated.items()


def test_the_changes_of_a_value_that_left_the_text_are_told() -> None:
    result = clean(Source("a.txt", "共同締造:新路\n作者:楊祖棟\n居民们坐在一起商量,把难题解决了。"))
    changes = [(result.source.text[edit.start : edit.end], edit.replacement) for edit in result.value_edits]
    assert changes == [("締", "缔"), (":", "："), (":", "："), ("楊", "杨"), ("棟", "栋")]
    assert [each.value for each in result.statements] == ["共同缔造：新路", "杨祖栋"]


def test_what_the_page_does_not_hold_is_missing() -> None:
    assert cleaned("000").missing == (Field.TITLE, Field.ISSUED)
    assert cleaned("004").missing == (Field.ISSUED, Field.PUBLISHER, Field.EDITOR)
    assert cleaned("001").missing == cleaned("002").missing == cleaned("003").missing == ()


def test_the_summary_counts_and_names_what_was_dropped() -> None:
    result = summary(clean(Source("a.txt", "(资料图片)\n居民们坐在一起商量,把难题解决了。\n责编:王舒娴")))
    assert result.dropped == (
        Dropped(1, "(资料图片)", "furniture", "the place of a picture"),
        Dropped(3, "责编:王舒娴", "byline", "a line of date, source or persons"),
    )
    assert {(each.step, each.edits) for each in result.counts} == {("furniture", 1), ("punctuation", 1), ("byline", 1)}
    assert (result.raw, result.kept, result.doubts) == (31, 18, 0)


def write_golden() -> None:
    """Write the golden files anew; read the difference before keeping it."""
    for number in SEEDS:
        result = cleaned(number)
        (GOLDEN / f"{number}.md").write_text(result.text, "utf-8")
        (GOLDEN / f"{number}.txt").write_text(report(result), "utf-8")


if __name__ == "__main__":
    write_golden()
