"""A repository of our own in `.cache/`: it holds what the remote has, and the commit that is about to go there.

Nothing is written into the user's repository, so no crash can leave anything there, and a remote may use another hash
than the project. The store is safe to delete: the next publish fetches again.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha1, sha256
from pathlib import Path
from secrets import token_hex

from msgspec import Struct

from site_builder.build.tree import CACHE, OUTPUT
from site_builder.problem import BuildError, Problem, Source
from site_builder.publish.git import Git, GitError, end, start
from site_builder.publish.project import Project

FOLDER = f"{CACHE}/publish"
FORMATS = {40: "sha1", 64: "sha256"}  # git's hashes by the length of a name


class Seen(Struct, frozen=True):
    """The commit a remote's branch is at, `""` for none, and the hash the remote uses, `""` where it is empty."""

    tip: str
    object_format: str


class Commit(Struct, frozen=True):
    """A commit to make.

    `files` are the SHA-256 of files of `output/` by path, `carried` contents by path that are in no folder, `names` the
    names of all their blobs; `known` are the names of blobs that the store has.
    """

    files: Mapping[str, str]
    carried: Mapping[str, bytes]
    names: Mapping[str, str]
    known: frozenset[str]
    parent: str
    message: str


class Store(Struct, frozen=True):
    """The store for one of git's hashes, `sha1` or `sha256`."""

    git: Git
    object_format: str

    def look(self, url: str, branch: str) -> Seen:
        """What a remote's branch is at; raises GitError."""
        reference = f"refs/heads/{branch}"
        lines = self.git("ls-remote", "--quiet", "--", url, reference, "HEAD").splitlines()
        names = {found: name for name, _, found in (line.partition("\t") for line in lines)}
        return Seen(names.get(reference, ""), next((FORMATS[len(name)] for name in names.values()), ""))

    def fetch(self, url: str, tip: str) -> None:
        """Bring a remote's commit and its history here; raises GitError."""
        # A shallow fetch would be less to bring but leaves a lock behind when it is killed.
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--no-recurse-submodules")
        self.git("fetch", *options, "--refmap=", "--", url, f"+{tip}:refs/tips/{tip}")

    def tree(self, commit: str) -> dict[str, str]:
        """The names of a commit's blobs by path. What is no plain file has its mode before its name."""
        entries = self.git("ls-tree", "-r", "-z", "--full-tree", commit).split("\0")
        tree = {}
        for entry in filter(None, entries):
            meta, _, path = entry.partition("\t")
            mode, _, name = meta.split(" ")
            tree[path] = name if mode == "100644" else f"{mode} {name}"
        return tree

    def tidy(self, commit: str) -> None:
        """Keep a commit, its history and little else; raises GitError."""
        names = self.git("for-each-ref", "--format=%(refname)").splitlines()
        orders = "".join(f"delete {name}\n" for name in names if not name.endswith(commit))
        self.git("update-ref", "--stdin", content=f"update refs/tips/{commit} {commit}\n{orders}".encode())
        self.git("gc", "--auto", "--quiet")

    def blob(self, name: str) -> bytes:
        """The content of a blob."""
        return self.git("cat-file", "blob", name).encode("utf-8", "surrogateescape")

    def blob_name(self, content: bytes) -> str:
        """The name that git gives to a content."""
        new = sha1 if self.object_format == "sha1" else sha256
        return new(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

    def has_parent(self, commit: str) -> bool:
        """Whether a commit has a history; none (`""`) has not."""
        return bool(commit) and len(self.git("rev-list", "--max-count=2", commit).splitlines()) > 1

    def is_ancestor(self, one: str, other: str) -> bool:
        """Whether a commit is in the history of another."""
        with suppress(GitError):
            self.git("merge-base", "--is-ancestor", one, other)
            return True
        return False


@contextmanager
def store_lock(folder: Path) -> Iterator[None]:
    """The store for this process alone; raises BuildError while another publishes."""
    home = folder / FOLDER
    home.mkdir(parents=True, exist_ok=True)
    # So that no `git add .` takes the store for the user's files.
    (home / ".gitignore").write_bytes(b"*\n")
    with _lock(home / "lock"):
        yield


def open_store(folder: Path, project: Project, object_format: str) -> Store:
    """The store of the project in `folder` for one of git's hashes; the lock must be held."""
    repository = (folder / FOLDER / object_format).resolve()
    git = project.git(repository)
    if not (repository / "HEAD").exists():
        _create(git, repository, object_format)
    # Nobody else is here, so what a killed publish left is no one's.
    for leftover in (*repository.rglob("*.lock"), *repository.rglob("tmp_*")):
        leftover.unlink(missing_ok=True)
    return Store(git, object_format)


def discard_store(folder: Path) -> None:
    """Delete the store; the next publish fetches what it needs."""
    for name in FORMATS.values():
        shutil.rmtree(folder / FOLDER / name, ignore_errors=True)


def _create(git: Git, repository: Path, object_format: str) -> None:
    beside = repository.with_name(repository.name + ".new")
    for leftover in (beside, repository):
        shutil.rmtree(leftover, ignore_errors=True)
    creator = Git(git.folder, git.environment)
    creator("init", "--quiet", "--bare", "--template=", f"--object-format={object_format}", str(beside))
    beside.rename(repository)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """A lock that dies with its process."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            problem = Problem("another publish of this project is running", Source(str(path), ""), None, "wait for it")
            raise BuildError([problem]) from None
        yield
    finally:
        os.close(descriptor)


def write_commit(store: Store, folder: Path, project: Project, commit: Commit) -> str:
    """The name of a commit that holds exactly these files of `output/`, byte for byte; raises GitError or BuildError.

    The bytes are read once, checked against their SHA-256 and handed to git as they are: no attribute, filter or
    line ending of the user's settings touches them.
    """
    importer = store.git.command("fast-import", "--quiet", "--force", "--done", "--depth=0")
    with start(importer, store.git) as process:
        assert process.stdin and process.stderr
        try:
            for part in _stream(folder, project, commit):
                process.stdin.write(part)
            output, errors = process.communicate()
        except BrokenPipeError:
            output, errors = b"", process.stderr.read()
        except BaseException:
            end(process)
            raise
    name = output.decode().strip()
    if process.returncode or not name:
        raise GitError(errors.decode("utf-8", "replace"))
    if store.tree(name) != commit.names:
        raise GitError("the commit does not hold what was checked")
    return name


def _stream(folder: Path, project: Project, commit: Commit) -> Iterator[bytes]:
    """The commands of `git fast-import` that make a commit; blobs that the store has are only named."""
    entries: list[bytes] = []
    for number, path in enumerate(sorted(commit.names), 1):
        name = commit.names[path]
        if name not in commit.known:
            content = commit.carried[path] if path in commit.carried else read_file(folder, path, commit.files[path])
            yield b"blob\nmark :%d\ndata %d\n%b\n" % (number, len(content), content)
            name = f":{number}"
        entries.append(f"M 100644 {name} {_quoted(path)}\n".encode())
    message, mark = commit.message.encode(), len(commit.names) + 1
    yield f"commit refs/made/{token_hex(8)}\nmark :{mark}\n".encode()
    yield f"author {project.author}\ncommitter {project.committer}\n".encode("utf-8", "surrogateescape")
    yield b"data %d\n%b\n" % (len(message), message)
    yield f"from {commit.parent}\n".encode() if commit.parent else b""
    yield b"deleteall\n" + b"".join(entries)
    yield b"\nget-mark :%d\ndone\n" % mark


def read_file(folder: Path, path: str, digest: str) -> bytes:
    """A file of `output/`; raises BuildError where it no longer has this SHA-256."""
    try:
        content = (folder / OUTPUT / path).read_bytes()
    except OSError:
        content = b""
    if sha256(content).hexdigest() != digest:
        hint = "let no build run meanwhile, and publish again"
        raise BuildError([Problem("changed while it was published", Source(f"{OUTPUT}/{path}", ""), None, hint)])
    return content


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
