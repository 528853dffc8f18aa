"""What `doctor` says it can and cannot see."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from containerloop.cli.runs import visibility
from containerloop.errors import EngineUnavailable
from containerloop.facts import (
    Address,
    Attempt,
    Engine,
    Listener,
    Machine,
    Maybe,
    Outcome,
    Swarm,
    SwarmNode,
    Unobserved,
    View,
)
from containerloop.survey.engine.docker_context import BY_DEFAULT, Choice
from containerloop.survey.engine.unavailable import unavailable
from tests.conftest import RunCli

UNSEEN = Unobserved("nobody could look")


def engine(address: str = "unix:///s", same: Maybe[bool] = False, **changes: Any) -> Engine:
    return Engine(
        address=address, chosen_by="DOCKER_HOST", version="26.1.5", api_version="1.45",
        os="linux", arch="amd64", kernel="6.1", same_machine=same, **changes,
    )  # fmt: skip


def machine(in_container: str | None = None) -> Machine:
    return Machine(platform="linux", listeners=(), in_container=in_container)


def view(outcome: Outcome = Outcome.REFUSED, listeners: Maybe[tuple[Listener, ...]] = ()) -> View:
    address = Address(host="::1", port=9)
    attempt = Attempt(vantage="engine-host", address=address, outcome=outcome)
    return View(
        vantage="engine-host", listeners=listeners, dialling=(), hosts=(), name_servers=(),
        routes=(), attempts=(attempt,),
    )  # fmt: skip


def test_what_could_not_be_looked_at_keeps_its_reason() -> None:
    for sight in (
        visibility.probes(UNSEEN),
        visibility.engines_host(UNSEEN),
        visibility.engines_host(view(listeners=UNSEEN)),
        visibility.owners(UNSEEN, root=True),
        visibility.ipv6(UNSEEN),
    ):
        assert (sight.seen, sight.detail) == (False, UNSEEN.reason)


def test_a_probe_is_timed_in_milliseconds() -> None:
    assert visibility.probes(140.4).detail == "a probe started and answered in 140 ms"
    assert visibility.probes(0.0).seen
    assert visibility.engines_host(view()).seen


@pytest.mark.parametrize(
    ("where", "here", "words"),
    [
        (engine(same=True), machine(), "the engine's host is this machine"),
        (engine(same=UNSEEN), machine(), "unknown whether it is this machine: nobody could look"),
        (engine(flavour="colima"), machine("c0"), "Colima runs its engine in a virtual machine"),
        (engine(), machine("c0"), "containerloop itself runs in a container"),
        (engine(rootless=True, same_kernel=True), machine(), "and publishes ports on this machine"),
        (engine(same_kernel=True), machine(), "on this kernel, in another network namespace"),
        (engine(rootless=True), machine(), "has another kernel or another network"),
        (engine(), machine(), "has another kernel or another network"),
        (engine("tcp://a:1", in_container=True), machine(), "in a container itself, and publishes"),
        (engine("tcp://a:1", rootless=True), machine(), "is reached through tcp://a:1"),
    ],
)
def test_whose_host_it_is(where: Engine, here: Machine, words: str) -> None:
    sight = visibility.whose_host(where, here)
    assert words in sight.detail
    assert sight.seen is (where.same_machine is True)


@pytest.mark.parametrize(
    ("where", "here", "usual"),
    [
        (engine(flavour="colima"), machine(), True),
        (engine(rootless=True), machine(), True),
        (engine(), machine("c0"), True),
        (engine(), machine(), False),
        (engine(same=UNSEEN), machine(), False),
        (engine(same=True), machine(), False),
    ],
)
def test_what_nobody_sees_on_such_a_platform_is_no_fault(
    where: Engine, here: Machine, usual: bool
) -> None:
    assert visibility.whose_host(where, here).usual is usual


def test_a_swarm_is_told_as_far_as_it_is_known() -> None:
    assert visibility.swarm(None) == ()
    [worker] = visibility.swarm(Swarm(node="n", services=UNSEEN, nodes=UNSEEN))
    assert (worker.seen, worker.usual, worker.detail) == (False, True, UNSEEN.reason)
    nodes = tuple(SwarmNode(id=str(n), name=f"node{n}", ready=n != 2) for n in range(1, 8))
    [manager] = visibility.swarm(Swarm(node="n", services=(), nodes=nodes))
    assert manager.seen
    assert manager.detail == (
        "0 services on 7 nodes (node1, node2 (down), node3, node4, node5, …); a probe stands on"
        " this engine's node only"
    )


@pytest.mark.parametrize(
    ("pids", "root", "seen", "words"),
    [
        ((1, 2), False, True, "each of 2"),
        ((), False, True, "nothing listens on this machine"),
        ((1, None), False, False, "1 of 2 listening sockets belong to other users"),
        ((1, None), True, True, "1 of 2 listening sockets show their process"),
        ((None, None), True, False, "0 of 2"),
    ],
)
def test_who_owns_the_sockets(
    pids: tuple[int | None, ...], root: bool, seen: bool, words: str
) -> None:
    rows = tuple(Listener(address="::", port=1, pid=pid) for pid in pids)
    sight = visibility.owners(rows, root=root)
    assert sight.seen is seen
    assert words in sight.detail


@pytest.mark.parametrize(
    ("outcome", "there"),
    [
        (Outcome.REFUSED, True),
        (Outcome.ANSWERED, True),
        (Outcome.ADDRESS_UNAVAILABLE, False),
        (Outcome.NETWORK_UNREACHABLE, False),
    ],
)
def test_ipv6_is_there_or_not_and_both_can_be_seen(outcome: Outcome, there: bool) -> None:
    sight = visibility.ipv6(view(outcome))
    assert sight.seen
    assert ("disabled" not in sight.detail) is there


def test_without_the_plugin_some_of_a_file_is_not_followed() -> None:
    assert not visibility.compose_files(None).seen
    assert "/x/docker-compose" in visibility.compose_files(Path("/x/docker-compose")).detail


@pytest.mark.parametrize(
    ("chosen_by", "cause", "absent"),
    [
        (BY_DEFAULT, FileNotFoundError(2, "No such file"), True),
        (BY_DEFAULT, ConnectionRefusedError(111, "refused"), False),
        (BY_DEFAULT, PermissionError(13, "denied"), False),
        ("DOCKER_HOST", FileNotFoundError(2, "No such file"), False),
        ("context x", FileNotFoundError(2, "No such file"), False),
    ],
)
def test_an_engine_is_absent_where_nobody_chose_one(
    chosen_by: str, cause: OSError, absent: bool
) -> None:
    said = unavailable(cause, Choice("unix:///nowhere/s.sock", chosen_by))
    assert isinstance(said, EngineUnavailable)
    assert said.absent is absent


def test_no_engine_is_a_sentence(tmp_path: Path, run_cli: RunCli) -> None:
    ended = run_cli("doctor", env={"DOCKER_HOST": f"unix://{tmp_path}/none.sock"})
    assert (ended.returncode, ended.stdout) == (4, "")
    assert "does not exist" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_real_engine_is_examined_and_left_as_it_was(
    engine_url: str, run_cli: RunCli, untouched: Callable[[], AbstractContextManager[None]]
) -> None:
    environ = {"DOCKER_HOST": engine_url}
    run_cli("doctor", env=environ)  # the probe's image stays, as it does after every run
    with untouched():
        told = run_cli("doctor", "--format", "json", env=environ)
        text = run_cli("doctor", env=environ)
    value = json.loads(told.stdout)
    seen = {sight["what"]: sight["seen"] for sight in value["capabilities"]}
    assert told.stderr == text.stderr == ""
    assert told.returncode == text.returncode == value["exit_status"]
    assert told.returncode == (0 if all(seen.values()) else 3)
    assert seen["inside containers"]
    assert seen["the engine's host"]
    assert 0 < value["probe_ms"] < 20_000
    assert value["engine"]["address"] == engine_url
    assert f"API {value['engine']['api_version']}" in text.stdout
    assert "(from DOCKER_HOST)" in text.stdout
