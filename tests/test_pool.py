"""Work done by other processes comes back whole, and none of them is left behind."""

from __future__ import annotations

import os
import time
import traceback
import warnings
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import pytest

from site_builder.build.pool import aside, shared, spread

P = ParamSpec("P")


def alone(test: Callable[P, None]) -> Callable[P, None]:
    """The test in a process of its own, which has no threads and no children from before."""

    @wraps(test)
    def in_a_process(*arguments: P.args, **options: P.kwargs) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside the threads of other tests
            pid = os.fork()
        if not pid:
            try:
                test(*arguments, **options)
                os._exit(0)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        assert os.waitpid(pid, 0)[1] == 0

    return in_a_process


def has_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


@alone
def test_what_is_made_aside_comes_back_as_often_as_it_is_asked_for() -> None:
    content = b"x" * 300_000  # more than a pipe holds
    with aside(lambda: content + str(os.getpid()).encode(), 2) as made:
        assert made() == made()
        assert made().startswith(content)
        assert made() != content + str(os.getpid()).encode()
    assert not has_children()


@alone
def test_with_one_job_work_aside_is_done_here_and_only_when_it_is_asked_for() -> None:
    calls: list[int] = []

    def work() -> bytes:
        calls.append(os.getpid())
        return b"done"

    with aside(work, 1):
        pass
    assert calls == []
    with aside(work, 1) as made:
        assert made() + made() == b"donedone"
    assert calls == [os.getpid()]


@alone
def test_work_aside_that_fails_is_told_and_leaves_no_process() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"), aside(lambda: bytes(1 // 0), 2) as made:
        made()
    assert not has_children()


@alone
def test_work_aside_that_nobody_waits_for_ends_with_its_context() -> None:
    with pytest.raises(KeyError), aside(lambda: b"x" * 300_000, 2):
        raise KeyError
    assert not has_children()


@pytest.mark.parametrize("jobs", [1, 2, 5])
@alone
def test_every_task_is_done_once_whatever_the_number_of_jobs(jobs: int) -> None:
    done = dict(spread(lambda task, worker: str(task * task).encode(), 20, jobs))
    assert done == {task: str(task * task).encode() for task in range(20)}
    assert not has_children()


@alone
def test_tasks_shared_with_another_process_are_each_done_once() -> None:
    with shared(lambda task, worker: f"{task} {os.getpid()}".encode(), 100, 2) as told:
        done = [each.decode().split() for each in told()]
        assert sorted(int(task) for task, _ in done) == list(range(100))
        assert told() == told()
    assert not has_children()


@alone
def test_shared_tasks_that_nobody_asks_for_are_left() -> None:
    reader, writer = os.pipe()
    with shared(lambda task, worker: bytes((os.write(writer, b".") and time.sleep(0.05)) or b""), 100, 2):
        pass
    os.close(writer)
    assert len(os.read(reader, 2_000)) < 1_000
    assert not has_children()


@alone
def test_a_shared_task_that_fails_is_told() -> None:
    with shared(lambda task, worker: bytes(1 // task), 2, 2) as told:
        time.sleep(0.3)  # so long that the other process takes them, unless the machine is busy
        with pytest.raises((RuntimeError, ZeroDivisionError), match="division"):
            told()
    assert not has_children()


def test_with_one_job_shared_tasks_are_done_here_and_only_when_they_are_asked_for() -> None:
    calls: list[int] = []

    def work(task: int, worker: int) -> bytes:
        calls.append(task)
        return bytes([task])

    with shared(work, 3, 1) as told:
        assert calls == []
        assert told() == told() == [b"\0", b"\1", b"\2"]
    assert calls == [0, 1, 2]
