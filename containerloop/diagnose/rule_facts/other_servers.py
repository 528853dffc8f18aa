"""Who serves the port besides the client itself: whom it may mean, whom it can reach. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.asked_name import share_names
from containerloop.diagnose.rule_facts.servers import Server
from containerloop.facts import Container


def other_servers(case: Case, known: tuple[Server, ...]) -> tuple[Server, ...]:
    """The host, and the containers of the client's project or user-defined networks."""
    client = case.client
    return tuple(
        s
        for s in known
        if client
        and (
            s.container is None
            or (_beside(case, s.container) and case.inventory.belong_together(client, s.container))
        )
    )


def servers_in_reach(case: Case, known: tuple[Server, ...]) -> tuple[Server, ...]:
    """The running containers that have a name on a network of the client's."""
    client = case.client
    return tuple(
        s
        for s in known
        if client
        and s.container
        and s.container.state.running
        and _beside(case, s.container)
        and share_names(client, s.container, case.inventory)
    )


def _beside(case: Case, server: Container) -> bool:
    """Whether it has another network namespace than the client."""
    owner = case.inventory.namespace_owner
    return owner(case.caller).id != owner(server).id
