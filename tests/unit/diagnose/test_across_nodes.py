"""A client on one node and its server on another, whose engine was asked too."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import (
    Attachment,
    AwayServer,
    Container,
    Listener,
    Maybe,
    Snapshot,
    State,
    Swarm,
    Unobserved,
    View,
)
from containerloop.pipeline.report_step import answer
from containerloop.report.v1 import Report
from tests.support.swarm_world import OVERLAY, service, stack, task
from tests.support.world import World, listener, view

UP = State(status="running", up_s=600.0)


def away(
    name: str = "db",
    address: str = "10.0.1.9",
    listens: Maybe[tuple[Listener, ...]] = (),
    state: State = UP,
    container: str = "id-db",
    context: str = "node2",
) -> AwayServer:
    """The server as node 2's engine shows it."""
    seen: Maybe[View] = listens if isinstance(listens, Unobserved) else view("there", listens)
    made = Container(
        id=container, name=f"shop_{name}.1.x1", image="postgres:16", state=state,
        network_mode=OVERLAY.name, project="shop", service=name, task_of=f"shop_{name}",
        attachments=(
            Attachment(network=OVERLAY.name, network_id=OVERLAY.id, ipv4=address, names=(name,)),
        ),
    )  # fmt: skip
    return AwayServer(node="node2", context=context, address="unix:///b", container=made, view=seen)


def world(outcome: str, led: str | None = "10.0.1.9", *, runs: bool = True) -> World:
    """api, on node 1, calls db, which has its only task on node 2 or none at all."""
    made = stack(refers="postgres://db:5432/app")
    assert isinstance(made.swarm, Swarm)
    assert isinstance(made.swarm.services, tuple)
    there = (task("db", "n2", "10.0.1.9", "id-db"),) if runs else ()
    known = tuple(s for s in made.swarm.services if s.name != "shop_db")
    made.swarm = replace(
        made.swarm, services=(*known, service("db", *there, virtual_ips=("10.0.1.8",)))
    )
    made.attempt("service:api", "db:5432", outcome, resolved=led)
    return made


def told(made: World, *servers: AwayServer) -> Report:
    return answer(_both(made, *servers))


def _both(made: World, *servers: AwayServer) -> Snapshot:
    seen = made.snapshot("db:5432")
    there = replace(stack().snapshot("db:5432"), context="node2")
    there = replace(there, question=replace(there.question, without_host=True))
    return replace(seen, away=servers, further=(there,), asked_nodes=("n1", "n2"))


def sockets(*words: str, queue: int = 0) -> tuple[Listener, ...]:
    return tuple(replace(listener(word), queue=queue) for word in words)


@pytest.mark.parametrize(
    ("outcome", "listens", "code"),
    [
        ("refused", sockets("127.0.0.1:5432"), "CL501"),
        ("refused", sockets("0.0.0.0:5433"), "CL502"),
        ("refused", (), "CL507"),
        ("silent", sockets("0.0.0.0:5432", queue=2), "CL209"),
        ("timed-out", sockets("0.0.0.0:5432", queue=2), "CL209"),
    ],
)
def test_what_its_own_node_shows_of_the_server_is_the_cause(
    outcome: str, listens: tuple[Listener, ...], code: str
) -> None:
    report = told(world(outcome), away(listens=listens))
    assert [(f.code, f.vantage) for f in report.findings] == [(code, "service:api")]
    assert report.verdict == "unreachable"


def test_a_refusal_by_the_virtual_ip_is_that_of_the_only_task() -> None:
    made = told(world("refused", "10.0.1.8"), away(listens=sockets("127.0.0.1:5432")))
    assert [f.code for f in made.findings] == ["CL501"]


def test_a_server_that_ended_is_the_cause_of_a_name_that_is_not_there() -> None:
    ended = State(status="exited", exit_code=3, finished_at="2026-11-30T10:00:00Z")
    earlier = State(status="exited", exit_code=1, finished_at="2026-11-30T09:00:00Z")
    made = told(
        world("name-not-found", None, runs=False),
        away(state=earlier, container="id-older"),
        away(state=ended),
    )
    [found] = made.findings
    assert (found.code, found.summary) == (
        "CL201",
        "db is not running (it exited with status 3)",
    )
    assert found.remedies[0].host_command == "docker service update --force shop_db"


@pytest.mark.parametrize(
    ("outcome", "led", "servers"),
    [
        ("refused", "10.0.1.9", ()),  # that node's engine was not asked
        ("refused", "10.0.1.9", (away(listens=Unobserved("nobody looked")),)),
        ("refused", "10.0.1.9", (away(listens=sockets("127.0.0.1:5432"), container="id-new"),)),
        ("refused", "10.0.1.99", (away(listens=sockets("127.0.0.1:5432")),)),
        ("silent", "10.0.1.9", (away(listens=sockets("0.0.0.0:5432")),)),
        ("refused", "10.0.1.9", (away(listens=sockets("0.0.0.0:5432")),)),
        ("name-not-found", None, (away(listens=sockets("127.0.0.1:5432")),)),
        ("host-unreachable", "10.0.1.8", (away(listens=sockets("127.0.0.1:5432")),)),
    ],
)
def test_what_was_not_seen_there_is_no_cause(
    outcome: str, led: str | None, servers: tuple[AwayServer, ...]
) -> None:
    report = told(world(outcome, led), *servers)
    assert [f.code for f in report.findings if f.code not in ("CL308",)] == []
    assert report.verdict != "reachable"


