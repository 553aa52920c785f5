"""From `output/` to one commit on a remote's branch: read the tip, compare, commit, push, look again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from site_builder import __version__
from site_builder.build.tree import OUTPUT
from site_builder.problem import BuildError, Problem, Source
from site_builder.publish.git import Git, GitError, RemoteError, remote_problem, user_environment, without_credentials
from site_builder.publish.manifest import Manifest
from site_builder.publish.project import Project, read_project
from site_builder.publish.store import (
    Commit,
    Seen,
    Store,
    discard_store,
    open_store,
    read_file,
    store_lock,
    write_commit,
)
from site_builder.publish.target import domain_name, github_repository, settle_domain

CNAME, NOJEKYLL = "CNAME", ".nojekyll"
_OWN_BRANCH = "publish to a branch of its own: --branch gh-pages"
OURS = frozenset({CNAME, NOJEKYLL})  # files that are about publishing, not of the site


class Request(Struct, frozen=True, kw_only=True):
    """How to publish.

    `remote` is a name or an address, `domain` a custom domain, `message` the commit's first line.
    """

    remote: str = "origin"
    branch: str = "gh-pages"
    message: str = ""
    domain: str = ""
    is_squash: bool = False
    may_shrink: bool = False
    is_dry_run: bool = False


class Difference(Struct, frozen=True):
    """The paths by which two trees differ."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        return f"{len(self.added)} added, {len(self.changed)} changed, {len(self.removed)} removed"


class Published(Struct, frozen=True):
    """What a publish did: where the site stands, the commit there, and what is new about it.

    `commit` is `""` in a dry run; `is_overtaken` says that somebody published after us meanwhile.
    """

    address: str
    commit: str
    difference: Difference
    is_first: bool = False
    is_pushed: bool = False
    is_overtaken: bool = False


Tell = Callable[[str], None]


class _Run(Struct, frozen=True):
    """What every step of one publish needs."""

    folder: Path
    project: Project
    manifest: Manifest
    request: Request
    tell: Tell


def publish(folder: Path, manifest: Manifest, request: Request, tell: Tell) -> Published:
    """Publish the checked `output/` of the project in `folder`; raises BuildError, RemoteError where the remote failed.

    `tell` is given each step as a sentence. The user's repository is only read.
    """
    run = _Run(folder, read_project(folder, request.remote), manifest, request, tell)
    _check_branch(run)
    # What is wrong without a look at the remote is told without one.
    settle_domain(manifest.base_url, github_repository(run.project.url), "", request.domain)
    with store_lock(folder):
        try:
            return _publish(run)
        except GitError:
            # What fails in the store itself is a store that a crash has damaged, so a new one is made.
            discard_store(folder)
        try:
            return _publish(run)
        except GitError as error:
            raise remote_problem(error, run.project.url) from None


def _publish(run: _Run) -> Published:
    """The steps in a store for the remote's hash."""
    store = open_store(run.folder, run.project, "sha1")
    run.tell(f"looking at {run.request.branch} of {without_credentials(run.project.url)}")
    seen = _look(store, run)
    if seen.object_format == "sha256":
        store = open_store(run.folder, run.project, "sha256")
    try:
        return _publish_onto(store, run, seen.tip)
    except RemoteError as error:
        # An empty repository tells its hash only by refusing another.
        if seen.object_format or "another hash" not in str(error):
            raise
    return _publish_onto(open_store(run.folder, run.project, "sha256"), run, "")


def _publish_onto(store: Store, run: _Run, tip: str) -> Published:
    request = run.request
    before = _read_tip(store, run, tip)
    carried = _carried(store, run, before)
    names = {path: store.blob_name(read_file(run.folder, path, sha)) for path, sha in run.manifest.files.items()}
    names |= {path: store.blob_name(content) for path, content in carried.items()}
    difference = compare(before, names)
    if not request.may_shrink:
        _refuse_shrinking(run, before, difference)
    result = Published(run.manifest.base_url, tip, difference, is_first=not tip)
    is_squashing = request.is_squash and store.has_parent(tip)
    if request.is_dry_run or not (difference or is_squashing or not tip):
        return result
    run.tell(f"writing a commit: {difference}")
    parent = "" if request.is_squash else tip
    known = frozenset(before.values())
    commit = Commit(run.manifest.files, carried, names, known, parent, _message(run))
    return _push(store, run, result, write_commit(store, run.folder, run.project, commit))


