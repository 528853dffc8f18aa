"""Changes of what a service publishes: another number, or one more address. Pure."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Location, Proposal
from containerloop.diagnose.remedies.compose_yaml import REPLACES
from containerloop.diagnose.remedies.patches import part_patch, service_key_patch
from containerloop.diagnose.remedies.ports_item import ports_item
from containerloop.diagnose.remedies.reference_change import config_of
from containerloop.diagnose.remedies.relay_trials import opened_first, publication_trial
from containerloop.diagnose.rule_facts.right_ports import RightPort
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import Rebind, Trial, Untriable
from containerloop.facts import Address, Container, PortLine, Publication, Transport
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import publications

ALL = ("", "0.0.0.0", "::")
"""The host addresses of a publication that mean every one of them."""


def port_line(
    container: Container, publication: Publication, inventory: Inventory
) -> PortLine | None:
    """The item of the file that made this publication, where the file still has it."""
    config = inventory.config(container)
    lines = config.port_lines if config else ()
    same = [x for x in lines if _same(x.publication, publication)]
    return same[0] if same else None


def _same(written: Publication, made: Publication) -> bool:
    """`8080:80` is written once and made twice, on 0.0.0.0 and on ::; `80` on any free port."""
    alike = (written.container_port, written.transport) == (made.container_port, made.transport)
    everywhere = written.host_ip in ALL and made.host_ip in ALL
    return (
        alike
        and written.host_port in (made.host_port, 0)
        and (everywhere or written.host_ip == made.host_ip)
    )


def stands_at(line: PortLine | None) -> Location | None:
    """Where the publication is written."""
    place = line.container_part.place if line else None
    if place is None or place.file is None or place.line is None:
        return None
    return Location(file=place.file, line=place.line, column=place.column, key=place.key)


def mapped_to(
    case: Case, container: Container, published: Publication, right: RightPort
) -> Proposal:
    """The publication mapped to a port that the container listens on: perhaps the one meant."""
    patch, override = leading_to(container, published, right.port, case.inventory)
    server = ContainerServer(container, right.port, right.listeners)
    made = Proposal(
        summary=f"map port {published.host_port} to port {right.port} of {case.label(container)}",
        patch=patch,
        override=override,
        guess=True,
        trial=publication_trial(server),
    )
    return opened_first(made, server, case.inventory)


def leading_to(
    container: Container, publication: Publication, port: int, inventory: Inventory
) -> tuple[FileChange | None, dict[str, Any]]:
    """The same publication with another container port, on its own line where that is known.

    The override has to replace the whole list: compose would add to it.
    """
    line = port_line(container, publication, inventory)
    patch = part_patch(line.container_part, str(port)) if line else None
    change = {"container_port": port}
    return patch, _replaced(container, publication, change, inventory)


def moved_to(
    container: Container, publication: Publication, port: int, inventory: Inventory
) -> tuple[FileChange | None, dict[str, Any]]:
    """The same publication at another host port, on its own line where that is known."""
    line = port_line(container, publication, inventory)
    patch = part_patch(line.host_part, str(port)) if line and line.host_part else None
    return patch, _replaced(container, publication, {"host_port": port}, inventory)


def for_transport(
    container: Container, publication: Publication, transport: Transport, inventory: Inventory
) -> dict[str, Any]:
    """The same publication for another transport, as an override of the whole list."""
    return _replaced(container, publication, {"transport": transport}, inventory)


def _replaced(
    container: Container, publication: Publication, change: dict[str, Any], inventory: Inventory
) -> dict[str, Any]:
    lines = [
        ports_item(replace(p, **change) if _same(p, publication) else p)
        for p in _published(container, inventory)
    ]
    name = config_of(container, inventory).name
    return {"services": {name: {"ports": {REPLACES: list(dict.fromkeys(lines))}}}}


def only_here(
    container: Container, publication: Publication, inventory: Inventory
) -> tuple[FileChange | None, dict[str, Any]]:
    """The same publication on 127.0.0.1 alone."""
    line = port_line(container, publication, inventory)
    host = line.host_part if line and line.publication.host_ip == "" else None
    # only in the short form does an address stand before the port
    short = host is not None and line is not None and host.end + 1 == line.container_part.start
    port = publication.host_port
    patch = part_patch(host, f"127.0.0.1:{port}") if host and short else None
    lines = [
        ports_item(replace(p, host_ip="127.0.0.1") if _same(p, publication) else p)
        for p in _published(container, inventory)
    ]
    name = config_of(container, inventory).name
    return patch, {"services": {name: {"ports": {REPLACES: list(dict.fromkeys(lines))}}}}


def on_all_addresses(case: Case, container: Container, publication: Publication) -> Proposal:
    """The same publication without an address before it, for a host that passes on no other."""
    everywhere, port = replace(publication, host_ip=""), publication.host_port
    return Proposal(
        summary=f'publish it on all addresses instead: ports: ["{ports_item(everywhere)}"]; others'
        " can reach it then",
        address=replace(case.address, port=port),
        override=_replaced(container, publication, {"host_ip": ""}, case.inventory),
        trial=Untriable(reason="a probe would have to be published on all addresses"),
    )


def _published(container: Container, inventory: Inventory) -> tuple[Publication, ...]:
    config = inventory.config(container)
    return config.ports if config and config.ports else container.asked or publications(container)


def also_published(case: Case, container: Container, publication: Publication, ip: str) -> Proposal:
    """The same host port on one more address of the host; a relay listens there as a trial."""
    port, transport = publication.host_port, publication.transport
    line = ports_item(replace(publication, host_ip=ip))
    patch, override = service_key_patch(config_of(container, case.inventory), "ports", [line])
    address = case.address
    trial: Trial = Rebind(
        container=None,
        listen_on=ip,
        port=port,
        server=Address(host=publication.host_ip, port=port),
        vantage=case.vantage,
        address=address,
    )
    if transport is Transport.UDP:
        trial = Untriable(reason="a probe relays TCP only")
    return Proposal(
        summary=f"publish port {publication.container_port} of {case.label(container)} on {ip}"
        f' as well: ports: ["{line}"]',
        address=address,
        patch=patch,
        override=override,
        trial=trial,
    )
