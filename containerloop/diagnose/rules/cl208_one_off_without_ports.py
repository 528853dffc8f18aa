"""CL208: the service runs only in a container of `docker compose run`."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.create_service import created, run_with_ports
from containerloop.diagnose.rule_facts.absent_services import NOBODY_THERE, AbsentService
from containerloop.facts import Container, Maybe, Unobserved


@diagnosis("CL208", "one-off-without-ports", explains=NOBODY_THERE)
def one_off_without_ports(
    case: Case, absent_services: tuple[AbsentService, ...]
) -> Maybe[Finding | None]:
    """The service runs only in a one-off container of `docker compose run`.

    ## What it means

    `docker compose run web` creates a container beside the plan: it does not get the
    service's name on the network, and no port of the file is published for it.

        docker compose up web     shop-web-1         web:8000 and 127.0.0.1:8080
        docker compose run web    shop-web-run-3f2   neither

    The server in it runs, so it looks as if the network were at fault.

    ## How containerloop knows

    A running container of the service carries Compose's label of a one-off and
    listens on the port inside; there is no other container of the service, and the
    name, or the host port, in the address is the service's in the file.

    ## Remedy

        docker compose up -d web
        docker compose run --service-ports --use-aliases web

    The second if it has to be a one-off, for a debugger or a shell.
    """
    unseen = None
    for service in absent_services:
        for one_off in service.one_offs:
            serves = one_off.serves(service.ports, case.address)
            if isinstance(serves, Unobserved):
                unseen = serves
            elif serves:
                return _finding(case, service.config.name, one_off.container)
    return unseen


def _finding(case: Case, service: str, one_off: Container) -> Finding:
    name = one_off.name
    return Finding(
        summary=f"{service} runs only as a one-off container ({name}, from docker compose run),"
        " which gets neither its name nor its ports",
        subject=service,
        evidence=(
            configured(one_off, f"{name} is a one-off container", "Config.Labels"),
            failed_attempt(case.symptom),
        ),
        remedies=(created(case, service), run_with_ports(case, service)),
    )
