"""A client's own log-in that its server refused a moment ago, as logs have it. Pure."""

from __future__ import annotations

from containerloop.facts import Attempt, Container, RefusedLogIn, Snapshot, Unobserved, literal
from containerloop.plan.database_log_ins import DATABASES, log_in_at, refused_at_database
from containerloop.plan.server_logs import from_elsewhere, names_guest
from containerloop.plan.values import Expectation
from containerloop.topology.destination import destination_of_call
from containerloop.topology.inventory import Inventory


def refused_log_in(
    expectation: Expectation, best: Attempt, snapshot: Snapshot, inventory: Inventory
) -> RefusedLogIn | None:
    """The refusal of the client's account, from an address that is the client's."""
    client = inventory.at(expectation.vantage)
    server = destination_of_call(best, inventory).container
    if client is None or server is None or client.id == server.id:
        return None
    if best.protocol in DATABASES and not expectation.of_a_check:
        view = snapshot.views[expectation.vantage]
        if isinstance(view, Unobserved):
            return None
        log_in = log_in_at(client, server, expectation, view, inventory)
        return refused_at_database(snapshot.refused_log_ins, log_in, inventory)
    if not names_guest(expectation) or not from_elsewhere(best):
        return None
    return _refused_guest(expectation, client, server, snapshot, inventory)


def _refused_guest(
    expectation: Expectation,
    client: Container,
    server: Container,
    snapshot: Snapshot,
    inventory: Inventory,
) -> RefusedLogIn | None:
    told = snapshot.refused_log_ins.get(inventory.vantage(server), ())
    if isinstance(told, Unobserved):
        return None
    rows = inventory.namespace_owner(client).attachments
    own = {literal(ip) for row in rows for ip in (row.ipv4, row.ipv6) if ip}
    user = expectation.reference.opening.user if expectation.reference else None
    return next((r for r in told if r.user == user and literal(r.peer) in own), None)
