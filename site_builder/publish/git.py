"""Calls of git: which environment it sees, how long it may take, and what its complaints mean."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from site_builder.problem import BuildError, Problem, Source

SECONDS = 900.0  # for one call; GitHub itself gives up on a deployment after ten minutes

# These would lead git to another repository, index or store than the one that it is told.
_LEADING = re.compile(
    r"GIT_(?:DIR|WORK_TREE|IMPLICIT_WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR"
    r"|NAMESPACE|PREFIX|SHALLOW_FILE|GRAFT_FILE|REPLACE_REF_BASE|NO_REPLACE_OBJECTS|QUARANTINE_PATH|CONFIG"
    r"|DEFAULT_HASH|TEMPLATE_DIR)"
)


class GitError(Exception):
    """Git ended with an error; `output` is what it said, without credentials."""

    def __init__(self, output: str) -> None:
        self.output = without_credentials(output)
        super().__init__(self.output)


class RemoteError(BuildError):
    """The remote could not be reached or did not take what it was sent; nothing is half done."""


class Git(Struct, frozen=True):
    """A way to call git: from which folder, with which environment, on which repository (by default the folder's)."""

    folder: Path
    environment: dict[str, str]
    repository: Path | None = None

    def __call__(self, *arguments: str, content: bytes = b"", seconds: float = SECONDS) -> str:
        """What git prints; raises GitError, also when it takes longer than `seconds`."""
        command = self.command(*arguments)
        with start(command, self) as process:
            try:
                output, errors = process.communicate(content, timeout=seconds)
            except subprocess.TimeoutExpired:
                end(process)
                raise GitError(f"no answer within {seconds:.0f} seconds") from None
            except BaseException:
                end(process)
                raise
        if process.returncode:
            raise GitError((errors + output).decode("utf-8", "replace").strip())
        return output.decode("utf-8", "surrogateescape")

    def command(self, *arguments: str) -> list[str]:
        """The words of a call."""
        where = [f"--git-dir={self.repository}"] if self.repository else []
        return ["git", *where, *arguments]


def start(command: list[str], git: Git) -> subprocess.Popen[bytes]:
    """A running git with pipes for its input, its output and its complaints."""
    try:
        return subprocess.Popen(
            command,
            cwd=git.folder,
            env=git.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError:
        problem = Problem("git is not there", Source("git", ""), None, "install git 2.32 or newer")
        raise BuildError([problem]) from None


def end(process: subprocess.Popen[bytes]) -> None:
    """End a git with its own helpers: first asked, so that it can tidy up, then told."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    process.kill()
    with suppress(BrokenPipeError):
        # What was still to be written goes nowhere.
        process.stdin and process.stdin.close()


def user_environment() -> dict[str, str]:
    """The user's environment, in English, without what would lead git elsewhere; git asks nothing and locks nothing."""
    kept = {name: value for name, value in os.environ.items() if not _LEADING.fullmatch(name)}
    return {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}


def environment_with(settings: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The user's environment with more settings for git.

    They go through the environment, so that no file holds a credential after a crash.
    """
    environment = user_environment()
    pairs = [(name, value) for name, values in settings.items() for value in values]
    first = int(environment.get("GIT_CONFIG_COUNT", "0"))
    for index, (name, value) in enumerate(pairs, first):
        environment |= {f"GIT_CONFIG_KEY_{index}": name, f"GIT_CONFIG_VALUE_{index}": value}
    return {**environment, "GIT_CONFIG_COUNT": str(first + len(pairs))}


def without_credentials(text: str) -> str:
    """A text whose addresses have lost their user names and passwords."""
    return re.sub(r"(\w+://)[^/@\s'\"]+@", r"\1", text)


# What git says, what it means, and what to do; the first that fits is told.
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    (
        r"stale info|fetch first|cannot lock ref|failed to update ref|incorrect old value|reference already exists"
        r"|not our ref|couldn't find remote ref",
        "somebody else published meanwhile",
        "publish again: it will come after theirs",
    ),
    (
        r"protected branch|GH006|GH013|denyDeletes|non-fast-forward|denying ref deletion|deny updating",
        "the branch is protected",
        "let this branch be pushed to (with --squash also forced) in the remote's settings, or choose another --branch",
    ),
    (r"GH001|exceeds GitHub's file size limit", "a file is too large for the remote", "make it smaller"),
    (
        r"refusing to update checked out branch|branch is currently checked out",
        "the branch is checked out at the remote",
        "push to a bare repository, or check out another branch there",
    ),
    (
        r"mismatched algorithms|does not support this repository's hash algorithm|different object format",
        "the remote names its objects by another hash",
        "publish again",
    ),
    (
        r"remote-\S+' is not a git command|[Uu]nable to find remote helper|transport '.*' not allowed",
        "git does not speak this protocol",
        "write the address as https://HOST/OWNER/REPO.git or git@HOST:OWNER/REPO.git",
    ),
    (r"cannot run \S+: No such file", "git finds no program to connect with", "install it, or use an https address"),
    (
        r"SSL|certificate|CAfile",
        "the connection is not secure",
        "see that this machine's clock and certificates are right, and that nothing stands in between",
    ),
    (
        r"could not read Username|could not read Password|terminal prompts disabled|Authentication failed|publickey"
        r"|HTTP 40[13]|returned error: 40[13]|Host key verification failed",
        "the remote does not let you in",
        "set up a credential helper or an SSH key, and see that `git ls-remote` works",
    ),
    (
        r"Could not resolve|unable to look up|Connection refused|Connection timed out|Network is unreachable"
        r"|No route to host|unable to access|Couldn't connect|unexpected disconnect|hung up|early EOF|no answer within"
        r"|Connection reset",
        "the remote cannot be reached",
        "see that you are online, and publish again: it is safe to repeat",
    ),
    (
        r"Permission denied|[Rr]ead-only file system|insufficient permission|unable to create|unpacker error"
        r"|unable to migrate|No space left",
        "the remote cannot be written",
        "see that you may write there and that there is room",
    ),
    (r"hook declined|pre-receive hook|remote rejected", "the remote declined it", "do what it says"),
    (
        r"does not appear to be a git repository|[Rr]epository not found|repository '.*' not found|is not a git"
        r"|No such file or directory|does not exist",
        "there is no such repository",
        "create it, or set the right address: git remote set-url origin ADDRESS",
    ),
    (r"dubious ownership", "the remote belongs to another user", "trust it: git config --global safe.directory FOLDER"),
)


def remote_problem(error: GitError, remote: str) -> RemoteError:
    """What a failed talk with a remote means, git's own last words below it."""
    said = [line for line in error.output.splitlines() if line.strip() and not line.startswith(("To ", "Done"))]
    message, hint = "git failed", "see what git says"
    for pattern, meaning, order in _MEANINGS:
        if re.search(pattern, error.output):
            message, hint = meaning, order
            break
    words = "".join(f"\n  | {line.strip()}" for line in said[-6:])
    return RemoteError([Problem(message + words, Source(without_credentials(remote), ""), None, hint)])
