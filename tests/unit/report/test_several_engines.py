"""Several engines in one report: whose vantage it is, and what counts once."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.commands import for_engine
from containerloop.facts import Snapshot, Unobserved
from containerloop.pipeline.report_step import answer
from containerloop.report.v1 import Report
from tests.support.swarm_world import stack
from tests.support.world import World


def shop(outcome: str, refers: str = "postgres://db:5432/app") -> World:
    """api calls db, which another container of this engine is."""
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[refers])
    host = "localhost" if "localhost" in refers else "db"
    resolved = "127.0.0.1" if host == "localhost" else "172.18.0.2"
    world.attempt("service:api", f"{host}:5432", outcome, resolved=resolved)
    return world


def snapshot(world: World, context: str = "", target: str = "5432") -> Snapshot:
    seen = world.snapshot(target)
    question = replace(seen.question, without_host=bool(context))
    return replace(seen, context=context, question=question)


def joint(here: World, there: World) -> Report:
    return answer(replace(snapshot(here), further=(snapshot(there, "node2"),)))


def test_each_vantage_has_its_engine() -> None:
    report = joint(shop("answered"), shop("answered"))
    assert {a.vantage for a in report.attempts} == {"service:api", "service:api@node2"}
    assert report.reach_it_at == {"service:api": "db:5432", "service:api@node2": "db:5432"}


def test_one_engine_alone_is_reported_as_ever() -> None:
    world = shop("refused", "postgres://localhost:5432/app")
    assert answer(world.snapshot("5432")) == world.report("5432")
    assert not any("@" in a.vantage for a in world.report("5432").attempts)


def test_a_failure_on_one_engine_is_the_answer() -> None:
    report = joint(shop("answered"), shop("refused", "postgres://localhost:5432/app"))
    assert report.verdict == "unreachable"
    assert [(f.code, f.vantage) for f in report.findings] == [("CL401", "service:api@node2")]
    assert "CL401" not in report.ruled_out
    first = report.findings[0]
    assert all("--engine node2" in e.command for e in first.evidence if "why" in e.command)


def test_what_is_ruled_out_here_and_unseen_there_is_not_ruled_out() -> None:
    blind = shop("refused")
    blind.views["service:db"] = Unobserved("nobody looked")
    report = joint(shop("refused"), blind)
    unseen = {row.code: row.reason for row in report.not_checked}
    assert unseen
    assert not set(unseen) & set(report.ruled_out)
    assert any(reason.startswith("on node2, ") for reason in unseen.values())


def test_one_wrong_line_is_one_finding_whatever_replicas_read_it() -> None:
    wrong = "postgres://localhost:5432/app"
    report = joint(shop("refused", wrong), shop("refused", wrong))
    assert [(f.code, f.vantage) for f in report.findings] == [("CL401", "service:api")]


def test_what_this_machine_calls_is_told_of_one_engine() -> None:
    here, there = shop("answered"), shop("answered")
    for world in (here, there):
        world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    report = joint(here, there)
    assert [a.vantage for a in report.attempts].count("host") == 1
    assert not any(a.vantage.startswith("host@") for a in report.attempts)


def test_an_engine_that_was_asked_nothing_is_said() -> None:
    seen = replace(snapshot(shop("answered")), unasked={"node2": "there is no api"})
    assert answer(seen).notes[0] == "on node2, nothing was tried: there is no api"


@pytest.mark.parametrize(
    ("command", "there"),
    [
        ("docker logs api", "docker --context node2 logs api"),
        ("sudo docker top a", "sudo docker --context node2 top a"),
        ("x; docker ps", "x; docker --context node2 ps"),
        ("docker compose up -d db", "docker --context node2 compose up -d db"),
        ("docker service ps shop_api", "docker --context node2 service ps shop_api"),
        ("docker stack rm shop", "docker --context node2 stack rm shop"),
        ("docker context ls", "docker context ls"),
        ("cat /etc/docker/daemon.json", "cat /etc/docker/daemon.json"),
        ("ss -ltnp", "ss -ltnp"),
        (
            "containerloop why db:5432 --from container:a",
            "containerloop why db:5432 --from container:a@node2 --engine node2",
        ),
        (
            "containerloop why db:5432 --from host",
            "containerloop why db:5432 --from host --engine node2",
        ),
    ],
)  # fmt: skip
def test_commands_name_the_engine_they_are_for(command: str, there: str) -> None:
    assert for_engine(command, "node2") == there


def test_tasks_on_a_node_that_was_not_asked_are_named() -> None:
    world = stack()
    world.attempt("service:api", "web:8000", "answered", resolved="10.0.1.3")
    note = [n for n in world.report("web:8000").notes if "--engine" in n]
    assert note == [
        "shop_db.1, shop_far.1 run on node2, from which nothing was tried; --engine CONTEXT asks"
        " that node's engine too"
    ]
    asked = replace(world.snapshot("web:8000"), asked_nodes=("n1", "n2"))
    assert not [n for n in answer(asked).notes if "--engine" in n]


def test_the_default_context_is_named_by_its_address() -> None:
    assert for_engine("docker ps", "default", "unix:///d.sock") == "docker --host unix:///d.sock ps"


def test_an_engine_that_did_not_answer_leaves_the_answer_open() -> None:
    fine = snapshot(shop("answered"))
    assert answer(fine).verdict == "reachable"
    lost = replace(fine, unasked={"node3": "no container engine: it is gone"}, lost=("node3",))
    report = answer(lost)
    assert (report.verdict, report.findings) == ("inconclusive", ())
    assert report.notes[0].startswith("on node3, nothing was tried: no container engine")
    absent = replace(fine, unasked={"node3": "there is no container of api there"})
    assert answer(absent).verdict == "reachable"


def test_a_fault_is_a_fault_whatever_did_not_answer() -> None:
    wrong = snapshot(shop("refused", "postgres://localhost:5432/app"))
    lost = replace(wrong, unasked={"node3": "gone"}, lost=("node3",))
    assert answer(lost).verdict == "unreachable"


def test_a_name_of_a_context_is_shown_as_it_is() -> None:
    seen = replace(snapshot(shop("answered")), unasked={"a.b+c_1": "there is no api"})
    assert answer(seen).notes[0] == "on a.b+c_1, nothing was tried: there is no api"
