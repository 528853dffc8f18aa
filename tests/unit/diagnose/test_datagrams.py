"""UDP, where silence is no answer and no failure; and TCP, where it is one."""

import pytest

from containerloop.facts import State
from tests.support.world import World


def statsd(outcome: str, *, listens: str = "0.0.0.0:8125/udp") -> World:
    world = World()
    world.container("stats", listens=[listens])
    world.container("api", env=["STATSD_HOST=stats", "STATSD_PORT=8125"])
    world.attempt("service:api", "stats:8125/udp", outcome, resolved="172.18.0.2")
    return world


def test_a_datagram_without_an_answer_settles_nothing() -> None:
    report = statsd("silent").report("8125/udp")
    assert (report.verdict, report.findings, report.exit_status) == ("inconclusive", (), 3)


def test_a_datagram_that_was_refused_settles_it() -> None:
    report = statsd("refused", listens="127.0.0.1:8125/udp").report("8125/udp")
    assert report.verdict == "unreachable"
    assert [f.code for f in report.findings] == ["CL501"]


def test_an_answered_datagram_is_an_answer() -> None:
    assert statsd("answered").report("8125/udp").verdict == "reachable"


def published(*listens: str) -> World:
    """A datagram to a published port: the engine's proxy takes it, whoever is behind."""
    world = World()
    state = State(status="running", up_s=60.0)
    world.container("stats", listens=listens, publishes=["127.0.0.1:8125:8125/udp"], state=state)
    world.attempt("host", "127.0.0.1:8125/udp", "silent", resolved="127.0.0.1")
    return world


@pytest.mark.parametrize(
    ("socket", "code"),
    [("127.0.0.1:8125/udp", "CL501"), ("0.0.0.0:8124", "CL507"), ("0.0.0.0:8125", "CL607")],
)
def test_a_datagram_behind_a_proxy_is_lost_in_silence(socket: str, code: str) -> None:
    report = published(socket).report("8125/udp")
    assert (report.verdict, [f.code for f in report.findings]) == ("unreachable", [code])
    absent = [e.command for e in report.findings[0].evidence if e.saw.startswith("no process")]
    assert bool(absent) is (code == "CL507")
    assert all(command.endswith("cat /proc/net/udp /proc/net/udp6") for command in absent)


@pytest.mark.parametrize("sockets", [["0.0.0.0:8125/udp"], ["0.0.0.0:8126/udp"]])
def test_a_datagram_that_somebody_may_have_taken_settles_nothing(sockets: list[str]) -> None:
    report = published(*sockets).report("8125/udp")
    assert (report.verdict, report.findings) == ("inconclusive", ())


def test_silence_over_tcp_is_no_close() -> None:
    world = World()
    world.container("web", listens=["127.0.0.1:80"], publishes=["127.0.0.1:8081:80"])
    world.attempt("host", "127.0.0.1:8081", "silent", resolved="127.0.0.1")
    assert world.codes("127.0.0.1:8081") == []


def test_silence_over_tcp_is_a_failure() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://db:5432/app"])
    world.attempt("service:api", "db:5432", "silent", resolved="172.18.0.2")
    assert world.report("5432").verdict == "unreachable"
