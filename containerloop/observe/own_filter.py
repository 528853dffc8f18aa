"""Whether a network namespace lets out what is sent from it. I/O: a probe.

A firewall rule inside a container that drops what it sends looks from the container as one of
the host's does: the call is lost. But the kernel tells the sender of a datagram (EPERM), and lets
the sender of a SYN wait (measured on Linux 6: iptables OUTPUT with DROP and with REJECT).
"""

from __future__ import annotations

from containerloop.facts import MAYBE_FILTERED, Attempt
from containerloop.observe.probe.records import TryRecord
from containerloop.observe.probe.requests import AttemptRequest
from containerloop.observe.probe.session import ProbeSession

_MARGIN_S = 5.0
_NOT_PERMITTED = 1
"""Linux's EPERM, whatever the machine that this runs on calls so."""


def kept_in(session: ProbeSession, lost: Attempt) -> bool:
    """Whether a datagram to where a call was lost is refused at home. Raises ProbeLost."""
    if lost.outcome not in MAYBE_FILTERED or lost.resolved is None:
        return False
    datagram = AttemptRequest(
        id=0, host=lost.resolved, port=lost.address.port, transport="udp", reply_ms=50
    )
    return any(
        isinstance(record, TryRecord) and record.errno == _NOT_PERMITTED
        for record in session.exchange([datagram], _MARGIN_S)
    )
