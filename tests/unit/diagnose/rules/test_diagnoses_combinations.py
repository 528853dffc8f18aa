"""Near misses that drawn projects brought to light, as worlds made by hand."""

from typing import Any, cast

import pytest

from containerloop import protocols
from containerloop.diagnose.trials import Dial, Publish, Rebind
from containerloop.facts import Address, State, Transport
from containerloop.observe.conversation import converse
from containerloop.observe.observer import Observer
from containerloop.observe.probe.placement import on_networks
from containerloop.observe.probe.requests import AttemptRequest
from containerloop.plan.values import PlannedAttempt
from containerloop.prove.prover import Prover
from containerloop.topology.inventory import Inventory
from tests.support.world import World

# UDP


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
    ("socket", "code"), [("127.0.0.1:8125/udp", "CL501"), ("0.0.0.0:8125", "CL507")]
)
def test_a_datagram_behind_a_proxy_is_lost_in_silence(socket: str, code: str) -> None:
    report = published(socket).report("8125/udp")
    assert (report.verdict, [f.code for f in report.findings]) == ("unreachable", [code])
    absent = [e.command for e in report.findings[0].evidence if e.saw.startswith("no socket")]
    assert all(command.endswith("cat /proc/net/udp /proc/net/udp6") for command in absent)


@pytest.mark.parametrize("sockets", [["0.0.0.0:8125/udp"], ["0.0.0.0:8126/udp"]])
def test_a_datagram_that_somebody_may_have_taken_settles_nothing(sockets: list[str]) -> None:
    report = published(*sockets).report("8125/udp")
    assert (report.verdict, report.findings) == ("inconclusive", ())


def test_a_port_for_datagrams_is_published_for_datagrams() -> None:
    world = World()
    world.container("stats", listens=["0.0.0.0:8125/udp"])
    world.attempt("host", "localhost:8125/udp", "refused", resolved="127.0.0.1")
    (found,) = world.report("localhost:8125/udp").findings
    assert (found.code, found.summary) == (
        "CL601", "stats serves 8125/udp, but it is not published",
    )  # fmt: skip
    remedy = found.remedies[0]
    assert remedy.override == {"services": {"stats": {"ports": ["127.0.0.1:8125:8125/udp"]}}}
    assert remedy.address == "127.0.0.1:8125/udp"


@pytest.mark.parametrize(
    ("publishes", "dialled", "codes"),
    [("8125:8125/udp", "localhost:8125", ["CL601"]), ("8126:8125", "localhost:8125/udp", [])],
)
def test_a_port_published_for_the_other_transport(
    publishes: str, dialled: str, codes: list[str]
) -> None:
    world = World()
    both = ["0.0.0.0:8125", "0.0.0.0:8125/udp"]
    world.container("stats", listens=both, publishes=[publishes], exposes=[8125])
    world.attempt("host", dialled, "refused", resolved="127.0.0.1")
    assert world.codes(dialled) == codes


def test_a_datagram_to_another_address_than_the_published_one() -> None:
    world = World()
    world.container("stats", listens=["0.0.0.0:8125/udp"], publishes=["127.0.0.1:8125:8125/udp"])
    world.attempt("host", "10.0.0.5:8125/udp", "refused", resolved="10.0.0.5")
    (found,) = world.report("10.0.0.5:8125/udp").findings
    assert (found.code, found.remedies[0].address) == ("CL603", "127.0.0.1:8125/udp")


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


def test_no_datagram_is_empty() -> None:
    sent: list[AttemptRequest] = []
    for port in (53, 8125, 6379):
        wanted = PlannedAttempt(Address(host="127.0.0.1", port=port, transport=Transport.UDP))
        converse("host", [wanted], 1.0, lambda dials: sent.extend(dials) or ())  # type: ignore[func-returns-value]
    assert len(sent) == 3
    assert all(each.first for each in sent)


