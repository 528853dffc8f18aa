"""CL306: a container network has the addresses of another network of this machine."""

from __future__ import annotations

import shlex

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.move_subnet import moved
from containerloop.diagnose.rule_facts.subnet_overlap import Overlap
from containerloop.facts import UNHEARD, Outcome

BEHIND_A_PROXY = {Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET, Outcome.SILENT}


@diagnosis("CL306", "subnet-overlap", explains=UNHEARD | BEHIND_A_PROXY)
def subnet_overlap(case: Case, overlap: Overlap | None) -> Finding | None:
    """A container network has the same addresses as a VPN or the local network.

    ## What it means

    Docker takes subnets for its networks from its address pools, by default mostly
    from 172.16.0.0/12 and 192.168.0.0/16. If the office or a VPN uses the same
    addresses, the host sends their packets to the bridge instead:

        route 172.20.0.0/16 dev br-4f...   (a project's network)
        container or host --> 172.20.1.5   meant: a server in the office
                                           reached: nobody

    The other way round, a VPN can take the route to a container network.

    ## How containerloop knows

    Nothing answered at an address in a container network's subnet that no container
    has, and this machine has a route of another interface for it; or a more exact
    route of another interface takes what is sent to the container behind a published
    port. Rules of policy routing (`ip rule`) are not read.

    ## Remedy

    Give the project's network a free subnet and recreate it (`docker compose down`,
    then `up -d`):

        networks:
          default:
            ipam:
              config:
                - subnet: 10.123.7.0/24

    For all new networks, set `default-address-pools` in the engine's daemon.json.
    """
    if overlap is None:
        return None
    return Finding(
        summary=_summary(overlap),
        subject=f"{overlap.network.name} {overlap.route.destination}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), *_both(overlap)),
        remedies=(moved(case, overlap.network),),
    )


def _summary(found: Overlap) -> str:
    network, route = f"the network {found.network.name} ({found.subnet})", found.route
    there = f"the route to {route.destination} through {route.interface}"
    if found.taken_by == "network":
        return f"{network} covers {found.address}, which {there} leads to as well"
    return f"{there} takes what is sent to {found.address}, in {network}"


def _both(found: Overlap) -> tuple[Evidence, Evidence]:
    route, name = found.route, shlex.quote(found.network.name)
    said = f"this machine has a route to {route.destination} through {route.interface}"
    subnet = f"the subnet of {found.network.name} is {found.subnet}"
    inspect = f"docker network inspect --format '{{{{json .IPAM.Config}}}}' {name}"
    return Evidence(saw=said, command="ip route"), Evidence(saw=subnet, command=inspect)
