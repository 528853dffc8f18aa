"""The same call in small TCP segments, and as it was: two more calls through the client's probe.

What the comparison means is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from containerloop.errors import ProbeUnavailable
from containerloop.facts import Attempt, SizeTest
from containerloop.observe.classify import attempt
from containerloop.observe.conversation import request_of
from containerloop.observe.probe.records import TryRecord
from containerloop.observe.probe.session import ProbeSession
from containerloop.observe.probe.session_pool import SessionPool
from containerloop.plan.size_tests import PlannedSizeTest
from containerloop.plan.values import PlannedAttempt

_MARGIN_S = 5.0
_PATIENCE_S = 2.0
"""How long the rest of a reply may take: ten times what it takes to send it again twice."""


def run_size_tests(tests: Sequence[PlannedSizeTest], sessions: SessionPool) -> tuple[SizeTest, ...]:
    """What came of each; those whose probe is not there are left out."""
    made = (_run(test, sessions) for test in tests)
    return tuple(each for each in made if each is not None)


def in_segments(
    session: ProbeSession, vantage: str, wanted: PlannedAttempt, host: str, segment: int
) -> tuple[Attempt, ...]:
    """One call, to `host`, in segments of at most so many bytes (0: any), its whole reply awaited.

    Raises ProbeUnavailable.
    """
    first = request_of(0, wanted, _PATIENCE_S)
    request = replace(first, host=host, segment=segment, then=None)
    made = session.exchange([request], 3 * _PATIENCE_S + _MARGIN_S)
    return tuple(attempt(vantage, wanted, each) for each in made if isinstance(each, TryRecord))


def _run(test: PlannedSizeTest, sessions: SessionPool) -> SizeTest | None:
    session = sessions.get(test.call.vantage)
    if session is None:
        return None
    call, host = test.call, test.call.resolved or test.call.address.host
    wanted = PlannedAttempt(call.address, call.scheme, expected=True, opening=call.opening)
    try:
        small = in_segments(session, call.vantage, wanted, host, test.segment)
        if not small:
            return None
        tested = SizeTest(segment=test.segment, small=small[0])
        if not tested.small_is_whole:
            return tested
        large = in_segments(session, call.vantage, wanted, host, 0)
        return replace(tested, large=large[0] if large else None)
    except ProbeUnavailable:
        return None
