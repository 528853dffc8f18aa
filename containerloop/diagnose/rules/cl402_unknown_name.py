"""CL402: no container has this name."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.nearest_names import NearName
from containerloop.facts import NO_SUCH_NAME, Container
from containerloop.topology.dns import asks_docker, is_planned_name, names_visible_to, networks_of


@diagnosis("CL402", "unknown-name", explains=NO_SUCH_NAME)
def unknown_name(
    case: Case,
    name_holders: tuple[Container, ...],
    name_out_of_reach: tuple[Container, ...],
    nearest_names: tuple[NearName, ...],
) -> Finding | None:
    """No container has this name.

    ## What it means

    On a user-defined network a container has these names, each also with the
    network's name behind it (`db.shop_default`), and no others:

        db           the service              shop-db-1      the container
        primary      an alias                 my-host        its hostname
        4c1d0a8f2b7e the first 12 digits of its id
        shop-db, postgres                     (not names of it)

    `links` add names for one client. Docker asks the host's name server for others: the
    error is "name not found", or "temporary failure"/"misbehaving" if it is silent.

    ## How containerloop knows

    The name did not resolve inside the client, and no container has it, on the
    client's networks or elsewhere. A name with dots may be known outside Docker: it
    counts only if a container of the project has it.

    ## Remedy

    Use a name that exists. The nearest are offered, servers of the port first.
    """
    client, host = case.client, case.address.host
    if client is None or not asks_docker(client, case.inventory) or not _only_docker_knows(case):
        return None
    if name_holders or name_out_of_reach or is_planned_name(host, case.inventory):
        return None
    return Finding(
        summary=_summary(case, nearest_names),
        subject=f"{case.label(client)} {host.lower()}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), _names_there(case)),
        remedies=tuple(instead(case, near.address) for near in nearest_names),
    )


def _only_docker_knows(case: Case) -> bool:
    """A name with dots may be known elsewhere, unless a container of the project has it."""
    host = case.address.host
    return "." not in host.rstrip(".") or bool(case.inventory.named(host, case.client))


def _summary(case: Case, nearest: tuple[NearName, ...]) -> str:
    confusion = nearest[0].confusion if nearest else ""
    why = confusion or "no container on its networks has that name"
    return f'{case.label(case.caller)} cannot resolve "{case.address.host}": {why}'


def _names_there(case: Case) -> Evidence:
    named = names_visible_to(case.caller, case.inventory).values()
    known = sorted({case.label(c) for each in named for c in each})
    network = next(n for n in networks_of(case.caller, case.inventory) if n != "bridge")
    return Evidence(
        saw=f"the containers with names there: {', '.join(known)}",
        command=f"docker network inspect {network}",
    )
