"""The line of a hosts file that a call went by, past the server that has the name. Pure."""

from __future__ import annotations

from typing import Literal

from containerloop.diagnose.case import Case
from containerloop.facts import HOST, Container, Resolution, Value, is_loopback
from containerloop.topology.dns import containers_having
from containerloop.topology.hosts import contains


class HostsLine(Value, frozen=True):
    """`name` is sent to `address` by a line; `hidden` are the containers of that name.

    `origin`: the client's `extra_hosts`, a file mounted over its hosts file, a line that something
    inside added, or this machine's own hosts file. Of localhost nobody is hidden.
    """

    name: str
    address: str
    origin: Literal["extra_hosts", "mount", "edit", "machine"]
    hidden: tuple[Container, ...]


def line_in_client(
    case: Case, resolutions: tuple[Resolution, ...], hidden: tuple[Container, ...]
) -> HostsLine | None:
    """The line in the client's hosts file; None where it leads to a server of that name."""
    name, led = case.address.host.rstrip(".").lower(), case.symptom.best.resolved
    if led is None or led not in by_hosts_file(name, resolutions):
        return None
    if not hidden or any(_has(c, led) for c in hidden):
        return None
    return HostsLine(name, led, _origin(case, name), hidden)


def by_hosts_file(name: str, resolutions: tuple[Resolution, ...]) -> tuple[str, ...]:
    """The addresses that a hosts file gave the client for a name; () where it asked a server."""
    wanted = name.rstrip(".").lower()
    by_file = (r for r in resolutions if r.source == "hosts")
    return tuple(a for r in by_file if r.name.rstrip(".").lower() == wanted for a in r.addresses)


def _origin(case: Case, name: str) -> Literal["extra_hosts", "mount", "edit"]:
    owner = case.inventory.namespace_owner(case.caller)
    if any(line.partition(":")[0].lower() == name for line in owner.extra_hosts):
        return "extra_hosts"
    return "mount" if "/etc/hosts" in owner.mounted_over else "edit"


def line_of_machine(case: Case) -> HostsLine | None:
    """The line in this machine's hosts file that sends localhost away, or a container's name
    to an address of a container network that none of that name has.

    To send a name to another machine is what the file is for.
    """
    name, led = case.address.host.rstrip(".").lower(), case.symptom.best.resolved
    lines = {(known.lower(), address) for known, address in case.inventory.survey.machine.hosts}
    if case.vantage != HOST or led is None or (name, led) not in lines or is_loopback(led):
        return None
    if is_loopback(name):
        return HostsLine(name, led, "machine", ())
    having = containers_having(name, case.inventory)
    subnets = [s for n in case.inventory.networks for s in n.subnets]
    inside = any(contains(s, led) for s in subnets) and not case.inventory.is_engine_host(led)
    if not having or not inside or any(_has(c, led) for c in having):
        return None
    return HostsLine(name, led, "machine", having)


def _has(container: Container, address: str) -> bool:
    return any(address in (a.ipv4, a.ipv6) for a in container.attachments)
