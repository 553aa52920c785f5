"""Remotes and repositories of every kind: what works, and what is refused with a reason and an order."""

import os
import shutil
import socket
import tempfile
import warnings
from pathlib import Path

import pytest

from site_builder.publish.git import Git, GitError, remote_problem, user_environment
from site_builder.publish.project import read_project
from tests.publish.support import (
    bare,
    build,
    commit_tree,
    files,
    fingerprint,
    git,
    hook,
    make_project,
    published,
    refused,
    tip,
    tree,
    write_case,
)


def point(project: Path, url: str) -> None:
    git(project, "config", "remote.origin.url", url)


def test_by_file_address(project: Path, remote: Path) -> None:
    point(project, f"file://{remote}")
    published(project)
    write_case(project, "又一段。")
    published(project)
    assert tree(remote) == files(project / "output")


def test_by_absolute_path(project: Path, remote: Path) -> None:
    published(project, "--remote", str(remote))
    assert tree(remote) == files(project / "output")


def test_by_a_path_with_spaces_and_hanzi(project: Path, tmp_path: Path) -> None:
    there = bare(tmp_path / "远 程.git")
    point(project, "../远 程.git")
    published(project)
    assert tree(there) == files(project / "output")


def test_by_push_address_and_another_name(project: Path, tmp_path: Path, remote: Path) -> None:
    there = bare(tmp_path / "there.git")
    git(project, "remote", "add", "pages", "https://nowhere.invalid/x.git")
    git(project, "config", "remote.pages.pushurl", str(there))
    published(project, "--remote", "pages")
    assert tip(there) and not tip(remote)


def test_with_rewritten_addresses(project: Path, remote: Path) -> None:
    git(project, "config", f"url.{remote.parent}/.insteadOf", "pages:")
    point(project, "pages:remote.git")
    published(project)
    assert tip(remote)


@pytest.mark.parametrize("url", ["../nowhere.git", "file:///nowhere/x.git"])
def test_missing(project: Path, url: str) -> None:
    point(project, url)
    assert "there is no such repository" in refused(project, code=3)


OFFLINE = ("127.0.0.1:9", "nowhere.invalid")  # a closed port, and a name that no server may ever give


@pytest.mark.parametrize("host", OFFLINE)
@pytest.mark.parametrize("address", ["https://li:s3cret@{}/x.git", "http://{}/x", "git://{}/x", "ssh://git@{}/x.git"])
@pytest.mark.parametrize("words", [(), ("--dry-run",), ("--squash", "--allow-shrink")])
def test_a_network_that_is_not_there(
    published_project: Path, remote: Path, address: str, host: str, words: tuple[str, ...]
) -> None:
    project = published_project
    if address.startswith("ssh") and not shutil.which("ssh"):
        pytest.skip("no ssh")
    write_case(project, "又一段。")
    before = fingerprint(project, ".cache"), fingerprint(remote)
    said = refused(project, "--remote", address.format(host), *words, code=3)
    lines = said.splitlines()
    assert lines[2].endswith(f"{host}/x{'.git' * address.endswith('.git')}: the remote cannot be reached")
    assert host.partition(":")[0] in lines[3] and lines[3].startswith("  | ")
    assert "  hint: see that you are online, and publish again: it is safe to repeat" in lines
    assert "s3cret" not in said and "Traceback" not in said
    assert (fingerprint(project, ".cache"), fingerprint(remote)) == before
    # Once the network is back, the same command works.
    published(project)
    assert tree(remote) == files(project / "output")


