"""A port that a dev container's editor forwards to the wrong container. Pure."""

from __future__ import annotations

import re

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.servers import ContainerServer, Servers
from containerloop.diagnose.rule_facts.unpublished import unpublished
from containerloop.diagnose.rule_facts.views import listeners_in
from containerloop.facts import (
    HOST,
    Container,
    DevContainer,
    ForwardedPort,
    Listener,
    Maybe,
    Outcome,
    Snapshot,
    Transport,
    Unobserved,
    Value,
    is_loopback,
)
from containerloop.facts.late_pattern import late

_EDITOR = late(
    r"(?:code|code - insiders|code-insiders|codium|vscodium|cursor|windsurf|positron)"
    r"(?: helper(?: \([a-z]+\))?)?(?:\.exe)?",
    re.IGNORECASE,
)
"""The processes of VS Code, and of editors made of it, as systems show them."""


class Misforwarded(Value, frozen=True):
    """`forward` leads into `inside`, where nobody listens; `servers` have the port.

    `by` is the editor's own socket on this machine, None where nothing listens here now.
    """

    dev: DevContainer
    forward: ForwardedPort
    inside: Container
    servers: tuple[ContainerServer, ...]
    by: Listener | None


def misforwarded(
    case: Case,
    serving: Servers,
    snapshot: Snapshot,
    own: Maybe[tuple[Listener, ...]],
) -> Maybe[Misforwarded | None]:
    """The forwarded port of this machine that was called, where the number is another service's.

    `own` are this machine's listeners.
    """
    if (found := _forwarded(case)) is None:
        return None
    dev, forward, inside = found
    there = unpublished(case, serving)
    servers = tuple(s for each in there.services for s in each.servers if _listens(s))
    unseen = (listeners_in(snapshot, case.inventory, inside), servers or there.unseen)
    if (reason := next((x for x in unseen if isinstance(x, Unobserved)), None)) or not servers:
        return reason
    if any(s.container.id == inside.id for s in serving.containers):
        return None  # it listens there itself, or is to, and was not started
    by = None if case.outcome is Outcome.REFUSED else _editor(forward.port, own)
    if isinstance(by, Unobserved):
        return by
    if by is None and case.outcome is not Outcome.REFUSED:
        return None
    return Misforwarded(dev, forward, inside, servers, by)


def _forwarded(case: Case) -> tuple[DevContainer, ForwardedPort, Container] | None:
    """The forward of the called port to a dev container's own localhost, where that runs."""
    project, address = case.inventory.project, case.address
    here = case.vantage == HOST and case.destination.kind == "host" and is_loopback(address.host)
    if project is None or not here or address.transport is not Transport.TCP:
        return None
    for dev in project.dev_containers:
        inside = next((c for c in case.inventory.scope if _is_of(c, dev)), None)
        forward = next((f for f in dev.forwards if not f.host and f.port == address.port), None)
        if inside is not None and forward is not None and not case.inventory.in_host_mode(inside):
            return dev, forward, inside
    return None


def _is_of(container: Container, dev: DevContainer) -> bool:
    made = container.dev_container and container.state.running
    return made and container.service == dev.service and not container.one_off


def _listens(server: ContainerServer) -> bool:
    return not isinstance(server.listeners, Unobserved) and bool(server.listeners)


def _editor(port: int, own: Maybe[tuple[Listener, ...]]) -> Maybe[Listener | None]:
    """The editor's socket on the port; None where somebody else has it, or may have."""
    if isinstance(own, Unobserved):
        return own
    there = [x for x in own if _on(x, port)]
    known = all(_EDITOR.fullmatch(x.process or "") for x in there)
    return there[0] if there and known else None


def _on(listener: Listener, port: int) -> bool:
    return listener.port == port and listener.transport is Transport.TCP
