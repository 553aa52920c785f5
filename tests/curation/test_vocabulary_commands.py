"""Renaming and merging: exactly the files that use a term, all of them or none, comments kept, a redirect left."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.cli import main
from site_builder.content.casefile import format_case, parse_case
from site_builder.content.references import code_places, codes_of
from site_builder.content.schema import Case
from site_builder.content.terms import recode_cases
from site_builder.content.vocabulary import parse_vocabulary
from site_builder.problem import Source
from tests.conftest import ROOT
from tests.content.strategies import EXAMPLES, cases
from tests.content.test_rewrite import with_comments
from tests.curation.sites import make_site, snapshot


def run(project: Path, *words: str) -> str:
    result = CliRunner().invoke(main, ["--project", str(project), *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_renaming_touches_exactly_the_files_that_use_the_term(tmp_path: Path) -> None:
    site = make_site(tmp_path, 40, 20)
    before = snapshot(site)
    inodes = {path: path.stat().st_ino for path in (site / "content").rglob("*.md")}
    told = run(site, "vocabulary", "rename", "tags", "tag-5", "neighbours")
    after = snapshot(site)
    users = {f"content/cases/case-{number}.md" for number in (3, 4, 5, 23, 24, 25)}
    assert {name for name in before if before[name] != after[name]} == {*users, "content/vocabulary/tags.yml"}
    assert after.keys() == before.keys()
    assert "6 cases changed" in told
    for name in users:
        old = before[name].decode()
        assert after[name].decode() == re.sub(r"\btag-5\b", "neighbours", old)
    kept = [path for path in inodes if path.relative_to(site).as_posix() not in users]
    assert all(path.stat().st_ino == inodes[path] for path in kept)
    assert not (site / ".cache/exchange").exists()
    tags = parse_vocabulary("tags", Source("tags.yml", after["content/vocabulary/tags.yml"].decode()))
    assert tags.terms["tag-5"].deprecated_by == "neighbours"
    lines = after["content/vocabulary/tags.yml"].decode().splitlines()
    assert lines[6:8] == [
        "neighbours: {label: 标签5, definition: 第5个标签。}  # 5",
        "tag-5: {label: 标签5, deprecated_by: neighbours}",
    ]


def test_merging_leaves_a_term_once_and_its_words_as_synonyms(tmp_path: Path) -> None:
    site = make_site(tmp_path, 20, 10)
    run(site, "vocabulary", "merge", "tags", "tag-5", "tag-6")
    text = (site / "content/cases/case-5.md").read_text("utf-8")
    assert "tags: [tag-6, tag-7]  # 标签" in text
    assert "shown_by: {tags.tag-6: [p1]}" in text
    tags = parse_vocabulary("tags", Source("tags.yml", (site / "content/vocabulary/tags.yml").read_text("utf-8")))
    assert tags.terms["tag-6"].synonyms == ("标签5",)
    assert tags.terms["tag-5"].deprecated_by == "tag-6"
    assert "tag-5\t标签5\t→ tag-6" in run(site, "vocabulary", "list", "tags")


def test_unused_terms_are_listed_and_those_above_used_ones_are_not(tmp_path: Path) -> None:
    site = make_site(tmp_path, 2, 6)
    with (site / "content/vocabulary/tags.yml").open("a", encoding="utf-8") as file:
        file.write("top: {label: 顶}\nlow: {label: 低, parent: top}\n")
    assert run(site, "vocabulary", "unused").splitlines() == [
        "tags\ttag-4\t标签4",
        "tags\ttag-5\t标签5",
        "tags\ttop\t顶",
        "tags\tlow\t低",
    ]
    case = site / "content/cases/case-0.md"
    case.write_text(case.read_text("utf-8").replace("tag-1", "low"), "utf-8")
    assert "top" not in run(site, "vocabulary", "unused")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("rename", "tags", "tag-99", "x"), "content/vocabulary/tags.yml has no term tag-99"),
        (("rename", "tags", "tag-1", "tag-2"), "to join both: vocabulary merge tags tag-1 tag-2"),
        (("rename", "tags", "tag-1", "标签"), "not a code: 标签"),
        (("rename", "tag", "tag-1", "x"), "no such vocabulary: tag; there are tags"),
        (("rename", "five_co", "plan", "x"), "the codes of five_co are fixed"),
        (("merge", "tags", "tag-1", "tag-1"), "a term cannot go into itself"),
    ],
)  # fmt: skip
def test_what_cannot_be_renamed_is_refused_and_nothing_is_written(
    tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    site = make_site(tmp_path, 3, 5)
    before = snapshot(site)
    result = CliRunner().invoke(main, ["--project", str(site), "vocabulary", *words])
    assert result.exit_code == 1 and message in result.output
    assert snapshot(site) == before


@given(cases(), st.data())
@settings(max_examples=EXAMPLES)
def test_a_renamed_code_changes_in_its_vocabulary_only_and_every_comment_stays(case: Case, data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from(["tags", "themes", "places", "mechanisms", "actors", "publishers", *case.meta.facets])
    )
    codes = sorted({code for _, code in code_places(case.meta, name)})
    old = data.draw(st.sampled_from(codes)) if codes else "none"
    new = data.draw(st.sampled_from([*codes, "quite-new"]))
    text = with_comments(format_case(case), data)
    changed = recode_cases([Source("a.md", text)], name, old, new)
    if not codes:
        assert changed == {}
        return
    after = changed["a.md"]
    meta = parse_case(Source("a.md", after)).meta
    expected = {new if code == old else code for code in codes}
    assert {code for _, code in code_places(meta, name)} == expected
    for other in {"tags", "themes", "places", "mechanisms", "actors"} - {name}:
        assert codes_of(meta, other) == codes_of(case.meta, other)
    comments = re.compile("# (?:above|behind) [0-9]+(?![0-9])")
    assert sorted(comments.findall(after)) == sorted(comments.findall(text))


CRASH = """
import os, sys
left = int(sys.argv.pop(1))
def hook(event, args):
    global left
    if event in ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.scandir", "ctypes.dlsym"):
        paths = [os.fsencode(each) for each in args if isinstance(each, (str, bytes))]
        if any(b".cache" in path for path in paths) or event == "ctypes.dlsym":
            left -= 1
            if left < 0:
                os._exit(9)
