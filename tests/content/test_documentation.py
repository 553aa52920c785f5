"""What is made from the schema is current, and says the same as the schema."""

import pytest

from site_builder.cli.fields import Form, document
from site_builder.content.codebook import read_words
from site_builder.content.describe import rows
from site_builder.content.schema import EssayMatter, FrontMatter, ListMatter, Term
from tests.conftest import ROOT

MADE = {
    Form.EN: "docs/fields.md",
    Form.ZH_HANS: "docs/fields.zh-Hans.md",
    Form.CSV: "docs/codebook.csv",
    Form.CASE_SCHEMA: "content/case.schema.json",
    Form.VOCABULARY_SCHEMA: "content/vocabulary.schema.json",
    Form.LIST_SCHEMA: "content/list.schema.json",
    Form.ESSAY_SCHEMA: "content/essay.schema.json",
}


@pytest.mark.parametrize("form", MADE)
def test_the_made_files_are_current(form: Form) -> None:
    assert (ROOT / MADE[form]).read_bytes().decode() == document(form), "run: make fields"


def test_every_field_and_choice_has_its_chinese_words_and_no_other_has() -> None:
    words = read_words()
    assert [row.path for row in rows()] == list(words.fields)
    assert [row.path for row in rows(Term)] == list(words.terms)
    assert [row.path for row in rows(ListMatter)] == list(words.lists)
    assert [row.path for row in rows(EssayMatter)] == list(words.essays)
    choices = {row.choices_of: [str(each) for each in row.choices] for row in rows() if row.choices_of}
    assert {name: list(labels) for name, labels in words.values.items()} == choices


def test_every_field_says_what_it_means() -> None:
    assert [row.path for kind in (FrontMatter, Term, ListMatter, EssayMatter) for row in rows(kind) if not row.meaning] == []
    assert len(FrontMatter.__struct_fields__) - 2 == len([row for row in rows() if "." not in row.path])
