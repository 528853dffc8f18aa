"""Take a line out of a hosts file, wherever it comes from. Pure."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import recreate
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.compose_yaml import REPLACES, RESETS
from containerloop.diagnose.remedies.dial_instead import guessed, instead
from containerloop.diagnose.rule_facts.hosts_line import HostsLine
from containerloop.diagnose.trials import DialAs, Untriable
from containerloop.facts import HOST, Address, Container
from containerloop.topology.dns import networks_of
from containerloop.topology.ports import dialled_on_machine


def without_line(case: Case, line: HostsLine) -> Proposal:
    """The client's hosts file without the line; a probe stands where the client would then."""
    owner = case.inventory.namespace_owner(case.caller)
    kept = tuple(x for x in owner.extra_hosts if not _has(x, line.name))
    override = _override(owner, line, case)
    return Proposal(
        summary=_summary(case.label(owner), line),
        address=case.address,
        override=override,
        host_command=recreate(owner, case.inventory)
        if line.origin == "extra_hosts" and not override
        else None,
        trial=DialAs(
            vantage=case.vantage,
            networks=networks_of(case.caller, case.inventory),
            address=case.address,
            extra_hosts=kept,
        ),
    )


def _has(entry: str, name: str) -> bool:
    return entry.partition(":")[0].lower() == name


def _summary(whose: str, line: HostsLine) -> str:
    what = f"the line for {line.name}"
    return {
        "extra_hosts": f"remove {line.name} from the extra_hosts of {whose}",
        "mount": f"remove {what} from the file that is mounted over /etc/hosts in {whose}",
        "edit": f"keep {whose} from adding {what} to its /etc/hosts, and recreate it",
        "machine": f"remove {what} from this machine's hosts file",
    }[line.origin]


def _override(owner: Container, line: HostsLine, case: Case) -> dict[str, Any] | None:
    """The service's other lines; a file that no longer has the line needs no change."""
    config = case.inventory.config(owner)
    if config is None or not any(_has(x, line.name) for x in config.extra_hosts):
        return None
    kept = [x for x in config.extra_hosts if not _has(x, line.name)]
    value: dict[str, Any] = {REPLACES: kept} if kept else {RESETS: None}
    return {"services": {config.name: {"extra_hosts": value}}}


def ways_on_this_machine(case: Case, line: HostsLine) -> tuple[Proposal, ...]:
    """The address at which this machine has the port of a container of that name, and the line."""
    port, transport = case.address.port, case.address.transport
    made = [
        p
        for c in line.hidden
        for p in case.inventory.namespace_owner(c).published
        if p.transport is transport and port in (p.container_port, p.host_port)
    ][:1]
    at = [Address(host=dialled_on_machine(p), port=p.host_port, transport=transport) for p in made]
    if not line.hidden:
        at = [replace(case.address, host="127.0.0.1")]
    removed = Proposal(
        summary=_summary("", line),
        address=case.address,
        trial=Untriable(reason="changing this machine's hosts file is left to you"),
    )
    return (*(instead(case, address) for address in at), removed)


def ways_past_a_stale_line(case: Case) -> tuple[Proposal, ...]:
    """Docker Desktop made to write its lines anew; on this machine itself, localhost."""
    again = Proposal(
        summary="in Docker Desktop's settings, turn the adding of the *.docker.internal names to"
        " the hosts file off and on again",
        address=case.address,
        trial=Untriable(reason="Docker Desktop's settings are left to you"),
    )
    near = replace(case.address, host="localhost")
    return (again, guessed(case, near)) if case.vantage == HOST else (again,)
