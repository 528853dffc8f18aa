"""What a step of an image build cannot do, done elsewhere. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.failed_build import FailedBuild
from containerloop.diagnose.trials import Untriable

_UNTRIED = Untriable(reason="no build is started to find out")


def out_of_the_build(case: Case, failed: FailedBuild) -> tuple[Proposal, ...]:
    """The step at the container's start; or the build on the host's network."""
    name = failed.service.name if failed.service else "the service"
    address = case.address
    moved = Proposal(
        summary=f"move that step from the Dockerfile to the start of {name} (command or"
        " entrypoint), where the project's services have their names",
        trial=_UNTRIED,
    )
    publish = Proposal(
        summary=f"build on the host's network (build: network: host under {name}), and let the"
        f" step call a published port at localhost; port {address.port} has to be published then",
        trial=_UNTRIED,
    )
    return moved, publish
