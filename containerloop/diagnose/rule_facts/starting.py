"""The server that has been started and is not ready yet, and whether one may be about to listen."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.servers import Servers, Target
from containerloop.facts import ARRIVED, Container, Listener, Maybe, Outcome, Unobserved

_WHILE_STARTING = ARRIVED - {Outcome.SILENT}
"""A server that does not listen yet keeps no names and no packets away."""
MOST_RESTARTS = 1
"""One that was started again more often is in a loop, rather than starting."""
STARTS_S = 10.0
"""Within so many seconds of its start a container may still be about to listen."""


def starting(
    case: Case, target: Target | None, target_listeners: tuple[Listener, ...], servers: Servers
) -> Maybe[Target | None]:
    """The container that is meant, if its healthcheck says so and nothing in it listens yet.

    Without a `target` the address leads to it in another way (its own localhost), and whether
    it listens is read from those who serve the port.
    """
    if case.outcome not in _WHILE_STARTING and not case.symptom.unanswered:
        return None
    server = target.container if target else case.destination.container
    if server is None or not _says_starting(server) or target_listeners:
        return None
    if target is None:
        own = [s.listeners for s in servers.containers if s.container is server]
        if not own or own[0]:
            return own[0] if own and isinstance(own[0], Unobserved) else None
    if not server.state.running or server.state.restarts > MOST_RESTARTS:
        return None
    return target or Target(server, case.destination.port)


def _says_starting(server: Container) -> bool:
    return server.state.health == "starting"


def may_still_start(container: Container) -> bool:
    """Whether it may be about to listen: its healthcheck says so, or without one its age."""
    state = container.state
    if state.health is not None:
        return state.health == "starting"
    return state.up_s is None or state.up_s < STARTS_S
