"""A port of another service forwarded from its own name, or published. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Evidence, Proposal
from containerloop.diagnose.remedies.publish_port import published
from containerloop.diagnose.rule_facts.misforwarded import Misforwarded
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Address


def ways_to(case: Case, found: Misforwarded) -> tuple[Proposal, ...]:
    """For each service that has the port: `ports:`, unless an editor has that port here.

    That comes first, since it needs no editor; after it the service named in `forwardPorts`.
    """
    name = [_forward(case, found, server) for server in found.servers]
    if found.by is not None:
        return tuple(name)
    asked = case.address
    lines = [published(s, asked.port, case.inventory) for s in found.servers]
    return (*lines, *name)


def _forward(case: Case, found: Misforwarded, server: ContainerServer) -> Proposal:
    port = found.forward.port
    host = server.container.service or server.container.name
    return Proposal(
        summary=f'write "{host}:{server.port}" instead of {port} in forwardPorts of'
        f" {found.dev.file}, and rebuild the dev container",
        address=Address(host="localhost", port=port),
        trial=Untriable(reason="only an editor forwards ports"),
    )


def forwarded_from(found: Misforwarded) -> Evidence:
    """The item of `forwardPorts`, and where it stands."""
    file, line, port = found.dev.file, found.forward.line, found.forward.port
    return Evidence(
        saw=f"{file}:{line} forwards port {port} of service {found.dev.service}",
        command=shlex.join(["grep", "-n", "forwardPorts", file]),
    )
