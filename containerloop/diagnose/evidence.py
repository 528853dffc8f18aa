"""Observed facts as evidence: one line of what was seen, one command that shows it again.

Pure. Only the wording of evidence that several rules share may live here.
"""

from __future__ import annotations

import shlex

from containerloop.diagnose.finding import Evidence, Location
from containerloop.diagnose.rule_facts.port_holders import Holder
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Attempt, Container, Listener, Network, ServiceConfig, Transport


def failed_attempt(symptom: Symptom) -> Evidence:
    """The attempt that failed, and how to repeat just that one."""
    expectation, best = symptom.expectation, symptom.best
    number = f" ({best.resolved})" if best.resolved not in (None, expectation.address.host) else ""
    where = "this machine" if expectation.vantage == "host" else expectation.vantage
    return Evidence(
        saw=f"from {where}, {expectation.address}{number}: {best.outcome}"
        + (f" ({best.errno or best.banner})" if best.errno or best.banner else ""),
        command=f"containerloop why {shlex.quote(str(expectation.address))}"
        f" --from {shlex.quote(expectation.vantage)}",
    )


def other_attempt(attempt: Attempt) -> Evidence:
    """Another attempt beside the one that failed."""
    where = "this machine" if attempt.vantage == "host" else attempt.vantage
    return Evidence(
        saw=f"from {where}, {attempt.address}: {attempt.outcome}",
        command=f"containerloop why {shlex.quote(str(attempt.address))}"
        f" --from {shlex.quote(attempt.vantage)}",
    )


def listening_socket(listener: Listener, container: Container | None) -> Evidence:
    """A listening socket, and where the kernel shows it."""
    family = "6" if ":" in listener.address else ""
    owner = f" by {listener.process} (pid {listener.pid})" if listener.process else ""
    address = f"[{listener.address}]" if family else listener.address
    read = f"cat /proc/net/{listener.transport}{family}"
    ss = "ss -lunp" if listener.transport is Transport.UDP else "ss -ltnp"
    place = f"docker exec {shlex.quote(container.name)} {read}" if container else ss
    inside = f" in {container.name}" if container else " on the host"
    return Evidence(
        saw=f"{listener.transport} {address}:{listener.port} is listened on{owner}{inside}",
        command=place,
    )


def port_conflict(container: Container, holder: Holder) -> tuple[Evidence, Evidence]:
    """Who has a host port, and that a container requests it."""
    port, there = holder.wanted, holder.by
    if isinstance(there, Container):
        said = f"{there.name} publishes a port at {port.host_port}/{port.transport} of the host"
        held = Evidence(saw=said, command=f"docker port {there.name}")
    else:
        held = listening_socket(there, None)
    requests = f"{container.name} requests host port {port.host_port}"
    return held, configured(container, requests, "HostConfig.PortBindings")


def nothing_listens(
    container: Container, port: int, transport: Transport = Transport.TCP
) -> Evidence:
    """The absence of a listener, seen from inside."""
    udp = "UDP " if transport is Transport.UDP else ""
    tables = f"/proc/net/{transport} /proc/net/{transport}6"
    return Evidence(
        saw=f"no socket listens on {udp}port {port} inside {container.name}",
        command=f"docker exec {shlex.quote(container.name)} cat {tables}",
    )


def state_of(container: Container) -> Evidence:
    """The engine's word on a container."""
    state = container.state
    died = f" with status {state.exit_code}" if state.status == "exited" else ""
    killed = ", killed for lack of memory" if state.oom_killed else ""
    said = f": {state.error}" if state.error else ""
    return Evidence(
        saw=f"{container.name} is {state.status}{died}{killed}{said}",
        command=f"docker inspect --format '{{{{json .State}}}}' {shlex.quote(container.name)}",
    )


def restarted(container: Container) -> Evidence:
    """How often the engine has started a container again, and when it did last."""
    state = container.state
    last = f", the last time {state.up_s:.0f} s ago" if state.up_s is not None else ""
    times = "once" if state.restarts == 1 else f"{state.restarts} times"
    fields = "{{.RestartCount}} {{json .State}}"
    return Evidence(
        saw=f"{container.name} is {state.status}; the engine has restarted it {times}{last}",
        command=f"docker inspect --format '{fields}' {shlex.quote(container.name)}",
    )


def configured(container: Container, what: str, field: str) -> Evidence:
    """A setting of a container as the engine holds it; `field` is inspect's path to it."""
    return Evidence(
        saw=what,
        command=f"docker inspect --format '{{{{json .{field}}}}}' {shlex.quote(container.name)}",
    )


def internal(network: Network) -> Evidence:
    """A network that nothing goes in or out of."""
    return Evidence(
        saw=f"{network.name} is internal",
        command=f"docker network inspect --format '{{{{.Internal}}}}' {shlex.quote(network.name)}",
    )


def setting_location(config: ServiceConfig | None, key: str) -> Location | None:
    """Where the compose file has a service's setting, else the service itself."""
    line = config.lines.get(key, config.line) if config else None
    return Location(file=config.file, line=line) if config and config.file and line else None


def reference_location(symptom: Symptom) -> Location | None:
    """Where the failing address is written, when a file says it."""
    reference = symptom.expectation.reference
    if reference is None:
        return None
    place = reference.host_part.place
    if place.file is None or place.line is None:
        return None
    return Location(file=place.file, line=place.line, key=place.key)
