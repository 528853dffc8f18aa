"""Addresses in the error lines of real programs."""

import pytest

from containerloop.facts.parsers.error_lines import complaints

REFUSED = [
    (
        '2026/11/29 22:00:00 [error] 7#7: *1 connect() failed (111: Connection refused) while'
        " connecting to upstream, client: 172.18.0.1, server: , request: \"GET / HTTP/1.1\","
        ' upstream: "http://172.18.0.4:3000/", host: "localhost:8080"',
        "172.18.0.4:3000",
    ),
    (
        '[error] connect() failed (111: Connection refused) while connecting to upstream, upstream:'
        ' "fastcgi://127.0.0.1:9000", host: "x"',
        "127.0.0.1:9000",
    ),
    (
        'psycopg2.OperationalError: connection to server at "localhost" (127.0.0.1), port 5432'
        " failed: Connection refused",
        "localhost:5432",
    ),
    (
        "could not connect to server: Connection refused\n\tIs the server running on host"
        ' "localhost" (127.0.0.1) and accepting\n\tTCP/IP connections on port 5433?',
        "localhost:5433",
    ),
    (
        "Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect",
        "127.0.0.1:5432",
    ),
    ("Error: connect ECONNREFUSED ::1:5432", "[::1]:5432"),
    ("dial tcp 127.0.0.1:6379: connect: connection refused", "127.0.0.1:6379"),
    ("dial tcp [::1]:6379: connect: connection refused", "[::1]:6379"),
    (
        '{"level":"error","msg":"dial tcp 172.18.0.4:3000: connect: connection refused"}',
        "172.18.0.4:3000",
    ),
    (
        "requests.exceptions.ConnectionError: HTTPConnectionPool(host='api', port=8000): Max"
        " retries exceeded with url: /x?token=hunter2 (Caused by NewConnectionError('Failed to"
        " establish a new connection: [Errno 111] Connection refused'))",
        "api:8000",
    ),
    ("OSError: [Errno 111] Connect call failed ('127.0.0.1', 5432)", "127.0.0.1:5432"),
    (
        "Cannot connect to host api:8000 ssl:default [Connect call failed ('172.18.0.3', 8000)]",
        "172.18.0.3:8000 api:8000",
    ),
    (
        "redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused.",
        "cache:6379",
    ),
    ("curl: (7) Failed to connect to api port 8000 after 0 ms: Couldn't connect", "api:8000"),
    ("connect to 172.18.0.2 port 80 failed: Connection refused", "172.18.0.2:80"),
    (
        "org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that the"
        " hostname and port are correct",
        "localhost:5432",
    ),
    ("io.netty.channel: Connection refused: localhost/127.0.0.1:6379", "localhost:6379"),
    (
        "SQLSTATE[HY000] [2002] Connection refused (Connection: mysql, Host: 127.0.0.1, Port:"
        " 3306, Database: app, SQL: select * from users)",
        "127.0.0.1:3306",
    ),
    ("Can't connect to MySQL server on 'db:3306' (111)", "db:3306"),
    ("Sockets.SocketException (111): Connection refused (localhost:5432)", "localhost:5432"),
    ("pymongo.errors: localhost:27017: [Errno 111] Connection refused", "localhost:27017"),
    (
        'Errno::ECONNREFUSED: Failed to open TCP connection to localhost:3000 (Connection refused'
        ' - connect(2) for "localhost" port 3000)',
        "localhost:3000",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "address"), REFUSED)
def test_refused(line: str, address: str) -> None:
    found = complaints(line)
    assert " ".join(str(c.address) for c in found) == address
    assert {str(c.outcome) for c in found} <= {"refused"}


@pytest.mark.parametrize(
    ("line", "address", "outcome"),
    [
        (
            'upstream timed out (110: Connection timed out) while connecting to upstream, upstream:'
            ' "http://10.0.0.9:3000/"',
            "10.0.0.9:3000",
            "timed-out",
        ),
        ("connect EHOSTUNREACH 172.18.0.9:5432", "172.18.0.9:5432", "host-unreachable"),
        ("dial tcp 172.18.0.9:80: connect: no route to host", "172.18.0.9:80", "host-unreachable"),
        (
            "connection to server at \"db\" (172.18.0.9), port 5432 failed: Connection timed out",
            "db:5432",
            "timed-out",
        ),
    ],
)  # fmt: skip
def test_other_kinds(line: str, address: str, outcome: str) -> None:
    assert [(str(c.address), str(c.outcome)) for c in complaints(line)] == [(address, outcome)]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "listening on 0.0.0.0:8000",
        "connected to db:5432",
        "GET http://api:8000/refused 200",
        "2026-11-29 22:00:00 error: permission refused for user app",
        "dial tcp: lookup db on 127.0.0.11:53: no such host",  # a name without a port
        "connection refused by 1.2.3.4.5:80",
        "connect ECONNREFUSED 127.0.0.1:99999",
        "\x1b[31mrefused\x1b[0m",
        "a" * 100_000,
    ],
)
def test_what_names_no_address(line: str) -> None:
    assert complaints(line) == ()


def test_only_address_and_kind_are_kept() -> None:
    log = "\x1b[31mconnect ECONNREFUSED 127.0.0.1:5432 password=hunter2\x1b[0m\n" * 3
    found = complaints(log + "dial tcp db:80: connect: connection refused")
    assert [str(c.address) for c in found] == ["db:80", "127.0.0.1:5432"]
    assert "hunter2" not in repr(found)


def test_a_long_log_is_read_in_bounded_time() -> None:
    assert len(complaints("connect ECONNREFUSED h:1 " * 10_000)) == 1
    many = "\n".join(f"connect ECONNREFUSED h:{n}" for n in range(1, 200))
    assert len(complaints(many)) == 12


def test_a_redis_replica_says_whom_it_called_two_lines_before_what_came_of_it() -> None:
    log = (
        "1:S 30 Nov 2026 16:30:25.605 * Connecting to MASTER primary:6380\n"
        "1:S 30 Nov 2026 16:30:25.607 * MASTER <-> REPLICA sync started\n"
        "1:S 30 Nov 2026 16:30:25.607 # Error condition on socket for SYNC: Connection refused\n"
    )
    assert [str(c.address) for c in complaints(log)] == ["primary:6380"]
    lines = log.splitlines()
    assert complaints("\n".join(lines[:2])) == ()  # it is still calling
    assert complaints("\n".join(lines[2:])) == ()  # whom, is not known
    between = ["x"] * 3
    assert complaints("\n".join([lines[0], *between, lines[2]])) == ()
    assert len(complaints("\n".join([lines[0], *between[:2], lines[2]]))) == 1
