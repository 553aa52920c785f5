from pathlib import Path

from site_builder.cli.desk import desk_pages
from site_builder.desk import work
from site_builder.problem import Source
from tests.conftest import ROOT

CASE = "---\nid: {id}\ntitle: 题\nsources:\n  - {{role: base_text}}\nreview: {{status: {status}}}\n{more}---\n\n文□。\n"


def test_what_needs_a_person_most_stands_first() -> None:
    sources = [
        Source("done.md", CASE.format(id="done", status="reviewed", more="").replace("□", "")),
        Source("draft.md", CASE.format(id="draft", status="draft", more="")),
        Source("doubtful.md", CASE.format(id="doubtful", status="draft", more="")),
        Source("broken.md", CASE.format(id="broken", status="reviewd", more="")),
    ]
    found = work(sources, lambda case: 3 if case.meta.id == "doubtful" else 0)
    assert [each.name for each in found] == ["broken.md", "doubtful.md", "draft.md", "done.md"]
    assert found[0].line == 6
    assert found[0].problems[0].hint == "did you mean reviewed?"
    assert (found[1].doubts, found[1].lacunae, found[1].status) == (3, 1, "草稿")
    assert "提要" in found[1].missing


def test_the_desk_has_a_list_and_a_page_for_each_cleaned_case() -> None:
    page = desk_pages(ROOT, "editor:{path}#{line}")
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
    page = desk_pages(mini, "")("")
    assert page is not None
    assert b"<script>" not in page
