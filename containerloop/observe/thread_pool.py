"""Several waits at once, and no waiting for them once somebody is tired of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """A thread pool that is waited for at the end, unless the body fails or is interrupted.

    The executor's own `with` waits for every thread even after Ctrl-C, and a thread may be
    waiting for a silent server. Here a failing body leaves at once and starts nothing more;
    what the threads still hold is closed by its owners (the sessions, the guard).
    """
    pool = ThreadPoolExecutor(count)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
