"""CL205: the service that should answer is in the file but has no container."""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt
from containerloop.diagnose.finding import Evidence, Finding, Location, Proposal
from containerloop.diagnose.rule_facts.downtime import run_alone
from containerloop.diagnose.rule_facts.servers import Servers
from containerloop.diagnose.trials import Untriable
from containerloop.facts import (
    NO_SUCH_NAME,
    Address,
    Listener,
    Maybe,
    Outcome,
    Project,
    ServiceConfig,
    Unobserved,
)
from containerloop.topology.dns import names_in_file
from containerloop.topology.inventory import Inventory


@diagnosis(
    "CL205",
    "service-not-created",
    explains={*NO_SUCH_NAME, Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def service_not_created(
    case: Case,
    servers: Servers,
    project: Project | None,
    listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]],
) -> Maybe[Finding | None]:
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
    if project is None:
        return None
    made = {c.service for c in case.inventory.scope if not c.one_off}
    absent = [s for s in project.services if s.name not in made]
    if case.outcome in NO_SUCH_NAME and case.destination.kind == "nobody":
        meant = [s for s in absent if case.address.host.lower() in names_in_file(s)]
    elif case.outcome not in NO_SUCH_NAME and case.destination.kind == "host" and not servers.known:
        meant = [s for s in absent if _serves(s, case.address)]
    else:
        return None
    inside = [(s, listeners_by_container[c.id]) for s, c in run_alone(case.inventory)]
    serving = {s.name: seen for s, seen in inside if seen}
    unseen = [seen for s in meant if isinstance(seen := serving.get(s.name), Unobserved)]
    meant = [s for s in meant if s.name not in serving]
    if not meant:
        return unseen[0] if unseen else None
    first, names = meant[0], " and ".join(s.name for s in meant)
    why = f": its profile {first.profiles[0]} is not on" if first.profiles else ""
    line = first.lines.get("profiles", first.line)
    return Finding(
        summary=f"{names} stands in the file, but has no container{why if len(meant) == 1 else ''}",
        subject=names,
        location=Location(file=first.file, line=line) if first.file and line else None,
        evidence=(*(_no_container(s) for s in meant), failed_attempt(case.symptom)),
        remedies=tuple(_bring_up(s, case.inventory) for s in meant),
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
