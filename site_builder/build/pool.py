"""Work spread over processes: forked, so that they start with all that is already known; results come as bytes."""

from __future__ import annotations

import os
import selectors
import struct
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

# A task and the number of the worker that does it, to what it gives.
Work = Callable[[int, int], bytes]

_HEAD = struct.Struct("<IIQ")
_TASK = struct.Struct("<I")
_FAILED = 0xFFFFFFFF


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(work: Work, count: int, jobs: int, private: int = -1) -> Iterator[tuple[int, bytes]]:
    """`work(task, worker)` for each task from 0 to `count`, in order of completion; RuntimeError if a worker fails.

    `private` is a file descriptor that the workers must not keep open. With one job, or where forking is not safe,
    all work is done here.
    """
    if count < 2 or not _may_fork(jobs):
        yield from ((task, work(task, 0)) for task in range(count))
        return
    tasks, todo = os.pipe()
    workers: dict[int, int] = {}
    try:
        for number in range(min(jobs, count)):
            reader, pid = _fork(work, number, (tasks, todo, private), [*workers])
            workers[reader] = pid
        os.close(tasks)
        yield from _results(count, todo, workers)
    finally:
        os.close(todo)
        for reader, pid in workers.items():
            os.close(reader)
            os.waitpid(pid, 0)


@contextmanager
def aside(work: Callable[[], bytes], jobs: int, private: int = -1) -> Iterator[Callable[[], bytes]]:
    """Work done by another process while this one goes on; what is given waits for its result.

    With one job, or where forking is not safe, it is done here when the result is asked for. No process outlives the
    context. RuntimeError if the work fails.
    """
    if not _may_fork(jobs):
        yield cache(work)
        return
    tasks, todo = os.pipe()
    reader, pid = _fork(lambda task, worker: work(), 0, (tasks, todo, private), [])
    try:
        os.close(tasks)
        os.write(todo, _TASK.pack(0))
        yield cache(lambda: _receive(reader)[1])
    finally:
        os.close(todo)
        os.close(reader)
        os.waitpid(pid, 0)


@contextmanager
def shared(work: Work, count: int, jobs: int, private: int = -1) -> Iterator[Callable[[], list[bytes]]]:
    """Tasks that another process begins while this one goes on; what is given does with it those that are left.

    It gives what all tasks gave, in no order. With one job, or where forking is not safe, all are done here then. No
    process outlives the context. RuntimeError if a task fails there.
    """
    if not _may_fork(jobs):
        yield cache(lambda: [work(task, 0) for task in range(count)])
        return
    tasks, todo = os.pipe()
    os.write(todo, b"".join(map(_TASK.pack, range(count))))
    reader, pid = _fork(work, 1, (tasks, todo, private), [])
    os.close(todo)
    try:
        yield cache(lambda: _together(work, count, tasks, reader))
    finally:
        while os.read(tasks, 1 << 16):  # what nobody asked for is not begun
            pass
        os.close(tasks)
        os.close(reader)
        os.waitpid(pid, 0)


def _together(work: Work, count: int, tasks: int, reader: int) -> list[bytes]:
    done = []
    while message := os.read(tasks, _TASK.size):
        (task,) = _TASK.unpack(message)
        done.append(work(task, 0))
    return done + [_receive(reader)[1] for _ in range(count - len(done))]


def _may_fork(jobs: int) -> bool:
    return jobs > 1 and hasattr(os, "fork") and threading.active_count() == 1


def _results(count: int, todo: int, workers: dict[int, int]) -> Iterator[tuple[int, bytes]]:
    """Hand out the tasks, a few ahead of the results, and collect these."""
    sent = 0
    with selectors.DefaultSelector() as selector:
        for reader in workers:
            selector.register(reader, selectors.EVENT_READ)
        for done in range(count):
            while sent < count and sent < done + 2 * len(workers):
                os.write(todo, _TASK.pack(sent))
                sent += 1
            key, _ = selector.select()[0]
            yield _receive(key.fd)


def _receive(reader: int) -> tuple[int, bytes]:
    task, status, length = _HEAD.unpack(_read(reader, _HEAD.size))
    content = _read(reader, length)
    if status == _FAILED:
        raise RuntimeError(f"a worker failed:\n{content.decode()}")
    return task, content


def _read(reader: int, length: int) -> bytes:
    parts = []
    while length:
        part = os.read(reader, min(length, 1 << 20))
        if not part:
            raise RuntimeError("a worker died")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _fork(work: Work, number: int, pipes: tuple[int, int, int], others: list[int]) -> tuple[int, int]:
    """A worker's results pipe and process id."""
    tasks, todo, private = pipes
    reader, writer = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(writer)
        return reader, pid
    code = 1
    try:
        # The lock is the parent's alone: it must not outlive it in a worker.
        for each in (todo, reader, *others, *([private] if private >= 0 else [])):
            os.close(each)
        code = _serve(work, number, tasks, writer, parent)
    finally:
        os._exit(code)


def _serve(work: Work, number: int, tasks: int, writer: int, parent: int) -> int:
    """A worker's life: it ends with the tasks, with its first failure, or with its parent."""
    while (message := os.read(tasks, _TASK.size)) and os.getppid() == parent:
        (task,) = _TASK.unpack(message)
        try:
            content, status = work(task, number), 0
        except Exception:
            content, status = traceback.format_exc().encode(), _FAILED
        _write(writer, _HEAD.pack(task, status, len(content)) + content)
        if status:
            return 1
    return 0


def _write(writer: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(writer, view) :]
