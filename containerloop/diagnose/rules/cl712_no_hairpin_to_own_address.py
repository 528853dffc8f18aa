"""CL712: this machine does not reach a published port at its own network address."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, other_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.own_address import OwnAddress
from containerloop.diagnose.trials import Untriable
from containerloop.facts import UNHEARD, Outcome


@diagnosis("CL712", "no-hairpin-to-own-address", explains=UNHEARD | {Outcome.REFUSED})
def no_hairpin_to_own_address(case: Case, own_address: OwnAddress | None) -> Finding | None:
    """The machine cannot reach a published port through its own network address.

    ## What it means

    127.0.0.1 works here, and this machine's call to its own network address fails. Such
    a call never leaves the machine: it needs a firewall rule of its own, or Docker's
    proxy process and a firewall that lets the call in:

        this machine  --> 127.0.0.1:8080      web
        this machine  --> 192.168.1.20:8080   --x
        phone         --> 192.168.1.20:8080   another way: not seen from here

    Containers with host networking have the same trouble. A similar one is a public
    name that a router does not turn back inside.

    ## How containerloop knows

    The port is published at the address that was called and answered at 127.0.0.1; and
    called at its own address, the container answered this machine's network address.
    Else its answer takes another way (CL708), or something in it drops the call.

    ## Remedy

    Use 127.0.0.1 on this machine and the service's name between containers. For a
    public name, make it an alias of the reverse proxy on the project's network:

        services:
          proxy:
            networks:
              default:
                aliases: [shop.example.com]

    `sudo iptables -t nat -S OUTPUT` should send packets for local addresses to the
    chain DOCKER. If that rule is missing, restarting the engine writes it again.
    """
    server = case.destination.container
    if own_address is None or server is None or not own_address.answers:
        return None
    works, name, there = own_address.works.address, case.label(server), own_address.test.far.address
    again = Proposal(
        summary="if sudo iptables -t nat -S OUTPUT shows no jump to DOCKER, restart the engine,"
        " which writes it again",
        address=case.address,
        host_command="sudo systemctl restart docker",
        trial=Untriable(reason="containerloop does not restart engines"),
    )
    source = own_address.test.host
    direct = f"{name} answers {source} when it is called at {there}"
    return Finding(
        summary=f"{name} answers at {works}, and what this machine sends to its own network address"
        " does not arrive",
        subject=f"{name} {case.address}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            other_attempt(own_address.works),
            Evidence(saw=direct, command=f"curl --interface {source} {there}"),
        ),
        remedies=(instead(case, works), again),
    )
