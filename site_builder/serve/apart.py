"""The builder in a process of its own: without threads it may spread its work, and it holds no answer up."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import msgspec
from msgspec import Struct

from site_builder.problem import BuildError, Problem
from site_builder.serve.builder import ProjectBuilder
from site_builder.serve.live import Made
from site_builder.serve.snapshot import Change


class Reply(Struct, frozen=True):
    """What came of a build: the address, the paths of the site where they are others than before, what has changed.

    Or the problems that kept it from being built, or a mistake of ours.
    """

    base_path: str = ""
    paths: frozenset[str] | None = None
    changed: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    bug: str = ""


class BuilderApart:
    """A `ProjectBuilder` that another process calls; where that has died, this one does."""

    def __init__(self, builder: ProjectBuilder, asked: Connection | None) -> None:
        self._builder, self._asked = builder, asked
        self._files = builder.files(frozenset())

    def __call__(self, changes: Sequence[Change] = ()) -> Made:
        """The site as it is now; raises BuildError, and RuntimeError at a mistake of ours."""
        reply = self._ask(tuple(changes))
        if not isinstance(reply, Reply):
            return self._builder(changes)
        if reply.bug:
            raise RuntimeError(reply.bug)
        if reply.problems:
            raise BuildError(reply.problems)
        if reply.paths is not None:
            self._files = self._builder.files(reply.paths)
        return Made(reply.base_path, self._files, reply.changed)

    def stands(self) -> bool:
        """As `ProjectBuilder` has it."""
        reply = self._ask(None)
        return reply if isinstance(reply, bool) else self._builder.stands()

    def _ask(self, changes: tuple[Change, ...] | None) -> object:
        """What the other process gives, None where there is none any more."""
        if self._asked is not None:
            try:
                self._asked.send(changes)
                return self._asked.recv()
            except (EOFError, OSError):
                self._asked = None
        return None


@contextmanager
def apart(builder: ProjectBuilder) -> Iterator[BuilderApart]:
    """A builder at work in a process of its own, which ends with the context. Call it before any thread is started."""
    if not hasattr(os, "fork"):
        yield BuilderApart(builder, None)
        return
    here, there = Pipe()
    pid = os.fork()
    if not pid:
        try:
            here.close()
            _serve(builder, there)
        finally:
            os._exit(0)
    there.close()
    try:
        yield BuilderApart(builder, here)
    finally:
        here.close()
        os.kill(pid, signal.SIGTERM)  # a build that is broken off leaves a whole site
        os.waitpid(pid, 0)


def _serve(builder: ProjectBuilder, asked: Connection) -> None:
    """The other process's life, which ends with its parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal's Ctrl-C the parent tells
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(EOFError, OSError):
        while True:
            changes = asked.recv()
            if changes is None:
                asked.send(builder.stands())
                continue
            before = builder.paths
            reply = _reply(builder, changes)
            asked.send(msgspec.structs.replace(reply, paths=None if builder.paths is before else builder.paths))


def _reply(builder: ProjectBuilder, changes: tuple[Change, ...]) -> Reply:
    try:
        made = builder(changes)
    except BuildError as error:
        return Reply(problems=tuple(error.problems))
    except Exception as error:
        traceback.print_exc()
        return Reply(bug=f"{type(error).__name__}: {error}")
    return Reply(made.base_path, changed=made.changed)