def test_a_remote_that_never_answers(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_HTTP_LOW_SPEED_TIME", "1")
    monkeypatch.setenv("GIT_HTTP_LOW_SPEED_LIMIT", "1000")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        assert f"{url}: the remote cannot be reached" in refused(project, "--remote", url, code=3)


def test_not_a_repository(project: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    point(project, "../folder")
    assert "there is no such repository" in refused(project, code=3)


def test_a_branch_that_was_never_a_site(project: Path, remote: Path) -> None:
    theirs = commit_tree(remote, {"README.md": "# ours\n"})
    assert "1 of the 1 files on the branch would go, such as README.md" in refused(project)
    assert tip(remote) == theirs
    published(project, "--allow-shrink")
    assert git(remote, "rev-parse", "gh-pages^").strip() == theirs


def test_other_branches_are_left_alone(project: Path, remote: Path) -> None:
    other = commit_tree(remote, {"site.txt": "x"}, "other")
    git(project, "tag", "-a", "-m", "x", "v1")
    git(project, "config", "push.followTags", "true")
    published(project)
    assert tip(remote, "other") == other
    assert git(remote, "for-each-ref", "--format=%(refname)").split() == ["refs/heads/gh-pages", "refs/heads/other"]


def test_the_default_branch_may_be_the_site(tmp_path: Path) -> None:
    there = bare(tmp_path / "remote.git", "--initial-branch=gh-pages")
    project = make_project(tmp_path)
    published(project)
    write_case(project, "又一段。")
    published(project)
    assert tree(there, "HEAD") == files(project / "output")


class TestSha256:
    def test_of_an_empty_remote(self, tmp_path: Path) -> None:
        there = bare(tmp_path / "remote.git", "--object-format=sha256")
        project = make_project(tmp_path)
        published(project)
        assert len(tip(there)) == 64
        write_case(project, "又一段。")
        published(project)
        assert tree(there) == files(project / "output")
        assert git(there, "rev-list", "--count", "gh-pages") == "2\n"

    def test_of_the_project(self, tmp_path: Path) -> None:
        there = bare(tmp_path / "remote.git")
        project = make_project(tmp_path, "--object-format=sha256")
        published(project)
        assert tree(there) == files(project / "output")

    def test_of_both(self, tmp_path: Path) -> None:
        there = bare(tmp_path / "remote.git", "--object-format=sha256")
        commit_tree(there, {"index.html": ""})
        project = make_project(tmp_path, "--object-format=sha256")
        published(project)
        assert tree(there) == files(project / "output")


class TestRemotesThatDecline:
    def test_a_hook(self, project: Path, remote: Path) -> None:
        hook(remote, "pre-receive", "echo 'closed on Sundays' >&2; exit 1")
        before = fingerprint(remote)
        said = refused(project, code=3)
        assert "the remote declined it" in said and "closed on Sundays" in said
        assert fingerprint(remote) == before
        (remote / "hooks/pre-receive").unlink()
        published(project)

    def test_an_update_hook(self, project: Path, remote: Path) -> None:
        hook(remote, "update", "exit 1")
        assert "the remote declined it" in refused(project, code=3)
        assert tip(remote) == ""

    def test_a_size(self, project: Path, remote: Path) -> None:
        hook(remote, "pre-receive", "echo 'error: GH001: Large files detected.' >&2; exit 1")
        assert "a file is too large for the remote" in refused(project, code=3)

    def test_a_protected_branch(self, project: Path, remote: Path) -> None:
        hook(remote, "pre-receive", "echo 'error: GH006: Protected branch update failed' >&2; exit 1")
        assert "the branch is protected" in refused(project, code=3)

    def test_a_squash_where_no_force_is_allowed(self, published_project: Path, remote: Path) -> None:
        git(remote, "config", "receive.denyNonFastForwards", "true")
        write_case(published_project, "又一段。")
        before = tip(remote)
        assert "the branch is protected" in refused(published_project, "--squash", code=3)
        assert tip(remote) == before
        published(published_project)

    def test_a_branch_that_is_checked_out(self, project: Path, tmp_path: Path) -> None:
        there = tmp_path / "there"
        git(tmp_path, "init", "--quiet", "--initial-branch=gh-pages", str(there))
        assert "the branch is checked out at the remote" in refused(project, "--remote", str(there), code=3)

    def test_a_hook_that_fails_afterwards_does_not_matter(self, project: Path, remote: Path) -> None:
        hook(remote, "post-receive", "exit 1")
        published(project)
        assert tree(remote) == files(project / "output")

    def test_a_slow_one(self, project: Path, remote: Path) -> None:
        hook(remote, "pre-receive", "sleep 1")
        published(project)
        assert tree(remote) == files(project / "output")

    def test_one_that_breaks_off(self, published_project: Path, remote: Path) -> None:
        hook(remote, "pre-receive", "kill -9 $PPID")
        write_case(published_project, "又一段。")
        before = tip(remote)
        refused(published_project, code=3)
        assert tip(remote) == before
        (remote / "hooks/pre-receive").unlink()
        published(published_project)

    def test_one_whose_answer_is_lost_after_it_took_the_commit(self, published_project: Path, remote: Path) -> None:
        hook(remote, "post-update", "kill -9 $PPID")
        write_case(published_project, "又一段。")
        assert "commit" in published(published_project)
        assert tree(remote) == files(published_project / "output")

    def test_one_that_takes_it_and_puts_something_else_there(self, published_project: Path, remote: Path) -> None:
        first = tip(remote)
        hook(remote, "post-receive", f"git update-ref refs/heads/gh-pages {first}")
        write_case(published_project, "又一段。")
        said = refused(published_project, code=3)
        assert f"the branch is at {first}, not at" in said


class TestSomebodyElse:
    def test_publishes_between_our_look_and_our_push(self, published_project: Path, remote: Path) -> None:
        theirs = commit_tree(remote, {**tree(remote), "a": "theirs"})
        git(remote, "update-ref", "refs/heads/gh-pages", f"{theirs}^")
        # The ref moves while our push is under way, so that only the remote's own check of the old value is left.
        hook(remote, "pre-receive", f"unset GIT_QUARANTINE_PATH; git update-ref refs/heads/gh-pages {theirs}")
        write_case(published_project, "又一段。")
        assert "somebody else published meanwhile" in refused(published_project, code=3)
        assert tip(remote) == theirs
        (remote / "hooks/pre-receive").unlink()
        published(published_project)
        assert git(remote, "rev-parse", "gh-pages^").strip() == theirs

    def test_publishes_on_top_of_ours_at_once(self, published_project: Path, remote: Path) -> None:
        script = """read old new ref
        made=$(git -c user.name=x -c user.email=x@x.org commit-tree -p $new -m theirs $new^{tree})
        git update-ref $ref $made"""
        hook(remote, "post-receive", script)
        write_case(published_project, "又一段。")
        assert "somebody else has published after you already" in published(published_project)
        (remote / "hooks/post-receive").unlink()
        assert published(published_project).startswith("nothing to publish")


class TestProjectsOfEveryKind:
    def test_a_work_tree(self, project: Path, remote: Path, tmp_path: Path) -> None:
        other = tmp_path / "elsewhere"
        git(project, "worktree", "add", "--quiet", "-b", "other", str(other))
        build(other)
        before = fingerprint(project), fingerprint(other, ".cache")
        published(other)
        assert (fingerprint(project), fingerprint(other, ".cache")) == before
        assert tree(remote) == files(project / "output")

    def test_a_submodule(self, project: Path, remote: Path, tmp_path: Path) -> None:
        outer = tmp_path / "outer"
        git(tmp_path, "init", "--quiet", str(outer))
        git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(project), "mini")
        build(outer / "mini")
        git(outer / "mini", "config", "remote.origin.url", str(remote))
        before = fingerprint(outer / ".git")
        published(outer / "mini")
        assert fingerprint(outer / ".git") == before
        assert tree(remote) == files(project / "output")

    def test_a_folder_of_a_repository(self, project: Path, remote: Path, tmp_path: Path) -> None:
        outer = tmp_path / "outer"
        shutil.copytree(project, outer / "docs/site", ignore=shutil.ignore_patterns(".git"))
        git(outer, "init", "--quiet")
        git(outer, "remote", "add", "origin", "../remote.git")
        published(outer / "docs/site")
        assert tree(remote) == files(project / "output")

    def test_a_shallow_clone(self, project: Path, remote: Path, tmp_path: Path) -> None:
        git(project, "commit", "--quiet", "--allow-empty", "--message=two")
        git(project, "push", "--quiet", "origin", "main")
        shallow = tmp_path / "shallow"
        git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=main", f"file://{remote}", str(shallow))
        build(shallow)
        before = fingerprint(shallow, ".cache")
        published(shallow)
        write_case(shallow, "又一段。")
        published(shallow)
        assert fingerprint(shallow / ".git") != ""
        assert (shallow / ".git/shallow").exists() and not (shallow / ".git/shallow.lock").exists()
        assert before and git(remote, "rev-list", "--count", "gh-pages") == "2\n"

    def test_a_detached_head(self, project: Path, remote: Path) -> None:
        git(project, "checkout", "--quiet", "--detach")
        published(project)
        assert tip(remote)

    def test_no_commit_yet(self, project: Path, remote: Path) -> None:
        git(project, "update-ref", "-d", "HEAD")
        published(project)
        assert "Source:" not in git(remote, "log", "--format=%B", "gh-pages")

    def test_no_identity(self, project: Path, remote: Path) -> None:
        git(project, "config", "--unset", "user.name")
        git(project, "config", "--unset", "user.email")
        published(project)
        assert git(remote, "log", "--format=%an <%ae>", "gh-pages") == "site-builder <site-builder@localhost>\n"

    def test_an_identity_of_the_environment(self, project: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_AUTHOR_NAME", "李")
        monkeypatch.setenv("GIT_AUTHOR_EMAIL", "li@example.org")
        published(project)
        assert git(remote, "log", "--format=%an <%ae> %cn", "gh-pages") == "李 <li@example.org> 编者\n"

    def test_no_repository_at_all(self, project: Path, remote: Path) -> None:
        shutil.rmtree(project / ".git")
        published(project, "--remote", str(remote))
        assert tree(remote) == files(project / "output")


def test_a_remote_that_may_not_be_written(project: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A first publish loads every module: the user without rights below may not read them.
    published(project, "--remote", str(bare(project.parent / "other.git")))
    # The tests' own folders are closed to other users.
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        shutil.copytree(project.parent, place, dirs_exist_ok=True)
        there = place / "remote.git"
        for path in (there, *there.rglob("*")):
            path.chmod(path.stat().st_mode & ~0o222 | 0o444)
        trusting = place / "gitconfig"
        trusting.write_text("[safe]\n\tdirectory = *\n")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(trusting))
        before = fingerprint(there)
        assert "the remote cannot be written" in without_rights(place / "mini")
        assert fingerprint(there) == before
        for path in there.rglob("*"):
            path.chmod(path.stat().st_mode | 0o200)


def without_rights(project: Path) -> str:
    """The words of a refused publish; tests that run as root do it as nobody, since root may write everywhere."""
    if os.geteuid() != 0:
        return refused(project, code=3)
    nobody = 65534
    for path in (project, *project.rglob("*")):
        os.chown(path, nobody, nobody, follow_symlinks=False)
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.setgid(nobody)
        os.setuid(nobody)
        os.environ["HOME"] = "/"
        try:
            os.write(writer, refused(project, code=3).encode())
        except BaseException as error:
            os.write(writer, repr(error).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as pipe:
        return pipe.read().decode()


def test_settings_of_the_project_alone_hold_in_the_store_too(
    project: Path, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere = tmp_path / "gitconfig"
    included = tmp_path / "work"
    included.write_text('[user]\n\tname = 工作\n[http "https://x.example/"]\n\textraHeader = A: 1\n')
    included_where = f'[includeIf "gitdir:{project}/.git"]\n\tpath = {included}\n'
    everywhere.write_text(included_where + "[credential]\n\thelper = everywhere\n[alias]\n\ta = b\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(everywhere))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "http.proxy")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "")
    git(project, "config", "credential.helper", "here")
    git(project, "config", "remote.origin.mirror", "false")
    # A setting without a value is a yes.
    with (project / ".git/config").open("a") as file:
        file.write("[http]\n\tsslVerify\n")
    mine = {name: values for name, values in read_project(project, "origin").settings.items() if values}
    there = read_project(project, "origin").git(project / ".git")
    assert mine["credential.helper"] == ("here",)
    assert mine["http.sslverify"] == ("true",)
    assert mine["http.https://x.example/.extraheader"] == ("A: 1",)
    assert not [name for name in mine if name.startswith(("alias", "remote", "http.proxy"))]
    assert there("config", "--get-all", "http.proxy") == "\n"
    published(project)
    assert "编者" in git(remote, "log", "--format=%an", "gh-pages")


def test_a_git_that_does_not_answer_is_ended(tmp_path: Path) -> None:
    git = Git(tmp_path, user_environment())
    with pytest.raises(GitError, match="no answer within 0 seconds"):
        git("-c", "alias.wait=!sleep 3", "wait", seconds=0.3)


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("fatal: Could not read from remote repository.\ngit@github.com: Permission denied (publickey).", "let you in"),
        ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", "let you in"),
        ("remote: Repository not found.\nfatal: repository 'https://github.com/x/y/' not found", "no such repository"),
        ("fatal: unable to access 'https://github.com/x/y/': Could not resolve host: github.com", "cannot be reached"),
        ("ssh: connect to host github.com port 22: Network is unreachable", "cannot be reached"),
        ("fatal: the remote end hung up unexpectedly", "cannot be reached"),
        ("fatal: unable to look up github.com (port 9418) (Name or service not known)", "cannot be reached"),
        ("fatal: unable to access 'https://x/': Could not resolve proxy: proxy.example", "cannot be reached"),
        ("fatal: unable to access 'https://x/': SSL certificate problem: self-signed certificate", "is not secure"),
        ("error: cannot run ssh: No such file or directory\nfatal: unable to fork", "no program to connect with"),
        ("git: 'remote-weird' is not a git command. See 'git --help'.", "does not speak this protocol"),
        ("! [remote rejected] a -> b (protected branch hook declined)", "is protected"),
        ("remote: error: GH013: Repository rule violations found", "is protected"),
        ("! [rejected] a -> gh-pages (stale info)", "published meanwhile"),
        ("fatal: detected dubious ownership in repository at '/x'", "belongs to another user"),
        ("error: something quite new", "git failed"),
    ],
)
def test_what_git_says_has_a_meaning_and_an_order(said: str, meaning: str) -> None:
    problem = remote_problem(GitError(said), "https://li:pw@github.com/x/y").problems[0]
    assert meaning in problem.message.splitlines()[0]
    assert said.splitlines()[-1].strip() in problem.message
    assert problem.hint and problem.source.name == "https://github.com/x/y"
