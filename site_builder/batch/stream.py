"""A run over archives: records in, results out, in order, however many workers there are.

Memory is bounded: a few chunks are under way at once, and of what is done only the keys of exact duplicates are kept.
The same work runs in this process, in a pool of processes, or on a Dask cluster, with the same results.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from site_builder.batch.journal import Journal
from site_builder.batch.select import Condition, misses
from site_builder.batch.work import Result, State, work
from site_builder.extract import Record, read_records

CHUNK = 32  # records
_AHEAD = 3  # chunks under way for each worker

Progress = Callable[[int, int], None]  # inputs done, bytes of the archives read


def run(
    archives: Sequence[Path],
    journal: Journal,
    conditions: Sequence[Condition],
    workers: Workers,
    progress: Progress = lambda done, read: None,
) -> None:
    """Bring a journal to its end: clean what it does not hold yet, and account for every input."""
    seen = {result.article.key: result.input for result in journal.results() if result.article}
    reader = _Reader(archives)
    chunks = _chunks(islice(reader.records(), journal.done, None))
    with workers:
        for results in _in_order(chunks, workers):
            journal.add([_judged(result, conditions, seen) for result in results])
            progress(journal.done, reader.read)


class Workers:
    """Those who do the work: this process, a pool of processes, or a cluster."""

    def __init__(self, start: Callable[[], AbstractContextManager[Executor | None]]) -> None:
        """`start` gives new workers; it is called again where one died and took the others with it."""
        self._start = start
        self._context = start()
        self.executor: Executor | None = None

    def __enter__(self) -> Workers:
        self.executor = self._context.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._context.__exit__(None, None, None)

    def renew(self) -> None:
        """Part with the workers there are, and take new ones."""
        self._context.__exit__(None, None, None)
        self._context = self._start()
        self.executor = self._context.__enter__()

    @property
    def width(self) -> int:
        """How many workers there are, as far as an executor tells."""
        client: Any = getattr(self.executor, "_client", None)
        if client is not None:
            return max(1, sum(int(threads) for threads in client.nthreads().values()))
        return int(getattr(self.executor, "_max_workers", 1))


def workers_here(jobs: int) -> Workers:
    """This process for one job, or a pool of that many processes."""
    return Workers(nullcontext if jobs == 1 else lambda: ProcessPoolExecutor(jobs))


def workers_of_cluster(address: str) -> Workers:
    """The workers of a Dask cluster, where this package is installed too; a worker that is lost loses nothing."""
    return Workers(lambda: _cluster(address))


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    import distributed  # an extra of the package

    connect: Any = distributed.Client
    with connect(address) as client:
        executor: Executor = client.get_executor(retries=10)
        yield executor


def _in_order(chunks: Iterable[tuple[Record, ...]], workers: Workers) -> Iterator[list[Result]]:
    """The results of every chunk in turn, some chunks ahead being worked on."""
    if workers.executor is None:
        yield from map(work, chunks)
        return
    ahead = _AHEAD * workers.width
    waiting: deque[tuple[tuple[Record, ...], Future[list[Result]]]] = deque()
    for chunk in chunks:
        waiting.append((chunk, _given(chunk, workers)))
        if len(waiting) > ahead:
            yield _taken(waiting, workers)
    while waiting:
        yield _taken(waiting, workers)


def _given(chunk: tuple[Record, ...], workers: Workers) -> Future[list[Result]]:
    """A chunk under way; where the workers are dead already the future says so when it is asked."""
    assert workers.executor is not None
    try:
        return workers.executor.submit(work, chunk)
    except BrokenExecutor as error:
        lost: Future[list[Result]] = Future()
        lost.set_exception(error)
        return lost


def _taken(waiting: deque[tuple[tuple[Record, ...], Future[list[Result]]]], workers: Workers) -> list[Result]:
    """The results of the first chunk that waits; after the death of a worker all that wait are given out again."""
    chunk, future = waiting.popleft()
    try:
        return future.result()
    except BrokenExecutor:
        workers.renew()
    results = [_alone(record, workers) for record in chunk]
    again = [each for each, _ in waiting]
    waiting.clear()
    waiting.extend((each, _given(each, workers)) for each in again)
    return results


def _alone(record: Record, workers: Workers) -> Result:
    """The result of one record by itself: one that kills its worker fails, and its neighbours do not."""
    try:
        return _given((record,), workers).result()[0]
    except BrokenExecutor:
        workers.renew()
        return Result(record.name, record.address, State.FAILED, "the worker died over it")


def _chunks(records: Iterator[Record]) -> Iterator[tuple[Record, ...]]:
    while chunk := tuple(islice(records, CHUNK)):
        yield chunk


def _judged(result: Result, conditions: Sequence[Condition], seen: dict[str, str]) -> Result:
    """A result in the light of the others: a text seen before is a duplicate, one that does not fit is not kept."""
    article = result.article
    if article is None:
        return result
    first = seen.setdefault(article.key, result.input)
    if first != result.input:
        return msgspec.structs.replace(result, state=State.DUPLICATE, reason=first, article=None)
    if missed := misses(article, conditions):
        # The key stays, so that a resumed run knows the same duplicates.
        article = msgspec.structs.replace(article, text="", statements=(), signature=b"")
        return msgspec.structs.replace(result, state=State.NOT_SELECTED, reason=missed, article=article)
    return result


class _Reader:
    """The records of several archives one after another; `read` tells how many bytes of the files are behind."""

    def __init__(self, archives: Sequence[Path]) -> None:
        self.archives = archives
        self.read = 0

    def records(self) -> Iterator[Record]:
        before = 0
        for path in self.archives:
            with path.open("rb") as stream:
                for record in read_records(stream, path.name):
                    self.read = before + stream.tell()
                    yield record
            before += path.stat().st_size
            self.read = before
