"""CL601: a container listens on the port, but the port is not published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.network_evidence import internal
from containerloop.diagnose.remedies.join_network import closed_networks
from containerloop.diagnose.remedies.publish_port import publish
from containerloop.diagnose.rule_facts.unpublished import Unpublished, UnpublishedService
from containerloop.facts import HOST, Listener, Maybe, Outcome

MOST = 8
"""Services of one answer, each with a remedy and its trial."""


@diagnosis("CL601", "port-not-published", explains={Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE})
def port_not_published(
    case: Case,
    unpublished: Unpublished,
    listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]],
) -> Maybe[Finding | None]:
    """A container listens on the port, but the port is not published.

    ## What it means

    `EXPOSE` in an image and `expose:` in a compose file document a port: they open
    nothing. Other containers of the same network reach every port anyway. This
    machine reaches only what is published:

        this machine --> 127.0.0.1:5432 --x      db :5432
        with ports:  --> 127.0.0.1:5432 -------> db :5432

    ## How containerloop knows

    Nothing listens on the port on this machine, no container publishes it, and a
    running container listens on it, or declares it (`expose:`). If its server listens
    on another port, the remedy maps to that one.

    ## Remedy

    `ports: ["127.0.0.1:5432:5432"]`; 127.0.0.1 keeps it to this machine. Publish
    nothing if only containers need the port. Two containers of a service need two
    host ports: `127.0.0.1:5432-5433:5432`. If all its networks are `internal: true`,
    connect it to another one as well: on internal ones `ports:` is ignored.
    """
    if case.vantage != HOST or case.destination.kind != "host":
        return None
    if not unpublished.services:
        return unpublished.unseen
    first, names = unpublished.services[:MOST], _names(unpublished)
    return Finding(
        summary=_summary(case, unpublished, names),
        subject=names,
        evidence=(failed_attempt(case.symptom), *_publish_nothing(case, first)),
        remedies=tuple(publish(case, s.servers[0], listeners_by_container) for s in first),
    )


def _summary(case: Case, unpublished: Unpublished, names: str) -> str:
    exposed = "" if unpublished.listening is True else "exposed but "
    idle = "" if unpublished.listening else ", and nothing listens on it there"
    return f"port {case.port} of {names} is {exposed}not published to this machine{idle}"


def _names(unpublished: Unpublished) -> str:
    more = len(unpublished.services) - MOST
    names = " and ".join(each.name for each in unpublished.services[:MOST])
    return names + (f" and {more} more" if more > 0 else "")


def _publish_nothing(case: Case, services: tuple[UnpublishedService, ...]) -> Iterator[Evidence]:
    for container in (c for each in services for c in each.containers):
        said = f"{container.name} does not publish port {case.port}"
        yield configured(container, said, "NetworkSettings.Ports")
        yield from map(internal, closed_networks(container, case.inventory))
