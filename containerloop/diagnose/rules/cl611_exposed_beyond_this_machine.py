"""CL611: a database is published on every address of this machine."""

from __future__ import annotations

from containerloop import protocols
from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.change_ports import ALL, only_here, port_line, stands_at
from containerloop.diagnose.remedies.relay_trials import publication_trial
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trials import Dial, Trial
from containerloop.facts import HOST, Container, Outcome, Transport, is_loopback

DATABASES = frozenset(
    ("postgresql", "mysql", "redis", "mongodb", "memcached", "mssql", "cassandra", "zookeeper")
)
"""Servers that trust their network, or guard it by one password only."""


@diagnosis(
    "CL611",
    "exposed-beyond-this-machine",
    explains=frozenset(Outcome) - {Outcome.NOT_TRIED},
    severity="warning",
)
def exposed_beyond_this_machine(case: Case) -> Finding | None:
    """A database can be reached from other machines, past the host's firewall.

    ## What it means

    `ports: ["5432:5432"]` publishes on every address of the machine, not only for the
    machine itself. Every machine whose packets get here reaches the server: in the
    office, in a café, on a rented server anywhere.

    Rules of ufw or firewalld for the machine's own ports do not stop it. Docker
    redirects the packet to the container first, and from then on it is only
    forwarded:

        someone --> 192.168.1.20:5432 --> (to 172.18.0.2:5432) --> db
                                          the machine's own rules: not asked

    This is a warning and never the cause of a failure.

    ## How containerloop knows

    The engine lists the port as published on 0.0.0.0 or ::, and the server is a
    database, a cache or a store of settings, by its answer or its image. Whether
    other machines get through depends on what stands before this one, and is not
    tried.

    ## Remedy

    Publish for this machine only: `"127.0.0.1:5432:5432"`. If only other containers
    need it, publish nothing: they use `db:5432`.
    """
    container, address = case.destination.container, case.address
    if container is None or case.destination.kind != "container":
        return None
    owner = case.inventory.namespace_owner(container)
    wide = [
        p
        for p in owner.published
        if p.host_ip in ALL
        and p.container_port == case.destination.port
        and p.transport is address.transport is Transport.TCP
    ]
    kind = _kind(case.symptom, container, case.destination.port)
    if not wide or kind not in DATABASES:
        return None
    name, published = case.label(container), wide[0]
    title = protocols.title(kind)
    patch, override = only_here(owner, published, case.inventory)
    return Finding(
        summary=f"port {published.host_port} of {name} ({title}) is published on every address of"
        " this machine: other machines reach it too, past rules of ufw or firewalld",
        subject=f"{name} {published.host_port}",
        location=stands_at(port_line(owner, published, case.inventory)),
        evidence=(
            configured(
                owner,
                f"{owner.name} publishes {published.container_port} on"
                f" {published.host_ip or 'every address'}:{published.host_port}",
                "NetworkSettings.Ports",
            ),
        ),
        remedies=(
            Proposal(
                summary="publish it for this machine only: 127.0.0.1 in front of the port",
                patch=patch,
                override=override,
                trial=_dial_loopback(case.symptom, container, case.destination.port),
            ),
        ),
    )


def _dial_loopback(symptom: Symptom, container: Container, port: int) -> Trial:
    """What this machine dials already is the half that stays; else a relay has to show it."""
    expectation = symptom.expectation
    if expectation.vantage == HOST and is_loopback(expectation.address.host):
        return Dial(vantage=HOST, address=expectation.address)
    return publication_trial(ContainerServer(container, port, ()))


def _kind(symptom: Symptom, container: Container, port: int) -> str | None:
    """What the server said it is; else its image, where the port is not another server's."""
    if symptom.best.protocol is not None:
        return symptom.best.protocol
    image = protocols.by_hint(container.image)
    return image.key if image and image is protocols.expected(None, port, container.image) else None
