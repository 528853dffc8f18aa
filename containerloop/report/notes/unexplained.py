"""What is known of a failure that no cause explains, and what to look at next. Pure.

Sentences of what was seen: how far the call got, where a name led, what the engine made of
the configuration. No cause may be named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs, why
from containerloop.diagnose.serviced import serviced
from containerloop.facts import (
    HOST,
    LOST,
    Address,
    Attempt,
    Container,
    Control,
    Listener,
    Maybe,
    Outcome,
    Resolution,
    SwarmTask,
    Transport,
    Unobserved,
    is_loopback,
    literal,
)
from containerloop.protocols import title
from containerloop.report.notes.lost_between import lost_between
from containerloop.report.notes.swarm_addresses import in_swarm
from containerloop.topology.hosts import contains

_LOOKS_UP = (
    "MySQL and MariaDB look up the caller's name before they greet it, which takes long while their"
    " name server does not answer; skip-name-resolve leaves that out"
)


def how_far_it_got(
    here: Case,
    attempts: tuple[Attempt, ...],
    resolutions: tuple[Resolution, ...],
    tasks_unasked: tuple[SwarmTask, ...],
) -> Iterator[str]:
    """What the server said that turned the call away, and where a name led."""
    if not _unmet(here):
        return
    yield from _turned_away(here)
    led = here.symptom.best.resolved
    told = in_swarm(here, led, tasks_unasked) if led is not None else None
    yield from (told,) if told else _led(here, attempts, resolutions)


def what_is_alive(
    case: Case,
    attempts: tuple[Attempt, ...],
    listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]],
    compared: Control | None,
) -> Iterator[str]:
    """What is seen of the server at home, and where to look next."""
    whom, server = case.destination, case.destination.container
    if not _unmet(case) or server is None or whom.kind != "container":
        return
    alive = list(_alive(case, server, attempts))
    yield from alive
    yield from lost_between(case, server, _place(case), compared) if alive else ()
    yield from _waiting(case, server, listeners_by_container[server.id])
    if server.state.status == "running" and not alive and case.outcome not in LOST:
        yield f"check {case.label(server)}'s log: {logs(server, case.inventory)}"


def _unmet(case: Case) -> bool:
    return not case.symptom.met and case.outcome is not Outcome.NOT_TRIED


def _turned_away(case: Case) -> Iterator[str]:
    best = case.symptom.best
    did = serviced(best, case.symptom.typed)
    said = best.refusal or did.untried
    if not case.outcome.reached or did.served is not False or said is None:
        return
    who = title(best.protocol) if best.protocol else "a server"
    place = _place(case)
    yield f"{who} answers {place} at {best.address}: {said}; the network path works"


def _led(
    case: Case, attempts: tuple[Attempt, ...], resolutions: tuple[Resolution, ...]
) -> Iterator[str]:
    """Where a name led, where that is not to whom it belongs; and numbers beyond this machine."""
    best = case.symptom.best
    host, led = best.address.host, best.resolved
    place = _place(case)
    if case.outcome is Outcome.NAME_SERVER_FAILED:
        known = bool(case.inventory.named(host))
        if not known or case.vantage == HOST:
            who = "a container" if known else "no container"
            silent = f"the name server that {place} uses did not answer"
            yield f'{who} is named "{host}", and {silent}'
    if led is None or (is_loopback(host) and is_loopback(led)):
        return
    owner = case.inventory.owning(led)
    if literal(host) is None and (owner is None or owner not in case.inventory.named(host)):
        if _by_hosts_file(host, resolutions):
            yield f"from {place}, the hosts file maps {host} to {led}"
        elif case.outcome in LOST:
            yield f"from {place}, {host} resolves to {led}"
    # pasta gives the host an address in containers that nobody else knows it by
    known = case.destination.kind == "host" or case.inventory.is_engine_host(led)
    if owner is None and not is_loopback(led) and not known:
        yield _resolved_elsewhere(case, led, attempts)


def _by_hosts_file(host: str, resolutions: tuple[Resolution, ...]) -> bool:
    return any(r.name.lower() == host.lower() and r.source == "hosts" for r in resolutions)


def _resolved_elsewhere(case: Case, led: str, attempts: tuple[Attempt, ...]) -> str:
    for network in case.inventory.networks:
        within = [subnet for subnet in network.subnets if contains(subnet, led)]
        if within:
            return (
                f"{led} is in {within[0]}, the subnet of the network {network.name}, but no"
                " container has it: what is sent there stays on the engine's host"
            )
    address = Address(host=led, port=case.address.port)
    there = f"{led} belongs neither to this machine nor to a container"
    if any(a.vantage == HOST and a.address == case.address for a in attempts):
        return f"{there}: what happens to a connection there cannot be seen from this machine"
    return f"{there}; run {why(address, HOST)} to see whether only {_place(case)} is affected"


def _alive(case: Case, server: Container, attempts: tuple[Attempt, ...]) -> Iterator[str]:
    """That the server answers at home, where calls from elsewhere come to nothing."""
    name = case.label(server)
    if case.neighbours:
        yield from _beside(case, name, attempts)
    elif not case.outcome.reached:
        for attempt in attempts:
            at_home = attempt.vantage == case.inventory.vantage(server)
            port = attempt.address.port == case.destination.port
            own = at_home and port and is_loopback(attempt.address.host)
            if own and attempt.outcome in (Outcome.OPEN, Outcome.SILENT):
                yield f"inside {name} too, {attempt.address} accepts a connection and says nothing"
                return
            if own and attempt.outcome.reached:
                who = title(attempt.protocol) if attempt.protocol else "a server"
                lost = ", so the fault is on the way to it" if case.outcome in LOST else ""
                yield f"inside {name}, {who} answers at {attempt.address}{lost}"
                if case.outcome is Outcome.SILENT and attempt.protocol == "mysql":
                    yield _LOOKS_UP
                return


def _beside(case: Case, name: str, attempts: tuple[Attempt, ...]) -> Iterator[str]:
    """That the server is on the client's own localhost, which is theirs together."""
    port = case.destination.port
    own = [a for a in attempts if a.vantage == case.vantage and a.address.port == port]
    for attempt in own:
        if is_loopback(attempt.address.host) and attempt.outcome.reached:
            who = title(attempt.protocol) if attempt.protocol else "a server"
            yield (
                f"{name} and {_place(case)} share one network namespace, in which {name} has no"
                f" name: use localhost:{port} ({who} answered there)"
            )
            return


def _waiting(case: Case, server: Container, seen: Maybe[tuple[Listener, ...]]) -> Iterator[str]:
    """Connections that the kernel has taken and the process has not."""
    for listener in () if isinstance(seen, Unobserved) else seen:
        tcp = listener.transport is Transport.TCP
        if listener.port == case.destination.port and tcp and listener.queue:
            at = Address(host=listener.address, port=listener.port)
            one = listener.queue == 1
            many = "1 connection is" if one else f"{listener.queue} connections are"
            yield (
                f"{many} queued at {at} in {case.label(server)}: its process has not accepted"
                f" {'it' if one else 'them'}"
            )
            if listener.left:
                yield (
                    f"{case.label(server)} holds {_calls(listener.left)} on that port whose caller"
                    " has gone, and may be busy with it: ask again in a while"
                )


def _calls(count: int) -> str:
    return "a call" if count == 1 else f"{count} calls"


def _place(case: Case) -> str:
    if case.client is not None:
        return case.label(case.client)
    return "this machine" if case.vantage == HOST else case.vantage
