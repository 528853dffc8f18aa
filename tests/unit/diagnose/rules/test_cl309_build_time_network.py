"""CL309 build-time-network: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.catalogue import entries
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.rule_facts.failed_build import failed_build
from containerloop.facts import NoProject, Project, ServiceConfig, Snapshot, Unobserved
from containerloop.pipeline.report_step import answer
from tests.support.world import World

STEP = "#7 [api 2/2] RUN npm run migrate\n"
FAILED = (
    '\n#7 ERROR: process "/bin/sh -c npm run migrate" did not complete successfully: exit code: 1'
)
NO_NAME = "#7 0.512 Error: postgres://db:5432 getaddrinfo ENOTFOUND db"
REFUSED = "#7 0.512 Error: connect ECONNREFUSED 127.0.0.1:5432"


def seen(
    said: str = NO_NAME,
    *,
    before: str = STEP,
    after: str = FAILED,
    network: str | None = None,
    runs: bool = True,
    source: str = "compose",
    outcome: str = "",
    other: str = "",
) -> Snapshot:
    """A project with db and api, and an error that was quoted while api was built."""
    world = World()
    db = world.config("db", file="compose.yaml", line=2)
    api = world.config(
        "api", file="compose.yaml", line=4, lines={"build": 5}, build_network=network
    )
    if runs:
        world.container("db", listens=["0.0.0.0:5432"], publishes=["127.0.0.1:5432:5432"])
        world.container("api", refers=["postgres://app@db:5432/app"])
        world.attempt("service:api", "db:5432", "answered", protocol="postgresql",
                      resolved="172.18.0.2")  # fmt: skip
    world.attempt("host", "db:5432", outcome or "name-not-found")
    if other:
        world.attempt("host", other, "name-not-found")
    world.attempt("host", "127.0.0.1:5432", outcome or ("answered" if runs else "refused"),
                  resolved="127.0.0.1", **({"protocol": "postgresql"} if runs else {}))  # fmt: skip
    snapshot = world.snapshot(before + said + after)
    project: Any = Project(
        name="shop", source=source, working_dir="/shop", files=("compose.yaml",), services=(db, api)
    )
    return _with(snapshot, project)


def _with(snapshot: Snapshot, project: Project | NoProject | Unobserved) -> Snapshot:
    return replace(snapshot, survey=replace(snapshot.survey, project=project))


def told(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(f.code, f.severity) for f in answer(snapshot).findings]


def test_a_build_that_calls_a_service_before_anything_runs() -> None:
    report = answer(seen(runs=False))
    (found,) = report.findings
    assert (found.code, found.severity) == ("CL309", "cause")
    assert found.summary == (
        "the build of api called db:5432, and db is a name for containers only: a step of a build"
        " is not on the project's network, whatever runs there"
    )
    assert found.evidence[0].saw == "the quoted error is a build's, and says: db was not found"
    assert found.evidence[0].command == "docker compose build --progress plain api"
    assert found.location is not None
    assert (found.location.file, found.location.line) == ("compose.yaml", 5)
    assert "to the start of api (command" in found.remedies[0].summary
    assert "is served now" not in " ".join(report.notes)


def test_beside_what_runs_it_is_a_warning_and_nothing_is_unreachable() -> None:
    report = answer(seen())
    assert report.verdict == "reachable"
    assert told(seen()) == [("CL309", "warning")]
    assert "is served now" not in " ".join(report.notes)


@pytest.mark.parametrize("runs", [True, False])
def test_localhost_is_the_step_itself(runs: bool) -> None:
    (found,) = answer(seen(REFUSED, runs=runs)).findings
    assert found.code == "CL309"
    assert "127.0.0.1 is that step itself" in found.summary
    assert found.evidence[0].saw.endswith("says: 127.0.0.1 refused the connection")


def test_of_a_stage_the_service_is_not_told() -> None:
    (found,) = answer(seen(before=STEP.replace("[api", "[stage-1"), runs=False)).findings
    assert found.summary.startswith("the build of the image called db:5432")
    assert found.location is None
    assert "to the start of the service (command" in found.remedies[0].summary


def test_of_which_service_is_not_told_and_none_is_built_on_the_hosts_network() -> None:
    (found,) = answer(seen(REFUSED, before="", runs=False)).findings
    assert found.summary.startswith("the build of the image called 127.0.0.1:5432")


def test_on_which_network_an_image_is_built_that_no_file_was_read_of() -> None:
    nobody = NoProject(reason="no compose project is meant")
    unread = seen(REFUSED, source="labels", runs=False)
    for snapshot in (unread, _with(seen(REFUSED, runs=False), nobody)):
        reasons = {n.code: n.reason for n in answer(snapshot).not_checked}
        assert reasons["CL309"].startswith("on which network the image is built stands in a file")


@pytest.mark.parametrize(
    "near",
    [
        seen(NO_NAME.removeprefix("#7 0.512 "), before="", after=""),
        seen("api-1  | " + NO_NAME, after=""),
        seen("api-1  | " + NO_NAME, before=STEP + "#7 DONE 3.1s\n", after=""),
        seen("api-1  | " + NO_NAME),
        seen(NO_NAME.replace("db", "files.example.com"), other="files.example.com:5432"),
        seen(REFUSED, network="host"),
        seen(REFUSED, network="host", before=""),
        seen(REFUSED, source="labels"),
        seen("#7 0.5 connect ETIMEDOUT 127.0.0.1:5432"),
        seen("#7 0.5 connect ECONNREFUSED 172.18.0.2:5432"),
        seen("#7 0.5 postgres://db:5432 connect ECONNREFUSED db:5432"),
    ],
    ids=["no build", "a log", "a build that went on", "a log before a build", "another machine",
         "on the host's network", "on the host's, of which is not told", "the file was not read",
         "a time-out", "a container's address", "a name that was found"],
)  # fmt: skip
def test_near_misses(near: Snapshot) -> None:
    assert "CL309" not in [code for code, _ in told(near)]


def test_where_no_file_could_be_read_it_is_not_checked() -> None:
    snapshot = _with(seen(runs=False), Unobserved("the file does not parse"))
    report = answer(snapshot)
    assert ("CL309", "the file does not parse") in [(n.code, n.reason) for n in report.not_checked]


def test_what_else_is_relied_on_is_none_of_the_builds() -> None:
    (facts, *_) = [
        f for f in diagnose(seen(runs=False), entries).facts if f.known.address.host == "db"
    ]
    asked = facts.question
    assert failed_build(facts.known, asked) is not None
    assert failed_build(facts.known, replace(asked, host="cache")) is None


def test_on_the_hosts_network_there_is_no_name_either() -> None:
    assert told(seen(network="host", runs=False)) == [("CL309", "cause")]


def test_another_service_on_the_hosts_network_is_no_doubt() -> None:
    snapshot = seen(REFUSED, runs=False)
    project = snapshot.survey.project
    assert isinstance(project, Project)
    other = ServiceConfig(name="web", build_network="host")
    beside = Project(
        name="shop", source="compose", working_dir="/shop", services=(*project.services, other)
    )
    assert told(_with(snapshot, beside)) == [("CL309", "cause")]
