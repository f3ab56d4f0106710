"""Work on many names, distributed over as many processes as there are processors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from pipeline.diagnostic import UsageError
from pipeline.host.programs import forget_environment

T = TypeVar("T")
Work = Callable[[list[str]], Iterable[T]]
"""What is done with some of the names: something for each, in their order."""


def shared_out(work: Work[T], names: list[str], batch: int) -> Iterator[T]:
    """What `work` gives for all the names, in their order. A process has a `batch` at a time; fewer are this one's.

    `work` is sent to each process once, so that it may be large. The first name is this process's: what has to be
    loaded for it, the others find loaded where they are forked. Raises UsageError if a process is killed.
    """
    workers = os.cpu_count() or 1
    if workers == 1 or len(names) <= batch:
        yield from work(names)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  # loading it takes a fifth of all loading
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415  # as the pool

    yield from work(names[:1])
    batches = [names[start : start + batch] for start in range(1, len(names), batch)]
    try:
        with ProcessPoolExecutor(workers, initializer=_start, initargs=(work,)) as pool:
            for done in pool.map(_do, batches):
                yield from done
    except BrokenProcessPool as error:
        raise UsageError(
            f"one of {workers} worker processes was killed, probably because memory ran out;"
            " free some memory, and run this again"
        ) from error


_work: Work[Any]
"""What a process of the pool does."""


def _start(work: Work[Any]) -> None:
    global _work  # noqa: PLW0603  # a process of a pool has no other place for what it is started with
    forget_environment()
    _work = work


def _do(names: list[str]) -> list[Any]:
    return list(_work(names))
