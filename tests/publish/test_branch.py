"""The branch way, step by step: what stands on the branch after each publish, byte for byte."""

import shutil
import subprocess
from pathlib import Path

import pytest

from site_builder.cli.publish import SHOWN
from site_builder.problem import BuildError
from site_builder.publish import Request, store
from site_builder.publish import publish as publish_site
from tests.publish.support import (
    ADDRESS,
    build,
    commit_tree,
    files,
    fingerprint,
    git,
    hook,
    manifest_now,
    publish,
    published,
    refused,
    tip,
    tree,
    write_case,
)


def test_the_branch_holds_output_byte_for_byte(project: Path, remote: Path) -> None:
    said = published(project)
    count = len(files(project / "output"))
    assert said.startswith(f"{ADDRESS}: {count} added, 0 changed, 0 removed, commit {tip(remote)[:10]}\n")
    assert "first publish: in the repository's settings, under Pages, choose the branch gh-pages" in said
    assert tree(remote) == files(project / "output")
    assert git(remote, "log", "--format=%an <%ae> %cn%n%B", "gh-pages") == (
        f"编者 <editor@example.org> 编者\nPublish {count} files\n\n"
        f"Source: {git(project, 'rev-parse', 'HEAD').strip()}\n"
        f"Builder: site-builder 0.1.0\nManifest: sha256:{manifest_now(project).digest}\n\n"
    )


def test_nothing_changed_makes_no_commit(published_project: Path, remote: Path) -> None:
    before = fingerprint(remote)
    assert published(published_project) == f"nothing to publish: {ADDRESS} is as output/ is\n"
    assert fingerprint(remote) == before


def test_the_second_publish_comes_after_the_first(published_project: Path, remote: Path) -> None:
    first, before = tip(remote), tree(remote).keys()
    write_case(published_project, "新的一段。")
    (published_project / "content/pages/more.md").write_text("---\ntitle: 更多\nslug: more\n---\n\n正文。\n", "utf-8")
    build(published_project)
    said = published(published_project, "--message", "第二版")
    more = files(published_project / "output").keys() - before
    assert "zh-hans/more/index.html" in more
    assert f": {len(more)} added" in said and " 0 removed" in said
    assert git(remote, "rev-parse", "gh-pages^").strip() == first
    assert git(remote, "log", "-1", "--format=%s", "gh-pages") == "第二版\n"
    assert "with uncommitted changes" in git(remote, "log", "-1", "--format=%b", "gh-pages")
    assert tree(remote) == files(published_project / "output")


def test_a_page_that_is_gone_goes_from_the_branch(published_project: Path, remote: Path) -> None:
    before = tree(remote).keys()
    (published_project / "content/cases/dongting.md").unlink()
    build(published_project)
    gone = before - files(published_project / "output").keys()
    assert "zh-hans/cases/dongting/index.html" in gone
    assert f" {len(gone)} removed" in published(published_project)
    assert tree(remote) == files(published_project / "output")


def test_the_user_s_repository_is_only_read(project: Path, remote: Path) -> None:
    (project / "staged.txt").write_text("staged")
    git(project, "add", "staged.txt")
    (project / "staged.txt").write_text("and changed")
    git(project, "branch", "gh-pages")
    hook(project / ".git", "pre-push", "touch ../ran; exit 1")
    hook(project / ".git", "reference-transaction", "touch ../ran")
    before = fingerprint(project, ".cache")
    published(project)
    assert fingerprint(project, ".cache") == before
    assert not (project.parent / "ran").exists()
    assert "publish" not in git(project, "status", "--porcelain", "--ignored", "--untracked-files=all", ".gitignore")


def test_the_store_is_not_taken_for_the_user_s_files(project: Path, remote: Path) -> None:
    (project / ".gitignore").unlink()
    published(project)
    git(project, "add", ".cache")
    assert git(project, "ls-files", ".cache") == ""


