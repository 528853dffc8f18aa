"""Which stack a compose file became, and which containers are a service's past."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from containerloop.errors import ProjectUnknown
from containerloop.facts import Project, ServiceConfig, Swarm, SwarmService, Unobserved
from containerloop.survey.engine.labels import STACK, TASK_OF
from containerloop.survey.stacks import without_past_tasks
from containerloop.survey.which_project import Selection, choose_project

WORKER = Swarm(node="n1", services=Unobserved("worker"), nodes=Unobserved("worker"))
HERE = Path("/shop")


def project(**images: str | None) -> Project:
    services = tuple(
        ServiceConfig(
            name=n, image=i, networks=("folder_default",), config_hash="h", depends_on={"x": "y"},
            aliases={"folder_default": ("other",)},
        )
        for n, i in images.items()
    )  # fmt: skip
    return Project(
        name="folder", source="compose", working_dir="/shop", files=("compose.yaml",),
        services=services, networks={"default": "folder_default", "ext": "elsewhere"},
    )  # fmt: skip


def manager(stack: str | None = "prod", **images: str) -> Swarm:
    services = tuple(
        SwarmService(name=f"{stack}_{n}" if stack else n, stack=stack, image=i)
        for n, i in images.items()
    )
    return Swarm(node="n1", services=services, nodes=())


def row(service: str, stack: str = "prod", state: str = "running", **more: Any) -> dict[str, Any]:
    labels = {STACK: stack, TASK_OF: f"{stack}_{service}"}
    return {"Id": service, "State": state, "Labels": labels, "Image": f"i/{service}"} | more


def chosen(
    own: Project | None, swarm: Swarm | None, *rows: dict[str, Any], name: str | None = None
) -> Project | str | None:
    selection = Selection(HERE, (), name, {}, lambda *_: None)
    return choose_project(rows, own, selection, swarm)


def test_the_file_is_the_stack_of_the_same_services() -> None:
    made = chosen(project(db="i/db", web="i/web"), manager(db="i/db", web="i/web"))
    assert isinstance(made, Project)
    assert (made.name, made.stack) == ("prod", True)
    assert made.networks == {"default": "prod_default", "ext": "elsewhere"}
    [db, _] = made.services
    assert db.networks == ("prod_default",)
    assert db.aliases == {"prod_default": ("other",)}
    assert (db.config_hash, db.depends_on) == (None, {})


@pytest.mark.parametrize(
    "swarm",
    [
        manager(db="i/db"),
        manager(db="i/db", web="i/other"),
        manager(db="i/db", web="i/web", more="i/more"),
        manager(None, db="i/db", web="i/web"),
        None,
    ],
    ids=["fewer", "another image", "more", "no stack", "no swarm"],
)
def test_another_stack_is_not_the_file(swarm: Swarm | None) -> None:
    made = chosen(project(db="i/db", web="i/web"), swarm)
    assert isinstance(made, Project)
    assert (made.name, made.stack) == ("folder", False)


def test_an_image_that_the_file_does_not_name_may_be_any() -> None:
    made = chosen(project(db=None), manager(db="i/built"))
    assert isinstance(made, Project)
    assert made.name == "prod"


def test_two_stacks_of_one_file_are_told_apart_by_name() -> None:
    two = manager("prod", db="i/db"), manager("test", db="i/db")
    both = Swarm(node="n1", services=(*two[0].services, *two[1].services), nodes=())  # type: ignore[misc]
    made = chosen(project(db="i/db"), both)
    assert isinstance(made, Project)
    assert made.name == "folder"
    made = chosen(project(db="i/db"), both, name="test")
    assert isinstance(made, Project)
    assert (made.name, made.stack) == ("test", True)


def test_a_worker_knows_the_stack_by_the_tasks_it_has() -> None:
    made = chosen(project(db="i/db", web="i/web"), WORKER, row("web"))
    assert isinstance(made, Project)
    assert made.name == "prod"


def test_containers_of_compose_are_the_files_own() -> None:
    labels = {"com.docker.compose.project": "folder"}
    made = chosen(project(web="i/web"), WORKER, row("web"), {"Id": "c", "Labels": labels})
    assert isinstance(made, Project)
    assert (made.name, made.stack) == ("folder", False)


def test_a_stack_by_name_without_a_file() -> None:
    assert chosen(None, WORKER, row("web"), name="prod") == "prod"
    with pytest.raises(ProjectUnknown):
        chosen(None, WORKER, row("web"), name="prd")


def test_past_tasks_are_left_out() -> None:
    rows = [
        row("web", Id="new"),
        row("web", state="exited", Id="old"),
        row("db", state="exited", Id="last"),
        row("db", state="exited", Id="before"),
        {"Id": "plain", "State": "exited", "Labels": {}},
    ]
    assert [raw["Id"] for raw in without_past_tasks(rows)] == ["new", "last", "plain"]
