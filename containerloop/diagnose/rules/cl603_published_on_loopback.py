"""CL603: a port is published on this machine's loopback, and used from elsewhere."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.change_ports import also_published, on_all_addresses
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.without_publishing import without_publishing
from containerloop.diagnose.rule_facts.passed_on import HUNG_UP, missed
from containerloop.facts import Container, Outcome, Publication
from containerloop.platforms.traits import Platform


@diagnosis("CL603", "published-on-loopback", explains={Outcome.REFUSED, *HUNG_UP})
def published_on_loopback(
    case: Case,
    platform: Platform,
    published_here: tuple[Publication, ...],
    kept_inside: bool,
) -> Finding | None:
    """A port is published on 127.0.0.1 only, and used at another address.

    ## What it means

    `ports: ["127.0.0.1:5432:5432"]` opens the port for processes of this machine only.
    On Linux a container arrives at another address of the host; so does a phone:

        a process here --> 127.0.0.1:5432 -----> db :5432
        job --> host.docker.internal = 172.17.0.1:5432 --x  (nobody)
        phone --> 192.168.1.20:5432 --x  (nobody)

    On Docker Desktop the container gets through: a process of the host connects there.
    A rootless engine with pasta passes on nothing that is published on 127.0.0.1.

    ## How containerloop knows

    The engine's publications of the port are all on loopback addresses, and the
    connection, to another address of the host, was refused. With pasta: the engine's
    own host is answered there, and this machine is hung up on.

    ## Remedy

    Containers need no published port: connect both to one network and use `db:5432`,
    the service's name and its own port. Where that is not possible, publish on the
    bridge's address as well, not on all of them.
    """
    server, dialled = case.destination.container, case.symptom.best.resolved
    if server is None or case.destination.by != "publication" or not dialled:
        return None
    if not kept_inside and not missed(case, platform, dialled, published_here):
        return None
    first, name = published_here[0], case.label(server)
    on = f"{name} is published on {first.host_ip}:{first.host_port} only"
    said = f"{server.name} is published on {first.host_ip} only"
    ways = _without_publishing(case, server, first.host_ip)
    return Finding(
        summary=f"{on}, which pasta does not pass on to this machine"
        if kept_inside
        else f"{on}, but was contacted at {dialled}",
        subject=f"{name} {first.host_port}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), configured(server, said, "NetworkSettings.Ports")),
        remedies=(on_all_addresses(case, server, first),)
        if kept_inside
        else (*ways, also_published(case, server, first, dialled)),
    )


def _without_publishing(case: Case, server: Container, ip: str) -> tuple[Proposal, ...]:
    if case.client is None:
        return (instead(case, replace(case.address, host=ip)),)
    return without_publishing(case, server)
