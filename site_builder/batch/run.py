"""A run over archives: records in, results out, in order, however many workers there are.

Memory is bounded: a few chunks are under way at once, and of what is done only the keys of exact duplicates are kept.
The same work runs in this process, in a pool of processes, or on a Dask cluster, with the same results.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
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

Workers = AbstractContextManager[Executor | None]
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
    with workers as executor:
        for results in _in_order(chunks, executor, _AHEAD * _width(executor)):
            journal.add([_judged(result, conditions, seen) for result in results])
            progress(journal.done, reader.read)


def workers_here(jobs: int) -> Workers:
    """This process for one job, or a pool of that many processes."""
    return nullcontext(None) if jobs == 1 else ProcessPoolExecutor(jobs)


@contextmanager
def workers_of_cluster(address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster, where this package is installed too; a worker that is lost loses nothing."""
    from distributed import Client

    with Client(address) as client:  # type: ignore[no-untyped-call]
        executor: Executor = client.get_executor(retries=10)
        yield executor


def _width(executor: Executor | None) -> int:
    """How many workers there are, as far as an executor tells."""
    client: Any = getattr(executor, "_client", None)
    if client is not None:
        return max(1, sum(int(threads) for threads in client.nthreads().values()))
    return int(getattr(executor, "_max_workers", 1))


def _in_order(chunks: Iterable[tuple[Record, ...]], executor: Executor | None, ahead: int) -> Iterator[list[Result]]:
    if executor is None:
        yield from map(work, chunks)
        return
    waiting: deque[Future[list[Result]]] = deque()
    for chunk in chunks:
        waiting.append(executor.submit(work, chunk))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


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
