"""What a manager of a swarm tells, as evidence. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.finding import Evidence
from containerloop.diagnose.rule_facts.swarm_call import AwayTask
from containerloop.facts import SwarmPort, SwarmService


def published_by(service: SwarmService) -> Evidence:
    """The ports and virtual IPs of a service."""
    told = [_port(port) for port in service.ports]
    told += [f"virtual IP {address}" for address in service.virtual_ips]
    words = ("docker", "service", "inspect", "--format", "{{json .Endpoint}}", service.name)
    said = ", ".join(told) or "no port and no virtual IP"
    return Evidence(saw=f"{service.name} has {said}", command=shlex.join(words))


def _port(port: SwarmPort) -> str:
    return f"port {port.host_port}/{port.transport} in mode {port.mode}"


def runs_on(away: AwayTask) -> Evidence:
    """The node that a task runs on."""
    at = f" ({away.address})" if away.address else ""
    service = away.task.name.rpartition(".")[0]
    words = ("docker", "service", "ps", service, "--filter", "desired-state=running")
    return Evidence(
        saw=f"{away.task.name} runs on {away.node}{at}",
        command=shlex.join(words),
    )


def no_ipvs() -> Evidence:
    """That this machine's kernel has no table of it."""
    return Evidence(saw="there is no /proc/net/ip_vs", command="ls /proc/net/ip_vs")
