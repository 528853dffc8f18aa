"""CL611: a database is published on every address of this machine."""

from __future__ import annotations

from containerloop import protocols
from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.change_ports import only_here, port_line, stands_at
from containerloop.diagnose.remedies.relay_trials import publication_trial
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import Dial
from containerloop.facts import HOST, Container, Outcome, Publication, is_loopback

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
def exposed_beyond_this_machine(
    case: Case, published_everywhere: Publication | None, kind_of_server: str | None
) -> Finding | None:
    """A database can be reached from other machines, past the host's firewall.

    ## What it means

    `ports: ["5432:5432"]` publishes on every address of the machine. Rules of ufw or
    firewalld do not stop others: Docker redirects their packets to the container first:

        someone --> 192.168.1.20:5432 --> (to 172.18.0.2:5432) --> db
                                          the machine's own rules: not asked

    ## How containerloop knows

    The engine lists the port as published on 0.0.0.0 or ::, and the server is a
    database, a cache or a store of settings, by its answer or its image. Whether others
    get through is not tried: this is a warning, never the cause of a failure.

    ## Remedy

    Publish for this machine only: `"127.0.0.1:5432:5432"`. If only other containers
    need it, publish nothing: they use `db:5432`.
    """
    container, wide = case.destination.container, published_everywhere
    if container is None or wide is None or kind_of_server not in DATABASES:
        return None
    owner, name = case.inventory.namespace_owner(container), case.label(container)
    on = wide.host_ip or "every address"
    said = f"{owner.name} publishes port {wide.container_port} on {on}:{wide.host_port}"
    return Finding(
        summary=f"{name} ({protocols.title(kind_of_server)}) is published on every address of this"
        f" machine, port {wide.host_port}: ufw and firewalld rules do not stop other machines",
        subject=f"{name} {wide.host_port}",
        location=stands_at(port_line(owner, wide, case.inventory)),
        evidence=(configured(owner, said, "NetworkSettings.Ports"),),
        remedies=(_narrow(case, container, wide),),
    )


def _narrow(case: Case, server: Container, wide: Publication) -> Proposal:
    owner, port = case.inventory.namespace_owner(server), wide.container_port
    patch, override = only_here(owner, wide, case.inventory)
    # what this machine dials already is the half that stays; else a relay has to show it
    dialled = case.vantage == HOST and is_loopback(case.address.host)
    own, relayed = Dial(vantage=HOST, address=case.address), ContainerServer(server, port, ())
    return Proposal(
        summary=f'publish it for this machine only: ports: ["127.0.0.1:{wide.host_port}:{port}"]',
        patch=patch,
        override=override,
        trial=own if dialled else publication_trial(relayed),
    )
