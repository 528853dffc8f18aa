"""The usual port of a scheme, and which server a variable's name speaks of. Pure tables."""

from __future__ import annotations

import re

from containerloop.facts import Transport
from containerloop.protocols import default_port

_WORDS: tuple[tuple[str, str], ...] = (
    (r"pg|pgsql|postgres\w*|psql|timescale\w*", "postgresql"),
    (r"mysql\w*|mariadb\w*|percona", "mysql"),
    (r"mssql\w*|sqlserver|sql_server", "mssql"),
    (r"redis\w*|valkey|dragonfly", "redis"),
    (r"mongo\w*", "mongodb"),
    (r"rabbit\w*|amqp\w*", "amqp"),
    (r"kafka\w*|bootstrap", "kafka"),
    (r"elastic\w*|opensearch\w*|es", "elasticsearch"),
    (r"memcache\w*", "memcached"),
    (r"smtp\w*|mail\w*|email\w*", "smtp"),
    (r"zookeeper|zk", "zookeeper"),
    (r"cassandra|scylla", "cassandra"),
    (r"clickhouse", "clickhouse"),
    (r"ldap\w*", "ldap"),
    (r"nats", "nats"),
    (r"mqtt|mosquitto", "mqtt"),
    (r"statsd", "statsd"),
)
_KINDS = tuple((re.compile(words), scheme) for words, scheme in _WORDS)

_ALIASES = {
    "postgres": "postgresql",
    "pgsql": "postgresql",
    "psql": "postgresql",
    "mariadb": "mysql",
    "mysqlx": "mysqlx",
    "sqlserver": "mssql",
    "jtds": "mssql",
    "memcache": "memcached",
    "plaintext": "kafka",
    "sasl_plaintext": "kafka",
    "rabbitmq": "amqp",
    "mongo": "mongodb",
    "elastic": "elasticsearch",
    "zk": "zookeeper",
}
_MORE = {
    "clickhouse": 8123,
    "elasticsearch": 9200,
    "statsd": 8125,
    "mysqlx": 33060,
    "oracle": 1521,
    "valkey": 6379,
    "neo4j": 7687,
    "bolt": 7687,
    "consul": 8500,
    "etcd": 2379,
    "ssh": 22,
    "sftp": 22,
}
_UDP = frozenset({"udp", "statsd", "dns", "syslog+udp"})


def kind_of(words: str) -> str | None:
    """The server that a variable's name or a driver's name speaks of, as a scheme."""
    for word in re.split(r"[_\W]+", words.lower()):
        for pattern, scheme in _KINDS:
            if pattern.fullmatch(word):
                return scheme
    return None


def usual_port(scheme: str) -> int | None:
    """The port of a scheme as somebody writes it (`postgresql+asyncpg`, `jdbc:mysql`)."""
    name = scheme.lower().removeprefix("jdbc:")
    for candidate in (name, name.split("+")[0], name.split(":")[0]):
        known = _ALIASES.get(candidate, candidate)
        if port := _MORE.get(known) or default_port(known):
            return port
    return None


def transport_of(scheme: str | None) -> Transport:
    """UDP for the schemes that mean it, else TCP."""
    return Transport.UDP if scheme and scheme.lower() in _UDP else Transport.TCP