def _read_tip(store: Store, run: _Run, tip: str) -> dict[str, str]:
    """What stands on the branch now; raises BuildError where that is not a site."""
    if not tip:
        return {}
    try:
        store.fetch(run.project.url, tip)
    except GitError as error:
        if re.search(r"corrupt|is empty|loose object|bad object|index-pack failed", error.output):
            raise
        raise remote_problem(error, run.project.url) from None
    before = store.tree(tip)
    if any(path.rpartition("/")[2] == "site.toml" for path in before):
        raise _refusal(run, "this branch holds the sources", _OWN_BRANCH)
    return before


def _carried(store: Store, run: _Run, before: Mapping[str, str]) -> dict[str, bytes]:
    """The files that are published though no build writes them: the custom domain, and a word to GitHub."""
    carried = {} if NOJEKYLL in run.manifest.files else {NOJEKYLL: b""}
    there = store.blob(before[CNAME]) if " " not in before.get(CNAME, " ") else b""
    asked, standing = run.request.domain, domain_name(there.decode("utf-8", "replace")) or ""
    if CNAME in run.manifest.files:
        asked = asked or domain_name((run.folder / OUTPUT / CNAME).read_text("utf-8", "replace")) or ""
    domain = settle_domain(run.manifest.base_url, github_repository(run.project.url), standing, asked)
    if domain and CNAME not in run.manifest.files:
        carried[CNAME] = there if domain == standing else f"{domain}\n".encode()
    return carried


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> Difference:
    """What turns one tree into another, each as names of blobs by path."""
    return Difference(
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(path for path in after.keys() & before.keys() if after[path] != before[path])),
        tuple(sorted(before.keys() - after.keys())),
    )


def _refuse_shrinking(run: _Run, before: Mapping[str, str], difference: Difference) -> None:
    size, gone = len(before.keys() - OURS), len(set(difference.removed) - OURS)
    if size and gone * 2 >= size:
        message = f"{gone} of the {size} files on the branch would go, such as {difference.removed[0]}"
        raise _refusal(run, message, "if that is right, say --allow-shrink")


def _message(run: _Run) -> str:
    source = run.project.commit + (" with uncommitted changes" if run.project.is_dirty else "")
    lines = [f"Source: {source}"] if source else []
    lines += [f"Builder: site-builder {__version__}", f"Manifest: sha256:{run.manifest.digest}"]
    return "\n".join((run.request.message or f"Publish {len(run.manifest.files)} files", "", *lines)) + "\n"


def _push(store: Store, run: _Run, result: Published, commit: str) -> Published:
    """Send a commit on condition that the branch is still where it was seen, and see that it arrived."""
    run.tell(f"pushing {commit[:10]}")
    failure = _send(store, run, result.commit, commit)
    try:
        now = store.look(run.project.url, run.request.branch).tip
    except GitError as error:
        raise remote_problem(failure or error, run.project.url) from None
    # The answer to a push may be lost after the push itself has arrived.
    is_overtaken = now != commit and not failure and _is_overtaken(store, run, now, commit)
    if now != commit and not is_overtaken:
        if failure:
            raise remote_problem(failure, run.project.url) from None
        problem = Problem(f"the branch is at {now or 'nothing'}, not at {commit}", _place(run), None, "publish again")
        raise RemoteError([problem])
    with suppress(GitError):
        store.tidy(commit)
    return replace(result, commit=commit, is_pushed=True, is_overtaken=is_overtaken)


def _send(store: Store, run: _Run, tip: str, commit: str) -> GitError | None:
    reference = f"refs/heads/{run.request.branch}"
    options = ("--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no")
    try:
        lease = f"--force-with-lease={reference}:{tip}"
        store.git("push", *options, lease, "--", run.project.url, f"{commit}:{reference}")
    except GitError as error:
        return error
    return None


def _is_overtaken(store: Store, run: _Run, now: str, commit: str) -> bool:
    """Whether somebody has published on top of our commit already."""
    if not now:
        return False
    with suppress(GitError):
        store.fetch(run.project.url, now)
        return store.is_ancestor(commit, now)
    return False


def _look(store: Store, run: _Run) -> Seen:
    try:
        return store.look(run.project.url, run.request.branch)
    except GitError as error:
        raise remote_problem(error, run.project.url) from None


def _check_branch(run: _Run) -> None:
    name = run.request.branch
    try:
        # Git takes no branch whose name looks like an option either.
        Git(run.folder, user_environment())("check-ref-format", "-" if name.startswith("-") else f"refs/heads/{name}")
    except GitError:
        raise _refusal(run, "not a name for a branch", "choose one like gh-pages") from None
    if name == run.project.branch:
        raise _refusal(run, "this branch holds the sources", _OWN_BRANCH)


def _refusal(run: _Run, message: str, hint: str) -> BuildError:
    return BuildError([Problem(message, _place(run), None, hint)])


def _place(run: _Run) -> Source:
    return Source(f"{without_credentials(run.project.url)} {run.request.branch}", "")
