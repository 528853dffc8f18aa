"""The name servers behind Docker's resolver, asked directly once a lookup has failed. Pure.

They are asked for "localhost", which a name server answers by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import (
    ENGINE_HOST,
    Address,
    Container,
    Outcome,
    Transport,
    Unobserved,
    literal,
)
from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.reference_matching import is_local
from containerloop.plan.values import PlannedAttempt
from containerloop.topology.inventory import Inventory

_OF_HOST = "host("


def upstream_servers(known: Answered) -> Iterator[Further]:
    """One question to each of them, from where Docker asks it."""
    vantage, view = known.expectation.vantage, known.views.get(known.expectation.vantage)
    if known.attempt.outcome is not Outcome.NAME_SERVER_FAILED or view is None:
        return
    client = known.inventory.at(vantage)
    if client is None or not passed_on(known.attempt.address.host, client, known.inventory):
        return
    if isinstance(view, Unobserved) or isinstance(view.upstream_servers, Unobserved):
        return
    for written in view.upstream_servers:
        where, address = asked_at(written, vantage)
        yield Further(where, PlannedAttempt(address, "dns"))


def passed_on(host: str, client: Container, inventory: Inventory) -> bool:
    """Whether Docker passes a name on for this container: one with a dot, and of nobody here.

    For a container on internal networks alone it passes on nothing.
    """
    if literal(host) is not None or "." not in host.rstrip(".") or is_local(host, inventory):
        return False
    rows = inventory.namespace_owner(client).attachments
    known = [inventory.network(row.network_id) for row in rows]
    return any(n is not None and not n.internal and n.name != "bridge" for n in known)


def asked_at(written: str, vantage: str) -> tuple[str, Address]:
    """From where a server is asked, and its address: `host(127.0.0.53)` by the engine itself."""
    where = ENGINE_HOST if written.startswith(_OF_HOST) else vantage
    host = written.removeprefix(_OF_HOST).removesuffix(")")
    return where, Address(host=host, port=53, transport=Transport.UDP)
