"""Give a network addresses that nothing else on this machine has. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.compose_yaml import REPLACES
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Network, Unobserved
from containerloop.topology.hosts import overlap, prefix_length
from containerloop.topology.inventory import Inventory

_CANDIDATES = tuple(f"10.{second}.7.0/24" for second in range(123, 200))


def moved(case: Case, network: Network) -> Proposal:
    """Another subnet for a network of the project; for any other, other pools for the engine."""
    project = case.inventory.project
    real = {name: key for key, name in project.networks.items()} if project else {}
    free, key = free_subnet(case.inventory), real.get(network.name)
    if key is None or free is None or project is None or network.project != project.name:
        return Proposal(
            summary=f"give the engine other address pools (default-address-pools in its"
            f" daemon.json), and recreate {network.name}",
            trial=Untriable(reason="changing the engine's settings is left to you"),
        )
    down, up = compose(case.inventory, "down"), compose(case.inventory, "up", "-d")
    subnet = {"ipam": {"config": {REPLACES: [{"subnet": free}]}}}
    return Proposal(
        summary=f'give the network "{key}" another subnet ({free}), and recreate the project',
        override={"services": {}, "networks": {key: subnet}},
        host_command=f"{down} && {up}",
        trial=Untriable(reason="a network keeps its subnet as long as it exists"),
    )


def free_subnet(inventory: Inventory) -> str | None:
    """A /24 that no network of the engine has, and that this machine routes nowhere."""
    routes = inventory.survey.machine.routes
    known = () if isinstance(routes, Unobserved) else routes
    taken = [s for n in inventory.networks for s in n.subnets]
    taken += [r.destination for r in known if prefix_length(r.destination)]
    return next((c for c in _CANDIDATES if not any(overlap(c, t) for t in taken)), None)
