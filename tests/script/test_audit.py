"""What a person should look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.problem import Source
from site_builder.script import Converter, Glossary, PageRules, Rule, Rules, Variant, converter
from site_builder.script.audit import audit
from site_builder.script.html import readable


def test_places_decided_by_default_come_with_their_sentence_and_forms(hant: Converter) -> None:
    found = audit(hant, [Source("a", "第一句。找准群众需求。干部在头发店。")])
    assert [(place.character, place.written, place.context) for place in found.places] == [("准", "準", "找准群")]
    (place,) = found.places
    assert place.forms == ("準", "准")
    assert place.sentence == "找准群众需求。"
    assert (place.source, place.span.start, place.span.end) == ("a", 5, 6)


def test_rules_that_never_decide_are_told_from_those_that_do(tables: Path) -> None:
    glossary = Glossary("site", tuple(Rule(word, ((Variant.ZH_HANT, "甲"),)) for word in ("里面", "里", "发", "无")))
    names = (("发", "髮"), ("面子", "面子"))
    site = converter(Variant.ZH_HANT, rules=Rules(site=(glossary,), names=names), cache_dir=tables)
    used = {(use.layer, use.word): use for use in audit(site, [Source("a", "里面子发")]).rules}
    assert used["site", "里面"].fired == 1
    assert (used["site", "无"].seen, used["site", "无"].fired, used["site", "无"].is_shadowed) == (0, 0, False)
    assert (used["site", "里"].seen, used["site", "里"].is_shadowed) == (1, True)
    assert used["names", "发"].shadow == "site"
    assert used["names", "面子"].is_shadowed


def test_rules_of_a_page_are_audited_too(hant: Converter) -> None:
    page = hant.with_rules(PageRules(rules=(Rule("社区"),), people=("余一",)))
    used = {(use.layer, use.word): use for use in audit(page, [Source("a", "社区余一")]).rules}
    assert used["page", "社区"].fired == 1
    assert used["starter", "社区"].shadow == "page"
    assert used["names of the page", "余一"].fired == 1


def test_traditional_text_and_unbalanced_quotes_in_a_master_are_found(hant: Converter) -> None:
    found = audit(hant, [Source("a", "著名的乾坤\n“這個治理\n")])
    assert [(finding.text, finding.span.start) for finding in found.traditional] == [("這個", 7)]
    assert [finding.text for finding in found.unbalanced] == ["“這個治理"]


def test_a_page_is_read_as_conversion_reads_it() -> None:
    assert readable('<p>厚<b title="发">植</b>发展</p><p>x<code>里</code>y</p>') == "\n厚植发展\n\nx y\n"


def test_the_master_has_nothing_to_audit(site: dict[Variant, Converter]) -> None:
    with pytest.raises(ValueError, match="master"):
        audit(site[Variant.ZH_HANS], [])
