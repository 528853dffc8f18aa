"""Variables that name only a host: which port their program means. Pure.

`WORDPRESS_DB_HOST=localhost` is read by a program that knows its server's usual port. The asked
port is meant where a server of that kind has it.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.facts import Container, Question, Reference, Transport
from containerloop.plan.audience import FOR_PEOPLE
from containerloop.plan.setting_words import setting_name, words_of
from containerloop.protocols import by_hint, by_port
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports, publications

_KINDS = {
    "postgresql": ("DB", "DATABASE", "SQL", "DATASOURCE", "RDS", "RDBMS"),
    "mysql": ("DB", "DATABASE", "SQL", "DATASOURCE", "RDS", "RDBMS"),
    "mssql": ("DB", "DATABASE", "SQL", "DATASOURCE", "RDBMS"),
    "mongodb": ("DB", "DATABASE"),
    "redis": ("CACHE", "SESSION", "QUEUE", "BROKER", "STORE"),
    "memcached": ("CACHE", "SESSION"),
    "amqp": ("QUEUE", "BROKER", "MQ", "BUS"),
    "mqtt": ("BROKER", "MQ"),
    "nats": ("QUEUE", "BROKER", "BUS"),
    "kafka": ("BROKER", "BUS", "QUEUE"),
    "ldap": ("DIRECTORY",),
}
"""What variables call a server of each protocol, beside the protocol's own name."""

_ALSO_OF_PEOPLE = FOR_PEOPLE | {"APP", "WEB"}
"""Words of variables that name a host for people as often as one to connect to."""


def with_port(
    reference: Reference, client: Container, question: Question, inventory: Inventory
) -> Reference | None:
    """The reference with the port that is meant; None where it is not about the question.

    A reference that has its port comes back as it is.
    """
    if reference.port or reference.transport is not question.transport:
        return reference if reference.port else None
    port = _port(reference, client, question, inventory)
    return replace(reference, port=port) if port else None


def _port(
    reference: Reference, client: Container, question: Question, inventory: Inventory
) -> int | None:
    words = _words(reference)
    named = inventory.named(reference.host, client)
    for server in named or inventory.scope:
        apart = inventory.namespace_owner(server).id != inventory.namespace_owner(client).id
        if not apart or not inventory.belong_together(client, server):
            continue
        meant = not named and not words & _ALSO_OF_PEOPLE and _named_after(words, server)
        if _fits(words, server, question) or meant:
            shared = any(_same_setting(r, reference) for r in (*server.references, *server.binds))
            port = None if shared else _asked_port(server, question)
            if port:
                return port
    asked = by_port(question.port)
    fits = asked is not None and bool(words & set(_KINDS.get(asked.key, ())))
    # a server that says which ports it has is not meant for another one
    return question.port if fits and not any(map(declared_ports, named)) else None


def _words(reference: Reference) -> set[str]:
    """The words of the variable's name before its `HOST`."""
    return set(words_of(setting_name(reference))[:-1])


def _fits(words: set[str], server: Container, question: Question) -> bool:
    """Whether a server of that kind is what the variable speaks of."""
    known = by_hint(server.image) or by_hint(server.service or "") or by_port(question.port)
    return known is not None and bool(words & {*_KINDS.get(known.key, ()), known.key.upper()})


def _named_after(words: set[str], server: Container) -> bool:
    """Whether the variable has the service's name, which is not open to people as well."""
    return (server.service or "").upper() in words and not publications(server)


def _same_setting(one: Reference, other: Reference) -> bool:
    """Whether the server has the same setting: where it listens, in a file that both read."""
    return setting_name(one) == setting_name(other) and one.host == other.host


def _asked_port(server: Container, question: Question) -> int | None:
    """The server's own port that was asked for, by its number or by the host port of it."""
    known = by_hint(server.image)
    own = {p.number for p in declared_ports(server) if p.transport is Transport.TCP}
    if question.port in own | set(known.ports if known else ()):
        return question.port
    mapped = [p.container_port for p in publications(server) if p.host_port == question.port]
    return mapped[0] if mapped else None
