"""The survey on a real engine: what it finds, what it keeps, how few calls it makes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import msgspec
import pytest

from containerloop.errors import EngineUnavailable, ProjectUnknown
from containerloop.facts import (
    RUN_LABEL,
    Container,
    Engine,
    NoProject,
    Project,
    Question,
    Survey,
    Unobserved,
)
from containerloop.question import parse_target
from containerloop.survey.collect import survey
from containerloop.survey.engine.connection import connect
from containerloop.survey.partial import survey_without_engine
from tests.support.stand_in_engine import PING, http, stand_in

pytestmark = pytest.mark.live


@pytest.fixture
def project(docker_client: docker.APIClient, tmp_path: Path) -> Iterator[str]:
    """A project of two created containers; creating them needs an empty image only."""
    name = f"survey{uuid.uuid4().hex[:8]}"
    api = docker_client
    tag = api.import_image_from_data(b"\0" * 10240, repository=name, tag="1")
    assert tag
    made = [_create(api, name, service, tmp_path) for service in ("api", "db")]
    yield name
    for container in made:
        api.remove_container(container, force=True)
    api.remove_image(f"{name}:1")


def _create(api: Any, name: str, service: str, folder: Path) -> str:
    labels = {
        "com.docker.compose.project": name,
        "com.docker.compose.service": service,
        "com.docker.compose.project.working_dir": str(folder),
    }
    made = api.create_container(
        f"{name}:1",
        ["/serve"],
        name=f"{name}-{service}-1",
        labels=labels,
        environment={"PASSWORD": "canary"},
        ports=[5432],
        host_config=api.create_host_config(port_bindings={5432: ("127.0.0.1", 45432)}),
    )
    return str(made["Id"])


def take(engine_url: str, question: Question, cwd: Path, name: str | None = None) -> Survey:
    connection = connect({"DOCKER_HOST": engine_url}, cwd)
    try:
        return survey(
            question,
            connection=connection,
            read_project=lambda *_: None,
            cwd=cwd,
            project=name,
            environ={},
        )
    finally:
        connection.client.close()


def test_a_probe_of_another_run_is_not_surveyed(
    engine_url: str, docker_client: docker.APIClient, project: str, tmp_path: Path
) -> None:
    labels = {RUN_LABEL: "another"}
    probe = docker_client.create_container(f"{project}:1", ["/serve"], labels=labels)["Id"]
    try:
        seen = take(engine_url, parse_target("5432"), tmp_path)
    finally:
        docker_client.remove_container(probe, force=True)
    assert not isinstance(seen.containers, Unobserved)
    assert probe not in {c.id for c in seen.containers}


def test_the_project_of_the_folder(engine_url: str, project: str, tmp_path: Path) -> None:
    seen = take(engine_url, parse_target("5432"), tmp_path)
    assert isinstance(seen.engine, Engine)
    assert seen.engine.chosen_by == "DOCKER_HOST"
    assert isinstance(seen.project, Project)
    assert (seen.project.name, seen.project.source) == (project, "labels")
    assert [row.name for row in seen.project.services] == ["api", "db"]
    assert isinstance(seen.containers, tuple)
    mine = [row for row in seen.containers if row.project == project]
    assert {(row.state.status, row.asked[0].host_port) for row in mine} == {("created", 45432)}
    assert isinstance(seen.networks, tuple)
    assert {"bridge", "host", "none"} <= {row.name for row in seen.networks}
    text = msgspec.json.encode(seen)
    assert b"canary" not in text
    assert msgspec.json.decode(text, type=Survey) == seen


def test_a_named_project_from_elsewhere(engine_url: str, project: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    seen = take(engine_url, parse_target("5432"), elsewhere, project)
    assert isinstance(seen.project, Project)
    assert seen.project.name == project
    with pytest.raises(ProjectUnknown) as caught:
        take(engine_url, parse_target("5432"), elsewhere, project[:-1])
    assert project in caught.value.hint


def test_without_a_folder_the_port_tells(engine_url: str, project: str) -> None:
    seen = take(engine_url, parse_target("45432"), Path("/"))
    assert isinstance(seen.project, Project)
    assert seen.project.name == project
    other = take(engine_url, parse_target("45433"), Path("/"))
    assert isinstance(other.project, NoProject)
    assert "45433" in other.project.reason


def test_without_an_engine() -> None:
    seen = survey_without_engine(parse_target("5432"), "no engine")
    assert seen.engine == seen.containers == seen.networks == Unobserved("no engine")
    assert seen.machine.addresses


@pytest.mark.parametrize(
    "answers",
    [
        {"/containers/json": http(500, {"message": "boom"})},
        {"/containers/json": http(200, {"no": "list"})},
        {"/containers/json": http(200, [{"no": "id"}])},
        {"/containers/json": b""},
        {"/containers/json": http(200, []), "/networks": b"HTTP/1.0 200 OK\r\n\r\n<html>"},
        {"/containers/json": http(200, []), "/networks": http(200, []), "/version": http(200, 5)},
    ],
)
def test_an_engine_that_answers_nonsense_half_way(
    tmp_path: Path, answers: dict[str, bytes]
) -> None:
    with (
        stand_in(tmp_path / "s", {"/_ping": PING, **answers}) as at,
        pytest.raises(EngineUnavailable),
    ):
        take(at, parse_target("5432"), tmp_path)


def test_a_container_removed_while_being_looked_at(tmp_path: Path) -> None:
    row = {"Id": "ab" * 32, "Names": ["/gone"], "State": "running", "Created": 1}
    answers = {
        "/_ping": PING,
        f"/containers/{'ab' * 32}/json": http(404, {"message": "no such container"}),
        "/containers/json": http(200, [row]),
        "/networks": http(200, []),
        "/version": http(200, {"Version": "1", "ApiVersion": "1.45"}),
        "/info": http(200, {}),
    }
    with stand_in(tmp_path / "s", answers) as at:
        seen = take(at, parse_target("5432"), tmp_path)
    nothing: tuple[Container, ...] = ()
    assert seen.containers == nothing
