"""Take `network_mode:` out of a service, so that it joins its project's network. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.patches import without_key
from containerloop.diagnose.remedies.reference_change import config_of
from containerloop.diagnose.trials import Trial
from containerloop.facts import Container


def without_network_mode(case: Case, container: Container, trial: Trial) -> Proposal:
    """The service without its network mode; for a container of no project only in words."""
    mode, name = container.network_mode, case.label(container)
    if container.project is None:
        return Proposal(
            summary=f"recreate {name} without --network {mode}, on the other's network",
            address=case.address,
            trial=trial,
        )
    patch, override = without_key(config_of(container, case.inventory), "network_mode", mode)
    return Proposal(
        summary=f"remove network_mode: {mode} from {name}, so that it joins the project's network",
        address=case.address,
        patch=patch,
        override=override,
        trial=trial,
    )


def default_network(case: Case, container: Container) -> str | None:
    """The network that a service without `network_mode:` is on; None where it does not exist."""
    network = case.inventory.network(f"{container.project}_default")
    return network.name if network and container.project else None
