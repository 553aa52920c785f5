"""Glossary files, and the starter glossary word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.problem import BuildError, Source
from site_builder.script import (
    Converter,
    Rule,
    Rules,
    Variant,
    converters,
    parse_glossary,
    parse_rules,
    regional,
    starter,
)
from site_builder.strict_yaml import parse_yaml


@pytest.mark.parametrize("rule", starter().rules, ids=lambda rule: rule.word)
def test_a_starter_rule_has_a_reason_and_its_sentence_reads_right(rule: Rule, hant: Converter) -> None:
    assert rule.reason
    assert rule.example is not None
    sentence, expected = rule.example
    assert rule.word in sentence
    assert hant.text(sentence) == expected
    assert any(claim.word == rule.word for claim in hant.claims(sentence))


@pytest.fixture(scope="module")
def regions(tables: Path) -> dict[Variant, Converter]:
    """Every variant with the wording of its region."""
    return converters(tuple(Variant), rules=Rules(site=(regional(), starter())), cache_dir=tables)


@pytest.mark.parametrize("rule", regional().rules, ids=lambda rule: rule.word)
def test_a_regional_rule_has_a_reason_and_its_sentence_reads_right(
    rule: Rule, regions: dict[Variant, Converter], hant: Converter
) -> None:
    assert rule.reason and rule.example
    sentence, expected = rule.example
    assert regions[rule.example_variant].text(sentence) == expected
    for variant, text in rule.texts:
        assert text in regions[variant].text(sentence)
        assert any(claim.word == rule.word for claim in regions[variant].claims(sentence))
    # Readers anywhere read the word as it is written, in their characters.
    assert regions[Variant.ZH_HANT].text(sentence) == hant.text(sentence)


@pytest.mark.parametrize(
    "rule", [rule for rule in starter().rules if Variant.ZH_HANT_HK in dict(rule.texts)], ids=lambda rule: rule.word
)
def test_a_starter_rule_for_hong_kong_reads_right_there(rule: Rule, site: dict[Variant, Converter]) -> None:
    assert rule.example
    assert dict(rule.texts)[Variant.ZH_HANT_HK] in site[Variant.ZH_HANT_HK].text(rule.example[0])


def test_a_glossary_reads_texts_reasons_and_places() -> None:
    text = "软件:\n  zh-Hant: 軟體\n  zh-Hant-HK: 軟件\n  reason: 用词\n里:\n  keep: yes\n  reason: 名字\n"
    first, second = parse_glossary(Source("a.yml", text), "a").rules
    assert first == Rule("软件", ((Variant.ZH_HANT, "軟體"), (Variant.ZH_HANT_HK, "軟件")), "用词", None, "a.yml:1")
    assert second.keeps
    assert second.place == "a.yml:5"


def test_rules_of_a_page_may_be_one_line_each() -> None:
    source = Source("a.md", "发展: 發展\n余一: keep\n")
    assert [(rule.word, rule.texts) for rule in parse_rules(parse_yaml(source), source)] == [
        ("发展", ((Variant.ZH_HANT, "發展"),)),
        ("余一", ()),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 发展\n", "not a list of words"),
        ("发展: 發展\n", "no reason"),
        ("发展:\n", "no text"),
        ("发展:\n  zh-Hant: 發展\n", "no reason"),
        ("发展:\n  reason: 因为\n", "either texts or keep"),
        ("发展:\n  keep: yes\n  zh-Hant: 發展\n  reason: 因为\n", "either texts or keep"),
        ("发展:\n  keep: no\n  reason: 因为\n", "keep is yes"),
        ("发展:\n  zh-Hans: 发展\n  reason: 因为\n", "unknown field 'zh-Hans'"),
        ("发展:\n  zh-Hant: [發展]\n  reason: 因为\n", "zh-Hant needs a text"),
        ("发展:\n  zh-Hant: 發展\n  reason: 因为\n  example: 句\n", "belong together"),
        ("发展:\n  zh-Hant: 發展\n  reason: 因为\n  example: 句\n  becomes: 句\n", "does not hold the word"),
        ("发展: 發展\n发展: 发展\n", "twice"),
        ("'发 ': 發\n", "no spaces around"),
        ("'-{发': 發\n", "inline markup"),
    ],
)
def test_a_mistake_is_a_problem_at_its_place(text: str, message: str) -> None:
    with pytest.raises(BuildError, match=message) as error:
        parse_glossary(Source("a.yml", text), "a")
    assert "a.yml:" in str(error.value)
