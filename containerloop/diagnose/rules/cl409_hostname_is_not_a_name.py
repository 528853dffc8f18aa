"""CL409: a container's hostname or id is used as a name, and is none there."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.leave_default_bridge import off_the_bridge
from containerloop.diagnose.rule_facts.asked_name import share_names
from containerloop.facts import NO_SUCH_NAME, Address, Container


@diagnosis("CL409", "hostname-is-not-a-name", explains=NO_SUCH_NAME)
def hostname_is_not_a_name(case: Case, called_by_hostname: tuple[Container, ...]) -> Finding | None:
    """A container has a host name that the other containers cannot resolve.

    ## What it means

    `hostname:` sets what a container calls itself. On a user-defined network the host
    name normally resolves for the other containers too, and so do the first 12 digits
    of the id. The default bridge has no names at all:

        bridge:   docker run --hostname mydb ...     app --> mydb:5432   no such name

    On a user-defined network it is missing only where neither the engine nor Compose
    makes it a name, as old versions of both did not. The whole id is not a
    name anywhere.

    ## How containerloop knows

    The name did not resolve in the client. It is the hostname or the id of a running
    container on a network of the client's, and none of the names that the engine lists
    for it there.

    ## Remedy

    Use the service's name, or make the name an alias on a network both are on. Off the
    default bridge, on a user-defined network, the host name is a name:

        docker network create app-net && docker network connect app-net CONTAINER
    """
    if not called_by_hostname:
        return None
    server = called_by_hostname[0]
    what = "hostname" if server.hostname.lower() == case.address.host.lower() else "id"
    field = "Config.Hostname" if what == "hostname" else "Id"
    return Finding(
        summary=_summary(case, server, what),
        subject=f"{case.vantage} {case.address.host.lower()}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            configured(server, f"it is the {what} of {server.name}", field),
            configured(server, "it is not among its names", "NetworkSettings.Networks"),
        ),
        remedies=(_way(case, server),),
    )


def _summary(case: Case, server: Container, what: str) -> str:
    where = "on this network"
    if not share_names(case.caller, server, case.inventory):
        where = "on the default bridge"
    asked, name = case.address.host, case.label(server)
    return (
        f'{case.label(case.caller)} cannot resolve "{asked}": it is the {what} of {name}, which is'
        f" not a name {where}"
    )


def _way(case: Case, server: Container) -> Proposal:
    if not share_names(case.caller, server, case.inventory):
        return off_the_bridge(case, server)
    asked, name = case.address, case.inventory.dial_name(case.caller, server)
    return instead(case, Address(host=name, port=asked.port, transport=asked.transport))
