"""Who serves the port besides the client itself: whom it may mean, whom it can reach. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.asked_name import share_names
from containerloop.diagnose.rule_facts.servers import ContainerServer, HostServer, Server, Servers
from containerloop.facts import Container


def other_servers(case: Case, servers: Servers) -> tuple[Server, ...]:
    """The host, and the containers of the client's project or user-defined networks."""
    if case.client is None:
        return ()
    return tuple(
        s
        for s in servers.known
        if isinstance(s, HostServer)
        or (_apart(case, s.container) and case.inventory.belong_together(case.client, s.container))
    )


def servers_in_reach(case: Case, servers: Servers) -> tuple[ContainerServer, ...]:
    """The running containers that have a name on a network of the client's."""
    if case.client is None:
        return ()
    return tuple(
        s
        for s in servers.containers
        if s.container.state.running
        and _apart(case, s.container)
        and share_names(case.client, s.container, case.inventory)
    )


def _apart(case: Case, server: Container) -> bool:
    """Whether the server has another network namespace than the client."""
    owner = case.inventory.namespace_owner
    return owner(case.caller).id != owner(server).id
