"""Ways from this machine to a port that is published on another one. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.published_elsewhere import PublishedElsewhere
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Engine
from containerloop.facts.ssh_address import as_typed

_NO_TUNNEL = "containerloop opens no tunnel"
_NO_CHANGE = "it takes another publication, which containerloop does not make"


def ways_from_here(case: Case, found: PublishedElsewhere) -> tuple[Proposal, ...]:
    """The published port at the other machine's address; else how to bring one within reach."""
    return tuple(_ways(case, found))


def _ways(case: Case, found: PublishedElsewhere) -> Iterator[Proposal]:
    port = found.publication.host_port
    if found.at is not None and not found.closed:
        yield instead(case, replace(case.address, host=found.at))
    elif found.at is not None:
        name = case.label(found.container)
        yield Proposal(
            summary=f"publish port {case.port} of {name} on all addresses instead of"
            f" {found.publication.host_ip}, and use {found.at}:{port}",
            trial=Untriable(reason=_NO_CHANGE),
        )
    engine = case.inventory.survey.engine
    if isinstance(engine, Engine) and engine.address.startswith("ssh://"):
        yield Proposal(
            summary=f"forward port {port} to this machine while you need it",
            host_command=f"{as_typed(engine.address)} -N -L {port}:127.0.0.1:{port}",
            trial=Untriable(reason=_NO_TUNNEL),
        )
    if found.because == "command-in-container":
        yield _side_by_side(found)


def _side_by_side(found: PublishedElsewhere) -> Proposal:
    """Names and container ports, from the network of the container that is meant."""
    network = next((row.network for row in found.container.attachments), "NETWORK")
    name, port = found.container.name, found.publication.container_port
    return Proposal(
        summary=f"connect this container to the network {network}, and use {name}:{port}",
        host_command=f'docker network connect {shlex.quote(network)} "$(hostname)"',
        trial=Untriable(reason="connecting a container would change it"),
    )
