"""CL402: the name does not exist where it is used."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, has_the_name, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.from_outside import ways_from_here
from containerloop.diagnose.rule_facts.name_elsewhere import NameElsewhere
from containerloop.diagnose.rule_facts.nearest_names import NearName
from containerloop.diagnose.rule_facts.servers import Servers
from containerloop.facts import NO_SUCH_NAME
from containerloop.topology.dns import names_visible_to, networks_of


@diagnosis("CL402", "unknown-name", explains=NO_SUCH_NAME)
def unknown_name(
    case: Case,
    known_to_nobody: bool,
    name_elsewhere: NameElsewhere | None,
    nearest_names: tuple[NearName, ...],
    servers: Servers,
) -> Finding | None:
    """The name does not exist where it is used.

    ## What it means

    On a user-defined network a container has these names, each also with the
    network's name behind it (`db.shop_default`), and no others:

        db           the service              shop-db-1      the container
        primary      an alias                 my-host        its hostname
        4c1d0a8f2b7e the first 12 digits of its id
        shop-db, postgres                     (not names of it)

    They exist in containers of that network, not on this machine. `links` add names for
    one client. Docker asks the host's name server for others ("name not found").

    ## How containerloop knows

    The name did not resolve inside the client, and no container has it there; or on
    this machine, and one has it. With dots it counts only if it is a container's.
    White space around a name in a variable belongs to it ("db " is nobody's name).

    ## Remedy

    Use a name that exists: the nearest are offered, servers of the port first. On this
    machine use `localhost` and the published port, or run the program in a container.
    """
    if (there := name_elsewhere) is None and not known_to_nobody:
        return None
    near = tuple(instead(case, near.address) for near in nearest_names)
    return Finding(
        summary=_summary(case, nearest_names, there),
        subject=f"{case.vantage} {case.address.host.lower()}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), _known_names(case, there)),
        remedies=ways_from_here(case, there, servers.containers) if there else near,
        stands=True,
    )


def _summary(case: Case, nearest: tuple[NearName, ...], there: NameElsewhere | None) -> str:
    asked, only = case.address.host, "and such names resolve in containers only"
    if there is not None:
        return f'this machine cannot resolve "{asked}": {there.meaning}, {only}'
    why = (nearest[0].confusion if nearest else "") or "no container on its networks has that name"
    return f'{case.label(case.caller)} cannot resolve "{asked}": {why}'


def _known_names(case: Case, there: NameElsewhere | None) -> Evidence:
    if there is not None:
        return has_the_name(there.servers[0])
    named = names_visible_to(case.caller, case.inventory).values()
    known = sorted({case.label(c) for each in named for c in each})
    network = next(n for n in networks_of(case.caller, case.inventory) if n != "bridge")
    saw = f"the containers with names there: {', '.join(known)}"
    return Evidence(saw=saw, command=f"docker network inspect {network}")
