"""Which log-ins at databases the logs may tell of, and what they say of one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from containerloop.facts import Container, Maybe, RefusedLogIn, Unobserved, Value, View, literal
from containerloop.plan.values import Expectation
from containerloop.protocols import by_scheme
from containerloop.topology.destination import destination_of_call
from containerloop.topology.inventory import Inventory

DATABASES = ("postgresql", "mysql")
"""The protocols whose servers' logs and clients' errors are known."""

UNLOGGED = ("full", "tls")
"""What MySQL and MariaDB tell their client and not their log."""
Told = Mapping[str, Maybe[tuple[RefusedLogIn, ...]]]


_KINDS = tuple(by_scheme(each) for each in DATABASES)


class LogIn(Value, frozen=True):
    """A container that logs in at a database in another one, and the account, if it is written."""

    client: Container
    server: Container
    user: str | None
    alone: bool = True
    """Whether the client is known to call one such database only."""


def log_ins_at_databases(
    wanted: Iterable[Expectation], views: Mapping[str, Maybe[View]], inventory: Inventory
) -> tuple[LogIn, ...]:
    """The log-ins at databases that answered their clients, as far as both are containers."""
    found: dict[tuple[str, str], LogIn] = {}
    for each in wanted:
        view, client = views.get(each.vantage), inventory.at(each.vantage)
        if client is None or each.of_a_check or view is None or isinstance(view, Unobserved):
            continue
        for call in view.attempts:
            server = destination_of_call(call, inventory).container
            answered = call.address == each.address and call.protocol in DATABASES
            if answered and server is not None and server.id != client.id:
                one = log_in_at(client, server, each, view, inventory)
                found.setdefault((client.id, server.id), one)
    return tuple(found.values())


def log_in_at(
    client: Container,
    server: Container,
    expectation: Expectation,
    view: View,
    inventory: Inventory,
) -> LogIn:
    """The log-in of a client that relies on a database, as its setting and its calls show it."""
    written = {r.host for r in client.references if by_scheme(r.scheme or "") in _KINDS}
    met = {
        answered.id
        for call in view.attempts
        if call.protocol in DATABASES
        and (answered := destination_of_call(call, inventory).container)
    }
    user = expectation.reference.opening.user if expectation.reference else None
    return LogIn(client, server, user, alone=len(written) <= 1 and met == {server.id})


def refused_at_database(told: Told, log_in: LogIn, inventory: Inventory) -> RefusedLogIn | None:
    """The refusal that the logs agree on, of the account that the client is known to use.

    A server that tells its client's address needs no witness. Any other has said the same as the
    client. A MySQL that is full, or wants TLS, logs nothing: its client's word counts where it
    calls no other.
    """
    server, client = log_in.server, log_in.client
    heard = _known(told, inventory.vantage(server))
    met = _known(told, inventory.vantage(client))
    rows = inventory.namespace_owner(client).attachments
    own = {literal(ip) for row in rows for ip in (row.ipv4, row.ipv6) if ip}
    for one in (*heard, *met):
        if log_in.user is not None and one.user not in ("", log_in.user):
            continue
        both = one in met and (one in heard or one.why in UNLOGGED)
        here = literal(one.peer) in own if one.peer else both
        if here and (one in heard or log_in.alone) and one.why != "place":
            return _without_a_role(one, heard)
    return None


def _known(told: Told, vantage: str) -> tuple[RefusedLogIn, ...]:
    said = told.get(vantage, ())
    return () if isinstance(said, Unobserved) else said


def _without_a_role(one: RefusedLogIn, heard: tuple[RefusedLogIn, ...]) -> RefusedLogIn:
    """The same, where PostgreSQL tells its own log more than its client: there is no such role."""
    missing = (each for each in heard if each.why == "role" and each.user == one.user)
    return next(missing, one) if one.user else one
