"""Publish a port for the transport that its server speaks. Pure."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.change_ports import ALL, for_transport, port_line
from containerloop.diagnose.remedies.patches import part_patch, service_key_patch
from containerloop.diagnose.remedies.ports_item import ports_item
from containerloop.diagnose.remedies.reference_change import config_of
from containerloop.diagnose.remedies.relay_trials import publication_trial
from containerloop.diagnose.rule_facts.other_transport import OtherTransport
from containerloop.facts import Address, PortLine, Publication, Transport
from containerloop.topology.ports import dialled_on_machine


def published_for(case: Case, fault: OtherTransport) -> Proposal:
    """The publication with the other transport: in its place, or beside it where both serve."""
    container, made = fault.server.container, fault.made
    ip = "" if made.host_ip in ALL else made.host_ip
    wanted = replace(made, transport=fault.missing, host_ip=ip)
    written = port_line(container, made, case.inventory)
    item = ports_item(wanted)
    name = case.label(container)
    patch, override = _change(case, fault, written, wanted)
    what = f"publish port {made.container_port} of {name} for {fault.missing.upper()}"
    instead = f" instead of {made.transport.upper()}" if fault.replaces else " as well"
    ours = case.inventory.config(container) is not None
    return Proposal(
        summary=f'{what}{instead}: ports: ["{item}"]',
        address=Address(
            host=dialled_on_machine(wanted), port=wanted.host_port, transport=fault.missing
        ),
        patch=patch if ours else None,
        override=override if ours else None,
        trial=publication_trial(fault.server),
    )


def _change(
    case: Case, fault: OtherTransport, written: PortLine | None, wanted: Publication
) -> tuple[FileChange | None, dict[str, Any]]:
    container = fault.server.container
    if not fault.replaces:
        return service_key_patch(
            config_of(container, case.inventory), "ports", [ports_item(wanted)]
        )
    override = for_transport(container, fault.made, fault.missing, case.inventory)
    return _patch(written, fault.missing), override


def _patch(written: PortLine | None, wanted: Transport) -> FileChange | None:
    """`/udp` behind the number of the short form, or that taken away; None for the long form."""
    part = written.container_part if written else None
    if part is None or written is None or written.host_part is None:
        return None
    number, after = part.text[part.start : part.end], part.text[part.end :]
    if part.text[part.start - 1 : part.start] != ":":
        return None
    if wanted is Transport.UDP and not after.startswith("/"):
        return part_patch(part, f"{number}/udp")
    if wanted is Transport.TCP and after.startswith("/udp"):
        whole = type(part)(place=part.place, text=part.text, start=part.start, end=part.end + 4)
        return part_patch(whole, number)
    return None
