"""A name that means a container somewhere, though not where it was used. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.asked_name import share_names
from containerloop.facts import HOST, NO_SUCH_NAME, Container, Maybe, Outcome, Unobserved, Value
from containerloop.topology.dns import containers_having, is_name_with_network
from containerloop.topology.inventory import Inventory

NO_NAME_SERVER = "the name server that this machine uses did not answer"


class NameElsewhere(Value, frozen=True):
    """The containers that have the name, and what it is of the first: a clause.

    `peers` are running containers of the project beside it, where the name resolves; those that
    say that they use it come first.
    """

    servers: tuple[Container, ...]
    meaning: str
    peers: tuple[Container, ...]


def name_elsewhere(case: Case) -> Maybe[NameElsewhere | None]:
    """Of a name that this machine does not resolve; None where no container has it.

    Unobserved for one with dots, which may be a domain, too, where no name server said no.
    """
    if case.vantage != HOST or case.outcome not in NO_SUCH_NAME:
        return None
    if case.reference is not None and case.reference.browser:  # a page's (CL408)
        return None
    name = case.address.host.rstrip(".").lower()
    servers = containers_having(name, case.inventory)
    if not servers:
        return None
    domain = "." in name and not is_name_with_network(name, case.inventory)
    if domain and case.outcome is Outcome.NAME_SERVER_FAILED:
        return Unobserved(NO_NAME_SERVER)
    return NameElsewhere(servers, _meaning(name, servers[0], case), _peers(name, servers[0], case))


def _meaning(name: str, server: Container, case: Case) -> str:
    label = case.label(server)
    if name == (server.service or "").lower() and not server.one_off:
        return f"it is a service of the project {server.project}"
    if name == server.name.lower():
        return "it is the name of a container"
    if is_name_with_network(name, case.inventory):
        return f"it is the name of {label} on one network"
    if server.id.startswith(name):
        return f"it is the id of {label}"
    if name == server.hostname.lower():
        return f"it is the hostname of {label}"
    return f"it is an alias of {label}"


def _peers(name: str, server: Container, case: Case) -> tuple[Container, ...]:
    inventory = case.inventory
    if server not in inventory.scope or not server.state.running:
        return ()
    found = [c for c in inventory.scope if _is_peer(c, server, inventory)]
    found.sort(key=lambda c: (not _uses(c, name), server.service not in c.depends_on))
    return tuple(found)


def _is_peer(one: Container, server: Container, inventory: Inventory) -> bool:
    own = inventory.namespace_owner
    apart = own(one).id != own(server).id and one.service != server.service
    return one.state.running and apart and share_names(one, server, inventory)


def _uses(client: Container, name: str) -> bool:
    return any(r.host.lower() == name for r in client.references)


def called_by_hostname(case: Case) -> tuple[Container, ...]:
    """The running containers whose hostname or id the client used in vain as a name.

    Those that it meets on a network, the default bridge among them.
    """
    if case.client is None or case.outcome not in NO_SUCH_NAME:
        return ()
    name = case.address.host.rstrip(".").lower()
    return tuple(
        c
        for c in case.inventory.containers
        if c.state.running
        and c.id != case.client.id
        and (name == c.hostname.lower() or _is_id(name, c))
        and not _is_a_name_for(name, c, case)
        and case.inventory.shared_networks(case.client, c)
    )


def _is_id(name: str, container: Container) -> bool:
    return len(name) >= 12 and container.id.startswith(name)


def _is_a_name_for(name: str, container: Container, case: Case) -> bool:
    """Whether it is the container's own name or service as well, which other causes explain."""
    own = {container.name.lower(), (container.service or "").lower()}
    shared = set(case.inventory.shared_networks(case.caller, container)) - {"bridge"}
    there = [n.lower() for a in container.attachments if a.network in shared for n in a.names]
    return name in own or name in there
