"""Whether a name that no service has where it is looked up is sure not to resolve. Pure.

Docker passes on what it does not know to the machine's own name server, which may know it. So
only names that are plainly meant for a service of this project are predicted to fail.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from containerloop.facts import Container
from containerloop.plan.values import Expectation
from containerloop.predict.planned_world import PlannedWorld
from containerloop.protocols import by_hint, by_scheme
from containerloop.topology.dns import containers_having, names_visible_to
from containerloop.topology.hosts import HOST_NAMES

ALIKE = 0.8
"""From this ratio of common letters on a name is taken for a misspelt one of a service."""


def name_fails(
    expectation: Expectation, client: Container, world: PlannedWorld
) -> tuple[str, bool]:
    """Why a name does not resolve for a client, as a clause, and whether that is sure."""
    host = expectation.address.host.rstrip(".").lower()
    if why := _given_otherwise(host, client, world):
        return why, False
    meant = containers_having(host, world.inventory)
    if meant:
        why = next((w for c in meant if (w := world.optional(c, client))), "")
        return why or "no network that it is on has this name", not why
    if "." not in host and _is_misspelt(host, expectation, client, world):
        return "no service has this name", True
    return "no service has this name, and another name server may know it", False


def _given_otherwise(host: str, client: Container, world: PlannedWorld) -> str:
    """Who else than Docker's resolver may give the client this name."""
    owner = world.inventory.namespace_owner(client)
    lines = {line.partition(":")[0].lower() for line in (*client.extra_hosts, *owner.extra_hosts)}
    if host in lines:
        return "an extra_hosts line gives it this name"
    if host in HOST_NAMES:
        return "only some engines give containers a name for their host"
    if host in (*world.service(client).links, *world.service(owner).links):
        return "links: gives it this name"
    if host == (owner.hostname or "").lower():
        return "it is its own hostname"
    if world.meets_strangers(client):
        return "it is on a network that other projects may join, which may have this name"
    known = {s.config.name.lower() for s in world.blueprint.services if not s.replicas}
    return "the service has no replicas" if host in known else ""


def _is_misspelt(
    host: str, expectation: Expectation, client: Container, world: PlannedWorld
) -> bool:
    """Whether a service in reach has nearly this name, and is of the kind that is called."""
    spoken = by_scheme(expectation.scheme or "")
    for name, (server, *others) in names_visible_to(client, world.inventory).items():
        kind = by_hint(server.image) or by_hint(server.service or "")
        other = spoken is not None and kind is not None and kind is not spoken
        if not others and not other and SequenceMatcher(None, host, name).ratio() >= ALIKE:
            return True
    return False
