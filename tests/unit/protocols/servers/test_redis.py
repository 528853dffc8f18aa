"""What a Redis says of other nodes, after PING."""

import pytest

from containerloop.facts import PLAIN, Opening
from containerloop.protocols import Call, Place, hello_of, opening_of
from containerloop.protocols.servers.redis import NO_DATABASE, REDIS, read

NODE = b"*%d\r\n$%d\r\n%s\r\n:%d\r\n$40\r\n" + b"a" * 40 + b"\r\n"


def onward(reply: bytes) -> list[tuple[str, str | None, int]]:
    answer = read(reply)
    assert answer is not None
    return [(p.by, p.host, p.port) for p in answer.onward]


def node(host: bytes, port: int) -> bytes:
    return NODE % (3, len(host), host, port)


def slots(*ranges: tuple[bytes, ...]) -> bytes:
    each = [
        b"*%d\r\n:%d\r\n:%d\r\n" % (2 + len(nodes), n * 100, n * 100 + 99) + b"".join(nodes)
        for n, nodes in enumerate(ranges)
    ]
    return b"*%d\r\n" % len(each) + b"".join(each)


def test_it_is_asked_after_ping() -> None:
    assert REDIS.hello.first.startswith(b"PING\r\n")
    assert b"host" not in REDIS.hello.first.lower()


def test_one_alone_names_nobody() -> None:
    said = b"+PONG\r\n-ERR This instance has cluster support disabled\r\n$0\r\n\r\n"
    assert onward(said) == []
    assert onward(b"+PONG\r\n-ERR unknown command 'CLUSTER'\r\n") == []


def test_the_masters_of_a_cluster_each_once_and_no_replica() -> None:
    two = slots((node(b"r1", 7001), node(b"r4", 7004)), (node(b"r2", 7002),), (node(b"r1", 7001),))
    assert onward(b"+PONG\r\n" + two) == [("slot", "r1", 7001), ("slot", "r2", 7002)]


def test_a_node_without_an_address_is_the_one_that_was_called() -> None:
    assert onward(b"+PONG\r\n" + slots((node(b"", 7001),))) == []
    assert onward(b"+PONG\r\n" + slots((node(b"?", 7001),))) == []
    unknown = b"*1\r\n*3\r\n:0\r\n:99\r\n*3\r\n$-1\r\n:7001\r\n$1\r\na\r\n"
    assert onward(b"+PONG\r\n" + unknown) == []


def test_the_masters_that_a_sentinel_watches() -> None:
    said = (
        b"+PONG\r\n-ERR unknown command\r\n$150\r\n# Sentinel\r\nsentinel_masters:2\r\n"
        b"master0:name=a,status=ok,address=10.0.0.5:6379,slaves=1,sentinels=3\r\n"
        b"master1:name=b,status=sdown,address=cache:6380,slaves=0,sentinels=1\r\n"
    )
    assert onward(said) == [("master", "10.0.0.5", 6379), ("master", "cache", 6380)]


def test_what_is_damaged_is_left_out() -> None:
    whole = b"+PONG\r\n" + slots((node(b"r1", 7001),), (node(b"a b", 1),), (node(b"r2", 99999),))
    assert onward(whole) == [("slot", "r1", 7001)]
    for end in range(7, len(whole)):
        assert {p.host for p in (read(whole[:end]) or read(whole)).onward} <= {"r1"}  # type: ignore[union-attr]


def test_one_that_wants_a_password_names_nobody() -> None:
    answer = read(b"-NOAUTH Authentication required.\r\n" * 3)
    assert answer is not None
    assert (answer.code, answer.onward) == ("NOAUTH", ())
    assert Place(by="slot").host is None


@pytest.mark.parametrize(
    ("path", "database"),
    [("/9", "9"), ("/0", None), ("", None), ("/", None), ("/9/x", None), ("/app", None)],
)
def test_the_number_of_a_database_is_the_path_of_its_url(path: str, database: str | None) -> None:
    assert opening_of("redis", "", path) == (Opening(database=database) if database else PLAIN)


def test_a_database_is_chosen_after_ping() -> None:
    call = Call("tally:6379", "redis", Opening(database="9"))
    assert hello_of(REDIS, call).first.startswith(b"PING\r\nSELECT 9\r\nCLUSTER")
    assert hello_of(REDIS, Call("tally:6379", "redis")).first == REDIS.hello.first
    odd = Call("tally:6379", "redis", Opening(database="9\r\nFLUSHALL"))
    assert hello_of(REDIS, odd).first == REDIS.hello.first


@pytest.mark.parametrize(
    "words",
    ["DB index is out of range", "invalid DB index", "SELECT is not allowed in cluster mode"],
)
def test_a_database_that_is_not_there_is_refused(words: str) -> None:
    answer = read(b"+PONG\r\n-ERR %s\r\n-ERR cluster support disabled\r\n" % words.encode())
    assert answer is not None
    assert (answer.banner, answer.refusal, answer.code) == ("PONG", words, NO_DATABASE)


def test_other_errors_after_ping_are_no_refusal() -> None:
    for rest in (b"+OK\r\n-ERR DB index is out of range\r\n", b"-ERR unknown command 'SELECT'\r\n"):
        answer = read(b"+PONG\r\n" + rest)
        assert answer is not None
        assert answer.refusal is None
