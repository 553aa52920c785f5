from pathlib import Path
from shutil import copy, copytree

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from site_builder.content.casefile import parse_case
from site_builder.desk import Entry, Work, read_entry, work
from site_builder.desk.completeness import field_counts, record_of
from site_builder.desk.room import Desk
from site_builder.desk.work import Doubts
from site_builder.problem import Source
from tests.conftest import ROOT

CASE = "---\nid: {id}\ntitle: 题\nsources:\n  - {{role: base_text}}\nreview: {{status: {status}}}\n{more}---\n\n文□。\n"


def listed(*sources: Source) -> tuple[Work, ...]:
    return work(read_entry(source, lambda case, _: 3 if case.meta.id == "doubtful" else 0) for source in sources)


def test_what_needs_a_person_most_stands_first() -> None:
    sources = [
        Source("done.md", CASE.format(id="done", status="reviewed", more="").replace("□", "")),
        Source("draft.md", CASE.format(id="draft", status="draft", more="")),
        Source("doubtful.md", CASE.format(id="doubtful", status="draft", more="")),
        Source("broken.md", CASE.format(id="broken", status="reviewd", more="")),
    ]
    found = listed(*sources)
    assert [each.name for each in found] == ["broken.md", "doubtful.md", "draft.md", "done.md"]
    assert found[0].line == 6
    assert found[0].problems[0].hint == "did you mean reviewed?"
    assert (found[1].doubts, found[1].lacunae, found[1].status) == (3, 1, "草稿")
    assert "提要" in found[1].missing


def test_the_desk_has_a_list_and_a_page_for_each_cleaned_case() -> None:
    page = Desk(ROOT, "editor:{path}#{line}")
    listed = page("")
    assert listed is not None
    text = listed.decode()
    assert 'href="case/tianmen-xincheng-2024/"' in text
    assert f'href="editor:{ROOT}/content/cases/tianmen-xincheng-2024.md#1"' in text
    review = page("case/tianmen-xincheng-2024/")
    assert review is not None
    assert "逐行对照" in review.decode()
    assert page("case/nobody/") is None
    assert page("../../etc/passwd") is None


def test_what_a_case_file_says_is_text_on_the_desk(mini: Path) -> None:
    path = mini / "content/cases/dongting.md"
    path.write_text(path.read_text("utf-8").replace("东亭社区的探索", "<script>alert(1)</script>"), "utf-8")
    page = Desk(mini, "")("")
    assert page is not None
    assert b"<script>alert" not in page


def test_two_files_of_one_text_name_each_other_before_all_else() -> None:
    text = "居民在院子里搭起长桌商量，\n老人和孩子都说出了自己的想法，\n最后一致同意先修亮楼道的灯。\n"
    one, other, third = (
        Source(f"{id}.md", CASE.format(id=id, status="reviewed", more="").replace("文□。", body))
        for id, body in (("one", text), ("other", f"转载。{text}"), ("third", "另一回事，另一个院子里的另一张长桌。"))
    )
    found = listed(third, other, one)
    assert [each.name for each in found] == ["one.md", "other.md", "third.md"]
    assert [(twin.id, twin.share) for twin in found[0].twins] == [("other", 100)]
    assert [twin.id for twin in found[1].twins] == ["one"]
    assert found[2].twins == ()


def test_a_long_list_has_pages(mini: Path) -> None:
    for number in range(250):
        text = CASE.format(id=f"case-{number}", status="draft", more="")
        (mini / f"content/cases/case-{number}.md").write_text(text, "utf-8")
    desk = Desk(mini, "")
    first, second = desk("") or b"", desk("page/2/") or b""
    assert (first.count(b"<tr><td>") + first.count(b"<tr>\n<td>"), b'href="page/2/"' in first) == (200, True)
    assert second.count(b'class="case"') == 53
    assert b'href="../../case/' in second
    assert desk("page/3/") is None
    assert desk("page/x/") is None


def test_only_what_changed_is_read_again(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(source: Source, doubts: Doubts) -> Entry:
        read.append(source.name)
        return read_entry(source, doubts)

    monkeypatch.setattr("site_builder.desk.room.read_entry", noted)
    desk = Desk(mini, "")
    desk("")
    assert len(read) == 3
    path = mini / "content/cases/dongting.md"
    path.write_text(path.read_text("utf-8") + "\n又一段。\n", "utf-8")
    desk("")
    assert read[3:] == ["content/cases/dongting.md"]


def test_a_doubt_is_settled_by_a_changed_text_or_a_signed_repair(tmp_path: Path) -> None:
    for name in ("content", "theme"):
        copytree(ROOT / name, tmp_path / name)
    copy(ROOT / "site.toml", tmp_path)
    path = tmp_path / "content/cases/wuhan-junshan-salon-2025.md"
    text = path.read_text("utf-8")
    desk = Desk(tmp_path, "editor:{line}")

    def page() -> str:
        return (desk("case/wuhan-junshan-salon-2025/") or b"").decode()

    def open_now() -> int:
        return int(page().partition("待看 ")[2].partition(" ")[0])

    before = open_now()
    line = text[: text.rindex("凝聚起“众人")].count("\n") + 1
    assert f'href="editor:{line}"' in page()
    path.write_text("起众人".join(text.rsplit("起“众人", 1)), "utf-8")
    assert open_now() == before - 1
    path.write_text(text.replace("to: 聚起“众人, reason", "to: 聚起“众人, date: 2026-11-22, reason"), "utf-8")
    assert open_now() == before - 1


def test_the_scripts_of_a_case_stand_side_by_side() -> None:
    desk = Desk(ROOT, "")
    page = (desk("case/tianmen-xincheng-2024/variants/") or b"").decode()
    assert '<td lang="zh-Hant">' in page
    assert 'class="accepted"' in page
    assert "../case/tianmen-xincheng-2024/variants/" in (desk("variants/") or b"").decode()
    assert desk("case/nobody/variants/") is None


def test_completeness_tells_silence_from_emptiness() -> None:
    silent = CASE.format(id="silent", status="reviewed", more="difficulties: 原文未提及\nsummary: 一。\n")
    empty = CASE.format(id="empty", status="draft", more="")
    records = [record_of(parse_case(Source("a.md", text))) for text in (silent, empty)]
    (difficulties,) = (count for count in field_counts(records) if count.name == "difficulties")
    assert (difficulties.given, difficulties.silent, difficulties.empty) == (0, 1, 1)
    assert "difficulties" not in records[0].lacking and "difficulties" in records[1].lacking
    assert records[0].share > records[1].share


def test_the_page_of_completeness_is_at_the_desk_and_in_a_file_and_never_in_the_output(mini: Path) -> None:
    page = Desk(mini, "")("completeness/")
    assert page and "完整度" in page.decode()
    command = ["--project", str(mini), "check", "--sources-only", "--report"]
    assert CliRunner().invoke(main, [*command, str(mini / "report.html")]).exit_code == 0
    assert (mini / "report.html").read_bytes() == page
    assert CliRunner().invoke(main, [*command, str(mini / "output/report.html")]).exit_code == 2
