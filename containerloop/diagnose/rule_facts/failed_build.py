"""A step of an image build that called what only containers of the project reach. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import (
    NO_SUCH_NAME,
    Maybe,
    Outcome,
    Question,
    ServiceConfig,
    Unobserved,
    Value,
    is_loopback,
)
from containerloop.topology.inventory import Inventory


class FailedBuild(Value, frozen=True):
    """The service that is built, None where the text names none; whether it called localhost."""

    service: ServiceConfig | None
    own_localhost: bool


def failed_build(case: Case, question: Question) -> Maybe[FailedBuild | None]:
    """Only a service's name that was not found, and localhost where nothing listened."""
    if question.build is None or case.address != question.address:
        return None
    inventory, host = case.inventory, case.address.host
    if isinstance(inventory.survey.project, Unobserved):
        return inventory.survey.project
    built = _of_the_project(question.build, inventory)
    if question.reported in NO_SUCH_NAME and _of_the_project(host, inventory) is not None:
        return FailedBuild(built, own_localhost=False)
    if question.reported is not Outcome.REFUSED or not is_loopback(host):
        return None
    if inventory.project is None or inventory.project.source != "compose":
        return Unobserved("on which network the image is built stands in a file that was not read")
    # on the host's network it may be the port that is not there
    return None if _on_the_hosts(built, inventory) else FailedBuild(built, own_localhost=True)


def _of_the_project(name: str, inventory: Inventory) -> ServiceConfig | None:
    services = inventory.project.services if inventory.project else ()
    return next((each for each in services if each.name == name), None)


def _on_the_hosts(built: ServiceConfig | None, inventory: Inventory) -> bool:
    """Whether the step may stand on the host's network; of an unknown one, if any does."""
    if built is not None:
        return built.build_network == "host"
    services = inventory.project.services if inventory.project else ()
    return any(each.build_network == "host" for each in services)
