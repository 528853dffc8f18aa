"""Give a page an address that a browser on this machine can use. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.publish_port import published
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.facts import Address, Container
from containerloop.topology.ports import publications


def for_the_browser(case: Case, page: Container, server: Container) -> Proposal:
    """Use the server's published port in the setting of `page`; publish one where none is."""
    asked = case.address
    made = [p for p in publications(server) if p.container_port == asked.port and p.host_port]
    outside = made[0].host_port if made else asked.port
    address = Address(host="localhost", port=outside, transport=asked.transport)
    said = f"use {address} in the page instead of {asked}"
    if made:
        return instead(case, address, said, writer=page)
    first = published(ContainerServer(server, asked.port, ()), outside, case.inventory)
    if first.address is None:  # the engine chooses the port when it starts
        return first
    # two services change: a patch of bare lines would not say which line is whose
    _, override = written_as(case, address, page)
    return Proposal(
        summary=f"{first.summary}, and {said}",
        address=address,
        override=merged(override, first.override),
        trial=first.trial,
    )
