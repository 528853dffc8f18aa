"""CL107 dev-container-forwarding: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trials import Publish, Untriable
from containerloop.facts import DevContainer, ForwardedPort, Snapshot, Unobserved
from containerloop.pipeline.report_step import answer
from containerloop.question import parse_target
from tests.support.catalogue import CATALOGUE
from tests.support.rule_worlds import BACK
from tests.support.world import BRIDGE, World, view

FILE = ".devcontainer/devcontainer.json"


def dev(host: str = "", port: int = 5432, service: str = "app") -> DevContainer:
    forward = ForwardedPort(host=host, port=port, line=7, column=20)
    return DevContainer(file=FILE, service=service, forwards=(forward,))


def project(outcome: str = "refused", app: dict[str, Any] | None = None, **db: Any) -> World:
    """The editor works in app; db has the port, and this machine calls it."""
    served: dict[str, Any] = {"listens": ["0.0.0.0:5432"]}
    edited: dict[str, Any] = {"listens": ["0.0.0.0:3000"], "dev_container": True}
    world = World()
    world.container("db", **(served | db))
    world.container("app", **(edited | (app or {})))
    world.attempt("host", "localhost:5432", outcome, resolved="127.0.0.1")
    return world


def seen(world: World, *of: DevContainer, target: str = "localhost:5432") -> Snapshot:
    snapshot = world.snapshot(target)
    there: Any = replace(snapshot.survey.project, dev_containers=of or (dev(),))
    return replace(snapshot, survey=replace(snapshot.survey, project=there))


def codes(world: World, *of: DevContainer) -> list[str]:
    return [f.code for f in answer(seen(world, *of)).findings]


def forwarded_by(process: str | None, outcome: str = "accepted-then-closed") -> World:
    world = project(outcome)
    world.host_listens("127.0.0.1:5432", process=process)
    return world


def test_nobody_listens_in_the_dev_container_and_db_does() -> None:
    (found,) = answer(seen(project())).findings
    assert found.code == "CL107"
    assert found.summary == (
        f"{FILE} forwards port 5432 of app, where nothing listens on it: db has it"
    )
    assert found.location is not None
    assert (found.location.file, found.location.line, found.location.column) == (FILE, 7, 20)
    publish, name = found.remedies
    assert publish.override == {"services": {"db": {"ports": ["127.0.0.1:5432:5432"]}}}
    assert 'write "db:5432" instead of 5432' in name.summary
    assert found.evidence[1].saw == f"{FILE}:7 forwards port 5432 of service app"


def test_what_can_be_tried_is_tried() -> None:
    (found,) = diagnose(seen(project()), CATALOGUE).found
    publish, name = (remedy.trial for remedy in found.finding.remedies)
    assert publish == Publish(container="id-shop-db", port=5432)
    assert name == Untriable(reason="only an editor forwards ports")


@pytest.mark.parametrize(
    "process",
    ["code", "Code Helper (Plugin)", "Code.exe", "Code - Insiders", "codium", "Cursor Helper"],
)
@pytest.mark.parametrize("outcome", ["accepted-then-closed", "accepted-then-reset"])
def test_an_editor_that_accepts_and_closes(process: str, outcome: str) -> None:
    (found,) = answer(seen(forwarded_by(process, outcome))).findings
    assert found.code == "CL107"
    # the editor has that port here, so nothing else can be published on it
    (only,) = found.remedies
    assert 'write "db:5432"' in only.summary
    assert found.evidence[-1].saw.startswith(f"{process} (pid 4000) on the host listens on")


@pytest.mark.parametrize("process", ["ssh", "codeql", None])
def test_whatever_else_accepts_and_closes(process: str | None) -> None:
    assert "CL107" not in codes(forwarded_by(process))


def test_an_editor_beside_somebody_else_on_the_port() -> None:
    world = forwarded_by("code")
    world.host_listens("[::1]:5432", process="ssh")
    assert "CL107" not in codes(world)


def test_an_editor_on_another_port() -> None:
    world = project("accepted-then-closed")
    world.host_listens("127.0.0.1:5433", process="code")
    assert "CL107" not in codes(world)


def test_who_listens_here_does_not_matter_where_the_call_was_refused() -> None:
    world = project()
    world.host_listeners = Unobserved("root only")
    assert codes(world) == ["CL107"]


def test_a_server_that_was_not_looked_into_is_not_judged() -> None:
    report = answer(seen(project(listens=None, exposes=[5432])))
    assert "CL107" in [n.code for n in report.not_checked]


def test_a_second_server_that_was_not_looked_into_is_no_doubt_of_the_first() -> None:
    world = project()
    world.container("spare", listens=None, exposes=[5432])
    assert codes(world) == ["CL107"]


def test_where_nobody_is_seen_to_accept() -> None:
    world = project("accepted-then-closed")
    assert "CL107" not in codes(world)
    world.host_listeners = Unobserved("root only")
    report = answer(seen(world))
    assert "CL107" not in [f.code for f in report.findings]
    assert {n.code: n.reason for n in report.not_checked}["CL107"] == "root only"


@pytest.mark.parametrize(
    "of",
    [dev(host="db"), dev(port=5433), dev(service="db"), dev(service="worker")],
    ids=["named", "another port", "the server's own", "no such service"],
)
def test_another_forward(of: DevContainer) -> None:
    assert "CL107" not in codes(project(), of)


@pytest.mark.parametrize(
    "app",
    [
        {"listens": ["127.0.0.1:5432"]},
        {"exposes": [5432]},
        {"dev_container": False},
        {"status": "exited"},
        {"one_off": True},
        {"mode": "container:id-shop-db", "listens": ["0.0.0.0:5432"]},
        {"mode": "host"},
        {"project": "other"},
    ],
    ids=["listens", "its own server", "no editor's", "stopped", "one-off", "db's network", "host",
         "another project"],
)  # fmt: skip
def test_another_dev_container(app: dict[str, Any]) -> None:
    report = answer(seen(project(app=app)))
    assert "CL107" not in [f.code for f in report.findings]
    assert "CL107" not in [n.code for n in report.not_checked]


@pytest.mark.parametrize(
    "db",
    [{"listens": ["0.0.0.0:5433"]}, {"listens": [], "exposes": [5432]},
     {"listens": None, "exposes": [5432]},
     {"publishes": ["127.0.0.1:5432:5432"]}, {"project": "other", "networks": (BACK,)}],
    ids=["another port", "nobody", "not seen", "published", "another project"],
)  # fmt: skip
def test_another_server(db: dict[str, Any]) -> None:
    assert "CL107" not in codes(project(**db))


def test_a_dev_container_that_was_not_looked_into_is_not_judged() -> None:
    world = project(app={"listens": None})
    world.views["service:app"] = view("service:app", Unobserved("it ended"))
    report = answer(seen(world))
    assert "CL107" not in [f.code for f in report.findings]
    assert "CL107" in [n.code for n in report.not_checked]


@pytest.mark.parametrize(
    ("vantage", "called"),
    [
        ("host", "10.0.0.5:5432"),
        ("host", "localhost:5432/udp"),
        ("engine-host", "localhost:5432"),
        ("service:app", "localhost:5432"),
    ],
)
def test_what_no_editor_forwards(vantage: str, called: str) -> None:
    world = project(listens=["0.0.0.0:5432", "0.0.0.0:5432/udp"])
    world.attempts.clear()
    world.attempt(vantage, called, "refused")
    report = answer(replace(seen(world), question=parse_target(called, (vantage,))))
    assert "CL107" not in [f.code for f in report.findings]


def test_a_port_that_somebody_else_publishes() -> None:
    world = project()
    world.container("pg", publishes=["5432:5432"], project=None, networks=(BRIDGE,))
    assert "CL107" not in codes(world)


def test_a_datagram_socket_of_the_editor_accepts_nothing() -> None:
    world = project("accepted-then-closed")
    world.host_listens("127.0.0.1:5432/udp", process="code")
    assert "CL107" not in codes(world)


def test_without_a_project_no_editor_was_told_to_forward_anything() -> None:
    world = World(project=None)
    world.container("db", listens=["0.0.0.0:5432"])
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    report = world.report("localhost:5432", "host")
    assert "CL107" in report.ruled_out
