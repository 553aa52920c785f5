"""The case file's laws: it reads back as it was written, whatever its fields are."""

from hypothesis import given, settings

from site_builder.content.casefile import SCHEMA_LINE, format_case, parse_case
from site_builder.content.schema import Case
from site_builder.problem import Source
from tests.content.strategies import EXAMPLES, SILENT, cases


@given(cases())
@settings(max_examples=EXAMPLES)
def test_a_case_reads_back_as_it_was_written(case: Case) -> None:
    assert parse_case(Source("a.md", format_case(case))) == case


@given(cases())
@settings(max_examples=EXAMPLES // 4)
def test_the_line_for_editors_changes_nothing(case: Case) -> None:
    text = format_case(case, SCHEMA_LINE)
    assert text.splitlines()[1] == "# yaml-language-server: $schema=../case.schema.json"
    assert parse_case(Source("a.md", text)) == case


def test_the_source_being_silent_is_not_the_same_as_nobody_having_looked() -> None:
    text = (
        "---\nid: a\ntitle: 题\nsources: [{role: base_text}]\ndifficulties: 原文未提及\nreview: {status: draft}\n---\n"
    )
    silent = parse_case(Source("a.md", text)).meta
    empty = parse_case(Source("a.md", text.replace("difficulties: 原文未提及\n", ""))).meta
    assert (silent.difficulties, silent.not_stated) == ("", ("difficulties",))
    assert (empty.difficulties, empty.not_stated) == ("", ())
    assert len(SILENT) == 17


def test_facets_of_the_site_stand_among_the_other_fields() -> None:
    text = (
        "---\nid: a\ntitle: 题\nsources: [{role: base_text}]\nseason: [spring, autumn]\nreview: {status: draft}\n---\n"
    )
    assert parse_case(Source("a.md", text)).meta.facets == {"season": ("spring", "autumn")}
