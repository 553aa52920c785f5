"""A sitting: what the terminal says of each build, what the pages are told, how it ends."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.build.lock import locked
from site_builder.cli import main
from site_builder.problem import BuildError
from site_builder.serve import Options, ProjectBuilder
from site_builder.serve.builder import FOLDER
from site_builder.serve.live import Made
from site_builder.serve.snapshot import Change, Kind
from tests.conftest import ROOT
from tests.serve.running import Running, running, wait_until

PAGE = "/mini/zh-hans/about/"
ABOUT = "content/pages/about.md"


def save(project: Path, old: str, new: str, name: str = ABOUT) -> None:
    path = project / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def without_time(server: Running) -> list[str]:
    return [re.sub(r", \d+\.\d\d s$", "", line) for line in server.lines]


def without_count(page: bytes) -> bytes:
    return re.sub(rb' data-builds="\d+"', b"", page)


def test_each_build_is_one_line_that_says_what_changed_and_what_came_of_it(mini: Path) -> None:
    with running(mini) as server:
        save(mini, "怎样", "如何")
        server.wait_for_lines(2)
        save(mini, "slug: about", "slug: a b")
        server.wait_for_lines(3)
        save(mini, "slug: a b", "slug: about")
        server.wait_for_lines(4)
        save(mini, "}", "}\n/* more */", "theme/assets/site.css")
        server.wait_for_lines(5)
        (total,) = re.findall(r"^(\d+) files", server.lines[0])
        assert without_time(server)[1:] == [
            f"content/pages/about.md changed: 1 of {total} files new",
            "content/pages/about.md changed: 1 problem, the last good site stays",
            "content/pages/about.md changed: no page changed",
            f"theme/assets/site.css changed: 1 of {total} files new, styles only",
        ]
        assert [len(problems) for problems in server.problems] == [0, 0, 1, 0, 0]


def test_many_changes_are_named_in_short(mini: Path) -> None:
    with running(mini) as server:
        for path in (mini / "content/vocabulary").iterdir():
            path.write_text(path.read_text("utf-8") + "\n# x\n", "utf-8")
        for path in (mini / "theme/templates").iterdir():
            path.write_text(path.read_text("utf-8") + "\n", "utf-8")
        server.wait_for_lines(2)
        assert re.match(
            r"content/vocabulary/\w+\.yml changed, (\S+ changed, ){1}\S+ changed and \d+ more: ", server.lines[1]
        )


def test_a_failed_build_keeps_the_last_good_site_and_tells_all_problems(mini: Path) -> None:
    with running(mini) as server:
        good = server.get(PAGE)[2]
        save(mini, "slug: about", "slug: a b")
        save(mini, "points:", "points: {", "content/vocabulary/tags.yml")
        server.wait_for_lines(2)
        wait_until(lambda: len(server.news()["problems"]) >= 2)  # type: ignore[arg-type]
        assert without_count(server.get(PAGE)[2]) == without_count(good)


def test_a_site_that_never_built_appears_once_it_does(mini: Path) -> None:
    config = mini / "site.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("base_url", "base_ur"), "utf-8")
    with running(mini) as server:
        assert server.address.endswith(f":{server.port}/")
        assert server.get("/anything/")[0] == 503
        assert server.news()["generation"] == 0
        config.write_text(text, "utf-8")
        server.wait_for_lines(2)
        assert server.get("/")[1]["location"] == "/mini/"
        assert server.get(PAGE)[0] == 200


def test_a_new_base_path_moves_the_site(mini: Path) -> None:
    with running(mini) as server:
        save(mini, "/mini/", "/new/", "site.toml")
        server.wait_for_lines(2)
        assert server.get("/")[1]["location"] == "/new/"
        assert server.get("/new/zh-hans/about/")[0] == 200
        assert server.get(PAGE)[0] == 404


def test_a_link_to_nowhere_is_a_problem_as_in_any_build(mini: Path) -> None:
    with running(mini) as server:
        save(mini, "怎样", "[怎样](../nowhere/)")
        server.wait_for_lines(2)
        assert without_time(server)[1] == "content/pages/about.md changed: 1 problem, the last good site stays"
        assert [problem.message for problem in server.problems[1]] == ["a link to no page: ../nowhere/"]
        assert b"nowhere" not in server.get(PAGE)[2]
        save(mini, "../nowhere/", "../cases/")
        server.wait_for_lines(3)
        assert server.news()["problems"] == []


def test_a_second_sitting_goes_on_from_what_the_first_one_built(mini: Path) -> None:
    with running(mini) as server:
        (total,) = re.findall(r"^(\d+) files", server.lines[0])
    save(mini, "怎样", "如何")
    builder = ProjectBuilder(mini)
    made = builder()
    assert len(made.files) == int(total)
    assert made.changed == {"zh-hans/about/index.html"}
    assert "如何" in made.files["zh-hans/about/index.html"].decode()


def test_drafts_are_shown_where_they_are_asked_for(mini: Path) -> None:
    draft = "zh-hans/cases/draft/index.html"
    assert draft not in ProjectBuilder(mini)().files
    assert draft in ProjectBuilder(mini, drafts=True)().files


def test_a_second_server_of_a_project_says_who_is_there(mini: Path) -> None:
    with locked(mini / FOLDER), pytest.raises(BuildError, match="another server is at work here: process"):
        ProjectBuilder(mini)()


def test_a_bug_of_ours_is_told_and_ends_no_sitting(mini: Path, capsys: pytest.CaptureFixture[str]) -> None:
    builder = ProjectBuilder(mini)

    def make(changes: Sequence[Change]) -> Made:
        if "xyz" in (mini / ABOUT).read_text("utf-8"):
            raise KeyError("xyz")
        return builder(changes)

    with running(mini, builder=make) as server:
        save(mini, "怎样", "xyz")
        server.wait_for_lines(2)
        assert [problem.message for problem in server.problems[1]] == ["KeyError: 'xyz'"]
        assert "Traceback" in capsys.readouterr().err
        save(mini, "xyz", "怎样")
        server.wait_for_lines(3)
        assert server.news()["problems"] == []


def test_a_built_file_that_somebody_deletes_is_made_again(mini: Path) -> None:
    builder = ProjectBuilder(mini)
    with running(mini, Options(port=0, stands=builder.stands), builder) as server:
        page = mini / FOLDER / "site/zh-hans/about/index.html"
        page.unlink()
        server.wait_for_lines(2)
        assert server.lines[1].startswith("1 of ")
        assert page.exists()


def test_changes_during_a_build_make_one_more(mini: Path) -> None:
    builder = ProjectBuilder(mini)

    def make(changes: Sequence[Change]) -> Made:
        built = builder(changes)
        time.sleep(0.5)
        return built

    with running(mini, builder=make) as server:
        save(mini, "怎样", "一")
        time.sleep(0.3)  # the second build runs
        for number in "二三四":
            save(mini, "引用", number)
            save(mini, "一", number)
            time.sleep(0.03)
        server.wait_for_lines(3)
        time.sleep(1.5)
        assert len(server.lines) == 3
        assert "二" in server.get(PAGE)[2].decode()


def test_nothing_is_written_into_the_project(mini: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in mini.rglob("*")}
    with running(mini) as server:
        server.get(PAGE)
    assert {path: path.stat().st_mtime_ns for path in mini.rglob("*") if ".cache" not in path.parts} == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_well(mini: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "site_builder.cli", "--project", str(mini), "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed_interrupts
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        try:
            first = process.stdout.readline()
            assert re.fullmatch(r"(http://127\.0\.0\.1:\d+)/mini/  desk: \1/_desk/  Ctrl-C ends\n", first)
            assert re.fullmatch(r"\d\d:\d\d:\d\d  \d+ files, \d\.\d\d s\n", process.stdout.readline())
            process.send_signal(number)
            assert process.wait(5) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()


def heed_interrupts() -> None:
    """Undo what a shell does to a command it starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_other_hosts_must_be_named(mini: Path) -> None:
    result = CliRunner().invoke(main, ["--project", str(mini), "serve", "--host", "0.0.0.0"])
    assert result.exit_code == 2
    assert "--allowed-host" in result.output


