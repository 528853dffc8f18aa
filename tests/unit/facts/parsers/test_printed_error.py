"""Errors as clients print them: most were taken from the clients, run against a closed port."""

from __future__ import annotations

import time

import pytest

from containerloop.facts import Outcome
from containerloop.facts.parsers.printed_error import MOST_CHARACTERS, PrintedError, printed_error
from tests.support.pace import pace

REFUSED, TIMED_OUT, UNKNOWN = Outcome.REFUSED, Outcome.TIMED_OUT, Outcome.NAME_NOT_FOUND
RESET, CLOSED = Outcome.ACCEPTED_THEN_RESET, Outcome.ACCEPTED_THEN_CLOSED

Row = tuple[str, str, Outcome]

PYTHON: list[Row] = [
    (
        "psycopg.OperationalError: connection failed: connection to server at \"127.0.0.1\", port"
        " 5432 failed: Connection refused\n\tIs the server running on that host and accepting"
        " TCP/IP connections?",
        "127.0.0.1:5432",
        REFUSED,
    ),
    (
        'psycopg2.OperationalError: connection to server at "localhost" (127.0.0.1), port 5432'
        " failed: Connection refused",
        "localhost:5432",
        REFUSED,
    ),
    (
        "psycopg.OperationalError: failed to resolve host 'db': [Errno -3] Temporary failure in"
        " name resolution",
        "postgresql://db:0",
        UNKNOWN,
    ),
    (
        "requests.exceptions.ConnectionError: HTTPConnectionPool(host='api', port=8000): Max"
        " retries exceeded with url: /x?token=hunter2 (Caused by NameResolutionError("
        "\"HTTPConnection(host='api', port=8000): Failed to resolve 'api' ([Errno -3]"
        ' Temporary failure in name resolution)"))',
        "api:8000",
        UNKNOWN,
    ),
    (
        "aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host localhost:8000"
        " ssl:default [Connect call failed ('127.0.0.1', 8000)]",
        "localhost:8000",
        REFUSED,
    ),
    (
        "aiohttp.client_exceptions.ClientConnectorDNSError: Cannot connect to host api:8000"
        " ssl:default [Temporary failure in name resolution]",
        "api:8000",
        UNKNOWN,
    ),
    (
        "ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 5432)",
        "127.0.0.1:5432",
        REFUSED,
    ),
    (
        "redis.exceptions.ConnectionError: Error -3 connecting to cache:6379. Temporary failure in"
        " name resolution.",
        "cache:6379",
        UNKNOWN,
    ),
    (
        "pymongo.errors.ServerSelectionTimeoutError: mongo:27017: [Errno -3] Temporary failure in"
        " name resolution (configured timeouts: socketTimeoutMS: 20000.0ms, connectTimeoutMS:"
        " 20000.0ms), Timeout: 0.8s, Topology Description: <TopologyDescription id: 6b0d0b13840,"
        " topology_type: Unknown, servers: [<ServerDescription ('mongo', 27017) server_type:"
        " Unknown>]>",
        "mongo:27017",
        UNKNOWN,
    ),
    (
        "pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on 'db' ([Errno 111]"
        ' Connection refused)")',
        "mysql://db:0",
        REFUSED,
    ),
    (
        "mysql.connector.errors.InterfaceError: 2003: Can't connect to MySQL server on 'db:3306'"
        " (Errno -3: Temporary failure in name resolution)",
        "db:3306",
        UNKNOWN,
    ),
    # the sentence names nobody; the line of code above it does
    (
        'Traceback (most recent call last):\n  File "app.py", line 7, in <module>\n'
        '    urlopen("http://api:8000/health")\n'
        "urllib.error.URLError: <urlopen error [Errno 111] Connection refused>",
        "http://api:8000",
        REFUSED,
    ),
    (
        "During handling of the above exception, another exception occurred:\n"
        "http.client.RemoteDisconnected: Remote end closed connection without response\n"
        "see https://docs.python-requests.org/en/latest\n",
        "nothing",
        CLOSED,
    ),
]  # fmt: skip

