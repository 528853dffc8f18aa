"""Bring up a service of the compose file that has no container. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.trials import Untriable

CHANGES_THE_PROJECT = "creating a container would change your project"


def created(case: Case, service: str, profile: str | None = None) -> Proposal:
    """Create its container and start it; `profile` is enabled for that, where it has one."""
    enabled = ("--profile", profile) if profile else ()
    return Proposal(
        summary=f"create and start {service}",
        host_command=compose(case.inventory, *enabled, "up", "-d", service),
        trial=Untriable(reason=CHANGES_THE_PROJECT),
    )


def run_with_ports(case: Case, service: str) -> Proposal:
    """Run it as a one-off that gets the service's name and its ports."""
    return Proposal(
        summary=f"run {service} as a one-off with its ports and its name",
        host_command=compose(
            case.inventory, "run", "-d", "--service-ports", "--use-aliases", service
        ),
        trial=Untriable(reason=CHANGES_THE_PROJECT),
    )
