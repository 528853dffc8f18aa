"""CL205: the service that should answer is in the file but has no container."""

from __future__ import annotations

from containerloop.diagnose.commands import compose
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt
from containerloop.diagnose.finding import Evidence, Finding, Location, Proposal
from containerloop.diagnose.rule_facts.downtime import run_alone
from containerloop.diagnose.rule_facts.servers import Server
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trials import Untriable
from containerloop.facts import NO_SUCH_NAME, Address, Container, Listener, Outcome, ServiceConfig
from containerloop.topology.destination import Destination
from containerloop.topology.dns import names_in_file
from containerloop.topology.inventory import Inventory


@diagnosis(
    "CL205",
    "service-not-created",
    explains={*NO_SUCH_NAME, Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def service_not_created(
    symptom: Symptom,
    destination: Destination,
    servers: tuple[Server, ...],
    containers: tuple[Container, ...],
    listeners_by_container: dict[str, tuple[Listener, ...]],
    inventory: Inventory,
) -> Finding | None:
    """The service that should answer is in the compose file, but has no container.

    ## What it means

    A compose file is a plan. `docker compose up` leaves out a service whose profile
    is not enabled, and `docker compose up api` creates only api and what it depends
    on:

        compose.yaml    api    cache (profiles: [extras])
        the engine      api    -

    A service without a container has no name and no port. Other containers get "no
    such name" for it, and this machine is refused at the port that the file
    publishes.

    ## How containerloop knows

    The name or the port in the address belongs to a service of the compose file, and
    no container of the project carries that service's label, not even a stopped one.
    If a container of `docker compose run` listens on the port, that is CL208.

    ## Remedy

        docker compose --profile extras up -d cache
        docker compose up -d cache

    The first if the service has a profile; `COMPOSE_PROFILES=extras` in `.env`
    enables it each time.
    """
    made = {c.service for c in containers if c in inventory.scope and not c.one_off}
    services = inventory.project.services if inventory.project else ()
    # one whose sockets nobody saw may serve as well
    serving = {
        c.service
        for _, c in run_alone(containers, inventory)
        if listeners_by_container.get(c.id) != ()
    }
    absent = [s for s in services if s.name not in made | serving]
    if symptom.outcome in NO_SUCH_NAME and destination.kind == "nobody":
        meant = [s for s in absent if symptom.expectation.address.host.lower() in names_in_file(s)]
    elif symptom.outcome not in NO_SUCH_NAME and destination.kind == "host" and not servers:
        meant = [s for s in absent if _serves(s, symptom.expectation.address)]
    else:
        meant = []
    if not meant:
        return None
    first, names = meant[0], " and ".join(s.name for s in meant)
    why = f": its profile {first.profiles[0]} is not on" if first.profiles else ""
    line = first.lines.get("profiles", first.line)
    return Finding(
        summary=f"{names} stands in the file, but has no container{why if len(meant) == 1 else ''}",
        subject=names,
        location=Location(file=first.file, line=line) if first.file and line else None,
        evidence=(*(_no_container(s) for s in meant), failed_attempt(symptom)),
        remedies=tuple(_bring_up(s, inventory) for s in meant),
    )


def _serves(service: ServiceConfig, address: Address) -> bool:
    asked = (address.port, address.transport)
    outside = [(p.host_port, p.transport) for p in service.ports]
    inside = [(p.container_port, p.transport) for p in service.ports]
    return asked in (*outside, *inside, *((p.number, p.transport) for p in service.exposed))


def _no_container(service: ServiceConfig) -> Evidence:
    profile = f"; it is of profile {', '.join(service.profiles)}" if service.profiles else ""
    return Evidence(
        saw=f"no container is of service {service.name}{profile}",
        command=f"docker ps --all --filter label=com.docker.compose.service={service.name}"
        " --filter label=com.docker.compose.oneoff=False",
    )


def _bring_up(service: ServiceConfig, inventory: Inventory) -> Proposal:
    profile = ("--profile", service.profiles[0]) if service.profiles else ()
    return Proposal(
        summary=f"make and start {service.name}",
        host_command=compose(inventory, *profile, "up", "-d", service.name),
        trial=Untriable(reason="there is no container of it yet, so nobody can answer"),
    )
