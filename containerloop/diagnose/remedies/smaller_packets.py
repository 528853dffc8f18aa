"""Give a network smaller packets, for a link on the way that takes no larger ones. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.trials import Dial
from containerloop.facts import Network
from containerloop.plan.size_tests import MTU, SMALL_MTU


def smaller_packets(case: Case, network: Network) -> Proposal:
    """The option of a network of the project; for any other, how it is made with it."""
    project = case.inventory.project
    real = {name: key for key, name in project.networks.items()} if project else {}
    key = real.get(network.name)
    trial = Dial(vantage=case.vantage, address=case.address, mtu=SMALL_MTU)
    if key is None or project is None or network.project != project.name:
        return Proposal(
            summary=f"recreate {network.name} with the option {MTU}={SMALL_MTU} (for Docker's own"
            f' network "bridge": "mtu": {SMALL_MTU} in daemon.json)',
            trial=trial,
        )
    down, up = compose(case.inventory, "down"), compose(case.inventory, "up", "-d")
    return Proposal(
        summary=f'give the network "{key}" packets of at most {SMALL_MTU} bytes (mtu), and recreate'
        " the project",
        override={"services": {}, "networks": {key: {"driver_opts": {MTU: str(SMALL_MTU)}}}},
        host_command=f"{down} && {up}",
        trial=trial,
    )
