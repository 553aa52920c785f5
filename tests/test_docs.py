"""Every command and every piece of Python in the guides runs."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.build.disk import read_sources
from site_builder.build.scripts import open_scripts
from site_builder.build.stages import lay_out, load, parse
from site_builder.cli import main
from site_builder.cli.fields import Form, document
from site_builder.pages import Page
from site_builder.pages.lasting import UNLISTED
from site_builder.pages.views import VIEWS, WORDS, all_kinds, key_of, read_words
from tests.conftest import ROOT, SITES

GUIDES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "README.zh-Hans.md"])
# These wait for a person, a network or the end of time; their own tests run them.
ELSEWHERE = ("serve", "publish", "new", "build", "check")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_commands_of_a_guide_run(
    guide: Path, tmp_path: Path, built_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    text = guide.read_text("utf-8")
    for line in re.findall(r"^\$ site-builder (.+)$", text, re.MULTILINE):
        words = shlex.split(line.replace("--out drafts", f"--out {shlex.quote(str(tmp_path))}"), comments=True)
        if words[0] in ELSEWHERE:
            continue
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        assert result.exit_code == 0, f"{line}: {result.output}"
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        exec(compile(block.replace('"output/', f'"{built_site}/'), guide.name, "exec"), {})


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_links_of_a_guide_lead_somewhere(guide: Path) -> None:
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", guide.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\((?!https?:)([^)#]+)", prose)
    assert [link for link in links if not (guide.parent / link).exists()] == []


def test_every_guide_is_in_both_languages() -> None:
    english = {path.stem for path in (ROOT / "docs").glob("*.md") if not path.stem.endswith(".zh-Hans")}
    chinese = {path.stem.removesuffix(".zh-Hans") for path in (ROOT / "docs").glob("*.zh-Hans.md")}
    assert english == chinese


@pytest.mark.parametrize("project", [ROOT, SITES / "mini"], ids=lambda path: path.name)
def test_every_page_has_the_view_that_is_documented_for_its_template(project: Path) -> None:
    for page in pages_of(project):
        assert type(page.view()) is VIEWS[page.template][0], "add it to VIEWS in site_builder/pages/views.py"
        assert (page.text is not None) == (len(VIEWS[page.template]) == 2)


def test_every_documented_template_has_pages() -> None:
    used = {page.template for project in (ROOT, SITES / "mini") for page in pages_of(project)}
    assert used | set(UNLISTED) == set(VIEWS)  # those that no list may name are rendered in test_theme


def pages_of(project: Path) -> tuple[Page, ...]:
    sources = read_sources(project)
    loaded = load(sources, [])
    cases = {case.meta.id: case.meta for case in map(parse, sources.cases)}
    scripts = open_scripts(loaded.site, loaded.glossaries, loaded.vocabularies)
    return lay_out(loaded, dict.fromkeys(scripts, cases), scripts).pages


def test_every_view_and_what_it_is_made_of_has_its_chinese_words_and_nothing_else_has() -> None:
    assert sorted(read_words(WORDS)) == sorted(kind.__name__ for kind in all_kinds()), f"see site_builder/pages/{WORDS}"


@pytest.mark.parametrize("name", ["fields.en.yml", "fields.zh-Hans.yml"])
def test_every_field_of_a_view_has_its_sentence_and_nothing_else_has(name: str) -> None:
    words = read_words(name)
    wanted = {key_of(kind, field, words) for kind in all_kinds() for field in kind.__struct_fields__}
    assert set(words) == wanted, f"see site_builder/pages/{name}"
    stop = "。" if "zh" in name else "."
    assert [name for name, told in words.items() if not told.endswith((stop, "`。"))] == []


@pytest.mark.parametrize(("form", "name"), [(Form.VIEWS_EN, "views.md"), (Form.VIEWS_ZH_HANS, "views.zh-Hans.md")])
def test_the_documentation_of_the_views_is_current(form: Form, name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == document(form), "run: make fields"
