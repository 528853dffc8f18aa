"""CL707 direct-access-blocked: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Network, Route, Snapshot, Unobserved, View
from containerloop.pipeline.report_step import answer
from tests.support.rule_worlds import BACK
from tests.support.world import SHOP, World

WEB = "172.18.0.2"
ELSEWHERE = {"version": "28.5.2", "address": "tcp://10.0.0.9:2375", "same_machine": False}
HERE = {"version": "28.5.2"}
STATIC = Route(destination="172.18.0.0/16", gateway="10.0.0.9", interface="eth0")
DEFAULT = Route(destination="0.0.0.0/0", gateway="10.0.0.1", interface="eth0")
MODE = "com.docker.network.bridge.gateway_mode_ipv4"
QUOTED = f"connect ETIMEDOUT {WEB}:80"


def seen(
    engine: dict[str, Any] = ELSEWHERE,
    *,
    routes: Any = (DEFAULT, STATIC),
    network: Network = SHOP,
    listens: Any = ("0.0.0.0:80",),
    asked: str = f"{WEB}:80",
    outcome: str = "timed-out",
    publishes: Any = ("8080:80",),
    client: bool = False,
    beside: tuple[Network, ...] = (),
    resolved: str | None = WEB,
) -> Snapshot:
    """The container's own address, called from a machine with a route to it."""
    world = World(engine=engine)
    world.networks[1] = network
    world.machine["routes"] = routes
    if not engine.get("same_machine", True):
        world.addresses = ("127.0.0.1", "10.0.0.5")
    world.container("web", listens=listens, publishes=publishes, networks=[network, *beside])
    if client:
        world.container("api", networks=[network])
    more = {"protocol": "http", "code": "200"} if outcome == "answered" else {}
    place = "service:api" if client else "host"
    world.attempt(place, f"{WEB}:80", outcome, resolved=resolved, **more)
    return world.snapshot(asked, *([place] if client else []))


def told(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(f.code, f.severity) for f in answer(snapshot).findings if f.code == "CL707"]


def test_a_machine_with_a_route_to_the_subnet() -> None:
    report = answer(seen())
    assert report.verdict == "unreachable"
    (found,) = report.findings
    assert (found.code, found.severity) == ("CL707", "cause")
    assert found.summary == (
        f"{WEB} is the container's own address of web: Docker Engine 28 and later drop what other"
        " machines send there"
    )
    assert [e.saw for e in found.evidence] == [
        f"from this machine, {WEB}:80: timed out",
        "this machine sends there through 10.0.0.9",
        "the engine is Docker 28.5.2; shop_default has no option for it",
    ]


def test_a_time_out_that_is_quoted_where_all_is_well_is_a_warning() -> None:
    quoted = seen(HERE, asked=QUOTED, outcome="answered")
    assert told(quoted) == [("CL707", "warning")]
    assert answer(quoted).verdict == "reachable"
    assert [e.saw for e in answer(quoted).findings[0].evidence] == [
        f"from this machine, {WEB}:80: answered",
        "the engine is Docker 28.5.2; shop_default has no option for it",
    ]


@pytest.mark.parametrize(
    ("publishes", "first"),
    [
        (["8080:80"], "use port 8080 of the engine's machine"),
        (["127.0.0.1:8080:80"], "publish port 80 of web"),
        (["8443:443"], "publish port 80 of web"),
        ([], "publish port 80 of web"),
    ],
)
def test_a_published_port_comes_first(publishes: list[str], first: str) -> None:
    published, opened = answer(seen(publishes=publishes)).findings[0].remedies
    assert published.summary.startswith(first)
    assert f"{MODE}: nat-unprotected" in opened.summary


@pytest.mark.parametrize("version", ["28.0.0", "28.5.2+dfsg4", "29.1.0"])
def test_since_28(version: str) -> None:
    assert told(seen(ELSEWHERE | {"version": version})) == [("CL707", "cause")]


@pytest.mark.parametrize(
    "near",
    [
        seen(ELSEWHERE | {"version": "27.5.1"}),
        seen(ELSEWHERE | {"version": "master-2026"}),
        seen(ELSEWHERE | {"flavour": "podman", "version": "28.0.0"}),
        seen(ELSEWHERE | {"rootless": True}),
        seen(ELSEWHERE | {"flavour": "docker-desktop"}),
        seen(HERE),
        seen(routes=(DEFAULT,)),
        seen(routes=(Route(destination="172.18.0.0/16", gateway="", interface="br-shop"),)),
        seen(routes=Unobserved("they were not read")),
        seen(listens=["127.0.0.1:80"]),
        seen(listens=["0.0.0.0:8000"]),
        seen(listens=["0.0.0.0:80/udp"]),
        seen(listens=None),
        seen(network=replace(SHOP, options={MODE: "nat-unprotected"})),
        seen(network=replace(SHOP, options={MODE: "routed"})),
        seen(network=replace(
            SHOP, options={"com.docker.network.bridge.trusted_host_interfaces": "wg0"})),
        seen(network=replace(SHOP, internal=True)),
        seen(network=replace(SHOP, driver="macvlan")),
        seen(outcome="refused"),
        seen(outcome="host-unreachable"),
        seen(client=True),
        seen(HERE, outcome="answered"),
        seen(ELSEWHERE, asked=QUOTED, outcome="answered"),
        seen(HERE, asked=f"connect ECONNREFUSED {WEB}:80", outcome="answered"),
        seen(HERE, asked=f"api-1  | {QUOTED}", outcome="answered"),
        seen(HERE | {"version": "27.5.1"}, asked=QUOTED, outcome="answered"),
    ],
    ids=["27", "unnumbered", "Podman", "rootless", "Desktop", "this very machine",
         "the default route",
         "a bridge of its own", "routes not read", "on its loopback", "another port", "UDP",
         "not looked into", "let in", "routed", "trusted", "internal", "macvlan", "refused",
         "no such neighbour", "a container", "asked, not quoted", "answered elsewhere",
         "refused before", "quoted from a container", "quoted on 27"],
)  # fmt: skip
def test_near_misses(near: Snapshot) -> None:
    assert told(near) == []


