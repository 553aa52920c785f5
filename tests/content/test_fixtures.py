"""Front matters that are right and front matters that are wrong, each with its exact message.

`valid.txt` and `invalid.txt` are blocks under `# name`: keys that replace those of a small sound case. A block of
`invalid.txt` ends in what the reader is told, `| line:column: message (hint)`, the column in the block's own line.
"""

import os
import re
from pathlib import Path

import pytest

from site_builder.content.casefile import parse_case
from site_builder.content.describe import rows
from site_builder.problem import BuildError, Source, position

HERE = Path(__file__).parent
SOUND = {
    "id": "id: a",
    "title": "title: 题",
    "sources": "sources: [{role: base_text}]",
    "review": "review: {status: draft}",
}
BODY = "居民议事。\n\n化解纠纷52个，\n居民都说好。\n"


def blocks(name: str) -> dict[str, str]:
    texts = re.split(r"^# (?!yaml-)", (HERE / name).read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = dict(text.split("\n", 1) for text in texts)
    assert len(found) == len(texts), "two blocks have one name"
    return {title: text.strip("\n") for title, text in found.items()}


def case_of(yaml: str) -> Source:
    given = {line.split(":")[0] for line in yaml.splitlines()}
    rest = "\n".join(line for key, line in SOUND.items() if key not in given)
    return Source("a.md", f"---\n{yaml}\n{rest}\n---\n\n{BODY}")


def told(yaml: str) -> str:
    with pytest.raises(BuildError) as caught:
        parse_case(case_of(yaml))
    lines = []
    for problem in caught.value.problems:
        assert problem.span
        line, column = position(problem.source.text, problem.span.start)
        hint = f" ({problem.hint})" if problem.hint else ""
        lines.append(f"| {line - 1}:{column}: {problem.message}{hint}")
    return "\n".join(lines)


VALID = blocks("valid.txt")
INVALID = blocks("invalid.txt")


@pytest.mark.parametrize("name", VALID)
def test_a_sound_front_matter_is_read(name: str) -> None:
    parse_case(case_of(VALID[name]))


@pytest.mark.parametrize("name", INVALID)
def test_an_unsound_front_matter_is_refused_with_its_message(name: str) -> None:
    yaml = "\n".join(line for line in INVALID[name].splitlines() if not line.startswith("| "))
    expected = "\n".join(line for line in INVALID[name].splitlines() if line.startswith("| "))
    assert told(yaml) == expected


def test_every_field_has_a_valid_and_an_invalid_fixture() -> None:
    fields = [row.path for row in rows()]
    assert [path for path in fields if path not in VALID] == []
    assert [path for path in fields if path not in INVALID] == []
    assert len(INVALID) >= 200


if os.environ.get("REVIEW_FIXTURES"):  # writes the messages anew, for a person to review the difference

    def test_write_the_messages() -> None:
        texts = []
        for name, block in INVALID.items():
            yaml = "\n".join(line for line in block.splitlines() if not line.startswith("| "))
            texts.append(f"# {name}\n{yaml}\n{told(yaml)}\n")
        (HERE / "invalid.txt").write_text("\n".join(texts), "utf-8")
