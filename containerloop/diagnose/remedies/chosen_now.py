"""The host port that the engine chose for a container at its last start. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose, port_of
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_instead import guessed
from containerloop.diagnose.rule_facts.chosen_ports import ChosenPort
from containerloop.facts import Transport
from containerloop.topology.ports import dialled_on_machine


def at_present(case: Case, found: ChosenPort) -> Proposal:
    """Dial the number of today; the command tells it again after the next start."""
    row, container = found.published, found.container
    address = replace(case.address, host=dialled_on_machine(row), port=row.host_port)
    udp = row.transport is Transport.UDP
    port = f"{row.container_port}/udp" if udp else str(row.container_port)
    asks = port_of(container, port)
    if case.inventory.config(container) and container.service:
        words = ("--protocol", "udp") if udp else ()
        asks = compose(case.inventory, "port", *words, container.service, str(row.container_port))
    return guessed(
        case, address, f"use {address} until the next start ({asks} prints the present one)"
    )