def test_a_relay_is_never_the_proof_for_udp() -> None:
    address = Address(host="stats", port=8125, transport=Transport.UDP)
    nobody = cast(Any, None)
    prover = Prover(nobody, nobody, None, Transport.UDP)
    rebind = Rebind(
        container="id", listen_on="172.18.0.2", port=8125, server=address,
        vantage="service:api", address=address,
    )  # fmt: skip
    for trial in (rebind, Publish(container="id", port=8125)):
        assert prover.prove(trial).reason == "a probe relays TCP only"


def test_another_address_is_tried_for_udp_too() -> None:
    class Looks:
        def open_session(self, _vantage: str) -> None:
            return None

    address = Address(host="stats", port=8125, transport=Transport.UDP)
    prover = Prover(cast(Observer, Looks()), cast(Inventory, None), None, Transport.UDP)
    proof = prover.prove(Dial(vantage="service:api", address=address))
    assert proof.reason == "service:api could not be looked from"


# Patience


@pytest.mark.parametrize(
    ("wanted", "reply_ms"),
    [
        (PlannedAttempt(Address(host="web", port=8000), scheme="http", expected=True), 4000),
        (PlannedAttempt(Address(host="web", port=80), expected=True), 4000),
        (PlannedAttempt(Address(host="web", port=8000), scheme="http"), 1000),
        (PlannedAttempt(Address(host="web", port=27999), expected=True), 1000),
        (PlannedAttempt(Address(host="ns", port=53, transport=Transport.UDP), expected=True), 1000),
    ],
)
def test_an_answer_that_somebody_relies_on_is_waited_for(
    wanted: PlannedAttempt, reply_ms: int
) -> None:
    sent: list[AttemptRequest] = []
    converse("host", [wanted], 4.0, lambda dials: sent.extend(dials) or ())  # type: ignore[func-returns-value]
    assert [each.reply_ms for each in sent] == [reply_ms]


# CL402 unknown-name


def lodger(dialled: str, *, name: str = "db.main") -> World:
    """A server in another one's namespace, which takes its name away."""
    world = World()
    world.container("app", listens=["0.0.0.0:6379"])
    world.container(name, listens=None, mode="container:id-shop-app", exposes=[6379])
    world.container("api", refers=[f"redis://{dialled}:6379/0"])
    world.attempt("service:api", f"{dialled}:6379", "name-not-found")
    return world


def test_a_service_with_a_dot_in_its_name_is_known_to_be_ours() -> None:
    assert lodger("db.main").codes("6379", "service:api")[:1] == ["CL402"]


def test_a_dotted_name_that_nobody_here_has_may_be_known_elsewhere() -> None:
    assert "CL402" not in lodger("db.example.com").codes("db.example.com:6379", "service:api")


# CL809 another-server-answers


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


def test_a_page_from_where_redis_should_be() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:3380"])
    world.container("api", refers=["redis://web:3380/0"])
    world.attempt(
        "service:api", "web:3380", "answered", resolved="172.18.0.2", protocol="http",
        banner="an HTML page without a status line",
    )  # fmt: skip
    assert world.codes("3380") == ["CL809"]


# MariaDB, as Debian builds it


@pytest.mark.parametrize(
    ("version", "banner"),
    [
        (b"11.8.6-MariaDB-0+deb13u1 from Debian", "MariaDB 11.8.6-MariaDB-0+deb13u1 from Debian"),
        (b"8.4.3", "MySQL 8.4.3"),
        (b"11.8.6\r\nFrom", None),
        (b"version 8", None),
    ],
)
def test_a_version_may_name_its_distribution(version: bytes, banner: str | None) -> None:
    body = b"\n" + version + b"\0\5\0\0\0\1Q'kiL#d\0\xfe\xff-\2\0\xff\x81"
    greeting = len(body).to_bytes(3, "little") + b"\0" + body
    answer = protocols.by_scheme("mysql").read(greeting)  # type: ignore[union-attr]
    assert (answer.banner if answer else None) == banner


# CL302 internal-network


def test_a_probe_on_the_default_bridge_and_another_network_is_on_both() -> None:
    assert on_networks(("bridge",)).networks == ()
    both = on_networks(("bridge", "shop_back"))
    assert (both.network_mode, [j.network for j in both.networks]) == (
        "bridge", ["bridge", "shop_back"],
    )  # fmt: skip
