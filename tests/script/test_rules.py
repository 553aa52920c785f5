"""Layers of rules above the dictionaries."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.script import Converter, Glossary, PageRules, Rule, Rules, Variant, converter, converters
from site_builder.script.layers import Claim, Layer, claims, gaps, merged

HANT, TW, HK = Variant.ZH_HANT, Variant.ZH_HANT_TW, Variant.ZH_HANT_HK


def rule(word: str, text: str | None = None) -> Rule:
    return Rule(word, ((HANT, text),) if text else ())


def make(tables: Path, variant: Variant = HANT, **rules: object) -> Converter:
    return converter(variant, rules=Rules(**rules), cache_dir=tables)  # type: ignore[arg-type]


def test_each_layer_gives_way_to_the_one_above(tables: Path) -> None:
    site = make(
        tables,
        site=(Glossary("site", (rule("甲乙", "三"),)),),
        topics=(Glossary("topic", (rule("甲乙", "二"),)),),
        names=(("甲乙", "四"),),
    )
    page = site.with_rules(PageRules(rules=(rule("甲乙", "一"),), title=(rule("甲乙", "零"),), topics=("topic",)))
    assert make(tables).text("甲乙") == "甲乙"
    assert make(tables, names=(("甲乙", "四"),)).text("甲乙") == "四"
    assert site.text("甲乙") == "三"
    assert site.with_rules(PageRules(topics=("topic",))).text("甲乙") == "二"
    assert page.text("甲乙") == "一"
    assert page.title("甲乙") == "零"
    assert page.title("-{甲乙}-") == "甲乙"


def test_the_longest_word_of_a_layer_wins_at_each_place_from_the_left(tables: Path) -> None:
    glossary = Glossary("site", (rule("里", "A"), rule("里面", "B"), rule("面子", "C")))
    assert make(tables, site=(glossary,)).text("里面子里") == "B子A"


def test_a_word_above_cuts_the_text_for_the_layers_below(tables: Path) -> None:
    site = make(tables, site=(Glossary("site", (rule("头发", "頭發"),)),), names=(("发店", "髮店"),))
    assert site.text("头发店") == "頭發店"


def test_a_kept_word_stays_as_the_master_writes_it(tables: Path) -> None:
    assert make(tables, site=(Glossary("site", (rule("余冬林"),)),)).text("有余冬林") == "有余冬林"
    assert make(tables).text("有余冬林") == "有餘冬林"


def test_a_rule_that_says_what_the_dictionary_says_still_parts_words(tables: Path) -> None:
    assert make(tables).text("厚植发展") == "厚植髮展"
    assert make(tables, site=(Glossary("site", (rule("发展", "發展"),)),)).text("厚植发展") == "厚植發展"


def test_a_text_for_one_region_holds_there_alone(tables: Path) -> None:
    words = Glossary("site", (Rule("视频", ((TW, "影片"),)), Rule("质量", ((HANT, "品質"), (HK, "質素")))))
    made = converters((HANT, TW, HK), rules=Rules(site=(words,)), cache_dir=tables)
    assert [made[variant].text("视频质量") for variant in (HANT, TW, HK)] == ["視頻品質", "影片品質", "視頻質素"]


def test_a_text_in_taiwans_characters_is_written_in_hong_kongs(tables: Path) -> None:
    words = Glossary("site", (rule("机会里", "機會裡"),))
    assert make(tables, HK, site=(words,)).text("机会里") == "機會裏"


def test_names_keep_their_surnames_and_convert_the_rest(tables: Path) -> None:
    site = make(tables, people=("余冬林", "范丽", "于后", "钟里", "万俟发"), names=(("余家头", "余家頭"),))
    assert site.text("余冬林、范丽、于后、钟里、万俟发、余家头") == "余冬林、范麗、于後、鍾里、万俟發、余家頭"
    assert site.text("其余") == "其餘"


def test_names_of_a_page_hold_on_that_page_below_the_glossaries(tables: Path) -> None:
    site = make(tables, site=(Glossary("site", (rule("余力", "餘力"),)),))
    page = site.with_rules(PageRules(people=("余力", "余一")))
    assert page.text("余力余一") == "餘力余一"
    assert site.text("余力余一") == "餘力餘一"


def test_forms_are_the_sites_choice_where_the_dictionary_decides(tables: Path) -> None:
    site = make(tables, forms=(("臺", "台"),), site=(Glossary("site", (rule("台甲", "臺甲"),)),))
    assert site.text("平台台风舞台台甲") == "平台颱風舞台臺甲"


def test_an_unknown_topic_is_an_error_that_names_the_known_ones(tables: Path) -> None:
    site = make(tables, topics=(Glossary("地名", ()),))
    with pytest.raises(ValueError, match="地名"):
        site.with_rules(PageRules(topics=("x",)))


def test_the_digest_follows_rules_page_and_variant(tables: Path) -> None:
    plain, ruled = make(tables), make(tables, forms=(("臺", "台"),))
    page = plain.with_rules(PageRules(rules=(rule("甲", "乙"),)))
    digests = {plain.digest, ruled.digest, page.digest, make(tables, TW).digest}
    assert len(digests) == 4
    assert plain.digest == make(tables).digest == plain.with_rules(PageRules()).digest


def test_the_master_is_left_as_it_is_but_for_markup(site: dict[Variant, Converter]) -> None:
    hans = site[Variant.ZH_HANS]
    assert hans.text("厚植发展“a” -{zh-hans:软件;zh-hant:軟體}-") == "厚植发展“a” 软件"
    assert hans.html('<p title="发">-{发}-<b>x</b></p>') == '<p title="发">发<b>x</b></p>'
    assert hans.texts(["发", "发", "-{里}-"]) == ["发", "发", "里"]


def test_every_decision_is_explained(tables: Path) -> None:
    site = make(tables, site=(Glossary("site", (rule("厚植发展", "厚植發展"),)),), people=("余一",))
    said = [(found.source, found.text, found.by) for found in site.explain("“厚植发展”-{x}-余一的头发里")]
    assert ("厚植发展", "厚植發展", "site: 厚植发展") in said
    assert ("余一", "余一", "names: 余一") in said
    assert ("“", "「", "quotation marks") in said
    assert ("x", "x", "markup: -{x}-") in said
    assert [text for source, text, by in said if by.startswith("STPhrases")] == ["頭髮"]
    assert [text for source, text, by in said if "STCharacters: 里" in by] == ["裡"]


WORDS = st.text("发展里面理头余", min_size=1, max_size=3)
TEXTS = st.text("发展里面理头余了，\n“”", max_size=20)


@given(layers=st.lists(st.dictionaries(WORDS, st.text("甲乙", max_size=3), max_size=4), max_size=3), text=TEXTS)
def test_claims_are_in_order_apart_and_taken_from_the_text(layers: list[dict[str, str]], text: str) -> None:
    found = claims([Layer(str(number), entries) for number, entries in enumerate(layers)], text)
    assert all(text[claim.start : claim.end] == claim.word for claim in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    free = [text[low:high] for low, high in gaps(found, len(text))]
    assert not any(word in part for part in free for entries in layers for word in entries)


@settings(max_examples=1000 if os.environ.get("CAMPAIGN") else 40, deadline=None)
@given(glossary=st.dictionaries(WORDS, st.text("甲乙丙", min_size=1, max_size=4), max_size=5), text=TEXTS)
def test_rules_below_and_above_the_engine_decide_alike(glossary: dict[str, str], text: str) -> None:
    """The site's rules are compiled into the engine, a page's are not: the same rules must give the same text."""
    rules = tuple(rule(word, target) for word, target in glossary.items())
    plain = make(CACHE)
    assert make(CACHE, site=(Glossary("site", rules),)).text(text) == plain.with_rules(PageRules(rules=rules)).text(
        text
    )


@pytest.fixture(scope="module", autouse=True)
def shared_cache(tables: Path) -> None:
    global CACHE
    CACHE = tables


CACHE = Path()


def test_a_claim_below_gives_way_to_one_above() -> None:
    above, below = Claim(2, 4, "", "a", ""), [Claim(at, at + 1, "", "b", "") for at in range(6)]
    assert [claim.start for claim in merged([above], below)] == [0, 1, 2, 4, 5]
