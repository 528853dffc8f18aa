"""CL208: the service runs only in a container of `docker compose run`."""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.rule_facts.downtime import run_alone
from containerloop.diagnose.rule_facts.servers import Servers
from containerloop.diagnose.trials import Untriable
from containerloop.facts import (
    NO_SUCH_NAME,
    Container,
    Listener,
    Maybe,
    Outcome,
    Project,
    Unobserved,
)
from containerloop.topology.dns import names_in_file


@diagnosis(
    "CL208",
    "one-off-without-ports",
    explains={*NO_SUCH_NAME, Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def one_off_without_ports(
    case: Case,
    servers: Servers,
    project: Project | None,
    listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]],
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
    address = case.address
    if project is None:
        return None
    by_name = case.outcome in NO_SUCH_NAME and case.destination.kind == "nobody"
    by_port = (
        case.outcome not in NO_SUCH_NAME and case.destination.kind == "host" and not servers.known
    )
    unseen: Unobserved | None = None
    for config, one_off in run_alone(case.inventory):
        ports = [
            p.container_port
            for p in config.ports
            if (p.host_port, p.transport) == (address.port, address.transport)
        ]
        named = by_name and address.host.lower() in names_in_file(config)
        wanted = [address.port] if named else ports if by_port else []
        sockets = listeners_by_container[one_off.id]
        if isinstance(sockets, Unobserved):
            unseen = sockets if wanted else unseen
        elif any((x.port, x.transport) == (p, address.transport) for x in sockets for p in wanted):
            return _finding(case, config.name, one_off)
    return unseen


def _finding(case: Case, service: str, one_off: Container) -> Finding:
    untried = Untriable(reason="it makes a container, so it is left to you")
    ways = (
        (f"bring {service} up", ("up", "-d", service)),
        (
            "or run it with its ports and its name",
            ("run", "-d", "--service-ports", "--use-aliases", service),
        ),
    )
    return Finding(
        summary=(
            f"{service} runs only in {one_off.name}, of docker compose run, which has neither its"
            " name nor its ports"
        ),
        subject=service,
        evidence=(
            configured(one_off, f"{one_off.name} is a one-off container", "Config.Labels"),
            failed_attempt(case.symptom),
        ),
        remedies=tuple(
            Proposal(summary=s, host_command=compose(case.inventory, *words), trial=untried)
            for s, words in ways
        ),
    )
