"""What can be done about a process of this machine that stands where a container should. Pure."""

from __future__ import annotations

from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Listener


def process(listener: Listener) -> str:
    """`python3 (pid 4000)`, as far as it is known."""
    return (listener.process or "a process") + (f" (pid {listener.pid})" if listener.pid else "")


def stop_or_move(name: str, other: Listener) -> Proposal:
    """One of the two has to leave the port; which, only its owner knows."""
    return Proposal(
        summary=f"stop {process(other)}, or publish {name} on another host port",
        trial=Untriable(reason="only you know which of the two is needed"),
    )