def test_packets_that_are_lost_stay_the_cause_where_the_server_takes_up_calls() -> None:
    made = told(world("timed-out"), away(listens=sockets("0.0.0.0:5432")))
    assert [f.code for f in made.findings] == ["CL308"]


def test_nothing_of_the_other_node_is_called_ruled_out_unseen() -> None:
    report = told(world("refused"), away(listens=Unobserved("nobody looked")))
    unseen = {row.code: row.reason for row in report.not_checked}
    assert {unseen[code] for code in ("CL501", "CL502", "CL507")} == {"nobody looked"}


def test_its_commands_are_told_to_its_own_engine() -> None:
    [found] = told(world("refused"), away(listens=sockets("127.0.0.1:5432"))).findings
    commands = [line.command for line in found.evidence]
    assert commands == [
        "docker --context node2 exec shop_db.1.x1 cat /proc/net/tcp",
        "containerloop why db:5432 --from service:api",
        "docker --context node2 ps --all --filter name=shop_db.1.x1 --format"
        " '{{.Names}} {{.Status}}'",
    ]


def test_the_engine_in_use_is_called_without_a_context() -> None:
    """The client is on the further engine, its server on the one in use."""
    there = replace(_both(world("refused")).further[0], context="", further=())
    here = replace(
        world("refused").snapshot("db:5432"),
        context="node1",
        away=(away(listens=sockets("127.0.0.1:5432"), context=""),),
    )
    [found] = [f for f in answer(replace(there, further=(here,))).findings if f.code == "CL501"]
    assert found.vantage == "service:api@node1"
    assert found.evidence[0].command == "docker exec shop_db.1.x1 cat /proc/net/tcp"


def test_a_proof_is_not_made_on_the_wrong_engine() -> None:
    from containerloop.diagnose.catalogue import entries
    from containerloop.diagnose.differential import diagnose

    seen = _both(world("refused"), away(listens=sockets("127.0.0.1:5432")))
    [found] = diagnose(seen, entries).found
    [remedy] = found.finding.remedies
    assert remedy.trial == Untriable(
        reason="the server is on node2, and its client on another node"
    )


def test_a_replica_here_answers_for_itself() -> None:
    """A container of the service on this node is no evidence of the one over there."""
    made = world("refused")
    more: dict[str, Any] = {"networks": (OVERLAY,), "project": "shop", "task_of": "shop_db"}
    made.container("db", listens=["0.0.0.0:5432"], **more)
    report = told(made, away(listens=sockets("127.0.0.1:5432")))
    assert [f.code for f in report.findings] == ["CL501"]
    assert "shop_db.1.x1" in report.findings[0].evidence[0].saw


def test_without_its_engine_the_report_says_which_one_to_add() -> None:
    report = world("refused").report("db:5432")
    assert report.findings == ()
    assert (
        "10.0.1.9 is shop_db.1, which runs on node2 (10.96.0.2), whose engine was not asked about"
        " it: add --engine CONTEXT, the Docker context of that engine"
    ) in report.notes
    unseen = {row.code: row.reason for row in report.not_checked}
    assert (
        unseen["CL501"]
        == unseen["CL507"]
        == ("shop_db.1 runs on node2, and nobody looked into it there")
    )


def test_a_paused_server_loses_calls_as_a_closed_port_does() -> None:
    paused = State(status="paused", up_s=600.0)
    made = told(world("timed-out"), away(listens=sockets("0.0.0.0:5432"), state=paused))
    assert [f.code for f in made.findings] == ["CL209"]


def test_a_queue_at_another_port_says_nothing_of_this_one() -> None:
    busy = sockets("0.0.0.0:9000", queue=2) + sockets("0.0.0.0:5432")
    assert [f.code for f in told(world("timed-out"), away(listens=busy)).findings] == ["CL308"]


def test_what_is_left_of_another_service_is_no_cause() -> None:
    ended = State(status="exited", exit_code=3, finished_at="2026-11-30T10:00:00Z")
    report = told(world("name-not-found", None, runs=False), away("far", state=ended))
    assert report.findings == ()


def test_what_can_be_tried_from_the_client_is() -> None:
    """Another port of the same server is dialled from here; no relay has to stand over there."""
    from containerloop.diagnose.catalogue import entries
    from containerloop.diagnose.differential import diagnose

    seen = _both(world("refused"), away(listens=sockets("0.0.0.0:5433")))
    [found] = diagnose(seen, entries).found
    assert [type(r.trial) for r in found.finding.remedies] == [Dial]


def test_of_several_that_ended_the_service_that_was_called_counts() -> None:
    long_ago = State(status="exited", exit_code=3, finished_at="2026-11-30T10:00:00Z")
    just_now = State(status="exited", exit_code=1, finished_at="2026-11-30T11:00:00Z")
    left = (away(state=long_ago), away("far", state=just_now, container="id-far"))
    [found] = told(world("name-not-found", None, runs=False), *left).findings
    assert found.summary == "db is not running (it exited with status 3)"