NODE: list[Row] = [
    (
        "Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect"
        " [as oncomplete] (node:net:1611:16)",
        "127.0.0.1:5432",
        REFUSED,
    ),
    (
        "TypeError: fetch failed\n    at node:internal/deps/undici/undici:14976:13\n"
        "  [cause]: Error: connect ECONNREFUSED ::1:3000\n"
        "      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16) {\n"
        "    errno: -111,\n    code: 'ECONNREFUSED',\n    syscall: 'connect',\n"
        "    address: '::1',\n    port: 3000\n  }",
        "[::1]:3000",
        REFUSED,
    ),
    ("Error: getaddrinfo ENOTFOUND db", "db:0", UNKNOWN),
    (
        "Error: getaddrinfo EAI_AGAIN db\n    at GetAddrInfoReqWrap.onlookupall [as oncomplete]"
        " (node:dns:122:26) {\n  errno: -3001,\n  hostname: 'db'\n}",
        "db:0",
        UNKNOWN,
    ),
    (
        '{"level":"ERROR","logger":"kafkajs","message":"[Connection] Connection error: getaddrinfo'
        ' EAI_AGAIN kafka","broker":"kafka:9092","clientId":"kafkajs"}',
        "kafka:9092",
        UNKNOWN,
    ),
    (
        "MongoServerSelectionError: connect ECONNREFUSED 127.0.0.1:27017",
        "127.0.0.1:27017",
        REFUSED,
    ),
    ("Error: connect ETIMEDOUT 10.0.0.9:5432", "10.0.0.9:5432", TIMED_OUT),
    ("Error: read ECONNRESET http://api:8000/x", "http://api:8000", RESET),
    # clients of MCP servers
    (
        "Error: SSE error: TypeError: fetch failed: connect ECONNREFUSED 127.0.0.1:8000\n"
        "    at _eventSource.onerror (file:///app/dist/esm/client/sse.js:106:31)",
        "127.0.0.1:8000",
        REFUSED,
    ),
    (
        "Failed to connect to http://localhost:8000/mcp: All connection attempts failed",
        "http://localhost:8000",
        REFUSED,
    ),
]

OTHERS: list[Row] = [
    (
        'Get "http://api:8000/x": dial tcp: lookup api on 127.0.0.11:53: no such host',
        "http://api:8000",
        UNKNOWN,
    ),
    ("dial tcp: lookup db: no such host", "db:0", UNKNOWN),
    ("dial tcp 172.18.0.4:5432: i/o timeout", "172.18.0.4:5432", TIMED_OUT),
    (
        'Get "http://api:8000/": dial tcp 172.18.0.4:8000: connect: connection refused',
        "http://api:8000",
        REFUSED,
    ),
    # of two addresses that one counts which was called
    (
        'Get "http://shop:8080/": dial tcp 172.18.0.9:9000: connect: connection refused',
        "172.18.0.9:9000",
        REFUSED,
    ),
    # libpq
    (
        'psql: error: could not translate host name "db" to address: Name or service not known',
        "postgresql://db:0",
        UNKNOWN,
    ),
    # Java
    (
        "org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that the"
        " hostname and port are correct and that the postmaster is accepting TCP/IP connections.\n"
        "Caused by: java.net.ConnectException: Connection refused",
        "localhost:5432",
        REFUSED,
    ),
    (
        "url=jdbc:postgresql://db/app\nCaused by: java.net.UnknownHostException: db",
        "postgresql://db:0",
        UNKNOWN,
    ),
    (
        "java.net.ConnectException: Failed to connect to /127.0.0.1:8080",
        "127.0.0.1:8080",
        REFUSED,
    ),
    (
        "Connection to node -1 (kafka/172.18.0.3:9092) could not be established. Node may not be"
        " available. Connection refused",
        "kafka:9092",
        REFUSED,
    ),
    ("WARN Couldn't resolve server kafka:9092 from bootstrap.servers", "kafka:9092", UNKNOWN),
    (
        "%3|1796016910.518|FAIL|rdkafka#producer-2| [thrd:localhost:9092/bootstrap]: localhost:9092"
        "/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms in state"
        " CONNECT)",
        "localhost:9092",
        REFUSED,
    ),
    # Ruby, PHP, .NET
    (
        'Failed to open TCP connection to db:3000 (getaddrinfo: Name or service not known)',
        "db:3000",
        UNKNOWN,
    ),
    (
        "SQLSTATE[HY000] [2002] php_network_getaddresses: getaddrinfo for db failed: Name or"
        " service not known (Connection: mysql, Host: db, Port: 3306)",
        "db:3306",
        UNKNOWN,
    ),
    (
        "System.Net.Http.HttpRequestException: Name or service not known (api:8080)",
        "api:8080",
        UNKNOWN,
    ),
    ("ERROR 2005 (HY000): Unknown MySQL server host 'db' (-2)", "mysql://db:0", UNKNOWN),
    # curl, wget, netcat
    (
        "curl: (7) Failed to connect to localhost port 8000 after 0 ms: Couldn't connect to server",
        "localhost:8000",
        REFUSED,
    ),
    ("curl: (6) Could not resolve host: api", "api:0", UNKNOWN),
    (
        "--2026-11-30 05:35:51--  http://localhost:8000/\nResolving localhost (localhost)..."
        " 127.0.0.1\nConnecting to localhost (localhost)|127.0.0.1|:8000... failed: Connection"
        " refused.",
        "localhost:8000",
        REFUSED,
    ),
    (
        "--2026-11-30 05:35:51--  http://db:8000/\nResolving db (db)... failed: Temporary failure"
        " in name resolution.\nwget: unable to resolve host address ‘db’",
        "http://db:8000",
        UNKNOWN,
    ),
    ("wget: bad address 'api:8000'", "api:8000", UNKNOWN),
    (
        "Connecting to web:8000 (172.18.0.2:8000)\nwget: can't connect to remote host (172.18.0.2):"
        " Connection refused",
        "172.18.0.2:8000",
        REFUSED,
    ),
    ("nc: connect to db port 5432 (tcp) failed: Connection refused", "db:5432", REFUSED),
    ('nc: getaddrinfo for host "db" port 5432: Name or service not known', "db:5432", UNKNOWN),
    # Redis's own client, nginx
    (
        "Could not connect to Redis at cache:6379: Name or service not known",
        "cache:6379",
        UNKNOWN,
    ),
    (
        '[error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream,'
        ' client: 172.18.0.1, server: , request: "GET / HTTP/1.1", upstream:'
        ' "http://172.18.0.4:3000/", host: "localhost:8080"',
        "http://172.18.0.4:3000",
        REFUSED,
    ),
    (
        'nginx: [emerg] host not found in upstream "api:8000" in /etc/nginx/conf.d/default.conf:4',
        "api:8000",
        UNKNOWN,
    ),
]  # fmt: skip

