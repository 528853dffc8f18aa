"""Ways to a server for machines that call its container's own address. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.direct_access import DirectAccess
from containerloop.diagnose.trials import Untriable
from containerloop.facts import is_loopback
from containerloop.topology.ports import publications

UNPROTECTED = "nat-unprotected"


def for_other_machines(case: Case, there: DirectAccess) -> tuple[Proposal, ...]:
    """A published port of the engine's machine; or the network open to direct calls."""
    return _published(case, there), _opened(case, there)


def _published(case: Case, there: DirectAccess) -> Proposal:
    name, port = case.label(there.server), case.address.port
    open_to_all = (
        p
        for p in publications(there.server)
        if p.container_port == port and p.host_port and not is_loopback(p.host_ip)
    )
    made = next(open_to_all, None)
    use = (
        f"use port {made.host_port} of the engine's machine, which is published for port {port} of"
        f" {name}"
        if made
        else f"publish port {port} of {name}, and use the address of the engine's machine"
    )
    return Proposal(
        summary=use,
        trial=Untriable(reason="which address of the engine's machine others reach is not known"),
    )


def _opened(case: Case, there: DirectAccess) -> Proposal:
    """Docker takes a network's options when it is created, so that it is recreated."""
    project, network = case.inventory.project, there.network
    real = {name: key for key, name in project.networks.items()} if project else {}
    key = real.get(network.name) if project and network.project == project.name else None
    version = 6 if ":" in case.address.host else 4
    option = f"com.docker.network.bridge.gateway_mode_ipv{version}"
    summary = f"let {network.name} be called directly, on every port ({option}: {UNPROTECTED})"
    untried = Untriable(reason="a network keeps its options as long as it exists")
    if key is None:
        return Proposal(summary=f"{summary}, and recreate it", trial=untried)
    down, up = compose(case.inventory, "down"), compose(case.inventory, "up", "-d")
    return Proposal(
        summary=f"{summary}, and recreate the project",
        override={"services": {}, "networks": {key: {"driver_opts": {option: UNPROTECTED}}}},
        host_command=f"{down} && {up}",
        trial=untried,
    )
