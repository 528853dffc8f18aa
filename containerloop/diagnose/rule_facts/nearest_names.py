"""The names that exist and resemble one that nobody has. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.servers import Servers
from containerloop.facts import Address, Container, Unobserved, Value
from containerloop.protocols import by_hint, by_scheme
from containerloop.topology.dns import (
    is_name_with_other_network,
    names_visible_to,
    served_near,
)
from containerloop.topology.inventory import Inventory

MOST = 3
ALIKE = 0.6
"""From this ratio of common letters on, two names are taken for one misspelt."""


class NearName(Value, frozen=True):
    """An address with a name that resolves, and the `server` that has it.

    `confusion` is a clause that says what the wrong name is instead, "" for a typo;
    `likeness` is between 0 and 1.
    """

    address: Address
    server: Container
    confusion: str
    likeness: float


def nearest_names(case: Case, servers: Servers) -> tuple[NearName, ...]:
    """The servers that may be meant: of the asked port first, then the most alike.

    Of the port are those that are configured for it, and those that were seen
    to listen.
    """
    if case.client is None:
        return ()
    if case.address.host != case.address.host.strip():
        return _without_white_space(case)
    reach = _reachable(case)
    near = served_near(case.address, case.client, case.inventory)
    near = (*near, *(c for c in _listening(case, servers) if c in reach and c not in near))
    names = [_near_name(case, c) for c in reach if c in near or not _of_another_kind(case, c)]
    names = [n for n in names if n.confusion or n.likeness >= ALIKE or (n.server,) == near]
    if any(n.server in near for n in names):
        names = [n for n in names if n.confusion or n.server in near]
    names.sort(key=lambda n: (n.server not in near, not n.confusion, -n.likeness))
    return tuple(names[:MOST])


def _without_white_space(case: Case) -> tuple[NearName, ...]:
    """The name inside the white space and no other, where somebody has it."""
    bare = case.address.host.strip()
    held = names_visible_to(case.caller, case.inventory).get(bare.rstrip(".").lower(), ())
    if not held:
        return ()
    address = Address(host=bare, port=case.address.port, transport=case.address.transport)
    return (NearName(address, held[0], "the white space around it belongs to the value", 1.0),)


def _listening(case: Case, servers: Servers) -> list[Container]:
    """The containers that were seen to listen on the asked port itself."""
    return [
        s.container
        for s in servers.containers
        if s.port == case.address.port and s.listeners and not isinstance(s.listeners, Unobserved)
    ]


def _of_another_kind(case: Case, server: Container) -> bool:
    """Whether the server is known to speak another protocol than the client."""
    wanted = by_scheme(case.scheme or "")
    known = by_hint(server.image) or by_hint(server.service or "")
    return wanted is not None and known is not None and wanted is not known


def _reachable(case: Case) -> list[Container]:
    own = case.inventory.namespace_owner(case.caller).id
    held = (
        c for holders in names_visible_to(case.caller, case.inventory).values() for c in holders
    )
    return [c for c in {c.id: c for c in held}.values() if c.id != own]


def _near_name(case: Case, server: Container) -> NearName:
    """The server by the name of its own that is most like the asked one."""
    address = case.address
    wanted = address.host.rstrip(".").lower()
    known = [
        n for n, held in names_visible_to(case.caller, case.inventory).items() if held == (server,)
    ]
    label = case.label(server)
    own = () if label.lower() not in known else (server.name.lower(),)
    names = [n for n in known if not server.id.startswith(n) and n not in own] or [server.name]
    best = max(names, key=lambda n: (_alike(wanted, n), n == case.label(server)))
    confusion = _confusion(wanted, server, label, case.inventory)
    name = label if label in names and (confusion or _alike(wanted, best) < ALIKE) else best
    return NearName(
        address=Address(host=name, port=address.port, transport=address.transport),
        server=server,
        confusion=confusion,
        likeness=_alike(wanted, best),
    )


def only_docker_knows(case: Case) -> bool:
    """A name with dots may be known elsewhere, unless it is a container's, or half of it is."""
    host = case.address.host.rstrip(".").lower()
    if "." not in host or case.inventory.named(host, case.client):
        return True
    return any(is_name_with_other_network(host, c, case.inventory) for c in case.inventory.scope)


def _confusion(wanted: str, server: Container, label: str, inventory: Inventory) -> str:
    """What the wrong name is instead, where it is a known confusion."""
    lodgers = [c for c in inventory.containers if c.network_mode == f"container:{server.id}"]
    for lodger in lodgers:
        if wanted in (lodger.name.lower(), (lodger.service or "").lower()):
            return f"it shares the network of {label} and has no name of its own"
    if is_name_with_other_network(wanted, server, inventory):
        name, _, end = wanted.partition(".")
        return f'no network is called "{end}" by the engine, and {name} is enough'
    if wanted in {n.lower() for a in server.attachments for n in a.names}:
        return f"it is a name of {label} on another network only"
    project = (server.project or "").lower()
    bare = wanted.replace("_", "-").removesuffix("-1")
    if project and bare == f"{project}-{label}".replace("_", "-").lower():
        return f'the service is named "{label}"'
    if wanted == server.image.rpartition("/")[2].partition(":")[0].partition("@")[0].lower():
        return f'it is the image, and the service is named "{label}"'
    return ""


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other.lower()).ratio()
