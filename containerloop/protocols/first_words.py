"""What a URL's user and path are to the server that it names. Pure."""

from __future__ import annotations

from containerloop.facts.late_pattern import late
from containerloop.facts.openings import PLAIN, Opening
from containerloop.protocols.registry import by_scheme
from containerloop.protocols.servers import tls
from containerloop.protocols.servers.amqp import AMQP
from containerloop.protocols.servers.http import HTTP
from containerloop.protocols.servers.postgresql import POSTGRESQL
from containerloop.protocols.servers.redis import REDIS
from containerloop.protocols.servers.tls import TLS

_ANOTHER_DATABASE = late(r"/[1-9][0-9]{0,8}")
"""Of a Redis, which has sixteen as a rule; the first is everybody's."""


def opening_of(scheme: str, user: str, path: str) -> Opening:
    """What a URL's user and path (without query) are to its server: a log-in's, or a page's.

    A user of a web address is as a rule a token, and is left out. Of a broker's, only RabbitMQ's
    guest is told, which it treats in its own way.
    """
    protocol = by_scheme(scheme)
    if protocol is POSTGRESQL:
        # without a user there is no log-in that a database could belong to
        return Opening(user=user, database=path.strip("/") or None) if user else PLAIN
    if protocol is AMQP:
        return Opening(user=user) if user == "guest" else PLAIN
    if protocol is REDIS:
        return Opening(database=path[1:]) if _ANOTHER_DATABASE.fullmatch(path) else PLAIN
    if protocol is HTTP or (protocol is TLS and tls.is_web(scheme)):
        return Opening(path=path or None)
    return PLAIN
