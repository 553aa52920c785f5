"""What the publish tests share: git calls, projects with a remote on the disk, and a digest of a folder."""

import hashlib
import io
import os
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result
from msgspec.structs import replace

from site_builder.build.assets import minified
from site_builder.build.disk import read_sources
from site_builder.build.memory import build as build_in_memory
from site_builder.cli import main
from site_builder.publish import Manifest
from tests.conftest import SITES

CAMPAIGN = bool(os.environ.get("CAMPAIGN"))
ADDRESS = "https://example.org/mini/"


def git(folder: Path, *arguments: str, content: str = "") -> str:
    """What git prints; a failure of git fails the test."""
    done = subprocess.run(["git", *arguments], cwd=folder, input=content, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def bare(path: Path, *options: str) -> Path:
    """A bare repository that takes nothing damaged."""
    git(path.parent, "init", "--quiet", "--bare", *options, str(path))
    git(path, "config", "receive.fsckObjects", "true")
    return path


def make_project(root: Path, *options: str) -> Path:
    """The mini-site as a git repository beside its empty remote, built."""
    project = root / "mini"
    shutil.copytree(SITES / "mini", project, ignore=shutil.ignore_patterns("output", ".cache"))
    (project / ".gitignore").write_text("output/\n.cache/\n")
    git(project, "init", "--quiet", "--initial-branch=main", *options)
    git(project, "config", "user.name", "编者")
    git(project, "config", "user.email", "editor@example.org")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=sources")
    git(project, "remote", "add", "origin", "../remote.git")
    build(project)
    return project


def build(project: Path, *arguments: str) -> None:
    result = CliRunner().invoke(main, ["--project", str(project), "build", *arguments])
    assert result.exit_code == 0, result.stderr


def publish(project: Path, *arguments: str) -> Result:
    """A publish by the command line."""
    result = CliRunner().invoke(main, ["--project", str(project), "publish", *arguments])
    assert result.exit_code in (0, 1, 2, 3, 75), result
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def published(project: Path, *arguments: str) -> str:
    """The words of a publish that must go well."""
    result = publish(project, *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def refused(project: Path, *arguments: str, code: int = 1) -> str:
    """The words of a publish that must not go well: a reason and an order."""
    result = publish(project, *arguments)
    assert result.exit_code == code, result.output
    assert "\n  hint: " in result.stderr or "a link to no page" in result.stderr
    return result.stderr


def write_case(project: Path, text: str) -> None:
    """Change one case, and build."""
    path = project / "content/cases/dongting.md"
    path.write_text(path.read_text("utf-8") + f"\n{text}\n", "utf-8")
    build(project)


def manifest_now(project: Path) -> Manifest:
    """What the sources give."""
    sources = read_sources(project)
    built = build_in_memory(replace(sources, theme=minified(sources.theme)))
    return Manifest({file.path: hashlib.sha256(file.content).hexdigest() for file in built.files}, ADDRESS)


def tip(remote: Path, branch: str = "gh-pages") -> str:
    """The commit a bare repository's branch is at, or nothing."""
    return git(remote, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}").strip()


def tree(remote: Path, commit: str = "gh-pages") -> dict[str, bytes]:
    """Every file of a commit, byte for byte; a file that is not plain fails the test."""
    entries = [line for line in git(remote, "ls-tree", "-r", "-z", commit).split("\0") if line]
    assert {entry.split(" ")[0] for entry in entries} <= {"100644"}
    done = subprocess.run(["git", "archive", "--format=tar", commit], cwd=remote, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        members = [(member.name, archive.extractfile(member)) for member in archive if member.isfile()]
        return {name: file.read() for name, file in members if file}


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, byte for byte."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def commit_tree(remote: Path, contents: Mapping[str, str | bytes], branch: str = "gh-pages") -> str:
    """Somebody else's commit on a remote's branch, on top of what is there."""
    entries = []
    for path, content in contents.items():
        data = content.encode() if isinstance(content, str) else content
        hashing = ["git", "hash-object", "-w", "--stdin"]
        wrote = subprocess.run(hashing, cwd=remote, input=data, capture_output=True, check=True)
        name = wrote.stdout.decode().strip()
        entries.append((path, name))
    index = {**os.environ, "GIT_INDEX_FILE": str(remote / "test-index")}
    lines = "".join(f"100644 {name}\t{path}\n" for path, name in entries)
    subprocess.run(["git", "update-index", "--index-info"], cwd=remote, env=index, input=lines.encode(), check=True)
    wrote = subprocess.run(["git", "write-tree"], cwd=remote, env=index, capture_output=True, check=True)
    (remote / "test-index").unlink()
    parents = ["-p", tip(remote, branch)] if tip(remote, branch) else []
    words = ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit-tree", *parents, "-m", "theirs"]
    commit = git(remote, *words, wrote.stdout.decode().strip()).strip()
    git(remote, "update-ref", f"refs/heads/{branch}", commit)
    return commit


def hook(remote: Path, name: str, script: str) -> None:
    path = remote / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def fingerprint(folder: Path, *without: str) -> str:
    """One digest of a folder: every name, mode, link and byte below it."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] in without:
            continue
        mode = path.lstat().st_mode
        total.update(f"{name} {mode:o}\n".encode("utf-8", "surrogateescape"))
        if stat.S_ISLNK(mode):
            total.update(os.fsencode(path.readlink()))
        elif stat.S_ISREG(mode) and path.stat().st_size < 1 << 20:
            total.update(path.read_bytes())
    return total.hexdigest()
