"""CL208: the service runs only in a container of `docker compose run`."""

from __future__ import annotations

from containerloop.diagnose.commands import compose
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.rule_facts.downtime import run_alone
from containerloop.diagnose.rule_facts.servers import Server
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trials import Untriable
from containerloop.facts import NO_SUCH_NAME, Container, Listener, Outcome
from containerloop.topology.destination import Destination
from containerloop.topology.dns import names_in_file
from containerloop.topology.inventory import Inventory


@diagnosis(
    "CL208",
    "one-off-without-ports",
    explains={*NO_SUCH_NAME, Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def one_off_without_ports(
    symptom: Symptom,
    destination: Destination,
    servers: tuple[Server, ...],
    containers: tuple[Container, ...],
    listeners_by_container: dict[str, tuple[Listener, ...]],
    inventory: Inventory,
) -> Finding | None:
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
    address = symptom.expectation.address
    by_name = symptom.outcome in NO_SUCH_NAME and destination.kind == "nobody"
    by_port = symptom.outcome not in NO_SUCH_NAME and destination.kind == "host" and not servers
    for config, one_off in run_alone(containers, inventory):
        ports = [
            p.container_port
            for p in config.ports
            if (p.host_port, p.transport) == (address.port, address.transport)
        ]
        named = by_name and address.host.lower() in names_in_file(config)
        wanted = [address.port] if named else ports if by_port else []
        sockets = listeners_by_container.get(one_off.id, ())
        if any((x.port, x.transport) == (p, address.transport) for x in sockets for p in wanted):
            return _finding(symptom, config.name, one_off, inventory)
    return None


def _finding(symptom: Symptom, service: str, one_off: Container, inventory: Inventory) -> Finding:
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
            failed_attempt(symptom),
        ),
        remedies=tuple(
            Proposal(summary=s, host_command=compose(inventory, *words), trial=untried)
            for s, words in ways
        ),
    )