def test_a_source_that_nobody_told_of_is_found_when_all_are_looked_at(mini: Path) -> None:
    case, other = "content/cases/dongting.md", "content/cases/xincheng-2024.md"
    builder = ProjectBuilder(mini)
    builder()
    assert builder.stands()
    time.sleep(0.1)
    for name in (case, other):
        (mini / name).write_text((mini / name).read_text("utf-8") + "\n又一段。\n", "utf-8")
    time.sleep(0.1)
    assert f"zh-hans/cases/{Path(case).stem}/index.html" in builder((Change(case, Kind.CHANGED),)).changed
    assert not builder.stands()
    assert f"zh-hans/cases/{Path(other).stem}/index.html" in builder().changed
    assert builder.stands()


def test_what_a_failed_build_was_told_is_not_forgotten(mini: Path) -> None:
    case = "content/cases/dongting.md"
    builder = ProjectBuilder(mini)
    builder()
    (mini / case).write_text((mini / case).read_text("utf-8") + "\n又一段。\n", "utf-8")
    with locked(mini / FOLDER), pytest.raises(BuildError):
        builder((Change(case, Kind.CHANGED),))
    assert "zh-hans/cases/dongting/index.html" in builder((Change(ABOUT, Kind.CHANGED),)).changed


def test_a_build_that_fails_is_not_tried_again_before_something_changes(mini: Path) -> None:
    save(mini, "slug: about", "slug: a b")
    builder = ProjectBuilder(mini)
    with running(mini, Options(port=0, stands=builder.stands), builder) as server:
        server.wait_for_lines(1)
        time.sleep(2.5)
        assert len(server.lines) == 1
        save(mini, "slug: a b", "slug: about")
        server.wait_for_lines(2)
        time.sleep(2.5)
        assert len(server.lines) == 2