BROWSERS: list[Row] = [
    (
        "GET http://localhost:8000/api/x net::ERR_CONNECTION_REFUSED",
        "http://localhost:8000",
        REFUSED,
    ),
    (
        "GET http://api:8000/ net::ERR_NAME_NOT_RESOLVED",
        "http://api:8000",
        UNKNOWN,
    ),
    (
        "This site can’t be reached\nlocalhost refused to connect.\nERR_CONNECTION_REFUSED",
        "localhost:0",
        REFUSED,
    ),
    (
        "api’s server IP address could not be found.\nDNS_PROBE_FINISHED_NXDOMAIN",
        "api:0",
        UNKNOWN,
    ),
    ("https://shop.localhost/ net::ERR_EMPTY_RESPONSE", "https://shop.localhost:0", CLOSED),
]


def told(error: PrintedError | None) -> str:
    """`scheme://host:port` of what was understood."""
    if error is None:
        return "nothing known"
    host = f"[{error.host}]" if ":" in error.host else error.host
    scheme = f"{error.scheme}://" if error.scheme else ""
    return f"{scheme}{host}:{error.port}" if host or error.port else "nothing"


@pytest.mark.parametrize(("text", "address", "outcome"), PYTHON + NODE + OTHERS + BROWSERS)
def test_address_and_kind_are_understood(text: str, address: str, outcome: Outcome) -> None:
    error = printed_error(text)
    assert told(error) == address
    assert error is not None
    assert error.outcome is outcome
    assert "hunter2" not in repr(error)


@pytest.mark.parametrize(("text", "address", "outcome"), BROWSERS)
def test_a_browser_is_on_this_machine(text: str, address: str, outcome: Outcome) -> None:
    error = printed_error(text)
    assert error is not None
    assert error.place == "host"


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("Bind for 0.0.0.0:5432 failed: port is already allocated", 5432),
        (
            "Error response from daemon: driver failed programming external connectivity on"
            " endpoint shop-db-1 (6f1c): Error starting userland proxy: listen tcp4 0.0.0.0:8000:"
            " bind: address already in use",
            8000,
        ),
        (
            "failed to bind host port for 0.0.0.0:5432:172.18.0.2:6543/tcp: address already in use",
            5432,
        ),
        ("failed to bind host port 127.0.0.1:8080/tcp: address already in use", 8080),
        (
            "Ports are not available: exposing port TCP 0.0.0.0:5432 -> 127.0.0.1:0: listen tcp"
            " 0.0.0.0:5432: bind: address already in use",
            5432,
        ),
        ("Error: listen EADDRINUSE: address already in use :::3000", 3000),
        ("Error: listen EADDRINUSE: address already in use 127.0.0.1:3000", 3000),
        (
            "[Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address"
            " already in use",
            8000,
        ),
        ('Address already in use - bind(2) for "127.0.0.1" port 3000 (Errno::EADDRINUSE)', 3000),
        ("Web server failed to start. Port 8080 was already in use.", 8080),
        ("bind() to 0.0.0.0:80 failed (98: Address already in use)", 80),
        ("Failed to bind to address http://127.0.0.1:5000: address already in use.", 5000),
        ("listen tcp :8080: bind: address already in use", 8080),
    ],
)
def test_a_port_that_is_taken_is_asked_about_alone(text: str, port: int) -> None:
    assert printed_error(f"api-1  | {text}") == PrintedError(port=port)


