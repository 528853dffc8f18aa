"""Ways to a swarm's tasks that need no balancing by the kernel. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.other_nodes import option
from containerloop.diagnose.rule_facts.swarm_call import Unbalanced
from containerloop.diagnose.trials import Untriable
from containerloop.facts import SwarmPort, SwarmService, literal

_LOAD = "sudo modprobe ip_vs"
_CHANGE = "it would change the service"


def ways_past(case: Case, found: Unbalanced) -> tuple[Proposal, ...]:
    """By the tasks themselves, or at their node's own port; and by loading the module."""
    return tuple(_ways(case, found))


def _ways(case: Case, found: Unbalanced) -> Iterator[Proposal]:
    if found.port is not None:
        yield _in_mode_host(found.service, found.port)
    elif literal(case.address.host) is None:
        yield instead(case, replace(case.address, host=f"tasks.{case.address.host}"))
        if not found.service.ports:
            yield _without_virtual_ip(found.service)
    yield Proposal(
        summary="load the module ip_vs on every node, where its kernel has one, and restart the"
        " engine",
        host_command=_LOAD,
        trial=Untriable(reason="no module is loaded into a kernel to find out"),
    )


def _in_mode_host(service: SwarmService, port: SwarmPort) -> Proposal:
    old, new = option(port, "ingress"), option(port, "host")
    words = ["docker", "service", "update", "--publish-rm", old, "--publish-add", new, service.name]
    return Proposal(
        summary=f"publish port {port.host_port} of {service.name} in mode host, on the nodes that"
        " run a task; in the stack's file too",
        host_command=shlex.join(words),
        trial=Untriable(reason=_CHANGE),
    )


def _without_virtual_ip(service: SwarmService) -> Proposal:
    words = ("docker", "service", "update", "--endpoint-mode", "dnsrr", service.name)
    return Proposal(
        summary=f"let the name {service.short} lead to the tasks themselves (endpoint_mode:"
        " dnsrr); in the stack's file too",
        host_command=shlex.join(words),
        trial=Untriable(reason=_CHANGE),
    )
