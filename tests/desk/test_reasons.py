"""Every reason that a step gives has its Chinese, found in the code of the steps themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import site_builder.clean
from site_builder.clean import clean
from site_builder.desk.reasons import REASONS, in_chinese
from site_builder.problem import Source

ROOT = Path(__file__).parents[2]
PHRASE = re.compile(r"[A-Za-z][\w-]* [\w '’□©?,:;/.-]*[a-z][\w '’□©?,:;/.-]*")
HAN = re.compile(r"[\u3400-\u9fff]")


def phrases(path: Path) -> Iterator[str]:
    """The texts of a module that read like a reason: some words of English, no docstring and no error."""
    tree = ast.parse(path.read_text("utf-8"))
    others: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            others |= {id(each) for each in ast.walk(node.body[0])}
        if isinstance(node, ast.Raise | ast.JoinedStr):
            others |= {id(each) for each in ast.walk(node)}
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in others)
    yield from (text for text in texts if isinstance(text, str) and PHRASE.fullmatch(text))


MODULES = sorted(Path(site_builder.clean.__file__).parent.glob("*.py"))
FOUND = sorted({phrase for module in MODULES for phrase in phrases(module)})


def test_reasons_are_found_in_the_code() -> None:
    assert len(FOUND) > 40


@pytest.mark.parametrize("reason", FOUND)
def test_every_reason_in_the_code_has_its_chinese(reason: str) -> None:
    assert HAN.search(in_chinese(reason + "U+200B" if reason.endswith(": ") else reason))


def test_no_reason_is_told_that_no_step_gives() -> None:
    assert set(REASONS) <= {*FOUND}


@pytest.mark.parametrize("raw", sorted((ROOT / "content" / "raw").glob("*.txt")), ids=lambda path: path.stem)
def test_no_english_is_left_in_the_reasons_of_a_real_article(raw: Path) -> None:
    for edit in clean(Source(raw.name, raw.read_text("utf-8"))).edits:
        plain = re.sub(r"GBK|ASCII|Markdown|UTF-8|[（(][^（()]*[)）]", "", in_chinese(edit.reason))
        assert not re.search(r"[a-z]{3,}", plain), in_chinese(edit.reason)
