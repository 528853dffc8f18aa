"""How a protocol is chosen by scheme, port and image, and recognised by its answer."""

import pytest

from containerloop import protocols
from containerloop.protocols import Protocol
from containerloop.protocols.servers import http

KEYS = {protocol.key: protocol for protocol in protocols.PROTOCOLS}


@pytest.mark.parametrize("protocol", protocols.PROTOCOLS, ids=lambda protocol: protocol.key)
def test_every_protocol_is_whole(protocol: Protocol) -> None:
    assert protocol.schemes or protocol.images
    assert protocol.hello.first or protocol.hello.greet_ms >= 1000
    assert protocols.title(protocol.key) == protocol.title
    assert protocol.read(protocol.hello.first) is None, "its own question is not an answer"


def test_no_word_or_number_means_two_protocols() -> None:
    for words in ("schemes", "ports", "images"):
        seen = [word for protocol in protocols.PROTOCOLS for word in getattr(protocol, words)]
        assert len(seen) == len(set(seen)), words


@pytest.mark.parametrize(
    ("scheme", "key", "port"),
    [
        ("postgres", "postgresql", 5432),
        ("postgresql+asyncpg", "postgresql", 5432),
        ("jdbc:postgresql", "postgresql", 5432),
        ("r2dbc:pool:mysql", "mysql", 3306),
        ("jdbc:mysql:loadbalance", "mysql", 3306),
        ("MySQL+pymysql", "mysql", 3306),
        ("rediss", "tls", 6379),
        ("amqps", "tls", 5671),
        ("https", "tls", 443),
        ("ws", "http", 80),
        ("mongodb+srv", "tls", 27017),
        ("mongodb", "mongodb", 27017),
        ("mysqlx", None, None),
        ("file", None, None),
        ("", None, None),
    ],
)
def test_schemes(scheme: str, key: str | None, port: int | None) -> None:
    protocol = protocols.by_scheme(scheme)
    assert (protocol.key if protocol else None) == key
    assert protocols.default_port(scheme) == port


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("postgres:16-alpine", "postgresql"),
        ("bitnami/redis", "redis"),
        ("containerloop-fixture/nginx:1", "http"),
        ("localhost:5000/team/mariadb:11@sha256:00", "mysql"),
        ("mysql/mysql-server", "mysql"),
        ("some.host/mssql/server:2022-latest", "mssql"),
        ("php:8.3-fpm-alpine", "fastcgi"),
        ("php:8.3-apache", "http"),
        ("Redis", "redis"),
        ("redis/redisinsight", "http"),
        ("postgres-exporter", None),
        ("acme/server", None),
        ("mypostgres", None),
        ("redis/tools", None),
        ("", None),
    ],
)
def test_hints(text: str, key: str | None) -> None:
    protocol = protocols.by_hint(text)
    assert (protocol.key if protocol else None) == key


@pytest.mark.parametrize(
    ("scheme", "port", "hint", "key"),
    [
        ("redis", 5432, "postgres", "redis"),
        (None, 15672, "rabbitmq:3", "http"),
        (None, 443, "nginx", "tls"),
        (None, 8080, "postgres", "postgresql"),
        (None, 8080, None, "http"),
        (None, 5433, "postgres:16", "postgresql"),
        ("tcp", 6379, None, "redis"),
        (None, 7777, "acme/game", None),
    ],
)
def test_what_is_expected(scheme: str | None, port: int, hint: str | None, key: str | None) -> None:
    protocol = protocols.expected(scheme, port, hint)
    assert (protocol.key if protocol else None) == key
    hello = protocols.hello_of(protocols.expected(scheme, port, hint))
    assert hello == (KEYS[key].hello if key else http.UNKNOWN)


def test_only_a_guess_is_tried_again() -> None:
    guesses = (KEYS["postgresql"], KEYS["tls"], KEYS["memcached"])
    assert protocols.second_tries(None) == protocols.second_tries(KEYS["http"]) == guesses
    assert protocols.second_tries(KEYS["postgresql"]) == ()
    assert protocols.second_tries(KEYS["tls"]) == ()
    assert protocols.second_tries(KEYS["redis"]) == (KEYS["tls"],)


@pytest.mark.parametrize(
    ("sent", "image", "asked"),
    [
        ("postgresql", "redis:7", ["redis"]),
        ("redis", "postgres:16", ["postgresql", "tls"]),
        ("redis", "redis:7", ["tls"]),
        ("redis", "example/app", ["tls"]),
        (None, "memcached", ["postgresql", "tls", "memcached"]),
    ],
)
def test_a_server_moved_to_the_usual_port_of_another(
    sent: str | None, image: str, asked: list[str]
) -> None:
    guess = KEYS[sent] if sent else None
    assert [p.key for p in protocols.second_tries(guess, image)] == asked


def test_titles_of_strangers_are_their_keys() -> None:
    assert protocols.title("gopher") == "gopher"
    assert protocols.title("text") == "a server that speaks first"


@pytest.mark.parametrize(
    ("reply", "protocol"),
    [
        (b'<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n', "http"),
        (b"\r\n<html><body>400", "http"),
        (b"<htmlish>\n", "text"),
        (b"+PONG\r\n", "redis"),
    ],
)
def test_a_web_server_is_known_by_its_page_too(reply: bytes, protocol: str) -> None:
    answer = protocols.identify(reply, protocols.by_scheme("redis"))
    assert answer is not None
    assert answer.protocol == protocol