def test_no_filter_touches_the_bytes(project: Path, remote: Path) -> None:
    git(project, "config", "core.autocrlf", "true")
    git(project, "config", "filter.x.clean", "tr a-z A-Z")
    (project / ".gitattributes").write_text("* text eol=crlf filter=x ident\n")
    (project / "theme/assets/a.txt").write_bytes(b"$Id$\r\na\nb\rc\0\xff")
    build(project)
    published(project)
    assert tree(remote)["assets/a.txt"] == b"$Id$\r\na\nb\rc\0\xff"
    assert tree(remote) == files(project / "output")


def test_a_dry_run_lists_and_sends_nothing(published_project: Path, remote: Path) -> None:
    before = fingerprint(remote)
    (published_project / "content/cases/dongting.md").unlink()
    (published_project / "theme/assets/new.css").write_text("")
    build(published_project)
    said = published(published_project, "--dry-run")
    assert "added    assets/new.css\n" in said
    assert "changed  browse.json\n" in said
    assert "removed  zh-hans/cases/dongting/index.html\n" in said
    assert f"would publish to {ADDRESS}: 1 added" in said
    assert fingerprint(remote) == before


def test_a_long_dry_run_is_cut(project: Path, remote: Path) -> None:
    said = published(project, "--dry-run")
    assert said.count("added    ") == SHOWN + 1
    assert f"added    and {len(files(project / 'output')) - SHOWN} more\n" in said
    assert tip(remote) == ""


def test_squash_leaves_one_commit(published_project: Path, remote: Path) -> None:
    write_case(published_project, "第二版。")
    published(published_project)
    write_case(published_project, "第三版。")
    published(published_project, "--squash")
    assert git(remote, "rev-list", "--count", "gh-pages") == "1\n"
    assert tree(remote) == files(published_project / "output")


def test_squash_drops_the_history_even_where_no_page_changed(published_project: Path, remote: Path) -> None:
    write_case(published_project, "第二版。")
    published(published_project)
    published(published_project, "--squash")
    assert git(remote, "rev-list", "--count", "gh-pages") == "1\n"
    assert published(published_project, "--squash").startswith("nothing to publish")


def test_build_comes_first_where_it_is_asked_for(project: Path, remote: Path) -> None:
    shutil.rmtree(project / "output")
    published(project, "--build", "--base-url", "https://li.github.io/x")
    assert tree(remote) == files(project / "output")
    assert b'href="https://li.github.io/x/' in tree(remote)["index.html"]


