"""Which calls of this machine to itself show whether a container's answer finds its way back. Pure.

A published port that fails at this machine's own network address is called where the container
has it, once from that address and once from any: the container answers both, or only the second.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from containerloop.facts import (
    HOST,
    UNHEARD,
    Address,
    Attachment,
    Attempt,
    Container,
    Engine,
    Outcome,
    Publication,
    Transport,
    is_wildcard,
    literal,
)
from containerloop.topology.destination import destination_of
from containerloop.topology.inventory import Inventory

MOST = 2
"""How many calls are compared in one run."""


class ReturnTest(msgspec.Struct, frozen=True):
    """A `call` of this machine to its own address `source`; `there` is where the server has it."""

    call: Attempt
    source: str
    server: Container
    way: Attachment
    there: Address


def return_tests(calls: Iterable[Attempt], inventory: Inventory) -> tuple[ReturnTest, ...]:
    """The first few calls that are compared, one for each address."""
    found = (return_test(call, inventory) for call in calls)
    every = {(t.source, str(t.there)): t for t in found if t is not None}
    return tuple(every.values())[:MOST]


def return_test(call: Attempt, inventory: Inventory) -> ReturnTest | None:
    """The comparison of one call; None for calls of others, or to other places."""
    machine, engine = inventory.survey.machine, inventory.survey.engine
    own, dialled = call.vantage == HOST, literal(call.resolved or "")
    if not own or dialled is None or dialled.is_loopback or dialled.version == 6:
        return None
    if dialled not in {literal(each) for each in machine.addresses}:
        return None
    lost = call.outcome in UNHEARD or call.outcome is Outcome.REFUSED
    if not lost or call.address.transport is Transport.UDP:
        return None
    if not isinstance(engine, Engine) or engine.same_machine is not True:
        return None
    there = replace(call.address, host=str(dialled))
    whom = destination_of(there, HOST, None, inventory)
    server = whom.container
    if server is None or whom.by != "publication" or not server.state.running:
        return None
    if not any(p.host_port == there.port and _accepts(p, there.host) for p in server.published):
        return None
    ways = outward(server, inventory)
    if len(ways) != 1 or ways[0].ipv4 is None:
        return None
    address = Address(host=ways[0].ipv4, port=whom.port)
    return ReturnTest(call, str(dialled), server, ways[0], address)


def _accepts(publication: Publication, dialled: str) -> bool:
    bound = publication.host_ip
    return not bound or is_wildcard(bound) or literal(bound) == literal(dialled)


def outward(server: Container, inventory: Inventory) -> list[Attachment]:
    """The bridge networks of a container from which ports are published."""
    rows = inventory.namespace_owner(server).attachments
    known = ((row, inventory.network(row.network_id)) for row in rows)
    return [row for row, n in known if n is not None and n.driver == "bridge" and not n.internal]
