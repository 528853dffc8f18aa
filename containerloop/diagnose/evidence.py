"""Observed facts as evidence: one line of what was seen, one command that shows it again.

Pure. Only the wording of evidence that several rules share may live here.
"""

from __future__ import annotations

import shlex

from containerloop.diagnose.commands import firewall_rules, why
from containerloop.diagnose.finding import Evidence, Location
from containerloop.diagnose.rule_facts.port_holders import Holder
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import (
    ENGINE_HOST,
    HOST,
    Address,
    Attempt,
    Container,
    Control,
    Listener,
    Outcome,
    Part,
    Reference,
    ServiceConfig,
    Transport,
)

_PLACES = {HOST: "this machine", ENGINE_HOST: "the engine's host"}
_STATES = {"created": "created, but not started", "removing": "being removed"}


def place(vantage: str) -> str:
    """A vantage as a person would say it: "this machine", "api", "network shop_default"."""
    kind, _, name = vantage.partition(":")
    named = f"network {name}" if kind == "network" else name
    return _PLACES.get(vantage) or named or vantage


def in_words(outcome: Outcome) -> str:
    """An outcome as words in a sentence: "timed out" for timed-out."""
    return outcome.replace("-", " ")


def failed_attempt(symptom: Symptom) -> Evidence:
    """The attempt that failed, and how to repeat just that one."""
    address, vantage, best = symptom.expectation.address, symptom.expectation.vantage, symptom.best
    number = f" ({best.resolved})" if best.resolved not in (None, address.host) else ""
    said = best.banner if best.outcome.reached else best.errno or best.banner
    if address.host != address.host.strip():  # no such name can exist: it is not looked up
        said = best.reason
    detail = f" ({said})" if said else ""
    return Evidence(
        saw=f"from {place(vantage)}, {address}{number}: {in_words(best.outcome)}{detail}",
        command=why(address, vantage),
    )


def other_attempt(attempt: Attempt) -> Evidence:
    """Another attempt beside the one that failed."""
    return Evidence(
        saw=f"from {place(attempt.vantage)}, {attempt.address}: {in_words(attempt.outcome)}",
        command=why(attempt.address, attempt.vantage),
    )


def attempt_at(attempt: Attempt, server: Container) -> Evidence:
    """What came of a call at one of the containers that a name stands for."""
    number = Address(host=attempt.resolved or attempt.address.host, port=attempt.address.port)
    refused = f": {attempt.refusal}" if attempt.refusal else ""
    return Evidence(
        saw=f"from {place(attempt.vantage)}, {server.name} ({number}):"
        f" {in_words(attempt.outcome)}{refused}",
        command=why(number, attempt.vantage),
    )


def listening_socket(listener: Listener, container: Container | None) -> Evidence:
    """A listening socket, and where the kernel shows it."""
    family = "6" if ":" in listener.address else ""
    address = f"[{listener.address}]" if family else listener.address
    process = f"{listener.process} (pid {listener.pid})" if listener.process else "a process"
    read = f"cat /proc/net/{listener.transport}{family}"
    ss = "ss -lunp" if listener.transport is Transport.UDP else "ss -ltnp"
    return Evidence(
        saw=f"{process} {f'in {container.name}' if container else 'on the host'} listens on"
        f" {_udp(listener.transport)}{address}:{listener.port}",
        command=f"docker exec {shlex.quote(container.name)} {read}" if container else ss,
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
    tables = f"/proc/net/{transport} /proc/net/{transport}6"
    return Evidence(
        saw=f"no process in {container.name} listens on {_udp(transport)}port {port}",
        command=f"docker exec {shlex.quote(container.name)} cat {tables}",
    )


def state_of(container: Container) -> Evidence:
    """The state of a container: whether it runs, and how it ended."""
    state = container.state
    memory = ", out of memory" if state.oom_killed else ""
    status = f"is {_STATES.get(state.status, state.status)}{memory}"
    if state.status == "exited":
        status = f"exited (status {state.exit_code}{memory})"
    said = f": {state.denial}" if state.error else ""
    return Evidence(
        saw=f"{container.name} {status}{said}",
        command=f"docker inspect --format '{{{{json .State}}}}' {shlex.quote(container.name)}",
    )


def restarted(container: Container) -> Evidence:
    """How often the engine has started a container again, and when it did last."""
    state = container.state
    last = f", most recently {state.up_s:.0f} s ago" if state.up_s is not None else ""
    times = "once" if state.restarts == 1 else f"{state.restarts} times"
    fields = "{{.RestartCount}} {{json .State}}"
    return Evidence(
        saw=f"{container.name} is {state.status}; the engine restarted it {times}{last}",
        command=f"docker inspect --format '{fields}' {shlex.quote(container.name)}",
    )


def configured(container: Container, what: str, field: str) -> Evidence:
    """A setting of a container as the engine holds it; `field` is inspect's path to it."""
    return Evidence(
        saw=what,
        command=f"docker inspect --format '{{{{json .{field}}}}}' {shlex.quote(container.name)}",
    )


def has_the_name(container: Container) -> Evidence:
    """The container whose name was used where it does not resolve."""
    words = shlex.join(("docker", "inspect", container.name))
    return Evidence(saw=f"{container.name} has that name", command=words)


def reached_by_host_alone(control: Control, client: str, firewall: str | None) -> Evidence:
    """A control experiment: the host heard its own test listener, and the client did not."""
    return Evidence(
        saw=f"a test listener at {control.near.address} on the host: reached from the host,"
        f" {in_words(control.far.outcome)} from {client}",
        command=firewall_rules(firewall),
    )


def _udp(transport: Transport) -> str:
    """What stands before a port or an address; TCP goes without saying."""
    return "UDP " if transport is Transport.UDP else ""


def setting_location(config: ServiceConfig | None, key: str | None) -> Location | None:
    """Where the compose file has a service's setting, else the service; None for that itself."""
    line = config.lines.get(key or "", config.line) if config else None
    if config is None or config.file is None or line is None:
        return None
    column = config.indent + 1 if key in config.lines else None
    named = ".".join(["services", config.name, *([key] if key else [])])
    return Location(file=config.file, line=line, column=column, key=named)


def reference_location(symptom: Symptom) -> Location | None:
    """Where the failing address is written, when a file says it."""
    reference = symptom.expectation.reference
    return None if reference is None else written_at(reference)


def written_at(reference: Reference) -> Location | None:
    """Where an address is written, when a file says it."""
    return part_location(reference.host_part)


def part_location(part: Part) -> Location | None:
    """Where a part of a setting is written, when a file says it."""
    place = part.place
    if place.file is None or place.line is None:
        return None
    return Location(file=place.file, line=place.line, column=place.column, key=place.key)
