"""A container called from this machine, once from one of its own addresses and once from any.

Nothing is sent: a connection that opens shows that the answer came back.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable

from containerloop.facts import HOST, Address, Attempt, Control, Outcome
from containerloop.plan.return_tests import ReturnTest

_CONNECT_S = 1.3
"""Enough for the second packet, which leaves after one second."""
_REFUSALS = {errno.ECONNREFUSED: Outcome.REFUSED, errno.EHOSTUNREACH: Outcome.HOST_UNREACHABLE}


def run_return_tests(tests: Iterable[ReturnTest]) -> tuple[Control, ...]:
    """What came of each; `far` is the call from the machine's own address."""
    return tuple(
        Control(
            vantage=HOST,
            host=test.source,
            far=_called(test.there, test.source),
            near=_called(test.there, ""),
        )
        for test in tests
    )


def _called(there: Address, source: str) -> Attempt:
    outcome, code = Outcome.OPEN, 0
    try:
        place = (there.host, there.port)
        socket.create_connection(place, _CONNECT_S, (source, 0) if source else None).close()
    except TimeoutError:
        outcome = Outcome.TIMED_OUT
    except OSError as error:
        code = error.errno or 0
        outcome = _REFUSALS.get(code, Outcome.HOST_UNREACHABLE)
    name = errno.errorcode.get(code) if code else None
    return Attempt(vantage=HOST, address=there, resolved=there.host, outcome=outcome, errno=name)
