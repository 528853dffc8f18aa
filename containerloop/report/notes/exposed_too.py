"""A port that is published for one transport, and exposed for the other too. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.commands import why
from containerloop.facts import HOST, Address, Port, Question, Transport
from containerloop.topology.inventory import Inventory

_OTHER = {Transport.TCP: Transport.UDP, Transport.UDP: Transport.TCP}


def exposed_for_the_other_transport(question: Question, inventory: Inventory) -> Iterator[str]:
    """A DNS server may answer over TCP, and its clients use UDP: what EXPOSE tells of it.

    Of a question for a bare port, which does not say what the clients use.
    """
    if question.host is not None or "/" in question.target:
        return
    other = _OTHER[question.transport]
    for container in (c for c in inventory.scope if c.state.running):
        made = {(p.container_port, p.transport) for p in container.published}
        for each in container.published:
            port = each.container_port
            asked = question.port in (port, each.host_port) and each.transport is question.transport
            there = Port(number=port, transport=other) in container.exposed
            if asked and there and (port, other) not in made:
                address = Address(host="localhost", port=each.host_port, transport=other)
                yield (
                    f"{inventory.label(container)} exposes port {port} for {other.upper()} too,"
                    f" which is not published; run {why(address, HOST)} if its clients use"
                    f" {other.upper()}"
                )