def test_the_address_may_come_from_the_environment(
    project: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_BUILDER_BASE_URL", "https://li.github.io/x")
    build(project)
    assert f"https://li.github.io/x/: {len(files(project / 'output'))} added" in published(project)


@pytest.mark.parametrize("words", [["--base-url=ftp://x/"], ["--base-url=/x/"], ["--domain=a b"], ["--branch"]])
def test_a_wrong_call_is_told_as_one(project: Path, words: list[str]) -> None:
    assert publish(project, *words).exit_code == 2


@pytest.mark.parametrize("branch", ["a..b", "-x", "a b", "x.lock", "/", ""])
def test_a_wrong_branch_is_refused(project: Path, remote: Path, branch: str) -> None:
    assert "not a name for a branch" in refused(project, f"--branch={branch}")


def test_another_branch(project: Path, remote: Path) -> None:
    published(project, "--branch", "pages/现场")
    assert tip(remote, "pages/现场") and not tip(remote)


class TestShrinking:
    def test_is_refused_where_half_would_go(self, project: Path, remote: Path) -> None:
        theirs = commit_tree(remote, {f"{n}.html": "x" for n in range(40)})  # none of them a page of ours
        assert "40 of the 40 files on the branch would go, such as 0.html" in refused(project)
        assert tip(remote) == theirs
        published(project, "--allow-shrink")
        assert tree(remote) == files(project / "output")
        assert git(remote, "rev-parse", "gh-pages^").strip() == theirs

    def test_is_let_pass_where_less_than_half_goes(self, published_project: Path, remote: Path) -> None:
        same = tree(remote)
        count = len(same) - 5
        commit_tree(remote, {**same, **{f"{n}.html": "x" for n in range(count)}})
        assert f"{count} removed" in published(published_project)

    def test_the_sources_are_never_overwritten(self, project: Path, remote: Path) -> None:
        git(project, "push", "--quiet", "origin", "main:other", "main")
        for branch in ("main", "other"):
            assert "this branch holds the sources" in refused(project, "--branch", branch, "--allow-shrink")
            assert tip(remote, branch) == git(project, "rev-parse", "HEAD").strip()

    def test_the_place_of_the_sources_is_not_taken_before_them(self, project: Path, remote: Path) -> None:
        assert "this branch holds the sources" in refused(project, "--branch", "main")
        assert tip(remote, "main") == ""
        git(project, "config", "branch.main.remote", "upstream")
        published(project, "--branch", "main")

    def test_another_repository_s_branch_may_be_called_the_same(self, project: Path, remote: Path) -> None:
        published(project, "--remote", "../remote.git", "--branch", "main")
        assert tree(remote, "main") == files(project / "output")


class TestCustomDomain:
    @pytest.fixture
    def at_root(self, project: Path) -> Path:
        site = project / "site.toml"
        site.write_text(site.read_text("utf-8").replace(ADDRESS, "https://cases.example.org/"), "utf-8")
        build(project)
        return project

    def on_github(self, project: Path, remote: Path) -> None:
        """The remote has an address on GitHub, and git goes to the disk for it."""
        git(project, "config", "remote.origin.url", "https://github.com/li/cases.git")
        git(project, "config", f"url.{remote}.insteadOf", "https://github.com/li/cases.git")

    def test_is_carried_over(self, at_root: Path, remote: Path) -> None:
        commit_tree(remote, {"CNAME": "Cases.Example.org", "index.html": ""})
        published(at_root)
        assert tree(remote) == {**files(at_root / "output"), "CNAME": b"Cases.Example.org"}
        assert published(at_root).startswith("nothing to publish")
        assert tree(remote)["CNAME"] == b"Cases.Example.org"

    def test_comes_from_the_configured_address_on_github(self, at_root: Path, remote: Path) -> None:
        self.on_github(at_root, remote)
        # CNAME is published beside the pages.
        assert f"https://cases.example.org/: {len(files(at_root / 'output')) + 1} added" in published(at_root)
        assert tree(remote) == {**files(at_root / "output"), "CNAME": b"cases.example.org\n"}
        assert published(at_root).startswith("nothing to publish")

    def test_survives_a_squash(self, at_root: Path, remote: Path) -> None:
        self.on_github(at_root, remote)
        published(at_root)
        write_case(at_root, "又一段。")
        published(at_root, "--squash")
        assert tree(remote)["CNAME"] == b"cases.example.org\n"

    def test_of_the_branch_is_not_changed_unasked(self, at_root: Path, remote: Path) -> None:
        self.on_github(at_root, remote)
        commit_tree(remote, {"CNAME": "old.example.org\n"})
        said = refused(at_root)
        assert "built for https://cases.example.org/, but would stand at https://old.example.org/" in said
        assert "or say --domain cases.example.org" in said
        published(at_root, "--domain", "cases.example.org")
        assert tree(remote)["CNAME"] == b"cases.example.org\n"

    def test_must_be_what_the_site_is_built_for(self, project: Path, remote: Path) -> None:
        commit_tree(remote, {"CNAME": "cases.example.org\n"})
        assert 'set base_url = "https://cases.example.org/"' in refused(project)

    def test_may_come_from_the_theme(self, at_root: Path, remote: Path) -> None:
        # No theme puts a file at the root yet, so the file is put where a build would put it.
        (at_root / "output/CNAME").write_text("cases.example.org\n")
        manifest = manifest_now(at_root)
        from site_builder.build.disk import read_digests

        right = type(manifest)(read_digests(at_root / "output"), "https://cases.example.org/")
        publish_site(at_root, right, Request(), lambda step: None)
        assert tree(remote) == files(at_root / "output")

    def test_of_a_user_s_site_serves_the_others_below_it(self, project: Path, remote: Path) -> None:
        git(project, "config", "remote.origin.url", "git@github.com:li/mini.git")
        git(project, "config", f"url.{remote}.insteadOf", "git@github.com:li/mini.git")
        published(project)
        assert "CNAME" not in tree(remote)

    def test_nojekyll_is_always_there(self, project: Path, remote: Path) -> None:
        manifest = manifest_now(project)
        (project / "output/.nojekyll").unlink()
        del manifest.files[".nojekyll"]
        publish_site(project, manifest, Request(), lambda step: None)
        assert tree(remote)[".nojekyll"] == b""


def test_odd_modes_on_the_branch_are_put_right(published_project: Path, remote: Path) -> None:
    lines = git(remote, "ls-tree", "-r", "gh-pages").replace("100644 blob", "100755 blob", 3)
    flat = [line for line in lines.splitlines() if "/" not in line]
    commit = git(remote, "mktree", "--missing", content="\n".join(flat) + "\n").strip()
    words = ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit-tree", "-m", "odd", commit]
    git(remote, "update-ref", "refs/heads/gh-pages", git(remote, *words).strip())
    assert "2 changed" in published(published_project)
    assert tree(remote) == files(published_project / "output")


def test_a_file_that_changes_meanwhile_stops_it(project: Path, remote: Path) -> None:
    manifest = manifest_now(project)

    def tell(step: str) -> None:
        if step.startswith("writing a commit"):
            (project / "output/index.html").write_bytes(b"other")

    with pytest.raises(BuildError, match=r"output/index\.html: changed while it was published"):
        publish_site(project, manifest, Request(), tell)
    assert tip(remote) == ""
    build(project)
    published(project)


def test_a_file_that_vanishes_meanwhile_stops_it(project: Path, remote: Path) -> None:
    manifest = manifest_now(project)
    (project / "output/index.html").unlink()
    with pytest.raises(BuildError, match="changed while it was published"):
        publish_site(project, manifest, Request(), lambda step: None)


def test_two_publishes_of_one_project_do_not_meet(project: Path, remote: Path) -> None:
    (project / store.FOLDER).mkdir(parents=True)
    with store.store_lock(project):
        assert "another publish of this project is running" in refused(project)
    published(project)


def test_a_damaged_store_is_made_again(published_project: Path, remote: Path) -> None:
    objects = published_project / store.FOLDER / "sha1/objects"
    for path in objects.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(b"")
    write_case(published_project, "又一段。")
    published(published_project)
    assert tree(remote) == files(published_project / "output")


def test_leftovers_of_a_killed_publish_do_not_matter(published_project: Path, remote: Path) -> None:
    repository = published_project / store.FOLDER / "sha1"
    for name in ("packed-refs.lock", "config.lock", "shallow.lock", "objects/pack/tmp_pack_x", "HEAD.lock"):
        (repository / name).write_bytes(b"")
    write_case(published_project, "又一段。")
    published(published_project)
    assert not list(repository.rglob("*.lock"))


def test_the_store_may_be_deleted(published_project: Path, remote: Path) -> None:
    shutil.rmtree(published_project / ".cache")
    write_case(published_project, "又一段。")
    published(published_project)
    assert git(remote, "rev-list", "--count", "gh-pages") == "2\n"


def test_many_publishes_keep_the_store_small(published_project: Path, remote: Path) -> None:
    for number in range(3):
        write_case(published_project, f"第 {number} 段。")
        published(published_project)
    refs = git(published_project / store.FOLDER / "sha1", "for-each-ref", "--format=%(refname)").split()
    assert refs == [f"refs/tips/{tip(remote)}"]


def test_without_git_it_says_so(project: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert "install git" in refused(project)


def test_inside_a_git_hook_it_finds_its_own_way(project: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, "/nonexistent")
    assert publish(project).exit_code == 0
    monkeypatch.undo()
    assert subprocess.run(["git", "fsck", "--strict"], cwd=remote, check=True, capture_output=True)
