"""What publishing reads from the project's own repository, which it never writes to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from site_builder.problem import BuildError, Problem, Source
from site_builder.publish.git import Git, GitError, environment_with, user_environment

# The settings that say how to reach a remote and who the user is; the others are about the repository itself.
_CARRIED = re.compile(
    r"(?:url|http|credential|ssh|protocol|user|author|committer|safe)\..*|core\.(?:sshcommand|gitproxy|askpass)"
)
# Nothing of the user's is run or moved by a push of the site.
_FIXED = {
    "core.hookspath": ("/dev/null",),
    "core.compression": ("1",),
    "gc.autodetach": ("false",),
    "i18n.commitencoding": ("utf-8",),
    "http.lowspeedlimit": ("1000",),  # bytes a second
    "http.lowspeedtime": ("60",),  # seconds
}
_NOWHERE = Path("/no-repository")
NOBODY = "site-builder <site-builder@localhost>"


_Settings = dict[str, tuple[str, ...]]


class Project(Struct, frozen=True):
    """Where a project publishes to, as whom, and from which commit.

    `settings` are those of git's settings, by name, that hold in this repository only; `commit` is `""` without one;
    `folder` is the root of the work tree, from which relative remotes count; `branch` is the one that the sources are
    on, where that goes to this remote, else `""`.
    """

    folder: Path
    url: str
    settings: _Settings
    author: str
    committer: str
    commit: str
    branch: str
    is_dirty: bool

    def git(self, repository: Path) -> Git:
        """Git on another repository, with the settings of this one."""
        return Git(self.folder, environment_with(self.settings), repository)


def read_project(folder: Path, remote: str) -> Project:
    """What the repository around a folder says; `remote` is a name or an address. Raises BuildError."""
    git = Git(folder, user_environment())
    top = _or_empty(git, "rev-parse", "--show-toplevel").rstrip("\n")
    settings = _settings(git)
    commit = _or_empty(git, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").strip()
    return Project(
        folder=Path(top) if top else folder,
        url=_address(settings, remote, is_repository=bool(top)),
        settings={**_carried(settings, _settings(Git(folder, git.environment, _NOWHERE))), **_FIXED},
        author=_ident(git, "GIT_AUTHOR_IDENT"),
        committer=_ident(git, "GIT_COMMITTER_IDENT"),
        commit=commit,
        branch=_branch(git, settings, remote),
        is_dirty=bool(commit and _or_empty(git, "status", "--porcelain", "--untracked-files=no", "--", ".").strip()),
    )


def _carried(here: Mapping[str, tuple[str, ...]], everywhere: Mapping[str, tuple[str, ...]]) -> _Settings:
    """What must hold in another repository to reach the same remote as the same user; no value twice."""
    return {
        name: tuple(value for value in values if value not in everywhere.get(name, ()))
        for name, values in here.items()
        if _CARRIED.fullmatch(name)
    }


def _settings(git: Git) -> _Settings:
    settings: _Settings = {}
    for entry in git("config", "--list", "-z").split("\0"):
        name, newline, value = entry.partition("\n")
        # A setting without a value is a yes.
        settings[name] = (*settings.get(name, ()), value if newline else "true")
    return settings


def _address(settings: Mapping[str, tuple[str, ...]], remote: str, *, is_repository: bool) -> str:
    """The address that is pushed to, as it was written: git itself rewrites it by `url.*.insteadOf`."""
    for key in (f"remote.{remote}.pushurl", f"remote.{remote}.url"):
        if key in settings:
            return settings[key][-1]
    if re.search(r"[/\\:]", remote):
        return remote
    if not is_repository:
        hint = "run `git init` and `git remote add origin ADDRESS`, or say --remote ADDRESS"
        raise BuildError([Problem("not in a git repository", Source(remote, ""), None, hint)])
    hint = f"run `git remote add {remote} ADDRESS`, or say --remote ADDRESS"
    raise BuildError([Problem("no such remote", Source(remote, ""), None, hint)])


def _branch(git: Git, settings: Mapping[str, tuple[str, ...]], remote: str) -> str:
    """The branch that is checked out, where `git push` would send it to this remote."""
    branch = _or_empty(git, "symbolic-ref", "--quiet", "--short", "HEAD").strip()
    return branch if remote == settings.get(f"branch.{branch}.remote", ("origin",))[-1] else ""


def _ident(git: Git, variable: str) -> str:
    """The user's name, address and time as a commit holds them; a builder's name where the user has none."""
    try:
        return git("-c", "user.useConfigOnly=true", "var", variable).strip()
    except GitError:
        words = Git(git.folder, {**git.environment, "GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@localhost"})
        return f"{NOBODY} {words('var', 'GIT_AUTHOR_IDENT').strip().split('> ')[1]}"


def _or_empty(git: Git, *arguments: str) -> str:
    try:
        return git(*arguments)
    except GitError:
        return ""
