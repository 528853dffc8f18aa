"""What a proxy calls while one request waits for its answer. I/O: probes, own sockets."""

from __future__ import annotations

import time

from msgspec import structs

from containerloop.facts import Maybe, View
from containerloop.observe.observer import Observer
from containerloop.observe.thread_pool import threads
from containerloop.plan.values import Look

_AFTER_S = 0.2
"""Seconds from the request until the proxy's sockets are read: it is calling by then."""


def dialled_meanwhile(observer: Observer, request: Look, proxy: Look) -> Maybe[View]:
    """The proxy's view, its sockets read while the request of another vantage is under way."""
    with threads(1) as one:
        asked = one.submit(observer.observe, [request])
        time.sleep(_AFTER_S)
        seen = observer.observe([proxy])[proxy.vantage]
        asked.result()
    return structs.replace(seen, attempts=()) if isinstance(seen, View) else seen
