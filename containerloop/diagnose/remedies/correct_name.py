"""Remedies for a name that nobody has: the names that exist and resemble it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from containerloop.diagnose.case import Case
from containerloop.diagnose.remedies.relay_trials import seen_listeners
from containerloop.diagnose.rule_facts.servers import Servers
from containerloop.facts import Address, Container
from containerloop.topology.dns import names_visible_to, served_near
from containerloop.topology.inventory import Inventory

MOST = 3
ALIKE = 0.6
"""From this ratio of common letters on, two names are taken for one misspelt."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A name to dial instead; `because` says what the wrong one really is, "" for a typo."""

    address: Address
    server: Container
    because: str
    likeness: float


def likely(case: Case, servers: Servers) -> tuple[Offer, ...]:
    """The servers that may be meant: of the asked port first, then the most alike.

    Of the port are those that are configured for it, and those that were seen to listen.
    """
    address = case.address
    near = served_near(address, case.caller, case.inventory)
    found = [
        s.container for s in servers.containers if s.port == address.port and seen_listeners(s)
    ]
    reach = _reachable(case)
    near = (*near, *(c for c in found if c in reach and c not in near))
    offers = [_offer(case, c) for c in reach]
    offers = [o for o in offers if o.because or o.likeness >= ALIKE or (o.server,) == near]
    if any(o.server in near for o in offers):
        offers = [o for o in offers if o.because or o.server in near]
    offers.sort(key=lambda o: (o.server not in near, not o.because, -o.likeness))
    return tuple(offers[:MOST])


def _reachable(case: Case) -> list[Container]:
    own = case.inventory.namespace_owner(case.caller).id
    held = (
        c for holders in names_visible_to(case.caller, case.inventory).values() for c in holders
    )
    return [c for c in {c.id: c for c in held}.values() if c.id != own]


def _offer(case: Case, server: Container) -> Offer:
    """The server by the name of its own that is most like the asked one."""
    address = case.address
    wanted = address.host.rstrip(".").lower()
    known = [
        n for n, held in names_visible_to(case.caller, case.inventory).items() if held == (server,)
    ]
    names = [n for n in known if not server.id.startswith(n)] or [server.name]
    best = max(names, key=lambda n: (_alike(wanted, n), n == case.label(server)))
    label = case.label(server)
    because = _because(wanted, server, label, case.inventory)
    name = label if label in names and (because or _alike(wanted, best) < ALIKE) else best
    return Offer(
        address=Address(host=name, port=address.port, transport=address.transport),
        server=server,
        because=because,
        likeness=_alike(wanted, best),
    )


def _because(wanted: str, server: Container, label: str, inventory: Inventory) -> str:
    """What the wrong name is instead, where it is a known confusion."""
    lodgers = [c for c in inventory.containers if c.network_mode == f"container:{server.id}"]
    for lodger in lodgers:
        if wanted in (lodger.name.lower(), (lodger.service or "").lower()):
            return f"{wanted} shares {label}'s network and has no name of its own"
    if wanted == server.hostname.lower() and not server.id.startswith(server.hostname):
        return f"{wanted} is the hostname of {label}, which only {label} itself knows"
    if wanted in _aliases(server):
        return f"{wanted} is a name of {label} on another network only"
    project = (server.project or "").lower()
    bare = wanted.replace("_", "-").removesuffix("-1")
    if project and bare == f"{project}-{label}".replace("_", "-").lower():
        return f"{wanted} is no name: the service is called {label}"
    if wanted == server.image.rpartition("/")[2].partition(":")[0].partition("@")[0].lower():
        return f"{wanted} is an image; the service made of it is called {label}"
    return ""


def _aliases(server: Container) -> set[str]:
    return {n.lower() for a in server.attachments for n in a.names}


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other.lower()).ratio()
