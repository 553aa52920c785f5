"""Every code that a page may show has its words in the theme."""

from enum import StrEnum

import pytest

from site_builder.build.strings import parse_strings
from site_builder.content import choices
from site_builder.problem import Source
from tests.conftest import ROOT

STRINGS = parse_strings([Source("strings.toml", (ROOT / "theme/strings.toml").read_text("utf-8"))])
NAMED = {
    "role": choices.CreatorRole,
    "actor_role": choices.ActorRole,
    "damage": choices.DamageKind,
    "status": choices.TextStatus,
    "url_status": choices.UrlStatus,
    "scope": choices.Scope,
    "settlement": choices.Settlement,
    "community_kind": choices.CommunityKind,
    "spectrum": choices.Spectrum,
    "venues": choices.Venue,
    "decision_methods": choices.DecisionMethod,
    "beneficiaries": choices.Beneficiary,
    "digital": choices.Digital,
    "funders": choices.Funder,
    "outcomes": choices.Outcome,
    "evidence": choices.Evidence,
}


@pytest.mark.parametrize(("section", "codes"), NAMED.items())
def test_every_code_of_a_closed_set_has_its_words(section: str, codes: type[StrEnum]) -> None:
    assert set(STRINGS[section]) == {code.value for code in codes}
