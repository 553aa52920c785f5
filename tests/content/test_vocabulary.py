"""Vocabularies that contradict themselves, each with its exact message, and what sound ones give."""

import re
from pathlib import Path

import pytest

from site_builder.content.references import codes_of, publishers_of, term_faults
from site_builder.content.casefile import parse_case
from site_builder.content.vocabulary import Vocabulary, parse_vocabulary
from site_builder.problem import BuildError, Source, position

HERE = Path(__file__).parent
BLOCKS = dict(
    text.split("\n", 1) for text in re.split(r"^# ", (HERE / "vocabularies.txt").read_text("utf-8"), flags=re.M)[1:]
)


def vocabulary(name: str, text: str) -> Vocabulary:
    return parse_vocabulary(name, Source(f"{name}.yml", text))


@pytest.mark.parametrize("name", BLOCKS)
def test_a_vocabulary_that_contradicts_itself_is_refused(name: str) -> None:
    lines = BLOCKS[name].strip("\n").splitlines()
    expected = [line for line in lines if line.startswith("| ")]
    kind = expected[0].split()[1]
    with pytest.raises(BuildError) as caught:
        vocabulary(kind, "\n".join(line for line in lines if not line.startswith("| ")) + "\n")
    told = []
    for problem in caught.value.problems:
        assert problem.span
        line, column = position(problem.source.text, problem.span.start)
        hint = f" ({problem.hint})" if problem.hint else ""
        told.append(f"| {kind} {line}:{column}: {problem.message}{hint}")
    assert told == expected


def test_levels_may_be_missing_and_places_in_two_places_may_have_one_name() -> None:
    places = vocabulary(
        "places",
        "hubei: {label: 湖北省, level: province}\n"
        "tianmen: {label: 天门市, level: county, parent: hubei}\n"
        "wuhan: {label: 武汉市, level: prefecture, parent: hubei}\n"
        "wuhan-jingkai: {label: 武汉经开区, level: zone, parent: wuhan}\n"
        "junshan: {label: 军山街道, level: township, parent: wuhan-jingkai}\n"
        "a: {label: 花园村, level: community, parent: junshan}\n"
        "b: {label: 花园村, level: community, parent: tianmen}\n",
    )
    assert places.path("a") == ("hubei", "wuhan", "wuhan-jingkai", "junshan", "a")
    assert places.path("tianmen") == ("hubei", "tianmen")
    assert places.children()["hubei"] == ("tianmen", "wuhan")


def test_a_replaced_term_may_keep_its_label_and_leads_to_its_successor() -> None:
    tags = vocabulary("tags", "a: {label: 积分制, deprecated_by: b}\nb: {label: 积分制, deprecated_by: c}\nc: {label: 积分制}\n")
    assert tags.current("a") == "c"


def test_publishers_are_known_by_their_printed_names() -> None:
    publishers = vocabulary("publishers", "jingchuwang: {label: 荆楚网, synonyms: [荆楚网（湖北日报网）]}\n")
    case = parse_case(
        Source(
            "a.md",
            "---\nid: a\ntitle: 题\nreview: {status: draft}\nsources:\n"
            "  - {role: base_text, publisher: 荆楚网(湖北日报网)}\n  - {role: original, publisher: jingchuwang}\n---\n",
        )
    )
    assert publishers_of(case.meta, publishers.by_word()) == ("jingchuwang",)


def test_terms_are_matched_by_code_never_by_text() -> None:
    mechanisms = vocabulary("mechanisms", "points: {label: 积分}\npoints-system: {label: 积分制}\n")
    text = "---\nid: a\ntitle: 题\nsources: [{role: base_text}]\nmechanisms: [积分制]\nreview: {status: draft}\n---\n"
    case = parse_case(Source("a.md", text.replace("积分制", "points")))
    assert codes_of(case.meta, "mechanisms") == ("points",)
    for word, hint in (("积分制", "did you mean points-system?"), ("jifenzhi", "add it to content/vocabulary/mechanisms.yml")):
        case = parse_case(Source("a.md", text.replace("积分制", word)))
        (fault,) = term_faults(case.meta, {"mechanisms": mechanisms})
        assert (fault.message, fault.hint) == (f"not in the vocabulary of mechanisms: {word}", hint)