@pytest.mark.parametrize(
    ("prefix", "place"),
    [
        ("api-1  | ", "api-1"),
        ("api_1 | ", "api_1"),
        ("\x1b[36mapi-1  | \x1b[0m", "api-1"),
        ("my.api-12                | ", "my.api-12"),
        ("", ""),
        ("2026-11-30 | ", "2026-11-30"),
    ],
)
def test_the_log_says_whose_error_it_is(prefix: str, place: str) -> None:
    error = printed_error(f"{prefix}Error: connect ECONNREFUSED 127.0.0.1:5432")
    assert error is not None
    assert error.place == place


def test_the_last_error_counts() -> None:
    log = (
        "api-1  | Error: connect ECONNREFUSED 127.0.0.1:6379\n"
        "worker-1  | redis: Error 111 connecting to cache:6380. Connection refused.\n"
        "db-1  | database system is ready to accept connections\n"
    )
    error = printed_error(log)
    assert (told(error), error and error.place) == ("cache:6380", "worker-1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "db 5432",
        "what is wrong with my database",
        "listening on 0.0.0.0:8000",
        "FATAL: password authentication failed for user app",
        "port 5432 is open",
        "bind() to 0.0.0.0:80 succeeded",
        "ready: listen tcp 0.0.0.0:8000",
        "\x00\x1b[31m",
    ],
)
def test_other_text_is_no_error(text: str) -> None:
    assert printed_error(text) is None


@pytest.mark.parametrize("text", ["Connection refused", "connect ECONNREFUSED db:99999", "timeout"])
def test_an_error_may_name_no_address(text: str) -> None:
    error = printed_error(text)
    assert told(error) == "nothing"


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        ":",
        "a:",
        "connect to ",
        "http://a@",
        "lookup a ",
        "server on '",
        "refused ",
        "\n",
        "| ",
    ],
)
def test_a_megabyte_is_read_in_bounded_time(piece: str) -> None:
    text = piece * (MOST_CHARACTERS // len(piece))
    began = time.process_time()
    printed_error("refused " + text + " refused")
    assert time.process_time() - began < 5 * pace()


def test_many_lines_take_no_longer_than_their_length() -> None:
    line = "api-1  | 2026-11-30 06:00:00 ERROR connection refused by upstream, will try again\n"
    began = time.process_time()
    printed_error(line * (MOST_CHARACTERS // len(line)))
    assert time.process_time() - began < 5 * pace()


def test_the_end_of_a_longer_text_is_read() -> None:
    first, many = "Error: connect ECONNREFUSED 127.0.0.1:1\n", "x" * MOST_CHARACTERS
    assert printed_error(first + many) is None
    assert printed_error(f"{many}\n{first}") is not None
    assert printed_error(first + "x\n" * 4000) is None
    assert printed_error(first + "x\n" * 3000) is not None


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        (
            "Access to fetch at 'http://localhost:8080/x' from origin 'https://app.example.com:8443'"
            " has been blocked by CORS policy: Permission was denied for this request to access the"
            " `loopback` address space.\nGET http://localhost:8080/x net::ERR_FAILED",
            "localhost", 8080,
        ),
        (
            "Access to XMLHttpRequest at 'http://nas.lan/x' from origin 'https://app.example.com:1'"
            " has been blocked by CORS policy: Permission was denied for this request to access the"
            " `unknown` address space.",
            "nas.lan", 0,
        ),
        (
            "x.js:1 WebSocket connection to 'ws://localhost:9001/' failed: net::"
            "ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS",
            "localhost", 9001,
        ),
        (
            "GET http://127.0.0.1:3001/api/ net::ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS",
            "127.0.0.1", 3001,
        ),
    ],
)  # fmt: skip
def test_what_a_browser_did_not_call(text: str, host: str, port: int) -> None:
    error = printed_error(text)
    assert error is not None
    assert (error.host, error.port, error.place, error.blocked) == (host, port, "host", True)
    assert error.outcome is None


def test_a_call_that_a_browser_made_is_not_blocked() -> None:
    text = "GET http://localhost:8080/x net::ERR_CONNECTION_REFUSED"
    error = printed_error(text)
    assert error is not None
    assert (error.blocked, error.outcome) == (False, Outcome.REFUSED)
    both = f"GET http://localhost:1/ net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS\n{text}"
    last = printed_error(both)
    assert last is not None
    assert (last.blocked, last.port) == (False, 8080)
