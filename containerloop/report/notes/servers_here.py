"""Processes of this machine that listen on the port in question. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Listener, Publication, Question


def servers_here(
    symptom: Symptom,
    question: Question,
    host_listeners: tuple[Listener, ...],
    proxied_ports: tuple[Publication, ...],
) -> Iterator[str]:
    """Who of this machine has the port; what stands there for a container is not told."""
    port, transport = symptom.expectation.address.port, question.transport
    proxied = any((p.host_port, p.transport) == (port, transport) for p in proxied_ports)
    if proxied or question.without_host:
        return
    for listener in host_listeners:
        if (listener.port, listener.transport) != (port, transport) or listener.process is None:
            continue
        owner = f", user {listener.user}" if listener.user else ""
        shown = f"[{listener.address}]" if ":" in listener.address else listener.address
        yield (
            f"{listener.process} (pid {listener.pid}{owner}) listens on {shown}:{listener.port}"
            " on this machine"
        )