def test_what_was_not_seen_is_not_checked() -> None:
    report = answer(seen(routes=Unobserved("they were not read")))
    assert ("CL707", "they were not read") in [(n.code, n.reason) for n in report.not_checked]
    assert "CL707" in [n.code for n in answer(seen(listens=None)).not_checked]
    report = answer(seen(ELSEWHERE | {"same_machine": Unobserved("not sure")}))
    assert "CL707" in [n.code for n in report.not_checked]


def test_a_mode_that_is_written_out_is_the_usual_one() -> None:
    assert told(seen(network=replace(SHOP, options={MODE: "nat"}))) == [("CL707", "cause")]


def test_a_name_that_leads_to_it_is_the_same_call() -> None:
    snapshot = seen()
    view = snapshot.views["host"]
    assert isinstance(view, View)
    named = tuple(replace(a, address=replace(a.address, host="web.lan")) for a in view.attempts)
    asked = replace(snapshot.question, target="web.lan:80", host="web.lan")
    there = snapshot.views | {"host": replace(view, attempts=named)}
    (found,) = answer(replace(snapshot, question=asked, views=there)).findings
    assert (found.code, found.severity) == ("CL707", "cause")
    assert found.summary.startswith(f"{WEB} is the container's own address of web")
    assert found.evidence[0].saw == f"from this machine, web.lan:80 ({WEB}): timed out"


def test_a_number_is_dialled_as_it_is_written() -> None:
    (found,) = answer(seen(resolved=None)).findings
    assert found.summary.startswith(f"{WEB} is the container's own address of web")


def test_of_a_containers_networks_the_one_that_was_called_counts() -> None:
    let_in = replace(BACK, options={MODE: "nat-unprotected"})
    assert told(seen(beside=(let_in,))) == [("CL707", "cause")]
    let_in, closed = replace(SHOP, options={MODE: "nat-unprotected"}), BACK
    assert told(seen(network=let_in, beside=(closed,))) == []


def test_the_projects_own_network_is_opened_by_its_key() -> None:
    opened = answer(seen()).findings[0].remedies[1]
    options = {"driver_opts": {MODE: "nat-unprotected"}}
    assert opened.override == {"services": {}, "networks": {"default": options}}
    assert opened.host_command == "docker compose down && docker compose up -d"
    assert opened.summary.endswith("recreate the project")


@pytest.mark.parametrize("project", [None, "other"])
def test_a_network_of_somebody_else_is_opened_by_hand(project: str | None) -> None:
    snapshot = seen(network=replace(SHOP, project=project))
    own: Any = replace(snapshot.survey.project, networks={"lan": SHOP.name})  # external: true
    snapshot = replace(snapshot, survey=replace(snapshot.survey, project=own))
    opened = answer(snapshot).findings[0].remedies[1]
    assert (opened.override, opened.host_command) == (None, None)
    assert opened.summary.endswith("and recreate it")


def test_an_ipv6_address_needs_the_option_for_ipv6() -> None:
    six = "fd00::2"
    snapshot = seen()
    web = replace(SHOP, subnets=("fd00::/64",), options={})
    world = World(engine=ELSEWHERE)
    world.networks[1] = web
    world.machine["routes"] = (replace(STATIC, destination="fd00::/64", gateway="fd99::1"),)
    world.addresses = ("127.0.0.1", "fd99::5")
    made = world.container("web", listens=["[::]:80"], networks=[web])
    world.containers = [
        replace(made, attachments=(replace(made.attachments[0], ipv4=None, ipv6=six),))
    ]
    world.attempt("host", f"[{six}]:80", "timed-out", resolved=six)
    snapshot = world.snapshot(f"[{six}]:80")
    opened = answer(snapshot).findings[0].remedies[1]
    assert "gateway_mode_ipv6: nat-unprotected" in opened.summary


def test_of_several_listeners_one_is_enough() -> None:
    assert told(seen(listens=["127.0.0.1:80", "0.0.0.0:80"])) == [("CL707", "cause")]