sys.addaudithook(hook)
from site_builder.cli import main
main()
"""


def state(site: Path, old: dict[str, bytes], new: dict[str, bytes]) -> str:
    found = {name: each for name, each in snapshot(site).items() if not name.startswith(".cache")}
    return "old" if found == old else "new" if found == new else "mixed"


def test_a_crash_at_any_step_leaves_all_old_or_all_new(tmp_path: Path) -> None:
    old = snapshot(make_site(tmp_path / "old", 6, 6))
    renamed = make_site(tmp_path / "new", 6, 6)
    run(renamed, "vocabulary", "rename", "tags", "tag-2", "two")
    new = snapshot(renamed)
    seen = []
    site = make_site(tmp_path / "site", 6, 6)
    for step in range(0, 200, 3):
        words = [str(step), "--project", str(site), "vocabulary", "rename", "tags", "tag-2", "two"]
        process = subprocess.run([sys.executable, "-c", CRASH, *words], cwd=ROOT, capture_output=True, check=False)
        seen.append(state(site, old, new))
        if process.returncode == 0 or seen[-1] != "old":
            break
    assert seen[-1] == "new" and set(seen[:-1]) == {"old"} and len(seen) > 5


def test_killed_at_any_time_it_is_all_old_or_all_new(tmp_path: Path) -> None:
    many = 60 if os.environ.get("CAMPAIGN") else 4
    site = make_site(tmp_path / "site", 300, 30)
    renamed = make_site(tmp_path / "renamed", 300, 30)
    run(renamed, "vocabulary", "rename", "tags", "tag-2", "two")
    old, new = snapshot(site), snapshot(renamed)
    random.seed(20241122)
    command = [
        sys.executable,
        "-m",
        "site_builder.cli",
        "--project",
        str(site),
        "vocabulary",
        "rename",
        "tags",
        "tag-2",
        "two",
    ]
    for _ in range(many):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0.2, 1.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert state(site, old, new) in ("old", "new")
        if state(site, old, new) == "new":
            break


def test_a_folder_that_changes_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from site_builder.cli import exchange

    site = make_site(tmp_path, 3, 5)
    write = exchange._write

    def meddling(path: Path, text: str) -> None:
        write(path, text)
        (site / "content/cases/case-0.md").write_text("mine", "utf-8")

    monkeypatch.setattr(exchange, "_write", meddling)
    result = CliRunner().invoke(main, ["--project", str(site), "vocabulary", "rename", "tags", "tag-2", "two"])
    assert result.exit_code == 1 and "content/ changed meanwhile; nothing was written" in result.output
    assert (site / "content/cases/case-0.md").read_text("utf-8") == "mine"
    assert "two" not in (site / "content/vocabulary/tags.yml").read_text("utf-8")


def test_without_an_exchange_of_the_system_a_kill_between_two_renames_is_mended(tmp_path: Path) -> None:
    site = make_site(tmp_path, 3, 5)
    (site / ".cache").mkdir()
    (site / "content").rename(site / ".cache/exchange-old")
    assert "tag-0" in run(site, "vocabulary", "list")
