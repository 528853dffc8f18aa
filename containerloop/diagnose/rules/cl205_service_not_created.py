"""CL205: the service that should answer is in the file but has no container."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, setting_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.create_service import created
from containerloop.diagnose.rule_facts.absent_services import NOBODY_THERE, AbsentService
from containerloop.facts import Maybe, Unobserved


@diagnosis("CL205", "service-not-created", explains=NOBODY_THERE)
def service_not_created(
    case: Case, absent_services: tuple[AbsentService, ...]
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
    missing = [s for s in absent_services if s.listeners == ()]
    if not missing:
        inside = (s.listeners for s in absent_services)  # what listens in a one-off is CL208
        return next((seen for seen in inside if isinstance(seen, Unobserved)), None)
    return Finding(
        summary=_summary(missing),
        subject=_names(missing),
        location=setting_location(missing[0].config, "profiles" if missing[0].profile else None),
        evidence=(*map(_no_container, missing), failed_attempt(case.symptom)),
        remedies=tuple(created(case, s.config.name, s.profile) for s in missing),
    )


def _summary(missing: list[AbsentService]) -> str:
    if len(missing) > 1:
        return f"{_names(missing)} are defined in the compose file but have no container"
    profile = missing[0].profile
    why = f': its profile "{profile}" is not enabled' if profile else ""
    return f"{_names(missing)} is defined in the compose file but has no container{why}"


def _names(missing: list[AbsentService]) -> str:
    return " and ".join(s.config.name for s in missing)


def _no_container(service: AbsentService) -> Evidence:
    name, profiles = service.config.name, ", ".join(service.config.profiles)
    return Evidence(
        saw=f"{name} has no container" + (f" (profiles: {profiles})" if profiles else ""),
        command=f"docker ps --all --filter label=com.docker.compose.service={name}"
        " --filter label=com.docker.compose.oneoff=False",
    )
