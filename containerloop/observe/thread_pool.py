"""Several waits at once, and no waiting for them once somebody is tired of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """A pool whose work is over at the end, unless the body fails or is interrupted.

    The executor's own `with` waits for every thread even after Ctrl-C, and a thread may
    wait for a server that is silent. Then nobody waits, nothing more is begun, and what
    the threads hold is for others to let go (sessions, the guard).
    """
    pool = ThreadPoolExecutor(count)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
