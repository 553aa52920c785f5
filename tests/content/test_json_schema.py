"""The schema for editors takes what the reader takes, and refuses much of what the reader refuses."""

import re
from typing import Any

import jsonschema
import pytest
import yaml

from site_builder.content.json_schema import case_schema, vocabulary_schema
from tests.conftest import ROOT
from tests.content.test_fixtures import INVALID, VALID, case_of


def front_matter(text: str) -> Any:
    """Front matter as an editor reads it: YAML 1.2, where a date is a string."""
    loader = type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": {}})
    for tag, pattern, first in (
        ("tag:yaml.org,2002:int", r"^-?(0|[1-9][0-9]*)$", "-0123456789"),
        ("tag:yaml.org,2002:float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
        ("tag:yaml.org,2002:bool", r"^(true|false)$", "tf"),
        ("tag:yaml.org,2002:null", r"^(|~|null)$", ["", "~", "n"]),
    ):
        loader.add_implicit_resolver(tag, re.compile(pattern), list(first))
    return yaml.load(text.split("---\n")[1], loader)


check = jsonschema.Draft202012Validator(case_schema()).validate


@pytest.mark.parametrize("name", VALID)
def test_what_the_reader_takes_the_editor_takes(name: str) -> None:
    check(front_matter(case_of(VALID[name]).text))


def test_the_cases_of_the_project_please_the_editor() -> None:
    for path in (ROOT / "content/cases").glob("*.md"):
        check(front_matter(path.read_text("utf-8")))


def test_the_vocabularies_of_the_project_please_the_editor() -> None:
    vocabulary = jsonschema.Draft202012Validator(vocabulary_schema()).validate
    for path in (ROOT / "content/vocabulary").glob("*.yml"):
        vocabulary(front_matter("---\n" + path.read_text("utf-8") + "---\n"))


def test_the_editor_refuses_most_of_what_the_reader_refuses() -> None:
    def is_refused(name: str) -> bool:
        yaml_lines = [line for line in INVALID[name].splitlines() if not line.startswith("| ")]
        try:
            check(front_matter(case_of("\n".join(yaml_lines)).text))
        except (jsonschema.ValidationError, yaml.YAMLError):
            return True
        return False

    refused = sum(map(is_refused, INVALID))
    assert refused >= 180
