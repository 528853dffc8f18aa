"""What is known of a failure that no cause explains, and what to look at next. Pure.

Sentences of what was seen: how far the call got, where a name led, what the engine made of
the configuration. No cause may be named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs, why
from containerloop.diagnose.rule_facts.views import all_attempts, listeners_in
from containerloop.diagnose.symptom import turned_away
from containerloop.facts import (
    HOST,
    LOST,
    NO_SUCH_NAME,
    Address,
    Attempt,
    Container,
    Outcome,
    Snapshot,
    Transport,
    Unobserved,
    View,
    is_loopback,
    literal,
)
from containerloop.protocols import title
from containerloop.report.notes.container_settings import settings
from containerloop.topology.destination import Destination
from containerloop.topology.inventory import Inventory

MOST = 6


def known(snapshot: Snapshot, cases: Iterable[Case]) -> tuple[str, ...]:
    """At most `MOST` sentences on the expectations that are not met, strongest first."""
    said: dict[str, None] = {}
    for case in cases:
        if not case.symptom.met and case.outcome is not Outcome.NOT_TRIED:
            said |= dict.fromkeys(_of(case, snapshot))
    return tuple(said)[:MOST]


def _of(case: Case, snapshot: Snapshot) -> Iterator[str]:
    client, whom = case.client, case.destination
    server = whom.container
    yield from _turned_away(case)
    yield from _led(case, snapshot)
    for each in dict.fromkeys(c.id for c in (server, client) if c is not None):
        yield from settings(each, case.inventory)
    if server is not None and whom.kind == "container":
        alive = list(_alive(case, whom, server, snapshot))
        yield from alive
        yield from _bridged(case, server) if alive else ()
        yield from _waiting(whom, server, snapshot, case.inventory)
        if server.state.status == "running" and not alive and case.outcome not in LOST:
            yield f"what {case.label(server)} says itself: {logs(server, case.inventory)}"


def _turned_away(case: Case) -> Iterator[str]:
    best = case.symptom.best
    if not case.outcome.reached or not turned_away(best):
        return
    who = title(best.protocol) if best.protocol else "a server"
    place = _place(case.vantage, case.inventory)
    yield f"{who} answers {place} at {best.address}: {best.refusal}; the way there is in order"


def _led(case: Case, snapshot: Snapshot) -> Iterator[str]:
    """Where a name led, where that is not to whom it belongs; and numbers beyond this machine."""
    best, vantage = case.symptom.best, case.vantage
    host, led = best.address.host, best.resolved
    place = _place(vantage, case.inventory)
    if case.outcome is Outcome.NAME_SERVER_FAILED and not case.inventory.named(host):
        yield f"no container is called {host}, and the name server that {place} asks did not answer"
    if led is None or (is_loopback(host) and is_loopback(led)):
        return
    owner = case.inventory.owning(led)
    if literal(host) is None and (owner is None or owner not in case.inventory.named(host)):
        if _by_hosts_file(host, snapshot.views.get(vantage)):
            yield f"a line of the hosts file sends {host} to {led}, as seen from {place}"
        elif case.outcome in LOST:
            yield f"{host} leads {place} to {led}"
    if owner is None and not is_loopback(led) and not case.inventory.is_engine_host(led):
        yield _resolved_elsewhere(best, led, snapshot, case.inventory)


def _by_hosts_file(host: str, view: View | Unobserved | None) -> bool:
    led = view.resolutions if isinstance(view, View) else ()
    return any(r.name.lower() == host.lower() and r.source == "hosts" for r in led)


def _resolved_elsewhere(
    attempt: Attempt, led: str, snapshot: Snapshot, inventory: Inventory
) -> str:
    for network in inventory.networks:
        within = [s for s in network.subnets if literal(led) in ip_network(s, strict=False)]
        if within:
            return (
                f"{led} is within {within[0]}, the network {network.name}, where no container has"
                f" it: what is sent there stays on the engine's host"
            )
    address = Address(host=led, port=attempt.address.port)
    there = f"{led} is no address of this machine or of a container"
    if any(a.vantage == HOST and a.address == attempt.address for a in all_attempts(snapshot)):
        return f"{there}: what becomes of a call there cannot be seen from here"
    alone = _place(attempt.vantage, inventory)
    return f"{there}; {why(address, HOST)} shows whether it is {alone} alone"


def _alive(case: Case, whom: Destination, server: Container, snapshot: Snapshot) -> Iterator[str]:
    """That the server answers at home, where calls from elsewhere come to nothing."""
    name = case.label(server)
    if not case.outcome.reached:
        for attempt in all_attempts(snapshot):
            at_home = attempt.vantage == case.inventory.vantage(server)
            port = attempt.address.port == whom.port
            if at_home and port and is_loopback(attempt.address.host) and attempt.outcome.reached:
                who = title(attempt.protocol) if attempt.protocol else "a server"
                lost = ": what fails is the way to it" if case.outcome in LOST else ""
                yield f"inside {name}, {who} answers at {attempt.address}{lost}"
                return


def _bridged(case: Case, server: Container) -> Iterator[str]:
    """Where to look when two containers of one bridge do not hear each other."""
    shared = case.inventory.shared_networks(case.client, server) if case.client else ()
    bridges = [n.name for n in map(case.inventory.network, shared) if n and n.driver == "bridge"]
    if bridges and case.outcome in LOST - NO_SUCH_NAME:
        yield (
            f"both are on {bridges[0]}, a bridge of the engine's host, where sudo iptables -vnL"
            " FORWARD counts what its rules drop"
        )


def _waiting(
    whom: Destination, server: Container, snapshot: Snapshot, inventory: Inventory
) -> Iterator[str]:
    """Connections that the kernel has taken and the process has not."""
    seen = listeners_in(snapshot, inventory, server)
    for listener in () if isinstance(seen, Unobserved) else seen:
        tcp = listener.transport is Transport.TCP
        if listener.port == whom.port and tcp and listener.queue:
            at = Address(host=listener.address, port=listener.port)
            many = (
                "1 connection waits"
                if listener.queue == 1
                else f"{listener.queue} connections wait"
            )
            yield f"{many} at {at} in {inventory.label(server)}, not taken by its process so far"


def _place(vantage: str, inventory: Inventory) -> str:
    container = inventory.at(vantage)
    return (
        inventory.label(container) if container else "this machine" if vantage == HOST else vantage
    )
