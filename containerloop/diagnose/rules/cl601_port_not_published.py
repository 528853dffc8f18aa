"""CL601: a container listens on the port, but the port is not published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, internal
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.join_network import closed_networks
from containerloop.diagnose.remedies.publish_port import publish
from containerloop.diagnose.remedies.replicas import called
from containerloop.diagnose.rule_facts.servers import ContainerServer, Servers
from containerloop.facts import HOST, Container, Listener, Maybe, Outcome, Transport, Unobserved
from containerloop.topology.hosts import OWN_NETWORK_MODES
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import publications

MOST = 8
"""Services of one answer, each with a line to publish and a trial of it."""


@diagnosis(
    "CL601",
    "port-not-published",
    explains={Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def port_not_published(
    case: Case, servers: Servers, listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]]
) -> Maybe[Finding | None]:
    """A container listens on the port, but the port is not published.

    ## What it means

    `EXPOSE` in an image and `expose:` in a compose file document a port: they open
    nothing. Other containers of the same network reach every port anyway. This
    machine reaches only what is published:

        this machine --> 127.0.0.1:5432 --x      db :5432
        with ports:  --> 127.0.0.1:5432 -------> db :5432

    ## How containerloop knows

    Nothing listens on the port on this machine, no container publishes it, and a
    running container listens on it inside, or is declared to (`expose:`). If its
    server listens on another port, the remedy maps to that one.

    ## Remedy

    ```yaml
    services:
      db:
        ports:
          - "127.0.0.1:5432:5432"
    ```

    With 127.0.0.1 in front only this machine can use it. Publish nothing if only
    other containers need the port. A service of two containers needs two host ports:
    `"127.0.0.1:5432-5433:5432"`. One whose networks are all `internal: true` has to
    be connected to another network as well: on internal ones `ports:` is ignored.
    """
    expectation = case.symptom.expectation
    if expectation.vantage != HOST or case.destination.kind != "host":
        return None
    port, transport = expectation.address.port, expectation.address.transport
    unpublished = _unpublished(servers.containers, transport, case.inventory)
    if not unpublished:
        return servers.container_unseen
    served = [s for s in unpublished if s.listeners != ()]
    # not every one of many is looked into: those that are seen to listen come first
    served.sort(key=lambda s: isinstance(s.listeners, Unobserved))
    known = any(not isinstance(s.listeners, Unobserved) for s in served)
    # one `ports:` is for all containers of a service
    services: dict[str, ContainerServer] = {}
    for each in served or unpublished:
        services.setdefault(called(each.container, case.inventory), each)
    first, more = list(services)[:MOST], max(0, len(services) - MOST)
    names = " and ".join(first) + (f" and {more} more" if more else "")
    does = ("serve" if known else "expose") + ("s" if len(services) == 1 else "")
    told = f"{port}/udp" if transport is Transport.UDP else f"{port}"
    absent = "" if served else ", and nothing in it listens there"
    return Finding(
        summary=f"{names} {does} {told}, but it is not published{absent}",
        subject=names,
        evidence=(
            failed_attempt(case.symptom),
            *(
                seen
                for s in served or unpublished
                if called(s.container, case.inventory) in first
                for seen in _evidence(s.container, told, case.inventory)
            ),
        ),
        remedies=tuple(publish(case, services[each], listeners_by_container) for each in first),
    )


def _unpublished(
    servers: tuple[ContainerServer, ...], transport: Transport, inventory: Inventory
) -> list[ContainerServer]:
    """Of containers that share one namespace, only its owner, which alone can publish."""
    found = [s for s in servers if _served_unpublished(s, transport, inventory)]
    owners = {inventory.namespace_owner(s.container).id for s in found}
    return [s for s in found if s.container.id in owners]


def _served_unpublished(
    server: ContainerServer, transport: Transport, inventory: Inventory
) -> bool:
    container = server.container
    if not container.state.running:
        return False
    owner = inventory.namespace_owner(container)
    config = inventory.config(owner)
    planned = config.ports if config else ()
    # what the file publishes already needs no line more (CL206 tells what it needs)
    taken = any(
        # published for TCP only, for a datagram, is another fault (CL607)
        p.container_port == server.port and transport in (p.transport, Transport.UDP)
        for p in (*publications(owner), *planned)
    )
    return not taken and owner.network_mode not in OWN_NETWORK_MODES


def _evidence(container: Container, port: str, inventory: Inventory) -> Iterator[Evidence]:
    said = f"{container.name} publishes no {port}"
    yield configured(container, said, "NetworkSettings.Ports")
    yield from map(internal, closed_networks(container, inventory))
